"""What a learner may tell: each of it optional, changed and taken back at will, and never asked of a guest."""

from __future__ import annotations

import pytest

from learning.errors import FactNotKnown
from learning.facts import tell_facts
from learning.models import LearnerFacts
from tests.cast import Member

pytestmark = pytest.mark.django_db
ABOUT = "/en/me/about/"


def test_one_answer_alone_is_kept_and_the_rest_stays_open(learner: Member) -> None:
    assert learner.client.post(ABOUT, {"age_band": "18-24"}).status_code == 303
    assert LearnerFacts.objects.values("person", "age_band", "gender", "country").get() == {
        "person": learner.person.pk,  # type: ignore[union-attr]
        "age_band": "18-24",
        "gender": "",
        "country": "",
    }


def test_answers_are_changed_and_taken_back(learner: Member) -> None:
    learner.client.post(ABOUT, {"age_band": "18-24", "gender": "woman", "country": "KE"})
    learner.client.post(ABOUT, {"gender": "unsaid"})
    assert LearnerFacts.objects.values_list("age_band", "gender", "country").get() == ("", "unsaid", "")
    learner.client.post(ABOUT, {"forget": "1"})
    assert not LearnerFacts.objects.exists()


def test_nothing_told_is_nothing_kept(learner: Member) -> None:
    learner.client.post(ABOUT, {"age_band": "", "gender": "", "country": ""})
    assert not LearnerFacts.objects.exists()


@pytest.mark.parametrize("told", [{"age_band": "17"}, {"gender": "x"}, {"country": "Nairobi"}, {"country": "ZZ"}])
def test_what_is_none_of_the_answers_is_refused_whole(learner: Member, told: dict[str, str]) -> None:
    assert learner.client.post(ABOUT, {"age_band": "18-24", **told}).status_code == 400
    assert not LearnerFacts.objects.exists()
    with pytest.raises(FactNotKnown, match="leave it open"):
        tell_facts(person=learner.person, **{"age_band": "", "gender": "", "country": "", **told})  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["visitor", "guest", "facilitator", "administrator"])
def test_nobody_without_a_code_is_asked(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    assert client.get(ABOUT).headers["Location"] == "/en/me/"
    client.post(ABOUT, {"age_band": "18-24"})
    assert not LearnerFacts.objects.exists()


def test_another_learner_sees_nothing_of_it(learner: Member, other_learner: Member) -> None:
    learner.client.post(ABOUT, {"country": "KE"})
    assert "selected" in learner.client.get(ABOUT).content.decode()
    assert "selected" not in other_learner.client.get(ABOUT).content.decode()


def test_it_is_offered_once_when_a_code_is_made(learner: Member) -> None:
    assert ABOUT in learner.client.get("/en/me/code/?new=1").content.decode()
    assert ABOUT not in learner.client.get("/en/me/code/").content.decode()


def test_countries_are_named_in_the_language_of_the_page(learner: Member) -> None:
    assert "كينيا" in learner.client.get("/ar/me/about/").content.decode()
    assert learner.client.get(ABOUT).content.decode().count("<option") == 250  # ISO 3166, and “I leave this open”
