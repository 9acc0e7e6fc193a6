"""One lesson drawn as one document: from a version, a tier and its neighbours to HTML. No request, no person.

Links are relative, so the bytes are the same on the web, on a hub and in a bundle. The personal page of a lesson (with what a
learner answered) is drawn from the same context by `learning`.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, override

from courses.addresses import file_of, static_file, up_from
from courses.helplines import countries_context
from courses.models import CourseVersion, LessonVersion
from courses.models.purpose import Purpose
from courses.questions import KINDS
from courses.questions.page_names import named, names_in
from courses.rendering.resources import Resources, media_context
from courses.rendering.script import script_path


def render_lesson(lesson: LessonVersion, course: CourseVersion, *, tier: str, resources: Resources) -> str:
    """The document of a published lesson. Costs no query; takes about 5 ms."""
    with override(lesson.language):
        return drawn(lesson_context(lesson, course, tier=tier, resources=resources))


def drawn(context: dict[str, Any]) -> str:
    """The document of a lesson's context, with the language active."""
    return render_to_string("courses/lesson.html", context).strip() + "\n"


def lesson_context(
    lesson: LessonVersion, course: CourseVersion, *, tier: str, resources: Resources, depth: int = 0
) -> dict[str, Any]:
    """Everything `courses/lesson.html` draws. `depth` is how far below the lesson's own address the page stands.

    Call it with the lesson's language active: names of kinds and buttons are translated while drawing.
    """
    up = up_from(lesson.path) + "../" * depth
    language, course_slug, _module, _slug = lesson.path.split("/")
    here = "../" * depth
    place = place_context(lesson, course, up)
    return {
        **shell_context(lesson.language, up),
        "page_title": neutral_title(place["position"], place["total"]) if lesson.content["sensitive"] else lesson.title,
        "lesson": {
            "key": str(lesson.lesson_key),
            "version": lesson.number,
            "title": lesson.title,
            **{name: lesson.content[name] for name in ("minutes", "sensitive", "translation_status", "can_do")},
            "is_check": lesson.is_check,
            "is_quiet": lesson.is_quiet,
        },
        "course": {"title": course.title, **{name: course.content[name] for name in ("band", "band_colours", "licence")}},
        **place,
        "course_href": file_of(up, f"{language}/{course_slug}"),
        "languages_href": f"{here}languages/index.html",
        "answer_action": f"{here}answer/index.html",
        "exit_href": f"{up}leave.html",
        "tier": tier,
        "cards": [
            card_context(card, number, tier=tier, resources=resources, up=up, here=here)
            for card, number in numbered(lesson.content["cards"])
        ],
    }


def neutral_title(position: int, total: int) -> str:
    """What tabs and the list of pages shown call a sensitive lesson: where it stands, not what it is about."""
    return f"Mwanga · {position}/{total}"


def shell_context(language: str, up: str) -> dict[str, Any]:
    """What `base.html` draws around every page."""
    return {
        "lang": language,
        "dir": writing_direction(language),
        "language_name": own_name(language),
        "up": up,
        "css_href": static_file(up, "css/mwanga.css"),
        "js_href": up + script_path(language),
        "home_href": file_of(up, language),
        "me_href": file_of(up, f"{language}/me"),
    }


def writing_direction(language: str) -> str:
    """`rtl` or `ltr`, the value of `dir` beside a `lang`. From our own records (`translations.languages`)."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def own_name(language: str) -> str:
    """A language's name in itself, as our list writes it; one that is switched off keeps its name."""
    return str(get_language_info(language)["name_local"])


def marked_title(title: str, language: str, page_language: str) -> str:
    """A title as a sentence of the page holds it; one in another language says so, and keeps its own direction."""
    if language == page_language:
        return title
    return format_html('<span lang="{}" dir="{}">{}</span>', language, writing_direction(language), title)


def place_context(lesson: LessonVersion, course: CourseVersion, up: str) -> dict[str, Any]:
    """Where the lesson stands in its course: module, position, neighbours. A check stands before or after them all."""
    key = str(lesson.lesson_key)
    lessons = course.lessons
    keys = [entry["key"] for entry in lessons]
    place = keys.index(key) if key in keys else 0
    if lesson.is_check:
        place = len(lessons) if lesson.purpose == Purpose.END_CHECK else -1
    module = next((module for module in course.content["modules"] if any(entry["key"] == key for entry in module["lessons"])), None)

    def neighbour(at: int) -> dict[str, str] | None:
        if not 0 <= at < len(lessons):
            return None
        entry = lessons[at]
        title = marked_title(entry["title"], entry["language"], lesson.language)
        return {"title": title, "href": file_of(up, entry["path"]), "lang": entry["language"]}

    return {
        "module": {"title": module["title"] if module else ""},
        "position": place + 1,
        "total": len(lessons),
        "previous": None if lesson.is_check else neighbour(place - 1),
        "next": neighbour(place + 1),
    }


def numbered(cards: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Cards with the number of the question each is; 0 for cards to read."""
    number = 0
    out = []
    for card in cards:
        number += "question" in card
        out.append((card, number if "question" in card else 0))
    return out


def card_context(
    card: dict[str, Any], number: int, *, tier: str, resources: Resources, up: str, here: str | None = None
) -> dict[str, Any]:
    """A card as its template `courses/cards/<kind>.html` or `courses/questions/<kind>.html` draws it.

    A question's `key` is its identity; `id` and those of its options are their names in the page. `here` leads to the lesson's
    own folder; without it nothing is led to that stands there.
    """
    kind = card["kind"]
    if "question" in card:
        index = card["question"]
        shown = KINDS[kind].shown(index)
        return {
            "kind": kind,
            "key": card["id"],
            "id": str(number),
            "number": number,
            "prompt": index["prompt"],
            **named(shown, names_in(shown)),
            "state": None,
        }
    drawn = dict(card)
    if "html" in card:
        drawn["html"] = mark_safe(card["html"])
    drawn |= media_context(card, tier=tier, resources=resources, up=up)
    if "plays" in drawn and here is not None:
        drawn["play_href"] = f"{here}play/{card['id']}/index.html"
    if kind == "helpline":
        language = get_language() or ""
        drawn |= {"countries": countries_context(resources.helplines, language), "help_href": file_of(up, f"{language}/help")}
    return drawn
