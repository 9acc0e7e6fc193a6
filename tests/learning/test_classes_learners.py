"""New learners in numbers: all or none, a card each shown once, never a name; new pictures, taking out, the log."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from learning.codes import PICTURES, read_code
from learning.errors import CodeNotAccepted, RosterRefused
from learning.models import Cohort, LearnerFacts, Membership, Person, StaffAction
from learning.people import open_code
from learning.roster_file import read_roster
from tests.cast import Member
from tests.factories import make_cohort, seat_learner

pytestmark = pytest.mark.django_db
CARD = re.compile(r'<section class="code-card">.*?</section>', re.DOTALL)


@pytest.fixture
def cohort(facilitator: Member) -> Cohort:
    return make_cohort(facilitator.person)


def address(cohort: Cohort, rest: str = "learners/") -> str:
    return f"/en/classes/{cohort.uuid}/{rest}"


def cards_on(page: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """(seat, code, pictures) of each card."""
    found = []
    for card in CARD.findall(page):
        [seat] = re.findall(r'class="seat">(\d+)<', card)
        [code] = re.findall(r'class="code" dir="ltr">([^<]+)<', card)
        found.append((seat, code, tuple(re.findall(r"pin[^#]*\.svg#(\w+)", card))))
    return found


def test_thirty_codes_on_four_sheets_and_each_card_opens(cohort: Cohort, facilitator: Member) -> None:
    seat_learner(cohort)
    answer = facilitator.client.post(address(cohort), {"count": "30", "last_seat": "1"})
    page = answer.content.decode()
    cards = cards_on(page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert [seat for seat, _code, _pin in cards] == [str(seat) for seat in range(2, 32)]
    assert page.count('class="card-sheet"') == 4
    for seat, code, pin in (cards[0], cards[-1]):
        person = open_code(typed=code, pin=pin)
        assert str(person.memberships.get().seat) == seat
    assert StaffAction.objects.get().detail == "2–31"


def test_the_same_form_sent_twice_makes_no_second_set(cohort: Cohort, facilitator: Member) -> None:
    sent = {"count": "3", "last_seat": "0"}
    assert facilitator.client.post(address(cohort), sent).status_code == 200
    again = facilitator.client.post(address(cohort), sent)
    assert again.status_code == 409
    assert cards_on(again.content.decode()) == []
    assert Membership.objects.count() == 3


@pytest.mark.parametrize("count", ["0", "-1", "201", "many", "", "9" * 40, f"000000001{'0' * 12}"])
def test_a_number_of_codes_that_makes_no_sense_is_refused(cohort: Cohort, facilitator: Member, count: str) -> None:
    answer = facilitator.client.post(address(cohort), {"count": count, "last_seat": "0"})
    assert answer.status_code == 400
    assert "a number from 1 to 200" in answer.content.decode()
    assert not Membership.objects.exists()


def test_a_list_gives_numbers_and_facts(cohort: Cohort, facilitator: Member) -> None:
    data = "\ufeffSeat;Age_band;Gender;Country\r\n7;13-17;woman;ke\r\n\r\n3;;;\r\n".encode()
    sent = {"file": SimpleUploadedFile("list.csv", data), "last_seat": "0"}
    cards = cards_on(facilitator.client.post(address(cohort), sent).content.decode())
    assert [seat for seat, _code, _pin in cards] == ["7", "3"]
    facts = LearnerFacts.objects.get()
    assert (facts.age_band, facts.gender, facts.country) == ("13-17", "woman", "KE")
    assert facts.person.memberships.get().seat == 7


def test_lines_that_end_as_on_old_machines_are_read(cohort: Cohort, facilitator: Member) -> None:
    sent = {"file": SimpleUploadedFile("list.csv", b"seat,gender\r7,woman\r3,\r"), "last_seat": "0"}
    cards = cards_on(facilitator.client.post(address(cohort), sent).content.decode())
    assert [seat for seat, _code, _pin in cards] == ["7", "3"]


def test_wrong_lines_are_named_and_nothing_is_stored(cohort: Cohort, facilitator: Member) -> None:
    data = b"seat,gender,country\n1,woman,KE\n1,man,\nx,girl,Kenya\n5,,,extra\n"
    sent = {"file": SimpleUploadedFile("list.csv", data), "last_seat": "0"}
    answer = facilitator.client.post(address(cohort), sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    for words in (
        "Line 3: the number 1 stands here twice",
        "Line 4: “x”",
        "Line 4: “girl”",
        "Line 4: “KENYA”",
        "Line 5: it has more",
    ):
        assert words in page
    assert not Membership.objects.exists()
    assert not Person.objects.learners().exists()


def test_a_number_that_is_taken_refuses_the_whole_list(cohort: Cohort, facilitator: Member) -> None:
    seat_learner(cohort)
    sent = {"file": SimpleUploadedFile("list.csv", b"seat\n2\n1\n"), "last_seat": "1"}
    answer = facilitator.client.post(address(cohort), sent)
    assert answer.status_code == 400
    assert "Number 1 is taken." in answer.content.decode()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The first line names the columns"),
        (b"seat,name\n1,Amina\n", "“name” is not one of them"),
        (b"gender\nwoman\n", "The first line names the columns"),
        (b"seat,seat\n1,2\n", "The first line names the columns"),
        (b"seat\n", "Between 1 and 200"),
        (b"seat\n" + b"\n".join(str(seat).encode() for seat in range(1, 202)), "Between 1 and 200"),
        (b"seat\n1\ncaf\xe9\n", "Line 3 is not in UTF-8"),
        (b"seat\n\x001\n", "as CSV"),
        (b'seat\n"1\n', "as CSV"),
        (b"s" * 100_001, "larger than 100 KB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(RosterRefused) as refused:
        read_roster(data)
    assert words in " ".join([str(refused.value), *refused.value.problems])


def test_the_same_cards_come_as_a_pdf_to_their_maker_alone(
    cohort: Cohort, facilitator: Member, partner: Member, administrator: Member
) -> None:
    page = facilitator.client.post(address(cohort), {"count": "9", "last_seat": "0"}).content.decode()
    [signed] = re.findall(r'name="cards" value="([^"]+)"', page)
    answer = facilitator.client.post(address(cohort, "cards.pdf"), {"cards": signed})
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 2
    words = "".join(sheet.extract_text() for sheet in reader.pages)
    for _seat, code, pin in cards_on(page):
        assert code in words
        assert all(str(PICTURES[picture]) in words for picture in pin)
    for other in (partner, administrator):
        assert other.client.post(address(cohort, "cards.pdf"), {"cards": signed}).status_code == 303
    assert facilitator.client.post(address(cohort, "cards.pdf"), {"cards": signed[:-2]}).status_code == 303
    line = StaffAction.objects.get(action="print_cards")
    assert (line.cohort, line.actor, line.detail) == (cohort, facilitator.person, "1–9")


def test_pictures_are_nowhere_but_on_the_cards(cohort: Cohort, facilitator: Member) -> None:
    page = facilitator.client.post(address(cohort), {"count": "1", "last_seat": "0"}).content.decode()
    [(_seat, code, _pin)] = cards_on(page)
    for rest in ("", "learners/", "learners/1/", "log/"):
        seen = facilitator.client.get(address(cohort, rest)).content.decode()
        assert code not in seen
        assert "pin.svg" not in seen
    digest = Person.objects.get(code=read_code(code)).pin_digest
    assert len(digest) == 64


# --- one learner ----------------------------------------------------------------------------------------------------------


def test_new_pictures_open_the_old_code_and_close_its_phones(cohort: Cohort, facilitator: Member, learner: Member) -> None:
    seat_learner(cohort, learner.person)
    code = learner.person.code  # type: ignore[union-attr]
    assert learner.client.get("/en/me/code/").status_code == 200
    sent = {"action": "pin", "epoch": "0"}
    page = facilitator.client.post(address(cohort, "learners/1/"), sent).content.decode()
    [(seat, shown, pin)] = cards_on(page)
    assert (seat, shown.replace("-", "")) == ("1", code)
    assert open_code(typed=shown, pin=pin).pk == learner.person.pk  # type: ignore[union-attr]
    assert learner.client.get("/en/me/code/").status_code == 302
    line = StaffAction.objects.get()
    assert (line.action, line.actor, line.person, line.detail) == ("reset_pin", facilitator.person, learner.person, "1")
    again = facilitator.client.post(address(cohort, "learners/1/"), sent)
    assert again.status_code == 409
    assert open_code(typed=shown, pin=pin).pk == learner.person.pk  # type: ignore[union-attr]


def test_the_old_pictures_no_longer_open(cohort: Cohort, facilitator: Member) -> None:
    page = facilitator.client.post(address(cohort), {"count": "1", "last_seat": "0"}).content.decode()
    [(_seat, code, old)] = cards_on(page)
    page = facilitator.client.post(address(cohort, "learners/1/"), {"action": "pin", "epoch": "0"}).content.decode()
    [(_seat, _code, new)] = cards_on(page)
    if new != old:  # one time in 1,728 they are the same
        with pytest.raises(CodeNotAccepted):
            open_code(typed=code, pin=old)
    assert open_code(typed=code, pin=new)


def test_a_guest_has_no_pictures_to_change(cohort: Cohort, facilitator: Member, guest: Member) -> None:
    seat_learner(cohort, guest.person)
    answer = facilitator.client.post(address(cohort, "learners/1/"), {"action": "pin", "epoch": "0"})
    assert answer.status_code == 400
    assert "no code yet" in answer.content.decode()


def test_who_is_taken_out_keeps_what_was_learned_and_the_number_stays_theirs(cohort: Cohort, facilitator: Member) -> None:
    member = seat_learner(cohort)
    assert facilitator.client.post(address(cohort, "learners/1/"), {"action": "out"}).status_code == 303
    assert Person.objects.filter(pk=member.person_id).exists()
    assert facilitator.client.get(address(cohort, "learners/1/")).status_code == 404
    page = facilitator.client.post(address(cohort), {"count": "1", "last_seat": "1"}).content.decode()
    assert [seat for seat, _code, _pin in cards_on(page)] == ["2"]


def test_the_log_tells_what_was_done_without_codes(cohort: Cohort, facilitator: Member, learner: Member) -> None:
    seat_learner(cohort, learner.person)
    facilitator.client.post(address(cohort, "learners/1/"), {"action": "pin", "epoch": "0"})
    facilitator.client.post(address(cohort, "learners/1/"), {"action": "out"})
    page = facilitator.client.get(address(cohort, "log/")).content.decode()
    assert page.index("took a learner out") < page.index("gave new pictures")
    assert "<bdi>1</bdi>" in page
    assert str(learner.person.code) not in page  # type: ignore[union-attr]
