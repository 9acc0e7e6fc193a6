"""What the desk's script asks for: one sentence saved at a time, sentences like it looked up."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from learning.models import Person
from tests.translations.conftest import LANGUAGE, Desk
from tests.translations.desk_browser import browser_of, desk_of
from translations import memory
from translations.editing import mark_of
from translations.sentences import Origin, record_sentences, sentences_of
from translations.views.marked import pieces, tag_pairs
from translations.workflow import stop

pytestmark = pytest.mark.django_db
EMPTY = mark_of("")


def save(client: Client, desk: Desk, **fields: Any) -> HttpResponse:
    headers = {"x-requested-with": "XMLHttpRequest"}
    return client.post(desk_of(desk.state(), "desk_sentence"), fields, headers=headers)


def test_a_sentence_is_saved_and_the_page_learns_what_changed(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    answer = save(browser_of(translator), desk, segment=first.segment, target="  Somo\r\nla kwanza ", mark=EMPTY)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["target"], found["mark"], found["state"]) == ("Somo la kwanza", mark_of("Somo la kwanza"), "done")
    assert "translator" in found["about"]
    assert f"1 of {desk.state().sentences} sentences translated" in found["progress"]


def test_a_refused_sentence_is_not_stored_and_says_why(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    answer = save(browser_of(translator), desk, segment=first.segment, target="<b>x", mark=EMPTY)
    assert (answer.status_code, answer.json()) == (422, {"reasons": ["the tag <b> is not closed"]})


def test_a_sentence_overtaken_by_somebody_else_shows_their_words(desk: Desk, translator: Person, reviewer: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    assert save(browser_of(reviewer), desk, segment=first.segment, target="Yao", mark=EMPTY).status_code == 200
    answer = save(browser_of(translator), desk, segment=first.segment, target="Yangu", mark=EMPTY)
    assert answer.status_code == 409
    found = answer.json()
    assert (found["target"], found["mark"]) == ("Yao", mark_of("Yao"))
    assert "Yao" in found["theirs"]
    assert save(browser_of(translator), desk, segment=first.segment, target="Yangu", mark=found["mark"]).status_code == 200


def test_the_same_words_sent_twice_are_saved_once(desk: Desk, translator: Person) -> None:
    """The reply to the first was lost on the way."""
    first = sentences_of(desk.state().translation)[0]
    for _time in range(2):
        assert save(browser_of(translator), desk, segment=first.segment, target="Moja", mark=EMPTY).status_code == 200
    assert desk.state().translated == 1


def test_confirming_a_machines_words(desk: Desk, translator: Person) -> None:
    state = desk.state()
    first = sentences_of(state.translation)[0]
    origin = Origin(translator, "a machine", by_machine=True)
    record_sentences(translation=state.translation, targets={first.segment: "M"}, origin=origin)
    assert save(browser_of(translator), desk, segment=first.segment, target="M", mark=mark_of("M")).json()["state"] == "machine"
    fields = {"segment": first.segment, "target": "M", "mark": mark_of("M"), "confirm": first.segment}
    assert save(browser_of(translator), desk, **fields).json()["state"] == "done"


@pytest.mark.parametrize("segment", ["", "x", "-1", "999999", "9" * 30])
def test_a_sentence_that_is_not_there(desk: Desk, translator: Person, segment: str) -> None:
    answer = save(browser_of(translator), desk, segment=segment, target="x", mark=EMPTY)
    assert answer.status_code == 422
    assert answer.json()["reasons"] == ["this page has no such sentence any more; load the desk again"]


def test_a_stopped_translation_takes_nothing(desk: Desk, translator: Person) -> None:
    first = sentences_of(desk.state().translation)[0]
    stop(desk.state(), by=desk.coordinator)
    answer = save(browser_of(translator), desk, segment=first.segment, target="x", mark=EMPTY)
    assert answer.status_code == 403
    assert answer.json()["reasons"][0].startswith("This translation is stopped.")


def test_only_posts_save(desk: Desk, translator: Person) -> None:
    assert browser_of(translator).get(desk_of(desk.state(), "desk_sentence")).status_code == 405


def test_sentences_like_one_are_looked_up_in_the_memory(desk: Desk, translator: Person) -> None:
    state = desk.state()
    sentence = next(one for one in sentences_of(state.translation) if one.source == "Which use AI?")
    known = [("Which ones use AI?", "Zipi kati ya hizi zinatumia AI? <b>"), ("Quite another thing.", "Jambo jingine.")]
    memory.remember(state.translation, known, person=translator)
    answer = browser_of(translator).get(desk_of(state, "desk_near", segment=sentence.segment))
    html = answer.json()["html"]
    assert "Zipi kati ya hizi zinatumia AI? &lt;b&gt;" in html
    assert "Which ones use AI?" in html
    assert f'lang="{LANGUAGE}"' in html
    assert "Jambo jingine." not in html


def test_no_sentence_of_another_page_is_looked_up(desk: Desk, translator: Person) -> None:
    other = sentences_of(desk.states()[0].translation)[0]
    answer = browser_of(translator).get(desk_of(desk.state(), "desk_near", segment=other.segment), follow=True)
    assert answer.status_code == 404


# --- pieces: no database ------------------------------------------------------------------------------------------------


def test_a_sentence_is_cut_at_its_tags_and_terms() -> None:
    from translations.glossary import TermHit
    from translations.models import GlossaryTerm

    term = GlossaryTerm(term="voice note", translation="ujumbe wa sauti")
    found = pieces('A <b>voice</b> note &amp; <a id="a1">more</a>', [TermHit(2, 12, term)])
    assert [(piece.text, piece.is_tag, bool(piece.term)) for piece in found] == [
        ("A ", False, False),
        ("<b>", True, False),
        ("voice", False, True),
        ("</b>", True, False),
        (" note", False, True),
        (" & ", False, False),
        ('<a id="a1">', True, False),
        ("more", False, False),
        ("</a>", True, False),
    ]


def test_buttons_insert_each_tag_once_with_its_end() -> None:
    assert tag_pairs('<b>x</b> <b>y</b><br/><a id="a1">z</a>') == [("<b>", "</b>"), ("<br/>", ""), ('<a id="a1">', "</a>")]
