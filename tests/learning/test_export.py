"""Take a copy: everything kept about whoever asks, as a page and as a file, and nothing of anybody else."""

from __future__ import annotations

import json
import re

import pytest

from learning.export import FORMAT, VERSION
from learning.models import Attempt
from learning.records import PARTS
from tests.cast import Member
from tests.conventions.sources import ROOT
from tests.learning.kept_learner import NAME, answer_all, keep_everything

pytestmark = pytest.mark.django_db
PAGE, FILE, KEPT_PAGE = "/en/me/data/", "/en/me/data/export/", "/en/me/data/export/?as=page"


@pytest.fixture
def full(learner: Member, facilitator: Member) -> Member:
    keep_everything(learner.person, facilitator.person)  # type: ignore[arg-type]
    return learner


def test_the_file_holds_every_part_with_its_rows(full: Member) -> None:
    answer = full.client.get(FILE)
    document = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mwanga-my-data.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (document["format"], document["version"]) == (FORMAT, VERSION)
    assert list(document["parts"]) == list(PARTS)
    assert {key: bool(part["rows"]) for key, part in document["parts"].items()} == dict.fromkeys(PARTS, True)


def test_answers_stand_in_words_beside_what_was_sent(full: Member) -> None:
    rows = json.loads(full.client.get(FILE).content)["parts"]["answers"]["rows"]
    assert len(rows) == Attempt.objects.count()
    assert rows[0]["question"] == "A chatbot says “I miss you”. Is that a feeling?"
    assert (rows[0]["answer"], rows[0]["right"], rows[0]["lesson"]) == ("No", True, "Ask twice")
    assert rows[0]["uuid"] == str(Attempt.objects.order_by("pk").first().uuid)  # type: ignore[union-attr]


def test_what_was_told_stands_as_it_is_kept_and_in_words(full: Member) -> None:
    [told] = json.loads(full.client.get(FILE).content)["parts"]["about"]["rows"]
    assert (told["age"], told["gender"], told["country"]) == ("13-17", "woman", "KE")
    assert (told["age_in_words"], told["country_in_words"]) == ("13 to 17", "Kenya")


def test_the_documentation_names_every_part_and_field(full: Member) -> None:
    described = {}
    for line in (ROOT / "docs" / "export-format.md").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\| `(\w+)` \| [^|]+ \| `([\w ]+)`", line):
            described[found[1]] = set(found[2].split())
    parts = json.loads(full.client.get(FILE).content)["parts"]
    assert described == {key: set(part["rows"][0]) for key, part in parts.items()}


def test_certificates_add_themselves_with_the_name(full: Member) -> None:
    [certificate] = json.loads(full.client.get(FILE).content)["parts"]["certificates"]["rows"]
    assert certificate["name"] == NAME


def test_the_page_says_the_same_in_words(full: Member) -> None:
    page = full.client.get(PAGE).content.decode()
    for words in (
        NAME,
        "Tuesday circle",
        "Ask twice",
        "gave new pictures",
        "13 to 17",
        "woman or girl",
        "Kenya",
        "2026-03-03",
        FILE,
    ):
        assert words in page, words
    arabic = full.client.get("/ar/me/data/").content.decode()
    assert 'dir="rtl"' in arabic
    assert "كينيا" in arabic


def test_the_page_to_keep_says_what_the_page_says_and_loads_nothing(full: Member) -> None:
    answer = full.client.get(KEPT_PAGE)
    text = answer.content.decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mwanga-my-data.html"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert set(sections_of(text)) == set(sections_of(full.client.get(PAGE).content.decode()))
    assert not re.search(r"(href|src|action|url\()", text)
    assert 'dir="rtl"' in full.client.get(KEPT_PAGE.replace("/en/", "/ar/")).content.decode()


def sections_of(page: str) -> list[str]:
    """What stands on a page of each part."""
    return re.findall(r"<section>.*?</section>", page, re.DOTALL)


def test_the_pictures_are_in_no_copy(full: Member) -> None:
    for path in (FILE, KEPT_PAGE):
        assert str(full.person.pin_digest) not in full.client.get(path).content.decode()  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["visitor", "guest", "other_learner", "facilitator", "other_facilitator", "administrator"])
def test_nobody_else_is_shown_any_of_it(full: Member, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    for path in (PAGE, FILE, KEPT_PAGE):
        text = client.get(path, follow=True).content.decode()
        for words in (NAME, "Ask twice", "Tuesday circle", str(full.person.uuid)):  # type: ignore[union-attr]
            assert words not in text, (path, words)


def test_a_guest_takes_along_what_was_answered_here(guest: Member, learner: Member, facilitator: Member) -> None:
    keep_everything(learner.person, facilitator.person)  # type: ignore[arg-type]
    answer_all(guest.person)  # type: ignore[arg-type]
    parts = json.loads(guest.client.get(FILE).content)["parts"]
    assert len(parts["answers"]["rows"]) == 5
    assert parts["about"]["rows"] == parts["classes"]["rows"] == []
