"""What a document is drawn from, as one hash: when it is the same, drawing again would give the same bytes.

It holds the context, which names the stylesheet and the script by their hashes, and the release: the templates and the sentences of
the interface in the document's language.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import to_locale

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"


def fingerprint(context: dict[str, Any], language: str) -> str:
    """The hash of a document's context and release. Call it with the language active: names of buttons are drawn lazily."""
    text = json.dumps(context, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{release_of(language)} {text}".encode()).hexdigest()


@functools.cache
def release_of(language: str) -> str:
    """A hash of every template and of a language's catalogue. Kept for the life of the process, as Django keeps both."""
    digest = hashlib.sha256()
    for template in sorted(TEMPLATES.rglob("*.html")):
        digest.update(template.read_bytes())
    for folder in settings.LOCALE_PATHS:
        catalogue = Path(folder) / to_locale(language) / "LC_MESSAGES" / "django.mo"
        digest.update(catalogue.read_bytes() if catalogue.exists() else b"")
    return digest.hexdigest()
