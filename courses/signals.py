"""What courses announce, in the past tense. Listeners are consequences; losing one loses nothing, for each has a repair."""

from __future__ import annotations

from django.dispatch import Signal

# course_key: UUID. After rendering, when a document changed or the course was published anew.
# Listener: learning.bundles.receivers (repair: `build_bundle`, and the next publishing).
course_rendered = Signal()

# translation: wagtail-localize's row; status: a TranslationStatus, empty for a module; is_complete: bool. A translation came with a
# course's manuscripts; its page is saved and not yet published.
# Listener: translations.receivers (repair: `rebuild_translation_states`, and the next loading).
translation_loaded = Signal()

# translation: wagtail-localize's row. Sentences of it were written from manuscripts; they may be fewer than the page has.
# Listener: translations.receivers (repair: `rebuild_translation_states`).
sentences_loaded = Signal()
