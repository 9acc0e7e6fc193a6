"""What every personal page of these views shares: `learning.unkept`, with the list of courses as the way out of a refusal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from learning.errors import LearningError
from learning.unkept import active_language, page_context, refusal_page, unkept

personal_context = page_context


def all_courses() -> dict[str, str]:
    """Where a refusal leads to."""
    return {"way_out_href": f"/{active_language()}/", "way_out_text": _("All courses")}


personal = unkept(way_out=all_courses)


def refusal(request: HttpRequest, error: LearningError) -> HttpResponse:
    """A refusal in words, with a way out."""
    return refusal_page(request, error, way_out=all_courses)
