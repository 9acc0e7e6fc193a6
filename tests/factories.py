"""Small courses for tests: real Wagtail pages, published by the same road as a trainer's."""

from __future__ import annotations

from datetime import date
from typing import Any

from wagtail.models import Locale, Page, Site

from courses.models import CataloguePage, Competency, CoursePage, Framework, LessonPage, ModulePage
from courses.questions import KINDS
from courses.questions.page_names import named, names_in
from learning.codes import new_class_code
from learning.models import Cohort, Institution, Membership, Person
from learning.people import keep_progress

ALL_KINDS: list[tuple[str, dict[str, Any]]] = [
    (
        "one_answer",
        {
            "prompt": "A chatbot says “I miss you”. Is that a feeling?",
            "options": [
                {"text": "Yes", "is_right": False, "feedback": "It only puts words together."},
                {"text": "No", "is_right": True, "feedback": "Right, only words."},
            ],
        },
    ),
    (
        "several_answers",
        {
            "prompt": "Which use AI?",
            "options": [
                {"text": "Voice typing", "is_right": True, "feedback": "It guesses words."},
                {"text": "A torch", "is_right": False, "feedback": "A torch follows one step."},
                {"text": "Videos for you", "is_right": True, "feedback": "It guesses what you like."},
            ],
        },
    ),
    (
        "true_false",
        {"prompt": "Sure means right.", "is_true": "false", "feedback_true": "Sure can be wrong.", "feedback_false": "Right."},
    ),
    (
        "put_in_order",
        {
            "prompt": "What comes first?",
            "items": [
                {"text": "Stop", "feedback": "First breathe."},
                {"text": "Call back", "feedback": "A number you know."},
                {"text": "Check", "feedback": "Ask another person."},
            ],
            "right": "That is the order.",
            "wrong": "Nearly. What keeps money safe first?",
        },
    ),
    (
        "fill_the_gap",
        {
            "prompt": "Her profit?",
            "text": "She sells for 120 and pays 90. Her profit is {1}.",
            "gaps": [{"answers": "30; thirty", "feedback": "Take 90 from 120."}],
            "right": "Right.",
            "wrong": "Take all costs away.",
        },
    ),
]


def make_locale(code: str) -> Locale:
    """A language of the CMS."""
    return Locale.objects.get_or_create(language_code=code)[0]


def make_catalogue(code: str = "en") -> CataloguePage:
    """The home page of a language; the English one is the site's root page."""
    locale = make_locale(code)
    found = CataloguePage.objects.filter(locale=locale).first()
    if found:
        return found
    root = Page.get_first_root_node()
    page = CataloguePage(title=f"Mwanga {code}", slug=f"home-{code}", locale=locale)
    if code == "en":
        Page.objects.filter(depth=2).exclude(pk__in=CataloguePage.objects.values("pk")).delete()
        root = Page.get_first_root_node()
    root.add_child(instance=page)
    if code == "en":
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


def make_competency(code: str = "HCM1") -> Competency:
    """A competency to tag lessons and questions with."""
    framework, _ = Framework.objects.get_or_create(key="test-framework", defaults={"name": "Test framework"})
    return Competency.objects.get_or_create(framework=framework, code=code, defaults={"name": "Human agency"})[0]


def make_course(slug: str = "tiny-course", code: str = "en", **fields: Any) -> CoursePage:
    """A published course without modules."""
    page = CoursePage(title=fields.pop("title", "Tiny course"), slug=slug, summary="A course.", locale=make_locale(code), **fields)
    CataloguePage.objects.get(pk=make_catalogue(code).pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def make_module(course: CoursePage, slug: str = "first") -> ModulePage:
    """A published module."""
    page = ModulePage(title=slug.title(), slug=slug, locale=course.locale)
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def lesson_fields(**changed: Any) -> dict[str, Any]:
    """What a lesson needs to be ready, one question of each kind included."""
    competency = make_competency()
    questions = [(kind, {**value, "assesses": competency}) for kind, value in ALL_KINDS]
    fields = {
        "summary": "A lesson.",
        "can_do": "name three places",
        "body": [("text", {"text": "<p>AI guesses.</p>"}), *questions],
        **changed,
    }
    fields["body"] = as_stream(fields["body"])
    return fields


def as_stream(body: list[tuple[str, Any]]) -> Any:
    """A StreamValue with ids of its own, as the page editor would make it."""
    block = LessonPage.body.field.stream_block
    return block.normalize([(kind, block.child_blocks[kind].normalize(value)) for kind, value in body])


def make_lesson(module: ModulePage, slug: str = "lesson-1", *, live: bool = True, **changed: Any) -> LessonPage:
    """A lesson, published unless told otherwise."""
    title = changed.pop("title", slug.title())
    page = LessonPage(title=title, slug=slug, locale=module.locale, live=False, **lesson_fields(**changed))
    ModulePage.objects.get(pk=module.pk).add_child(instance=page)
    page.teaches = [make_competency()]
    revision = page.save_revision()
    if live:
        revision.publish()
    return LessonPage.objects.get(pk=page.pk)


def make_check(module: ModulePage, purpose: str, *, live: bool = True, **changed: Any) -> LessonPage:
    """A check of a course: four questions and nothing else."""
    competency = make_competency()
    body = [(kind, {**value, "assesses": competency}) for kind, value in ALL_KINDS[:4]]
    fields = {"title": "Four questions", "minutes": 2, "can_do": "", "body": body, **changed}
    return make_lesson(module, purpose, live=live, purpose=purpose, **fields)


def as_on_the_page(cards: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Question id -> index, for a version's cards, with the names that its page uses instead of identities."""
    indexes = [card["question"] for card in cards if "question" in card]
    return {
        index["id"]: {**named(index, names_in(KINDS[index["kind"]].shown(index))), "id": str(number)}
        for number, index in enumerate(indexes, start=1)
    }


def right_response(index: dict[str, Any]) -> Any:
    """The right response to a question, from its index."""
    if index["kind"] in {"one_answer", "true_false"}:
        return next(option["id"] for option in index["options"] if option["correct"])
    if index["kind"] == "several_answers":
        return [option["id"] for option in index["options"] if option["correct"]]
    if index["kind"] == "put_in_order":
        return [item["id"] for item in index["items"]]
    return {gap["id"]: gap["answers"][0] for gap in index["gaps"]}


def wrong_response(index: dict[str, Any]) -> Any:
    """A response that fits the question and is not right."""
    if index["kind"] in {"one_answer", "true_false"}:
        return next(option["id"] for option in index["options"] if not option["correct"])
    if index["kind"] == "several_answers":
        return [option["id"] for option in index["options"] if not option["correct"]]
    if index["kind"] == "put_in_order":
        return [item["id"] for item in reversed(index["items"])]
    return {gap["id"]: "elephant" for gap in index["gaps"]}


def form_of(index: dict[str, Any], response: Any) -> dict[str, Any]:
    """The fields a browser without scripts would send for a response."""
    fields: dict[str, Any] = {"question": index["id"]}
    if index["kind"] == "put_in_order":
        return fields | {f"place-{item}": str(place) for place, item in enumerate(response, start=1)}
    if index["kind"] == "fill_the_gap":
        return fields | {f"gap-{gap}": text for gap, text in response.items()}
    return fields | {"answer": response}


def make_cohort(*facilitators: Person, name: str = "Tuesday circle", institution: str = "Library", **fields: Any) -> Cohort:
    """A class that runs, led by these people, without learners and courses."""
    house, _made = Institution.objects.get_or_create(name=institution, defaults={"country": "KE"})
    fields = {"join_code": new_class_code(), "language": "en", "starts_on": date(2026, 1, 1)} | fields
    cohort = Cohort.objects.create(institution=house, name=name, **fields)
    cohort.facilitators.set(facilitators)
    return cohort


def seat_learner(cohort: Cohort, person: Person | None = None) -> Membership:
    """Puts a learner (a new one with a code when none is given) on the next seat of a class."""
    person = person or keep_progress(person=None, pin=("sun", "fish", "drum"))
    return Membership.objects.create(cohort=cohort, person=person, seat=cohort.memberships.count() + 1)
