"""Machine drafts of a page and of a course: only what is empty, never over a person's words, nothing hostile, on after a crash."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language
from wagtail_localize.models import StringTranslation

from courses import jobs
from courses.models import CoursePage, Job
from courses.models.job import JobStatus
from learning.models import Person
from tests.factories import make_locale
from tests.sending import send_course
from tests.translations.conftest import Desk, member
from tests.translations.machines import Answer, MachineServer, Request, libre, machine, with_sw
from translations.errors import MachineOutOfReach, StepRefused
from translations.hostile import Markup
from translations.machine import drafts
from translations.machine.interface import Limits
from translations.machine.kept import doubts
from translations.machine.runs import ask_for_drafts, standing_of, subject_of_course, subject_of_page
from translations.models import MachineRun, MemoryUnit, TranslationState
from translations.models.invitation import DeskRole
from translations.models.state import Standing
from translations.sentences import Origin, record_sentences, sentences_of

__all__ = ["libre", "machine"]

pytestmark = pytest.mark.django_db


def subject(desk: Desk) -> str:
    return subject_of_page(desk.state().translation.uuid)


def run(desk: Desk, what: str = "", by: Person | None = None) -> Job:
    """Asks, and does the job as a worker would."""
    job = ask_for_drafts(subject=what or subject(desk), person=by or desk.coordinator)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def written(state: TranslationState) -> dict[str, str]:
    return {sentence.source: sentence.target for sentence in sentences_of(state.translation)}


def test_wagtail_localize_has_no_machine_of_its_own() -> None:
    assert not hasattr(django_settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR")


def test_a_page_is_drafted_and_says_that_a_machine_did_it(desk: Desk, machine: MachineServer, translator: Person) -> None:
    job = run(desk, by=translator)
    assert (job.status, job.progress, job.error) == (JobStatus.DONE, 100, "")
    state = desk.state()
    assert state.standing == Standing.MACHINE_DRAFT
    assert state.is_complete
    assert written(state) == {source: f"SW {source}" for source in written(state)}
    rows = StringTranslation.objects.filter(locale__language_code="sw", context__object_id=state.page_key)
    assert {row.translation_type for row in rows} == {"machine"}
    assert {row.tool_name for row in rows} == {"little-model" if machine.kind == "openai" else "LibreTranslate"}
    assert {row.last_translated_by for row in rows} == {translator}
    assert not MemoryUnit.objects.exists()
    found = MachineRun.objects.get()
    assert (found.drafted, found.wanted, found.left) == (state.sentences, state.sentences, [])


def test_a_course_is_drafted_page_by_page(desk: Desk, machine: MachineServer) -> None:
    job = run(desk, subject_of_course(desk.course.translation_key, "sw"))
    assert job.status == JobStatus.DONE
    assert {state.standing for state in desk.states()} == {Standing.MACHINE_DRAFT}
    portions = machine.asked()
    limits = {"libretranslate": Limits(25, 4_000), "openai": Limits(15, 3_000)}[machine.kind]
    assert max(len(some) for some in portions) <= limits.sentences
    assert max(sum(map(len, some)) for some in portions) <= limits.characters
    assert sum(len(some) for some in portions) == sum(state.sentences for state in desk.states())


def test_nothing_about_people_is_sent(desk: Desk, machine: MachineServer, translator: Person) -> None:
    Person.objects.filter(pk=translator.pk).update(first_name="Zawadi", last_name="Nakupenda", email="zawadi@example.org")
    state = desk.state()
    TranslationState.objects.filter(pk=state.pk).update(translator=translator, reviewer=desk.coordinator)
    run(desk, by=Person.objects.get(pk=translator.pk))
    sent = json.dumps([[one.path, one.headers, one.body] for one in machine.requests])
    for secret in (
        "Zawadi",
        "Nakupenda",
        "zawadi@",
        "translator",
        "coordinator",
        str(translator.uuid),
        str(state.translation.uuid),
    ):
        assert secret not in sent, secret
    sources = {sentence.source for sentence in sentences_of(state.translation)}
    assert {sentence for some in machine.asked() for sentence in some} == sources


def test_a_persons_words_are_neither_sent_nor_touched(desk: Desk, libre: MachineServer, translator: Person) -> None:
    state = desk.state()
    first, second = sentences_of(state.translation)[:2]
    record_sentences(translation=state.translation, targets={first.segment: "Yangu"}, origin=Origin(translator))
    StringTranslation.objects.create(
        translation_of_id=second.string, context_id=second.context, locale=state.translation.target_locale,
        data="Maneno mabaya", translation_type="manual", has_error=True, last_translated_by=translator,
    )  # fmt: skip
    run(desk)
    found = written(desk.state())
    assert (found[first.source], found[second.source]) == ("Yangu", "Maneno mabaya")
    asked = [sentence for some in libre.asked() for sentence in some]
    assert first.source not in asked
    assert second.source not in asked


def test_what_a_person_writes_while_the_machine_thinks_stays(desk: Desk, libre: MachineServer, translator: Person) -> None:
    state = desk.state()
    first = sentences_of(state.translation)[0]
    as_drafted = drafts.Portion.ask

    def ask_while_somebody_writes(portion: drafts.Portion) -> list[str]:
        replies = as_drafted(portion)
        record_sentences(translation=state.translation, targets={first.segment: "Yangu"}, origin=Origin(translator))
        return replies

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts.Portion, "ask", ask_while_somebody_writes)
        run(desk)
    assert written(desk.state())[first.source] == "Yangu"
    assert MachineRun.objects.get().drafted == state.sentences - 1


HOSTILE = {
    "script": ("<script>alert(1)</script>", "not allowed"),
    "handler": ('<b onclick="steal()">Neno</b>', "not allowed"),
    "bidi": ("Neno \u202egnp.exe", "invisible sign"),
    "control": ("Neno\x00", "control signs"),
    "open tag": ("<b>Neno", "not closed"),
    "link": ('<a id="a1">Neno</a>', "link"),
    "nothing": ("  ", "no words"),
    "only a tag": ("<b></b>", "no words"),
    "too long": ("Neno " * 2_000, "far longer"),
    "huge": ("x" * 30_000, "characters"),
}


def test_a_hostile_reply_leaves_the_sentence_empty_and_says_why(desk: Desk, machine: MachineServer) -> None:
    untagged = {one.source for one in sentences_of(desk.state().translation) if not Markup(one.source).tags}
    wanted = dict(zip(sorted(untagged), HOSTILE.values(), strict=False))
    assert len(wanted) == len(HOSTILE)
    machine.translate = lambda some: [wanted[one][0] if one in wanted else f"SW {one}" for one in some]
    assert run(desk).status == JobStatus.DONE
    found = written(desk.state())
    assert {source for source, target in found.items() if not target} == set(wanted)
    reasons = {left["words"]: left["why"] for left in MachineRun.objects.get().left}
    for source, (reply, reason) in wanted.items():
        assert re.search(reason, reasons[source]), reply


def test_tags_and_placeholders_of_the_source_are_kept() -> None:
    source = 'Press <a id="a1">here</a>, {count} times, see https://mwanga.example/x.'
    good = 'Bonyeza <a id="a1">hapa</a>, mara {count}, angalia https://mwanga.example/x.'
    assert doubts(source, good) == []
    for wrong in (
        good.replace('<a id="a1">', "").replace("</a>", ""),
        good.replace('<a id="a1">', "<b>").replace("</a>", "</b>"),
        good.replace("hapa", "<b>hapa</b>"),
        good.replace("{count}", "{hesabu}"),
        good.replace("{count}", "5"),
        good.replace("mwanga.example", "elsewhere.example"),
    ):
        assert doubts(source, wrong), wrong
    assert doubts("50 % of %(name)s", "Nusu ya %(name)s") == []
    assert doubts("Hello %(name)s", "Hujambo %(jina)s")


def test_lost_tags_leave_the_sentence_empty(desk: Desk, libre: MachineServer) -> None:
    libre.translate = lambda some: [re.sub(r"<[^>]*>", "", sentence) for sentence in some]
    tagged = {sentence.source for sentence in sentences_of(desk.state().translation) if Markup(sentence.source).tags}
    run(desk)
    assert tagged == {left["words"] for left in MachineRun.objects.get().left}
    assert {source for source, target in written(desk.state()).items() if not target} == tagged


def test_a_machine_that_miscounts_is_asked_for_less(desk: Desk, libre: MachineServer) -> None:
    libre.translate = lambda some: with_sw(some) if len(some) <= 3 else [" ".join(some)]
    assert run(desk).status == JobStatus.DONE
    assert desk.state().is_complete
    assert min(len(some) for some in libre.asked()) >= 1


def test_a_sentence_that_it_always_splits_stays_empty(desk: Desk, libre: MachineServer) -> None:
    victim = sentences_of(desk.state().translation)[2].source
    libre.translate = lambda some: with_sw(some) + (["more"] if victim in some else [])
    assert run(desk).status == JobStatus.DONE
    assert [left["words"] for left in MachineRun.objects.get().left] == [victim]
    assert desk.state().sentences - desk.state().translated == 1


@pytest.mark.parametrize(("status", "sentence"), [(403, "our key"), (429, "too often"), (500, "fault of its own")])
def test_a_machine_out_of_reach_ends_the_job_with_its_sentence(
    desk: Desk, libre: MachineServer, status: int, sentence: str
) -> None:
    libre.instead(Answer({"error": "no"}, status))
    job = run(desk)
    assert job.status == JobStatus.FAILED
    assert sentence in job.error
    assert desk.state().standing == Standing.UNTRANSLATED


def test_the_sentence_is_in_the_language_of_whoever_asked(desk: Desk, libre: MachineServer) -> None:
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    MachineRun.objects.update(speaks="fr")
    spoken: list[str | None] = []

    def note_language(portion: drafts.Portion) -> list[str]:
        spoken.append(get_language())
        return with_sw([sentence.source for sentence in portion.sentences])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts.Portion, "ask", note_language)
        jobs.run(job.pk)
    assert set(spoken) == {"fr"}


def test_after_a_failure_in_the_middle_it_goes_on_with_what_is_empty(desk: Desk, libre: MachineServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(type(drafts.machine_for(source="en", target="sw")), "limits", Limits(5, 3_000))

    def tired(request: Request) -> Answer | None:
        return Answer({}, 429) if len(libre.asked()) > 1 else libre.as_agreed(request)

    libre.answering = tired
    assert run(desk).status == JobStatus.FAILED
    state = desk.state()
    assert state.translated == 5
    asked = {sentence for some in libre.asked()[:1] for sentence in some}
    libre.answering = libre.as_agreed
    libre.requests.clear()
    assert run(desk).status == JobStatus.DONE
    assert desk.state().is_complete
    assert not asked & {sentence for some in libre.asked() for sentence in some}
    assert not Job.objects.filter(status=JobStatus.FAILED).exists()


def test_a_killed_run_goes_on_where_it_was_and_asks_nothing_twice(desk: Desk, libre: MachineServer, monkeypatch: Any) -> None:
    """The worker dies after two portions; the row waits, another worker takes it up."""
    monkeypatch.setattr(type(drafts.machine_for(source="en", target="sw")), "limits", Limits(5, 3_000))
    victim = sentences_of(desk.state().translation)[0].source
    libre.translate = lambda some: ["<script>" if sentence == victim else f"SW {sentence}" for sentence in some]
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    kept: list[object] = []
    keep = drafts.keep

    def keep_two_and_die(*arguments: Any) -> None:
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(keep(*arguments))

    monkeypatch.setattr(drafts, "keep", keep_two_and_die)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk)
    assert MachineRun.objects.get().drafted == 9
    monkeypatch.setattr(drafts, "keep", keep)
    libre.requests.clear()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.PENDING)  # as `jobs.resume` does with a stale heartbeat
    jobs.run(job.pk)
    found, state = MachineRun.objects.get(), desk.state()
    assert (found.drafted, len(found.left), found.percent) == (state.sentences - 1, 1, 100)
    assert sum(len(some) for some in libre.asked()) == state.sentences - 10


def test_a_long_course_is_done_in_turns(desk: Desk, libre: MachineServer, monkeypatch: Any) -> None:
    monkeypatch.setattr(type(drafts.machine_for(source="en", target="sw")), "limits", Limits(5, 3_000))
    monkeypatch.setattr(drafts, "TURN_SECONDS", 0)
    clock = iter(range(1_000))
    monkeypatch.setattr(drafts.time, "monotonic", lambda: next(clock) // 3)
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    turns = 0
    while jobs.run(job.pk):
        turns += 1
    assert turns > 2
    assert desk.state().is_complete
    assert Job.objects.get(pk=job.pk).status == JobStatus.DONE


def test_asked_twice_it_is_the_same_job(desk: Desk, libre: MachineServer) -> None:
    first = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    assert ask_for_drafts(subject=subject(desk), person=desk.coordinator) == first
    jobs.run(first.pk)
    with pytest.raises(StepRefused, match="Nothing is empty here"):
        ask_for_drafts(subject=subject(desk), person=desk.coordinator)


def test_a_translation_that_was_stopped_is_not_drafted(desk: Desk, libre: MachineServer) -> None:
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    translation = desk.state().translation
    translation.enabled = False
    translation.save()
    jobs.run(job.pk)
    assert libre.requests == []


# --- pages ----------------------------------------------------------------------------------------------------------------


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_refused(answer: Any) -> bool:
    """How Wagtail refuses: back to the start, with a message."""
    return answer.status_code == 302 and answer["Location"] == "/cms/"


def page_href(desk: Desk) -> str:
    return reverse("translations:machine_page", args=[desk.state().translation.uuid])


def course_href(desk: Desk, language: str = "sw") -> str:
    return reverse("translations:machine_course", args=[desk.course.translation_key, language])


def test_a_translator_asks_and_sees_what_came_of_it(
    desk: Desk, libre: MachineServer, translator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    client = browser(translator)
    victim = sentences_of(desk.state().translation)[1]
    libre.translate = lambda some: ["<script>x</script>" if one == victim.source else f"SW {one}" for one in some]
    before = client.get(page_href(desk)).content.decode()
    assert "The machine was not asked yet." in before
    assert "nothing about people" in before
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_href(desk))
    assert (answer.status_code, answer["Location"]) == (303, page_href(desk))
    state = desk.state()
    after = client.get(page_href(desk)).content.decode()
    assert f"{state.sentences - 1} of {state.sentences} sentences are drafted. 1 stays empty." in after
    assert "Left empty" in after
    assert "<script>x" not in after
    fragment = client.get(reverse("translations:machine_page_state", args=[state.translation.uuid])).content.decode()
    assert "data-over" in fragment
    assert "<html" not in fragment


def test_the_page_shows_how_far_it_is_and_why_it_stopped(desk: Desk, libre: MachineServer) -> None:
    client = browser(desk.coordinator)
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    assert "Waiting for its turn." in client.get(page_href(desk)).content.decode()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
    MachineRun.objects.update(drafted=10)
    text = client.get(page_href(desk)).content.decode()
    assert "<progress" in text
    assert "10 of" in text
    assert "data-over" not in text
    Job.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, error="ai.example has a fault of its own.")
    text = client.get(page_href(desk)).content.decode()
    assert "ai.example has a fault of its own." in text
    assert "Ask again for what is empty" in text


def test_a_whole_course_is_for_coordinators(
    desk: Desk, libre: MachineServer, translator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    assert is_refused(browser(translator).post(course_href(desk)))
    assert libre.requests == []
    with django_capture_on_commit_callbacks(execute=True):
        assert browser(desk.coordinator).post(course_href(desk)).status_code == 303
    assert all(state.is_complete for state in desk.states())
    for href in (course_href(desk), course_href(desk).replace("machine/", "machine/state/")):
        assert browser(desk.coordinator).get(href).status_code == 200


def test_another_languages_pages_are_not_for_a_translator(desk: Desk, libre: MachineServer) -> None:
    make_locale("ar")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)
    client = browser(member("arabic", DeskRole.REVIEWER, "ar"))
    state = reverse("translations:machine_page_state", args=[desk.state().translation.uuid])
    assert all(is_refused(answer) for answer in (client.get(page_href(desk)), client.get(state), client.post(page_href(desk))))
    assert client.get(state, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert libre.requests == []
    assert client.get(reverse("translations:machine_page", args=[desk.state(language="ar").translation.uuid])).status_code == 200


def test_what_is_not_there_is_404(desk: Desk) -> None:
    client = browser(desk.coordinator)
    nowhere = [reverse("translations:machine_page", args=[uuid4()]), course_href(desk, "xx")]
    assert [client.get(href, follow=True).status_code for href in nowhere] == [404, 404]


def test_without_a_machine_there_is_no_button_and_the_page_says_so(desk: Desk) -> None:
    context = {"machine_uuid": uuid4()}
    assert render_to_string("translations/machine_button.html", context).strip() == ""
    client = browser(desk.coordinator)
    for answer, status in ((client.get(page_href(desk)), 200), (client.post(page_href(desk)), 409)):
        assert answer.status_code == status
        assert "No machine drafts translations here." in answer.content.decode()
    assert not Job.objects.filter(kind="machine_draft").exists()
    with pytest.raises(MachineOutOfReach):
        ask_for_drafts(subject=subject(desk), person=desk.coordinator)


def test_a_machine_taken_away_meanwhile_ends_the_job_with_a_sentence(desk: Desk, libre: MachineServer, settings: Any) -> None:
    job = ask_for_drafts(subject=subject(desk), person=desk.coordinator)
    settings.MACHINE = {}
    jobs.run(job.pk)
    assert "No machine drafts translations here." in standing_of(subject(desk)).error


def test_with_a_machine_the_button_leads_to_the_page_or_the_course(libre: MachineServer) -> None:
    uuid = uuid4()
    assert f"/cms/translations/machine/{uuid}/" in render_to_string("translations/machine_button.html", {"machine_uuid": uuid})
    context = {"machine_course_key": uuid, "machine_language": "sw"}
    assert f"/cms/translations/machine/{uuid}/sw/" in render_to_string("translations/machine_button.html", context)
