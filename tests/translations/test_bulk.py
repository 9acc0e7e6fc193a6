"""Many pages at once: each page for itself, with its sentence; asked before consequences; long ones in the background."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses import jobs
from courses.models import CoursePage, Job, LessonPage, LessonVersion, ModulePage
from courses.models.job import JobStatus
from learning.models import Person
from tests.cast import Member
from tests.factories import make_course, make_lesson, make_locale, make_module
from tests.translations.conftest import Desk, member
from translations.board_pages import source_of
from translations.bulk import Order, Place, do_all, do_one, places_of
from translations.bulk_jobs import ask_for
from translations.models import BulkAction, BulkRun, MemoryUnit, Stage, TranslationState
from translations.models.invitation import DeskRole
from translations.roles import set_up_desk
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, publish, submit

pytestmark = pytest.mark.django_db
BULK = "/cms/translations/bulk/"


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer: Any) -> list[str]:
    """The messages of an answer."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def of_board(desk: Desk, action: str, **more: Any) -> dict[str, Any]:
    """The board's form with one course ticked."""
    return {"action": action, "course": [desk.course.translation_key], "language": ["sw"], "back": "/cms/translations/", **more}


def of_course(desk: Desk, action: str, *pages: Any, **more: Any) -> dict[str, Any]:
    """The form of a course's pages with some ticked."""
    keys = [page.translation_key for page in pages]
    return {"action": action, "of_course": desk.course.translation_key, "page": keys, "language": "sw", **more}


def place_of(desk: Desk, page: Any = None) -> Place:
    page = page or desk.lesson
    return Place(page.translation_key, "sw", page.title)


def whole(desk: Desk, translator: Person) -> None:
    for state in desk.states():
        desk.translate(state, translator)


def published(desk: Desk, translator: Person, reviewer: Person) -> None:
    whole(desk, translator)
    for state in desk.states():
        publish(approve(submit(state, by=translator), by=reviewer), by=reviewer)


# --- from one person to the next --------------------------------------------------------------------------------------


def test_a_whole_course_goes_to_the_learners_in_four_posts(desk: Desk, translator: Person, reviewer: Person) -> None:
    whole(desk, translator)
    first, second = browser_of(translator), browser_of(reviewer)
    [sentence] = said(first.post(BULK, of_board(desk, "submit")))
    assert sentence.startswith("Send to review: done for 3 pages.")
    assert {state.stage for state in desk.states()} == {Stage.IN_REVIEW}
    second.post(BULK, of_board(desk, "approve"))
    assert {state.stage for state in desk.states()} == {Stage.APPROVED}
    asked = second.post(BULK, of_board(desk, "publish"))
    assert asked.status_code == 200
    assert "Learners see these pages at once." in asked.content.decode()
    assert not any(state.is_live for state in desk.states())
    second.post(BULK, of_board(desk, "publish", confirmed="1"))
    assert {state.stage for state in desk.states()} == {Stage.PUBLISHED}
    assert LessonVersion.objects.current().filter(language="sw").count() == 1


def test_a_course_goes_to_several_languages_at_once(desk: Desk) -> None:
    make_locale("ha")
    make_locale("ar")
    lesson = make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2")
    answer = browser_of(desk.coordinator).post(BULK, of_board(desk, "send", language=["sw", "ha", "ar"]))
    assert "done for 9 pages" in said(answer)[0]
    assert TranslationState.objects.of_page(lesson.get_translation(make_locale("ar"))).exists()
    again = browser_of(desk.coordinator).post(BULK, of_board(desk, "send", language=["sw", "ha", "ar"]))
    assert "Nothing to do" in said(again)[0]


def test_all_shown_means_all_without_a_script(desk: Desk) -> None:
    other = make_course("second", title="Second")
    keys = [desk.course.translation_key, other.translation_key]
    form = of_board(desk, "send", course=[], all="1", shown_course=keys)
    browser_of(desk.coordinator).post(BULK, form)
    assert TranslationState.objects.of_course(other.translation_key).count() == 1


def test_what_was_looked_for_is_all_that_is_done(desk: Desk, translator: Person) -> None:
    whole(desk, translator)
    TranslationState.objects.filter(kind="lesson").update(translator=translator)
    browser_of(translator).post(BULK, of_board(desk, "submit", who="me"))
    assert [state.stage for state in desk.states()] == [Stage.DRAFT, Stage.DRAFT, Stage.IN_REVIEW]


def test_filling_from_the_memory(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    assert MemoryUnit.objects.exists()
    other = make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2", title="Lesson-1")
    client = browser_of(desk.coordinator)
    client.post(BULK, of_board(desk, "send"))
    state = TranslationState.objects.get(page_key=other.translation_key)
    record_sentences(
        translation=state.translation,
        targets={one.segment: "" for one in sentences_of(state.translation)},
        origin=Origin(desk.coordinator),
    )
    [sentence] = said(browser_of(translator).post(BULK, of_course(desk, "fill", other)))
    state.refresh_from_db()
    assert state.is_complete
    assert f"{state.sentences} sentences filled" in sentence


def test_people_are_assigned_on_a_page_between(desk: Desk, translator: Person, reviewer: Person) -> None:
    client = browser_of(desk.coordinator)
    asked = client.post(BULK, of_board(desk, "assign")).content.decode()
    assert 'name="translator-sw"' in asked
    assert f'<option value="{translator.pk}">translator</option>' in asked
    people = {"translator-sw": str(translator.pk), "reviewer-sw": str(reviewer.pk), "confirmed": "1"}
    client.post(BULK, of_board(desk, "assign", **people))
    assert {(state.translator, state.reviewer) for state in desk.states()} == {(translator, reviewer)}
    client.post(BULK, of_course(desk, "assign", desk.lesson, **{"reviewer-sw": "nobody", "confirmed": "1"}))
    assert (desk.state().translator, desk.state().reviewer) == (translator, None)


def test_nobody_is_assigned_who_does_not_work_in_the_language(desk: Desk, trainer: Member) -> None:
    form = of_board(desk, "assign", **{"translator-sw": "999999", "confirmed": "1"})
    assert "does not work in this language" in said(browser_of(desk.coordinator).post(BULK, form))[0]
    assert desk.state().translator is None


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_refused_page_says_why_and_stops_none_of_the_others(desk: Desk, translator: Person) -> None:
    course, module, lesson = desk.states()
    desk.translate(course, translator)
    sentence = sentences_of(lesson.translation)[0]
    record_sentences(translation=lesson.translation, targets={sentence.segment: "SW"}, origin=Origin(translator))
    desk.translate(module, translator)
    done, refused = said(browser_of(translator).post(BULK, of_board(desk, "submit")))
    assert "done for 2 pages" in done
    assert refused.startswith("Lesson-1 (Kiswahili): ")
    assert "sentences are not translated yet" in refused
    assert [state.stage for state in desk.states()] == [Stage.IN_REVIEW, Stage.IN_REVIEW, Stage.DRAFT]


def test_an_error_of_ours_stops_none_of_the_others(desk: Desk, translator: Person, caplog: Any) -> None:
    whole(desk, translator)
    # A page that cannot be: its translated page's row is there, its content is not.
    target = desk.lesson.get_translation(make_locale("sw"))
    LessonPage.objects.filter(pk=target.pk).update(path="broken")
    places = places_of(source_of(desk.course.translation_key), ["sw"], "submit")  # type: ignore[arg-type]
    outcomes = do_all(Order("submit", translator), reversed(places))
    assert [outcome.is_done for outcome in outcomes].count(True) == 2
    assert all(outcome.sentence for outcome in outcomes)


def test_publishing_without_review_needs_the_right_and_names_the_consequence(
    desk: Desk, translator: Person, reviewer: Person
) -> None:
    whole(desk, translator)
    assert "Choose what is to be done" in said(browser_of(reviewer).post(BULK, of_board(desk, "release", confirmed="1")))[0]
    client = browser_of(desk.coordinator)
    asked = client.post(BULK, of_board(desk, "release")).content.decode()
    assert "words that no second person has read" in asked
    assert "You answer for them" in asked
    client.post(BULK, of_board(desk, "release", confirmed="1"))
    assert {(state.stage, state.is_live, state.is_released) for state in desk.states()} == {(Stage.DRAFT, True, True)}


def test_translators_are_not_offered_what_they_may_not_do(desk: Desk, translator: Person, reviewer: Person) -> None:
    def offered(person: Person) -> set[str]:
        text = browser_of(person).get("/cms/translations/").content.decode()
        return {action for action in BulkAction.values if f'<option value="{action}">' in text}

    assert offered(translator) == {"fill", "submit"}
    assert offered(reviewer) == {"fill", "submit", "approve", "publish"}
    assert offered(desk.coordinator) == set(BulkAction.values)


@pytest.mark.parametrize("action", BulkAction.values)
def test_nothing_is_done_in_a_language_that_is_not_theirs(desk: Desk, action: str) -> None:
    make_locale("ha")
    set_up_desk()
    stranger = Person.objects.create_user(username="stranger", password="correct-horse-battery")
    outcome = do_one(Order(action, stranger), place_of(desk))
    assert not outcome.is_done
    assert "may not" in outcome.sentence or "not approved" in outcome.sentence or "in review" in outcome.sentence


def test_a_language_that_is_not_theirs_is_not_taken_from_a_form(desk: Desk, translator: Person) -> None:
    answer = browser_of(translator).post(BULK, of_board(desk, "submit", language=["ar"]))
    assert "Choose at least one language" in said(answer)[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"action": "explode"}, "Choose what is to be done"),
        ({"course": []}, "Tick at least one"),
        ({"course": ["no key"]}, "is not a key of a page"),
        ({"language": []}, "Choose at least one language"),
        ({"of_course": "00000000-0000-4000-8000-000000000001"}, "does not exist any more"),
        ({"course": ["00000000-0000-4000-8000-000000000001"]}, "Nothing to do"),
    ],
)
def test_a_form_that_says_too_little_is_answered_with_a_sentence(desk: Desk, changed: dict[str, Any], sentence: str) -> None:
    answer = browser_of(desk.coordinator).post(BULK, {**of_board(desk, "submit"), **changed})
    assert answer.status_code == 302
    assert sentence in said(answer)[0]


def test_the_way_back_never_leaves_the_site(desk: Desk) -> None:
    answer = browser_of(desk.coordinator).post(BULK, of_board(desk, "submit", back="https://example.org/"))
    assert answer["Location"] == "/cms/translations/"


def test_a_page_that_was_never_sent_is_refused_with_the_way_out(desk: Desk, translator: Person) -> None:
    lesson = make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2")
    [sentence] = said(browser_of(translator).post(BULK, of_course(desk, "submit", lesson)))
    assert "Send it to translation first" in sentence


def test_a_draft_of_the_source_is_not_sent(desk: Desk) -> None:
    lesson = make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2", live=False)
    [sentence] = said(browser_of(desk.coordinator).post(BULK, of_course(desk, "send", lesson)))
    assert "is not published" in sentence


# --- the source -------------------------------------------------------------------------------------------------------


def test_syncing_shows_the_desk_the_new_source(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Another title"
    lesson.save_revision().publish()
    [sentence] = said(browser_of(desk.coordinator).post(BULK, of_board(desk, "sync")))
    assert "1 sentence is to be translated" in sentence
    assert (desk.state().is_behind, desk.state().stage, desk.state().is_live) == (False, Stage.DRAFT, True)


def shorter(desk: Desk) -> LessonPage:
    """A draft of the lesson that says less: what is left stays translated."""
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    del lesson.body[-1]
    lesson.save_revision()
    return LessonPage.objects.get(pk=lesson.pk)


def test_source_and_translation_go_live_together(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    lesson = shorter(desk)
    cards = len(lesson.body)
    client = browser_of(desk.coordinator)
    [sentence] = said(client.post(BULK, of_board(desk, "publish_both")))
    assert "Source and translation published" in sentence
    target = desk.lesson.get_translation(make_locale("sw"))
    assert len(LessonPage.objects.get(pk=lesson.pk).body) == len(target.body) == cards - 1
    assert not LessonPage.objects.get(pk=lesson.pk).has_unpublished_changes
    assert (desk.state().stage, desk.state().is_behind) == (Stage.PUBLISHED, False)


def test_a_translation_that_lacks_a_sentence_keeps_the_source_back(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Another title"
    lesson.save_revision()
    before = desk.state()
    [sentence] = said(browser_of(desk.coordinator).post(BULK, of_board(desk, "publish_both")))
    assert "not approved yet" in sentence or "not translated yet" in sentence
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    assert (lesson.title, lesson.has_unpublished_changes) == ("Lesson-1", True)
    after = desk.state()
    assert (after.stage, after.is_behind, after.translated) == (before.stage, False, before.translated)
    assert LessonVersion.objects.current().get(language="en").title == "Lesson-1"


def test_an_unready_source_keeps_both_back(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.summary = ""
    lesson.save_revision(clean=False)
    [sentence] = said(browser_of(desk.coordinator).post(BULK, of_board(desk, "publish_both")))
    assert "The summary is missing" in sentence
    assert LessonPage.objects.get(pk=lesson.pk).summary


def test_whoever_may_not_publish_the_source_does_not(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    shorter(desk)
    outcome = do_one(Order("publish_both", reviewer), place_of(desk))
    assert "may not publish the source" in outcome.sentence


# --- in the background ------------------------------------------------------------------------------------------------


def long_course(desk: Desk) -> None:
    module = ModulePage.objects.get(locale__language_code="en")
    for number in range(3):
        make_lesson(module, f"more-{number}")


def test_many_pages_are_a_job_with_its_progress(
    desk: Desk, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_locale("ha")
    monkeypatch.setattr("translations.views.bulk.MOST_AT_ONCE", 5)  # twenty for people
    long_course(desk)
    client = browser_of(desk.coordinator)
    with django_capture_on_commit_callbacks() as waking:
        answer = client.post(BULK, of_board(desk, "send", language=["ha"]))
    run = BulkRun.objects.get()
    assert answer["Location"] == reverse("translations:bulk_run", args=[run.uuid])
    assert not TranslationState.objects.filter(language="ha").exists()
    text = client.get(answer["Location"]).content.decode()
    assert "0 of 6 pages" in text
    assert "<html" not in client.get(answer["Location"] + "?part").content.decode()
    assert str(run.uuid) in client.get("/cms/translations/").content.decode()
    assert waking
    assert jobs.run(Job.objects.get(kind="bulk_translation").pk)
    assert TranslationState.objects.of_course(desk.course.translation_key).into("ha").count() == 6
    text = client.get(answer["Location"]).content.decode()
    assert "6 pages are done" in text
    assert "data-over" in text
    assert str(run.uuid) not in client.get("/cms/translations/").content.decode()


def test_a_job_taken_up_again_does_each_page_once(desk: Desk, translator: Person) -> None:
    whole(desk, translator)
    places = places_of(source_of(desk.course.translation_key), ["sw"], "submit")  # type: ignore[arg-type]
    run = ask_for(Order("submit", translator), places)
    do_one(Order("submit", translator), places[0])
    BulkRun.objects.update(outcomes=[[places[0].title, "sw", True, "Sent to review."]])
    assert jobs.run(Job.objects.get(kind="bulk_translation").pk)
    run.refresh_from_db()
    assert [outcome[2] for outcome in run.outcomes] == [True, True, True]
    assert run.finished_at


def test_a_job_keeps_refusals_and_assigns_people(desk: Desk, translator: Person, reviewer: Person) -> None:
    places = places_of(source_of(desk.course.translation_key), ["sw"], "assign")  # type: ignore[arg-type]
    run = ask_for(
        Order("assign", desk.coordinator, {"sw": (translator, reviewer)}),
        [*places, Place(desk.lesson.translation_key, "ha", "Lesson-1")],
    )
    assert jobs.run(Job.objects.get(kind="bulk_translation").pk)
    assert {(state.translator, state.reviewer) for state in desk.states()} == {(translator, reviewer)}
    run.refresh_from_db()
    assert [outcome[2] for outcome in run.outcomes] == [True, True, True, False]
    text = browser_of(desk.coordinator).get(reverse("translations:bulk_run", args=[run.uuid])).content.decode()
    assert "1 page was refused" in text
    text = browser_of(translator).get(reverse("translations:bulk_run", args=[run.uuid])).content.decode()
    assert "was refused" not in text  # another language's


def test_a_job_of_somebody_who_is_gone_is_given_up_with_its_sentence(desk: Desk) -> None:
    person = member("leaving", DeskRole.TRANSLATOR)
    run = ask_for(Order("submit", person), [place_of(desk)])
    BulkRun.objects.update(asked_by=None)
    jobs.run(Job.objects.get(kind="bulk_translation").pk)
    job = Job.objects.get(kind="bulk_translation")
    assert job.status == JobStatus.FAILED
    text = browser_of(desk.coordinator).get(reverse("translations:bulk_run", args=[run.uuid])).content.decode()
    assert "is not here any more" in text


def test_the_tree_is_sound_after_all_of_it(desk: Desk, translator: Person, reviewer: Person) -> None:
    published(desk, translator, reviewer)
    make_locale("ha")
    make_module(desk.course, "second")
    client = browser_of(desk.coordinator)
    client.post(BULK, of_board(desk, "send", language=["sw", "ha"]))
    client.post(BULK, of_board(desk, "sync", language=["sw", "ha"]))
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Page.objects.exclude(alias_of=None).exists()
    assert CoursePage.objects.get(locale__language_code="sw").live
