"""One lesson as one file, straight from the site: the same bytes as in the bundle of single lessons, drawn when it is asked for."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, LessonVersion
from courses.ranged_file import matches
from courses.rendering.variants import TEXT
from courses.served_lessons import DOCUMENT_CACHE
from learning.bundles.errors import ContentMissing
from learning.bundles.formats.single import OFFERED, file_names, fitting


@require_safe
def single_lesson(request: HttpRequest, *, language: str, course: str, module: str, lesson: str) -> HttpResponse:
    """A lesson to save and send; `?tier=pictures` or `?tier=audio` for more than its words. Two queries, about 40 ms."""
    tier = request.GET.get("tier", TEXT)
    path = f"{language}/{course}/{module}/{lesson}"
    version = LessonVersion.objects.current().of_lessons().with_course().filter(path=path).first()
    if version is None or version.course is None or tier not in OFFERED:
        raise Http404(f"No lesson is published at {path} in the tier {tier[:20]}.")
    name, following = names_around(version, version.course)
    try:
        data = fitting(version, tier, next_file=following)
    except ContentMissing as error:
        raise Http404(str(error)) from error
    quoted = f'"{hashlib.sha256(data).hexdigest()}"'
    headers = {"ETag": quoted, "Cache-Control": DOCUMENT_CACHE, "Content-Disposition": f'attachment; filename="{name}"'}
    if matches(request.headers.get("If-None-Match", ""), quoted):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(data, headers=headers, content_type="text/html; charset=utf-8")


def names_around(version: LessonVersion, course: CourseVersion) -> tuple[str, str]:
    """The name of a lesson's file, and of the file with the next one; "" behind the last. Raises `Http404` outside of a course."""
    names = file_names(course)
    if version.path not in names:
        raise Http404(f"The course does not list {version.path}.")
    following = [*names][[*names].index(version.path) + 1 :]
    return names[version.path], names[following[0]] if following else ""
