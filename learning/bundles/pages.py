"""The pages of a bundle that are not lessons: drawn once for it, in each of its languages, with relative links only."""

from __future__ import annotations

from typing import Any

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
from learning.bundles.sources import File, Inside


def pages_of(inside: Inside) -> list[File]:
    """Every drawn page but the lessons, in no particular order. About four queries for each language, one for each lesson."""
    with override(inside.wanted.language):
        files = [start_page(inside), drawn("leave.html", "bundles/leave.html", {})]
        if inside.wanted.tier == TEXT:
            files.append(picture_page(inside))
    for language, version in inside.versions.items():
        with override(language):
            files += language_pages(inside, version)
            for lesson in inside.lessons:
                if lesson.language == language:
                    files += lesson_pages(inside, lesson)
    return [*files, licence_file(inside)]


def drawn(path: str, template: str, context: dict[str, Any]) -> File:
    """One page."""
    return File(path, (render_to_string(template, context).strip() + "\n").encode())


def start_page(inside: Inside) -> File:
    """The file people open: the course's name, and its languages in their own scripts."""
    version = inside.version
    context = {
        **shell_context(version.language, "./"),
        "js_href": "",
        "page_title": version.title,
        "course": {**version.content, "title": version.title},
        "languages": [
            language_link(language, file_of("./", f"{language}/{inside.versions[language].slug}")) for language in inside.languages
        ],
        "read_me": [language_link(language, f"{language}/read-me.html") for language in inside.languages],
    }
    return drawn(INDEX, "bundles/start.html", context)


def picture_page(inside: Inside) -> File:
    """Where “Show the picture” leads in a bundle that holds none: what this copy is, and which one to get instead."""
    shell = {**shell_context(inside.wanted.language, "./"), "js_href": "", "page_title": _("This copy has words only")}
    context = {**shell, "course": {"title": inside.version.title}}
    return drawn("picture.html", "bundles/picture.html", context)


def language_pages(inside: Inside, version: CourseVersion) -> list[File]:
    """The pages of one language: its list of courses, the course, my learning, the review deck, how to use all this."""
    language = version.language
    languages = list(inside.versions)
    catalogue = catalogue_context(language, languages=languages, course_key=version.course_key)
    course = {**course_context(version, languages=languages), **lamps_context(version)}
    shell = {**shell_context(language, "../"), "js_href": "", "page_title": _("How to use this course without internet")}
    return [
        drawn(f"{language}/{INDEX}", "bundles/catalogue.html", catalogue),
        drawn(f"{language}/{version.slug}/{INDEX}", "bundles/course.html", course),
        # As deep as the course page, so the course's links fit.
        drawn(f"{language}/me/{INDEX}", "bundles/me.html", {**course, "page_title": _("My learning")}),
        drawn(f"{language}/help/{INDEX}", "courses/help.html", help_context(language)),
        drawn(f"{language}/{version.slug}/review/{INDEX}", "courses/review_page.html", review_context(version)),
        drawn(f"{language}/read-me.html", "bundles/read_me.html", {**shell, "course": {"title": version.title}}),
    ]


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
    languages = languages_context(lesson, languages=list(inside.versions))
    return [
        drawn(f"{lesson.path}/languages/{INDEX}", "courses/lesson_languages.html", languages),
        drawn(f"{lesson.path}/answer/{INDEX}", "bundles/answers.html", answers_context(lesson, inside.versions[lesson.language])),
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


def licence_file(inside: Inside) -> File:
    """`LICENSE.txt`, in each language of the bundle."""
    parts = []
    for language in inside.languages:
        version = inside.versions[language]
        with override(language):
            parts.append(render_to_string("bundles/licence.txt", {"title": version.title, "licence": version.content["licence"]}))
    return File("LICENSE.txt", "\n\n".join([*(part.strip() for part in parts), ""]).encode())
