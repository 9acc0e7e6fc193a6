"""The register as a file: out and in again to the same bytes, hostile files refused whole with line, column and way out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from wagtail.models import ModelLogEntry

from courses.models import CourseVersion
from learning.certificates.errors import ImportRefused
from learning.certificates.models import Recognition
from learning.certificates.recognition_file import COLUMNS, cells_of, read_file, to_csv, to_json
from learning.certificates.recognition_import import Plan, import_recognitions, plan_import
from learning.models import Institution, Person
from tests.cast import Member
from tests.learning.certificates.recognised import recognise, said

pytestmark = pytest.mark.django_db
HEAD = "institution,country,course,kind,statement,language,credit,framework,valid_from"


@pytest.fixture
def register(course: CourseVersion) -> list[Recognition]:
    """Three rows with all that makes files difficult."""
    key = course.course_key
    partner = Institution.objects.create(name="Maktaba, “Kisumu”", country="KE")
    recognise(
        key, institution=partner, name="", country="", kind="hours", hours="100", valid_to=date(2027, 1, 1), is_reciprocal=True
    )
    recognise(key, name="'Yan Jarida; Kano", statement='Says: "one, two; three"\tand four', course_language="en", first_version=2)
    recognise(key, name="جامعة", country="", statement="نعترف بهذا المقرر", language="ar", document_url="", document_title="")
    return list(Recognition.objects.select_related("institution"))


@pytest.fixture
def by(administrator: Member) -> Person:
    assert administrator.person
    return administrator.person


def take_in(data: bytes, by: Person) -> Plan:
    return import_recognitions(data=data, digest=plan_import(data).digest, by=by)


def problems_of(data: bytes) -> str:
    with pytest.raises(ImportRefused) as refused:
        plan_import(data)
    return "\n".join(refused.value.problems)


# --- there and back -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [to_csv, to_json])
def test_a_register_that_went_out_comes_in_again_to_the_same_bytes(register: list[Recognition], by: Person, write: Any) -> None:
    titles = {register[0].course_key: "Tiny course"}
    data = write(register, titles)
    assert plan_import(data) == Plan([], 3)
    Recognition.objects.all().delete()
    done = take_in(data, by)
    assert len(done.changes) == 3
    assert write(Recognition.objects.select_related("institution"), titles) == data
    assert set(Recognition.objects.values_list("entered_by", flat=True)) == {by.pk}


@settings(max_examples=60, deadline=None)
@given(
    text=some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    name=some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)
@pytest.mark.once
def test_whatever_the_rules_let_through_comes_back_from_both_files(text: str, name: str) -> None:
    row = said(uuid4(), statement=text, name=name, document_title=name)
    try:
        row.clean_fields(exclude=["entered_by"])
    except Exception:
        return
    if row.gaps():
        return
    for write in (to_csv, to_json):
        [entry] = read_file(write([row], {}))
        assert entry.problems == []
        assert (entry.values["statement"], entry.institution, entry.uuid) == (row.statement, row.name, row.uuid)
        again = Recognition(**entry.values, name=entry.institution, uuid=entry.uuid)
        assert cells_of(again, {}) == cells_of(row, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_as_spreadsheets_write_it(course: CourseVersion, by: Person, encoding: str, delimiter: str) -> None:
    cells = ["Uni", "ng", str(course.course_key), "credit", "As two credits", "en", '"2,50"', "ECTS", "2026-01-01"]
    text = "\r\n".join([HEAD.replace(",", delimiter), delimiter.join(cells), delimiter * 8, ""])
    take_in(text.encode(encoding), by)
    row = Recognition.objects.get()
    assert (row.name, row.country, str(row.credit), row.first_version) == ("Uni", "NG", "2.50", 1)
    assert plan_import(text.encode(encoding)).changes == []


# --- what it changes ----------------------------------------------------------------------------------------------------------


def csv_line(course: CourseVersion, /, **changed: str) -> bytes:
    cells = {
        "institution": "Uni",
        "country": "NG",
        "course": str(course.course_key),
        "kind": "credit",
        "statement": "As two credits",
        "language": "en",
        "credit": "2",
        "framework": "ECTS",
        "valid_from": "2026-01-01",
        **changed,
    }
    return (",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n").encode()


def test_a_known_identity_changes_that_row_and_what_is_not_in_the_file_stays(register: list[Recognition], by: Person) -> None:
    row = next(row for row in register if row.valid_to)
    document = json.loads(to_json([row], {}))
    document["recognitions"][0] |= {"statement": "Something else", "valid_to": None}
    plan = plan_import(json.dumps(document).encode())
    [change] = plan.changes
    assert not change.is_new
    assert change.cells == [
        ("statement", "We recognise this course as two credits in digital skills.", "Something else"),
        ("valid_to", "2027-01-01", ""),
    ]
    take_in(json.dumps(document).encode(), by)
    assert Recognition.objects.count() == 3
    row.refresh_from_db()
    assert (row.statement, row.valid_to) == ("Something else", None)


def test_each_change_stands_in_wagtails_log(course: CourseVersion, by: Person) -> None:
    take_in(csv_line(course), by)
    take_in(csv_line(course, statement="As three credits", credit="3"), by)
    assert sorted(ModelLogEntry.objects.values_list("action", "user")) == [("wagtail.create", by.pk), ("wagtail.edit", by.pk)]
    take_in(csv_line(course, statement="As three credits", credit="3"), by)
    assert ModelLogEntry.objects.count() == 2


def test_nothing_is_stored_by_a_look(course: CourseVersion) -> None:
    assert len(plan_import(csv_line(course)).changes) == 1
    assert not Recognition.objects.exists()


def test_what_is_confirmed_is_what_was_looked_at(course: CourseVersion, by: Person) -> None:
    data = csv_line(course)
    digest = plan_import(data).digest
    recognise(course.course_key, name="Uni", valid_from=date(2026, 1, 1))
    with pytest.raises(ImportRefused, match="changed since you looked"):
        import_recognitions(data=data, digest=digest, by=by)
    with pytest.raises(ImportRefused):
        import_recognitions(data=csv_line(course, credit="9"), digest=digest, by=by)


def test_a_file_costs_the_same_queries_however_long(course: CourseVersion, django_assert_num_queries: Any) -> None:
    head, line = csv_line(course).decode().splitlines()
    for count in (1, 200):
        lines = [line.replace('"Uni"', f'"Uni {place}"') for place in range(count)]
        with django_assert_num_queries(3):
            assert len(plan_import("\n".join([head, *lines]).encode()).changes) == count


# --- what is wrong ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"institution": ""}, "Line 2, column “institution”: It is empty"),
        ({"partner": "yes"}, "Line 2, column “institution”: There is no partner institution"),
        ({"partner": "perhaps"}, "column “partner”: It is neither “yes” nor “no”"),
        ({"country": "Kenya"}, "column “country”: It is no country in two letters"),
        ({"course": ""}, "column “course”: It is empty"),
        ({"course": "tiny-course"}, "column “course”: It is no identity"),
        ({"course": str(uuid4())}, "column “course”: There is no course with this identity"),
        ({"course_language": "xx"}, "column “course_language”: This language is not known"),
        ({"first_version": "0"}, "column “first_version”: It is no whole number"),
        ({"first_version": "٣"}, "column “first_version”: It is no whole number"),
        ({"first_version": "2"}, "column “course_language”: Say in which language"),
        ({"last_version": "1e9"}, "column “last_version”: It is no whole number"),
        ({"kind": "degree"}, "column “kind”: It is none of: hours, credit, prior_learning, entry"),
        ({"statement": ""}, "column “statement”: This field cannot be blank"),
        ({"statement": "=cmd|'/c calc'!A1"}, "column “statement”: This begins as a formula"),
        ({"statement": "'@x"}, "column “statement”: This begins as a formula"),
        ({"statement": "x" * 501}, "column “statement”: Ensure this value has at most 500"),
        ({"language": ""}, "column “language”: This field cannot be blank"),
        ({"hours": "NaN"}, "column “hours”: It is no number"),
        ({"hours": "-2"}, "column “hours”: It is no number"),
        ({"hours": "1.234"}, "column “hours”: It is no number"),
        ({"credit": ""}, "column “credit”: Say how much credit"),
        ({"valid_from": "26.11.2026"}, "column “valid_from”: It is no day"),
        ({"valid_from": "2026-02-30"}, "column “valid_from”: It is no day"),
        ({"valid_from": ""}, "column “valid_from”: It is empty"),
        ({"valid_to": "2025-01-01"}, "column “valid_to”: It ends before it begins"),
        ({"document": "http://x.example.org/", "document_title": "x"}, "column “document”: Enter a valid URL"),
        ({"uuid": "7"}, "column “uuid”: It is no identity"),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(course: CourseVersion, changed: dict[str, str], words: str) -> None:
    assert words in problems_of(csv_line(course, **changed))
    assert not Recognition.objects.exists()


def test_one_wrong_line_keeps_the_whole_file_out(course: CourseVersion, by: Person) -> None:
    head, line = csv_line(course).decode().splitlines()
    data = "\n".join([head, line, line.replace("credit", "degree", 1), line.replace("2026-01-01", "soon")]).encode()
    with pytest.raises(ImportRefused) as refused:
        import_recognitions(data=data, digest="", by=by)
    assert [problem[:6] for problem in refused.value.problems] == ["Line 3", "Line 4"]
    assert not Recognition.objects.exists()


def test_two_lines_that_say_the_same_are_refused(course: CourseVersion) -> None:
    head, line = csv_line(course).decode().splitlines()
    assert "Line 3, column “institution”: “Uni” recognises this course as the same already" in problems_of(
        "\n".join([head, line, line]).encode()
    )
    row = recognise(course.course_key, name="Uni")
    assert "Line 3, column “uuid”: It means the same entry as line 2" in problems_of("\n".join([head, line, line]).encode())
    other = csv_line(course, valid_from="2026-05-05").decode()
    assert "Change that entry instead" in problems_of(other.encode())
    assert row.name in problems_of(other.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has no entries"),
        (b"\xff\xfe\xff", "UTF-8"),
        (b"\x00\x01\x02", "cannot be read as CSV"),
        (b'"a', "cannot be read as CSV"),
        (b"name,age\nx,1\n", "There is no column “name”"),
        (HEAD.encode(), "has no entries"),
        (f"{HEAD},kind\n".encode(), "“kind” stands there twice"),
        (f"{HEAD}\n{'x,' * 20}\n".encode(), "Line 2 has more cells"),
        (b"x" * 500_001, "more than 500 KB"),
        (f"{HEAD}\n".encode() + b"x\n" * 1001, "more than 1000 entries"),
        (b"{", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[]", "no register of recognitions"),
        (b'{"format":"mwanga-recognitions","version":2,"recognitions":[]}', "no register of recognitions"),
        (b'{"format":"mwanga-recognitions","version":1,"recognitions":[]}', "has no entries"),
        (b'{"format":"mwanga-recognitions","version":1,"recognitions":[1]}', "Entry 1 is no object"),
        (b'{"format":"mwanga-recognitions","version":1,"recognitions":[{"kind":["x"]}]}', "Entry 1, “kind”"),
        (b'{"format":"mwanga-recognitions","version":1,"recognitions":[{"hack":1}]}', "Entry 1, “hack”"),
        (b'{"format":"mwanga-recognitions","version":1,"version":1,"recognitions":[]}', "cannot be read as JSON"),
        (b'{"format":"mwanga-recognitions","version":1,"recognitions":[{"hours":1e999}]}', "column “hours”: It is no number"),
    ],
    ids=range(20),
)
def test_a_file_that_is_no_register_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert words in problems_of(data)


def test_the_columns_are_those_that_the_page_describes() -> None:
    from tests.conventions.sources import ROOT

    page = (ROOT / "docs" / "recognition.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"| `{name}` |" not in page] == []
