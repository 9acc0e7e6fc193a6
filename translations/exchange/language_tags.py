"""What a language is called in files: BCP 47 tags for XLIFF, gettext's names for PO."""

from __future__ import annotations

from django.utils.translation import to_locale


def bcp47(code: str) -> str:
    """`zh-hans` → `zh-Hans`, `pt-br` → `pt-BR`: RFC 5646, section 2.1.1."""
    return to_locale(code).replace("_", "-")


def gettext_name(code: str) -> str:
    """`zh-hans` → `zh_Hans`: as gettext's `Language` header has it."""
    return to_locale(code)


def is_same_language(tag: str, code: str) -> bool:
    """Whether a tag of a file means one of our languages; capitals and underscores do not matter."""
    return tag.strip().replace("_", "-").lower() == code.lower()
