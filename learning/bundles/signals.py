"""What bundles announce, in the past tense."""

from __future__ import annotations

from django.dispatch import Signal

# bundle: Bundle, offered from now on where another one or none was before. After commit; losing one loses nothing that the next
# build does not make good.
bundle_built = Signal()
