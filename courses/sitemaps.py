"""What search engines are told: robots.txt, and a map of each language's pages, which names their other languages (hreflang).

Lessons say nothing of this themselves: there it would cost every learner bytes (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.models import CourseVersion, LessonVersion

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
MAP: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
CACHE: Final = "public, max-age=3600"
ROBOTS: Final = """User-agent: *
Disallow: /cms/
Disallow: /documents/
Disallow: /api/
Disallow: /h5p/
Disallow: /*/me/
Disallow: /*/chosen/
Disallow: /*/languages/
Disallow: /*/search/
Disallow: /*/answer/
Sitemap: {site}{map}
"""


class Place(NamedTuple):
    """A page in one language: what it has in common with its other languages, its address, when it was published."""

    key: UUID
    language: str
    path: str
    since: datetime | None = None


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where machines may look, and where the maps are. No query."""
    text = ROBOTS.format(site=settings.SITE_URL, map=reverse("sitemaps"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": CACHE})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The maps, one for each language with a course. One query."""
    languages = set(CourseVersion.objects.current().values_list("language", flat=True).distinct())
    maps = [reverse("sitemap", args=[code]) for code, _name in settings.LANGUAGES if code in languages]
    rows = "".join(f"<sitemap><loc>{settings.SITE_URL}{path}</loc></sitemap>\n" for path in maps)
    return xml(f"<sitemapindex {MAP}>\n{rows}</sitemapindex>\n")


@require_safe
def sitemap(request: HttpRequest, language: str) -> HttpResponse:
    """The home page, courses and lessons of a language. Two queries, however many there are."""
    if language not in dict(settings.LANGUAGES):
        raise Http404("There is no such language.")
    rows = "".join(urls(language, [courses(), lessons()]))
    return xml(
        f"<urlset {MAP} {LINKS}>\n{url(home(language), [home(code) for code, _name in settings.LANGUAGES])}{rows}</urlset>\n"
    )


def xml(text: str) -> HttpResponse:
    """A map."""
    return HttpResponse(HEAD + text, content_type="application/xml; charset=utf-8", headers={"Cache-Control": CACHE})


def home(language: str) -> Place:
    """The list of courses of a language."""
    return Place(UUID(int=0), language, language)


def courses() -> Iterator[Place]:
    """Every published course. One query."""
    rows = CourseVersion.objects.current().order_by("pk").values_list("course_key", "language", "slug", "published_at")
    return (Place(key, language, f"{language}/{slug}", since) for key, language, slug, since in rows)


def lessons() -> Iterator[Place]:
    """Every published lesson. One query."""
    rows = LessonVersion.objects.current().of_lessons().order_by("course_key", "path")
    return (Place(*row) for row in rows.values_list("lesson_key", "language", "path", "published_at"))


def urls(language: str, kinds: Iterable[Iterable[Place]]) -> Iterator[str]:
    """The entries of a language's pages."""
    for places in kinds:
        by_key: dict[UUID, list[Place]] = {}
        for place in places:
            by_key.setdefault(place.key, []).append(place)
        for same in by_key.values():
            for place in same:
                if place.language == language:
                    yield url(place, same)


def url(place: Place, same: list[Place]) -> str:
    """One page with its other languages; English, or whatever comes first, is for all who read none of them."""
    order = {code: at for at, (code, _name) in enumerate(settings.LANGUAGES)}
    known = sorted((one for one in same if one.language in order), key=lambda one: order[one.language])
    rest = next((one for one in known if one.language == settings.LANGUAGE_CODE), known[0])
    links = "".join(link(one.language, one) for one in known) + link("x-default", rest)
    since = f"<lastmod>{place.since:%Y-%m-%d}</lastmod>" if place.since else ""
    return f"<url><loc>{address(place)}</loc>{since}{links}</url>\n"


def link(language: str, place: Place) -> str:
    """One language of a page."""
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{address(place)}"/>'


def address(place: Place) -> str:
    """The whole address of a page."""
    return escape(f"{settings.SITE_URL}/{place.path}/")
