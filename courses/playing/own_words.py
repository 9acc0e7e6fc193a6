"""What our own runnable library says on its buttons, in the language of the lesson that is exported."""

from __future__ import annotations

from django.utils.translation import check_for_language, override
from django.utils.translation import gettext as _


def own_words(language: str) -> dict[str, str]:
    """By the names of `h5p.mapping.mwanga_questions.L10N`; nothing for a language that the site has no catalogue for."""
    if not check_for_language(language):
        return {}
    with override(language):
        return {
            "check": _("Check my answer"),
            "retry": _("Try again"),
            "isTrue": _("True"),
            "isFalse": _("False"),
            "right": _("Right."),
            "notYet": _("Not yet."),
            "score": _("%(number)s of %(total)s") % {"number": "@score", "total": "@total"},
            "place": _("Place of %(item)s") % {"item": "@item"},
            "gap": _("Gap %(number)s") % {"number": "@number"},
        }
