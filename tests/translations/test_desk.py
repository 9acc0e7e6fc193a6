"""The desk over HTTP, as a translator without scripts uses it: what it shows, and that nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from courses.models import LessonPage
from learning.models import Person
from tests.factories import make_lesson, make_locale, make_module
from tests.translations.conftest import LANGUAGE, Desk
from tests.translations.desk_browser import Sitting, browser_of, desk_of, said
from translations import memory
from translations.models import GlossaryTerm, Stage, TranslationState
from translations.pages import send_to_translation, sync
from translations.sentences import Origin, Sentence, record_sentences, sentences_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 21


def sentence_at(state: TranslationState, words: str) -> Sentence:
    """The sentence of a page whose source holds some words."""
    return next(one for one in sentences_of(state.translation) if words in one.source)


def machine(state: TranslationState, person: Person, *, tool: str = "a machine") -> None:
    """Drafts all sentences."""
    targets = {one.segment: f"M {one.source}" for one in sentences_of(state.translation)}
    record_sentences(translation=state.translation, targets=targets, origin=Origin(person, tool, by_machine=True))


# --- what the page shows ------------------------------------------------------------------------------------------------


def test_sentences_stand_in_order_under_their_cards_with_names(desk: Desk, translator: Person) -> None:
    page = Sitting(browser_of(translator), desk.state()).html
    places = ["The page itself", "Card 1: Text", "Card 2: One right answer", "Option 1 · Feedback", "Card 6: Fill the gap", "Gap 1"]
    found = [page.index(place) for place in places]
    assert found == sorted(found)
    assert "· Title</h3>" in page


def test_source_and_target_say_their_language_and_direction(desk: Desk, translator: Person) -> None:
    make_locale("ar")
    send_to_translation(desk.lesson, language="ar", person=desk.coordinator)
    page = Sitting(browser_of(desk.coordinator), desk.state(language="ar")).html
    sentences = desk.state(language="ar").sentences
    assert page.count('<p class="desk-source" lang="en" dir="ltr">') == sentences
    assert page.count('lang="ar" dir="rtl" autocomplete="off"') == sentences


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_every_kind_of_page_has_its_desk_and_its_preview(desk: Desk, translator: Person, kind: int) -> None:
    client, state = browser_of(translator), desk.states()[kind]
    assert state.title in Sitting(client, state).html
    preview = client.get(desk_of(state, "desk_preview"))
    assert preview.status_code == 200
    assert '<html lang="sw"' in preview.content.decode()
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_module_says_that_it_has_no_page(desk: Desk, translator: Person) -> None:
    client = browser_of(translator)
    assert "A module has no page of its own" in Sitting(client, desk.states()[1]).html
    assert "A module has no page of its own" not in Sitting(client, desk.state()).html


def test_the_preview_shows_the_sentences_of_now_and_the_source_where_there_are_none(desk: Desk, translator: Person) -> None:
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press(**{f"target_{sentence_at(desk.state(), 'AI guesses').segment}": "AI hukisia."})
    page = sitting.client.get(desk_of(desk.state(), "desk_preview")).content.decode()
    assert "AI hukisia." in page
    assert "A chatbot says" in page
    assert not LessonPage.objects.get(locale__language_code=LANGUAGE).live


def test_a_published_lesson_is_previewed_as_it_would_be_now(desk: Desk, translator: Person, reviewer: Person) -> None:
    """The documents of published lessons are served before any view is asked; a preview asks for the same address."""
    from courses.rendering.documents import render_due
    from tests.translations.test_workflow import through

    through(desk, translator, reviewer)
    render_due()
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press(**{f"target_{sentence_at(desk.state(), 'AI guesses').segment}": "Maneno mapya."})
    assert "Maneno mapya." in sitting.client.get(desk_of(desk.state(), "desk_preview")).content.decode()
    assert "Maneno mapya." not in Client().get("/sw/tiny-course/first/lesson-1/").content.decode()


def test_each_sentence_says_where_it_stands_and_who_wrote_it(desk: Desk, translator: Person) -> None:
    state = desk.state()
    machine(state, desk.coordinator, tool="LibreTranslate")
    record_sentences(
        translation=state.translation, targets={sentence_at(state, "AI guesses").segment: "AI hukisia."}, origin=Origin(translator)
    )
    page = Sitting(browser_of(translator), desk.state()).html
    assert "LibreTranslate, for coordinator" in page
    assert page.count('data-state="machine"') == desk.state().sentences - 1
    assert page.count('data-state="done"') == 1
    assert "<span>translated</span> · <bdi>translator</bdi>" in page


def test_a_known_sentence_is_offered_with_its_origin_and_licence(desk: Desk, translator: Person) -> None:
    state = desk.states()[0]
    sentence = sentence_at(desk.state(), "Which use AI?")
    memory.remember(state.translation, [(sentence.source, "Zipi zinatumia AI?")], person=translator)
    sitting = Sitting(browser_of(translator), desk.state())
    assert "100 % alike" in sitting.html
    assert "CC BY 4.0" in sitting.html
    assert ("use", f"{sentence.segment}:Zipi zinatumia AI?") in sitting.form.buttons
    sitting.press("use", f"{sentence.segment}:Zipi zinatumia AI?")
    assert sentence_at(desk.state(), "Which use AI?").target == "Zipi zinatumia AI?"


def test_a_reworded_sentence_offers_its_old_translation_with_what_changed(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Lesson-1 in other words"
    lesson.save_revision().publish()
    sitting = Sitting(browser_of(translator), desk.state())
    assert "The source has changed" in sitting.html
    sitting.press("step", "sync")
    assert "It was:" in sitting.html
    assert "<ins>" in sitting.html
    sentence = sentence_at(desk.state(), "in other words")
    assert ("use", f"{sentence.segment}:SW Lesson-1") in sitting.form.buttons


def test_the_desk_marks_tags_and_terms_without_running_either(desk: Desk, translator: Person) -> None:
    GlossaryTerm.objects.create(language=LANGUAGE, term="AI", translation="akili bandia", note='"><script>')
    body = [("text", {"text": "<p>Say <b>no</b> &amp; stop. 1 &lt; 2</p>"}), *questions_of(desk)]
    lesson = make_lesson(make_module(desk.course, slug="second"), slug="lesson-2", body=body)
    send_to_translation(lesson, language=LANGUAGE, person=desk.coordinator)
    page = Sitting(browser_of(translator), desk.state(lesson)).html
    assert '<code dir="ltr">&lt;b&gt;</code>no<code dir="ltr">&lt;/b&gt;</code> &amp; stop. 1 &lt; 2' in page
    assert '"><script>' not in page
    assert 'data-open="&lt;b&gt;" data-close="&lt;/b&gt;"' in page


def questions_of(desk: Desk) -> list[tuple[str, object]]:
    """The questions of the desk's lesson, for a lesson that must be ready."""
    return [(child.block_type, child.value) for child in desk.lesson.body if child.block.is_question]


def test_a_page_of_a_hundred_sentences_costs_a_pinned_number_of_queries(desk: Desk, translator: Person) -> None:
    texts = [("text", {"text": f"<p>Sentence number {number} of many.</p>"}) for number in range(100)]
    lesson = make_lesson(make_module(desk.course, slug="second"), slug="lesson-2", body=[*texts, *questions_of(desk)])
    send_to_translation(lesson, language=LANGUAGE, person=desk.coordinator)
    state = desk.state(lesson)
    assert state.sentences > 100
    half = {one.segment: f"SW {one.source}" for one in sentences_of(state.translation)[::2]}
    record_sentences(translation=state.translation, targets=half, origin=Origin(translator))
    client = browser_of(translator)
    client.get(desk_of(state))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(desk_of(state)).status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"] for query in queries.captured_queries]


# --- saving -------------------------------------------------------------------------------------------------------------


def test_one_post_saves_what_was_changed_and_nothing_else(desk: Desk, translator: Person) -> None:
    machine(desk.state(), desk.coordinator)
    first, second = sentences_of(desk.state().translation)[:2]
    sitting = Sitting(browser_of(translator), desk.state())
    answer = sitting.press(**{f"target_{first.segment}": "Moja", f"target_{second.segment}": "Mbili"})
    assert "2 sentences saved." in said(answer)
    after = sentences_of(desk.state().translation)
    assert [one.target for one in after[:2]] == ["Moja", "Mbili"]
    assert [one.by_machine for one in after[:3]] == [False, False, True]
    assert after[0].person == translator.pk
    assert desk.state().by_machine == len(after) - 2


def test_this_is_right_makes_a_machines_words_ones_own(desk: Desk, translator: Person) -> None:
    machine(desk.state(), desk.coordinator)
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press("confirm", str(first.segment))
    after = sentences_of(desk.state().translation)
    assert (after[0].target, after[0].by_machine, after[0].person) == (first.target, False, translator.pk)
    assert after[1].by_machine


def test_what_is_refused_stays_typed_with_its_reason_and_the_rest_is_saved(desk: Desk, translator: Person) -> None:
    first, second = sentences_of(desk.state().translation)[:2]
    sitting = Sitting(browser_of(translator), desk.state())
    broken = "Moja <b>haijafungwa"
    answer = sitting.press(**{f"target_{first.segment}": broken, f"target_{second.segment}": "Mbili"})
    assert said(answer) == [
        "1 sentence saved.",
        "1 sentence was not saved. What you typed is still here, with the reason beside it.",
    ]
    assert "Not saved: the tag &lt;b&gt; is not closed." in sitting.html
    assert sitting.form.fields[f"target-{first.segment}"] == broken
    after = sentences_of(desk.state().translation)
    assert [one.target for one in after[:2]] == ["", "Mbili"]
    sitting.press(**{f"target_{first.segment}": "Moja"})
    assert sentences_of(desk.state().translation)[0].target == "Moja"


def test_a_step_is_not_taken_while_words_of_the_same_post_are_refused(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press("step", "submit", **{f"target_{first.segment}": "<script>alert(1)</script>"})
    assert desk.state().stage == Stage.DRAFT
    assert "<script>alert(1)" not in sitting.html


def test_somebody_elses_words_are_not_overwritten_unseen(desk: Desk, translator: Person, reviewer: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    mine, theirs = (Sitting(browser_of(person), desk.state()) for person in (translator, reviewer))
    theirs.press(**{f"target_{first.segment}": "Yao"})
    mine.press(**{f"target_{first.segment}": "Yangu"})
    assert sentences_of(desk.state().translation)[0].target == "Yao"
    assert "somebody else has changed this sentence meanwhile" in mine.html
    assert mine.form.fields[f"target-{first.segment}"] == "Yangu"
    assert ("use", f"{first.segment}:Yao") in mine.form.buttons
    mine.press()
    assert sentences_of(desk.state().translation)[0].target == "Yangu"


def test_what_somebody_else_wrote_meanwhile_stays_when_i_change_another_sentence(
    desk: Desk, translator: Person, reviewer: Person
) -> None:
    first, second = sentences_of(desk.state().translation)[:2]
    mine, theirs = (Sitting(browser_of(person), desk.state()) for person in (translator, reviewer))
    theirs.press(**{f"target_{first.segment}": "Yao"})
    mine.press(**{f"target_{second.segment}": "Yangu"})
    assert [one.target for one in sentences_of(desk.state().translation)[:2]] == ["Yao", "Yangu"]


def test_an_emptied_sentence_loses_its_translation(desk: Desk, translator: Person) -> None:
    desk.translate(desk.state(), translator)
    first = sentences_of(desk.state().translation)[0]
    Sitting(browser_of(translator), desk.state()).press(**{f"target_{first.segment}": "  "})
    assert not StringTranslation.objects.filter(translation_of=first.string, context=first.context).exists()
    assert desk.state().translated == desk.state().sentences - 1


# --- filters ------------------------------------------------------------------------------------------------------------


def test_filters_count_and_show_their_sentences(desk: Desk, translator: Person) -> None:
    state = desk.state()
    first, second = sentences_of(state.translation)[:2]
    record_sentences(translation=state.translation, targets={first.segment: "Moja"}, origin=Origin(translator))
    record_sentences(
        translation=state.translation, targets={second.segment: "M"}, origin=Origin(translator, "a machine", by_machine=True)
    )
    client = browser_of(translator)
    shown = {show: Sitting(client, state, f"?show={show}").html.count("<article") for show in ("all", "untranslated", "machine")}
    assert shown == {"all": state.sentences, "untranslated": state.sentences - 2, "machine": 1}
    sitting = Sitting(client, state, "?show=machine")
    sitting.press("add_comment", str(second.segment), **{f"comment_{second.segment}": "Hm?"})
    assert Sitting(client, state, "?show=comments").html.count("<article") == 1
    assert Sitting(client, state, "?show=nonsense").html.count("<article") == state.sentences


def test_a_filtered_page_saves_without_touching_what_it_does_not_show(desk: Desk, translator: Person) -> None:
    state = desk.state()
    first, second = sentences_of(state.translation)[:2]
    record_sentences(translation=state.translation, targets={first.segment: "Moja"}, origin=Origin(translator))
    answer = Sitting(browser_of(translator), state, "?show=untranslated").press(**{f"target_{second.segment}": "Mbili"})
    assert answer.redirect_chain[0][0].endswith("?show=untranslated")
    assert [one.target for one in sentences_of(state.translation)[:2]] == ["Moja", "Mbili"]


# --- hostile posts ------------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="https://evil.example">x</a>',
    '<a id="a9">x</a>',
    "<b><i>x</b></i>",
    "safe \u202e txet",
    "x" * 20_001,
    "<!-- x -->",
    "nul \x00",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_refused_and_never_run(desk: Desk, translator: Person, words: str) -> None:
    first = sentences_of(desk.state().translation)[0]
    sitting = Sitting(browser_of(translator), desk.state())
    sitting.press(**{f"target_{first.segment}": words})
    assert "Not saved" in sitting.html
    assert sentences_of(desk.state().translation)[0].target == ""
    for tag in ("<script>alert", "<img src=x", '<a href="https://evil', "<!-- x"):
        assert tag not in sitting.html


@pytest.mark.parametrize(
    "fields",
    [
        {"target-abc": "x"},
        {"target-": "x"},
        {"target-99999999999999999999999": "x"},
        {"target-999999": "x"},
        {"confirm": "-1"},
        {"use": "nothing"},
        {"use": ":"},
        {"step": "destroy"},
        {"resolve": "999999"},
        {"reopen": "x"},
        {"add_comment": "999999", "comment-999999": "x"},
        {"own": "1", "own-999999": "x", "own-x": "y"},
        {"show": "<script>"},
        {"at": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_posts_that_make_no_sense_change_nothing(desk: Desk, translator: Person, fields: dict[str, str]) -> None:
    before = desk.state()
    answer = browser_of(translator).post(desk_of(before), fields)
    assert answer.status_code in {200, 302, 404}
    after = desk.state()
    assert (after.translated, after.stage, after.updated_at) == (before.translated, before.stage, before.updated_at)


def test_a_megabyte_is_refused_before_it_is_read(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    answer = browser_of(translator).post(desk_of(desk.state()), {f"target-{first.segment}": "x" * 1_100_000})
    assert answer.status_code == 400


# --- the way to the desk ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", ["get", "post"])
def test_the_cms_leads_from_a_translated_page_to_its_desk(desk: Desk, ask: str) -> None:
    page = LessonPage.objects.get(locale__language_code=LANGUAGE)
    answer = getattr(browser_of(desk.coordinator), ask)(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == desk_of(desk.state())


def test_the_source_and_a_stopped_translation_stay_in_the_cms(desk: Desk) -> None:
    client = browser_of(desk.coordinator)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[desk.lesson.pk])).status_code == 200
    Sitting(client, desk.state()).press("step", "stop")
    page = LessonPage.objects.get(locale__language_code=LANGUAGE)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_unknown_desk_is_not_found(desk: Desk, translator: Person) -> None:
    answer = browser_of(translator).get(reverse("translations:desk", args=[uuid4()]), follow=True)
    assert answer.status_code == 404


def test_syncing_while_somebody_types_says_which_sentence_is_gone(desk: Desk, translator: Person) -> None:
    sitting = Sitting(browser_of(translator), desk.state())
    first = sentences_of(desk.state().translation)[0]
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Quite another title"
    lesson.save_revision().publish()
    sync(desk.state().translation)
    answer = sitting.press(**{f"target_{first.segment}": "Moja"})
    assert any("was not saved" in sentence for sentence in said(answer))
    assert "Moja" in sitting.html
