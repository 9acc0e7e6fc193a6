"""What a phone needs to keep a course: the list of its files, each lesson's answers, the service worker. The same for everybody."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, LessonVersion
from courses.ranged_file import matches
from courses.rendering.answers import answers_script
from courses.rendering.kept import KEPT_TIERS, NotDrawnYet, kept_course, without_line_page
from courses.served_lessons import DOCUMENT_CACHE

WORKER: Final = "js/sw.js"
JAVASCRIPT: Final = "text/javascript; charset=utf-8"


@require_safe
def files(request: HttpRequest, course: str) -> HttpResponse:
    """`files.json?tier=text`: every file of a kept course with its hash and weight. Five queries."""
    tier = request.GET.get("tier", KEPT_TIERS[0])
    if tier not in KEPT_TIERS:
        sentence = _("There is no tier “%(tier)s” to keep. Choose one of: %(known)s.")
        return JsonResponse({"error": sentence % {"tier": tier[:20], "known": ", ".join(KEPT_TIERS)}}, status=400)
    language = get_language() or settings.LANGUAGE_CODE
    version: CourseVersion | None = CourseVersion.objects.current().filter(language=language, slug=course).first()
    if version is None or not version.lessons:
        raise Http404(f"No course is published at {language}/{course}.")
    try:
        listed = kept_course(version, tier)
    except (NotDrawnYet, FileNotFoundError) as error:
        words = str(error) if isinstance(error, NotDrawnYet) else _("This course is being prepared. Try again in a minute.")
        return JsonResponse({"error": words}, status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    return tagged(request, json.dumps(listed, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


@require_safe
def answers(request: HttpRequest, *, course: str, module: str, lesson: str) -> HttpResponse:
    """`answers.js`: the lesson's right answers for grading without a line; the bytes that bundles hold. One query."""
    version = LessonVersion.objects.current().filter(path=f"{get_language()}/{course}/{module}/{lesson}").first()
    if version is None:
        raise Http404("No lesson is published here.")
    return tagged(request, answers_script(version), content_type=JAVASCRIPT)


@require_safe
def without_line(request: HttpRequest) -> HttpResponse:
    """The page a kept course shows in place of what is not kept. No query."""
    page = without_line_page(get_language() or settings.LANGUAGE_CODE)
    return tagged(request, page, content_type="text/html; charset=utf-8")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: at the root, for a service worker rules only what stands below it. Asked for anew each time."""
    found = finders.find(WORKER)
    if not isinstance(found, str):
        raise Http404("There is no service worker.")
    response = tagged(request, Path(found).read_text(encoding="utf-8"), content_type=JAVASCRIPT)
    response.headers["Cache-Control"] = "no-cache"
    return response


def tagged(request: HttpRequest, text: str, *, content_type: str) -> HttpResponse:
    """A public answer whose tag is the hash of its bytes, or 304 for whoever has them."""
    data = text.encode()
    headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"', "Cache-Control": DOCUMENT_CACHE}
    if matches(request.headers.get("If-None-Match", ""), headers["ETag"]):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(data, headers=headers, content_type=content_type)
