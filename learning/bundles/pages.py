"""The pages of a bundle that are not lessons: drawn once for it, in each of its languages, with relative links only."""

from __future__ import annotations

from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from courses.addresses import INDEX, file_of, up_from
from courses.helplines import countries_for
from courses.models import CourseVersion, Helpline, LessonVersion
from courses.questions import KINDS
from courses.rendering.answers import answers_script
from courses.rendering.document import shell_context
from courses.rendering.pages import catalogue_context, course_context, language_link, languages_context
from courses.rendering.review import review_context
from courses.rendering.variants import TEXT
from learning.bundles.device_pages import (
    faces_script,
    learners_context,
    me_context,
    own_context,
    search_context,
    search_script,
    who_context,
)
from learning.bundles.results.page import home_page
from learning.bundles.room.branding import logo_files, offered_context
from learning.bundles.sources import File, Inside
from learning.parts import bundle_parts

LICENCE: Final = "LICENSE.txt"


def pages_of(inside: Inside) -> list[File]:
    """Every drawn page but the lessons, in no particular order. About four queries for each course and language, one a lesson."""
    with override(inside.wanted.language):
        files = [
            start_page(inside),
            drawn("leave.html", "bundles/leave.html", {}),
            *part_files(inside),
            *logo_files(inside.wanted.offered_by),
        ]
        if inside.wanted.tier == TEXT:
            files.append(picture_page(inside))
    for language in inside.languages:
        with override(language):
            files += language_pages(inside, language)
            for lesson in inside.lessons:
                if lesson.language == language:
                    files += lesson_pages(inside, lesson)
    return [*files, File("faces.js", faces_script().encode()), licence_file(inside)]


def drawn(path: str, template: str, context: dict[str, Any]) -> File:
    """One page."""
    return File(path, (render_to_string(template, context).strip() + "\n").encode())


def start_page(inside: Inside) -> File:
    """The file people open: the courses' names, and their languages in their own scripts."""
    version = inside.version
    courses = [
        {
            "title": edition.title,
            "summary": edition.content["summary"],
            "languages": [
                language_link(code, file_of("./", f"{code}/{versions[code].slug}")) for code in inside.languages if code in versions
            ],
        }
        for edition, versions in zip(inside.main_editions, inside.editions.values(), strict=True)
    ]
    context = {
        **shell_context(version.language, "./"),
        **who_context("./"),
        "js_href": "",
        "page_title": inside.title,
        "course": {**version.content, "title": version.title},
        "courses": courses,
        "licence": inside.licence,
        "read_me": [language_link(language, f"{language}/read-me.html") for language in inside.languages],
        "parts": [{"href": part.page, "title": part.title} for part in bundle_parts()],
        "offered_by": offered_context(inside.wanted.offered_by),
    }
    return drawn(INDEX, "bundles/start.html", context)


def part_files(inside: Inside) -> list[File]:
    """What nested apps add, in the language asked for."""
    everywhere = [version for versions in inside.editions.values() for version in versions.values()]
    titles = {version.slug: version.title for version in [*reversed(everywhere), *inside.main_editions]}
    return [File(file.path, file.data) for part in bundle_parts() for file in part.files(inside.wanted.language, titles)]


def picture_page(inside: Inside) -> File:
    """Where “Show the picture” leads in a bundle that holds none: what this copy is, and which one to get instead."""
    shell = {**shell_context(inside.wanted.language, "./"), "js_href": "", "page_title": _("This copy has words only")}
    context = {**shell, "course": {"title": inside.title}}
    return drawn("picture.html", "bundles/picture.html", context)


def language_pages(inside: Inside, language: str) -> list[File]:
    """The pages of one language: its list of courses, how to use all this, and what a device knows of its learners."""
    versions = [editions[language] for editions in inside.editions.values() if language in editions]
    courses = [course_page_context(inside, version) for version in versions]
    shell = {**shell_context(language, "../"), "js_href": "", "page_title": _("How to use this course without internet")}
    title = " · ".join(version.title for version in versions) or inside.title
    return [
        drawn(f"{language}/{INDEX}", "bundles/catalogue.html", list_context(inside, language, courses)),
        drawn(f"{language}/me/{INDEX}", "bundles/me.html", me_context(inside, language, courses)),
        home_page(inside, language, (versions[0] if versions else inside.version).slug),
        drawn(f"{language}/learners/{INDEX}", "bundles/learners.html", learners_context(inside, language)),
        drawn(f"{language}/search/{INDEX}", "bundles/search.html", search_context(inside, language, versions)),
        File(f"{language}/search/lessons.js", search_script(language, versions, inside.lessons).encode()),
        drawn(f"{language}/help/{INDEX}", "courses/help.html", help_context(language)),
        drawn(f"{language}/read-me.html", "bundles/read_me.html", {**shell, "course": {"title": title}}),
        *(file for version, context in zip(versions, courses, strict=True) for file in course_pages(inside, version, context)),
    ]


def course_pages(inside: Inside, version: CourseVersion, context: dict[str, Any]) -> list[File]:
    """A course and its review deck."""
    path = f"{version.language}/{version.slug}"
    decks = {code: f"{edition.slug}/review" for code, edition in inside.editions[version.course_key].items()}
    return [
        drawn(f"{path}/{INDEX}", "bundles/course.html", context),
        drawn(f"{path}/review/{INDEX}", "bundles/review.html", {**review_context(version), **own_context(version.language, decks)}),
    ]


def course_page_context(inside: Inside, version: CourseVersion) -> dict[str, Any]:
    """What the course page draws, and My learning again. Two queries."""
    context = course_context(version, languages=list(inside.editions[version.course_key]))
    return {**context, **who_context(context["up"]), **lamps_context(version)}


def list_context(inside: Inside, language: str, courses: list[dict[str, Any]]) -> dict[str, Any]:
    """The list of courses, with what lights their lamps. Two queries for each course."""
    rows = []
    catalogue: dict[str, Any] = {}
    for key in inside.editions:
        catalogue = catalogue_context(language, languages=inside.languages, course_key=key)
        rows += catalogue["courses"]
    by_href = {file_of("", f"{language}/{context['course']['slug']}"): context for context in courses}
    for row in rows:
        own = next(context for path, context in by_href.items() if row["href"].endswith(path))
        row |= {"facts": own["course"], "lesson_keys": own["lesson_keys"], "lit_texts": own["lit_texts"]}
    return {**catalogue, **who_context(catalogue["up"]), "courses": rows}


def help_context(language: str) -> dict[str, Any]:
    """Where to find help, in every country: the page that lessons lead to. One query."""
    lines = Helpline.objects.trusted(at=timezone.localdate())
    shell = {**shell_context(language, "../../"), "page_title": "Mwanga", "exit_href": "../../leave.html"}
    return {**shell, "countries": countries_for("", lines, language)}


def lamps_context(version: CourseVersion) -> dict[str, str]:
    """What `me.js` lights the lamps with: the lessons' keys, and the words beside 0, 1, 2 … lit lamps."""
    total = len(version.lessons)
    words = [
        ngettext("%(lit)s of %(total)s lit", "%(lit)s of %(total)s lit", lit) % {"lit": lit, "total": total}
        for lit in range(total + 1)
    ]
    return {"lesson_keys": " ".join(lesson["key"] for lesson in version.lessons), "lit_texts": "|".join(words)}


def lesson_pages(inside: Inside, lesson: LessonVersion) -> list[File]:
    """What stands below a lesson: its languages, its answers to read, its answers for the script."""
    editions = inside.editions[lesson.course_key]
    languages = languages_context(lesson, languages=list(editions))
    return [
        drawn(f"{lesson.path}/languages/{INDEX}", "courses/lesson_languages.html", languages),
        drawn(f"{lesson.path}/answer/{INDEX}", "bundles/answers.html", answers_context(lesson, editions[lesson.language])),
        File(f"{lesson.path}/answers.js", answers_script(lesson).encode()),
    ]


def answers_context(lesson: LessonVersion, course: CourseVersion) -> dict[str, Any]:
    """The sheet of right answers, for whoever has no scripts. Before the course it only thanks."""
    up = up_from(lesson.path) + "../"
    return {
        **shell_context(lesson.language, up),
        "js_href": "",
        "page_title": "Mwanga" if lesson.content["sensitive"] else _("Answers: %(lesson)s") % {"lesson": lesson.title},
        "lesson": {"title": lesson.title, "sensitive": lesson.content["sensitive"]},
        "lesson_href": f"../{INDEX}",
        "languages_href": f"../languages/{INDEX}",
        "exit_href": f"{up}leave.html",
        "band": course.content["band"],
        "band_colours": course.content["band_colours"],
        "licence": course.content["licence"],
        "is_quiet": lesson.is_quiet,
        "questions": []
        if lesson.is_quiet
        else [
            {**question_context(index, number), "id": str(number)}
            for number, index in enumerate(lesson.questions.values(), start=1)
        ],
    }


def question_context(index: dict[str, Any], number: int) -> dict[str, Any]:
    """A question with everything that is kept from the lesson's page."""
    context = {**index, "id": str(number), "number": number, "steps": index.get("items")}  # a template takes `items` for the method
    if "options" in index:
        # True and false are named in the page's language, not in the index.
        words = {option["id"]: option["text"] for option in KINDS[index["kind"]].shown(index)["options"]}
        context["options"] = [{**option, "text": words[option["id"]]} for option in index["options"]]
    if "gaps" in index:
        fits = {gap["id"]: gap["answers"] for gap in index["gaps"]}
        context["parts"] = [{"answers": fits[part["gap"]]} if "gap" in part else part for part in index["parts"]]
    return context


def licence_file(inside: Inside, *, plays: bool = False) -> File:
    """`LICENSE.txt`, for each course in each language of the bundle. `plays`: the player's licences stand beside it."""
    parts = []
    for language in inside.languages:
        with override(language):
            for versions in inside.editions.values():
                if version := versions.get(language):
                    facts = {"title": version.title, "licence": version.content["licence"], "plays": plays}
                    parts.append(render_to_string("bundles/licence.txt", facts))
    return File(LICENCE, "\n\n".join([*(part.strip() for part in parts), ""]).encode())
