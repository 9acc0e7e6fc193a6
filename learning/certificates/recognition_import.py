"""A file of recognitions taken into the register: first as a table of what would change, then whole or not at all.

An entry with an identity that is known changes that row; one without changes the row that says the same, or is new. What is in the
register and not in the file stays as it is.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseVersion
from learning.certificates.errors import ImportRefused
from learning.certificates.models import Recognition
from learning.certificates.recognition_file import COLUMN_OF, COLUMNS, Entry, cells_of, read_file
from learning.models import Institution, Person

MOST_PROBLEMS: Final = 40  # said at once
SAME_ROW: Final = ("course_key", "course_language", "kind", "institution_id", "name", "first_version", "valid_from")


@dataclass(frozen=True)
class Change:
    """What an entry does: the row as it will be, and each cell that differs (column, before, after)."""

    place: int
    row: Recognition
    cells: list[tuple[str, str, str]]
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """What a file would do to the register as it is now."""

    changes: list[Change]
    unchanged: int

    @property
    def digest(self) -> str:
        """Changes when what would be done changes: what was looked at is what is confirmed."""
        told = [(change.place, str(change.row.pk), change.cells) for change in self.changes]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan_import(data: bytes) -> Plan:
    """What a file would do. Stores nothing. Raises `ImportRefused` with every problem. Three queries, however many entries."""
    entries = read_file(data)
    register = list(Recognition.objects.select_related("institution"))
    partners = {partner.name: partner for partner in Institution.objects.all()}
    known = set(CourseVersion.objects.values_list("course_key", flat=True))
    before = {row.pk: cells_of(row, {}) for row in register}
    rows: list[tuple[Entry, Recognition]] = []
    for entry in entries:
        if not entry.problems:
            rows.append((entry, row_of(entry, register=register, partners=partners, known=known)))
    check_fields(rows)
    check_each_other(rows, register)
    refuse(entries)
    changes = [change_of(entry, row, before.get(row.pk)) for entry, row in rows]
    wanted = [change for change in changes if change.cells]
    return Plan(wanted, len(changes) - len(wanted))


def row_of(entry: Entry, *, register: Iterable[Recognition], partners: Mapping[str, Institution], known: set[UUID]) -> Recognition:
    """The row an entry means, with the entry's values; a new one where there is none. Notes what cannot be."""
    values: dict[str, Any] = {**entry.values, "institution": None, "name": "" if entry.is_partner else entry.institution}
    if entry.is_partner:
        values["institution"] = partners.get(entry.institution)
        if values["institution"] is None:
            sentence = _("There is no partner institution of this name. Enter it first, or write “no” in the column “partner”.")
            entry.problems.append(("institution", sentence))
    if values["course_key"] not in known:
        entry.problems.append(
            ("course", _("There is no course with this identity here. An export shows those that are recognised."))
        )
    wanted = Recognition(**values, uuid=entry.uuid or uuid4())
    found = next((row for row in register if (row.uuid == entry.uuid if entry.uuid else is_same(row, wanted))), None)
    if found is None:
        return wanted
    for name, value in values.items():
        setattr(found, name, value)
    return found


def is_same(row: Recognition, wanted: Recognition) -> bool:
    """Whether an entry without an identity means a row."""
    return all(getattr(row, name) == getattr(wanted, name) for name in SAME_ROW)


def check_fields(rows: Iterable[tuple[Entry, Recognition]]) -> None:
    """Each row by the model's own rules, but for what it says of others."""
    seen: dict[UUID, int] = {}
    for entry, row in rows:
        if row.uuid in seen:
            sentence = _("It means the same entry as line %(line)s. Delete one of the two.")
            entry.problems.append(("uuid", sentence % {"line": seen[row.uuid]}))
        seen[row.uuid] = entry.place
        try:
            row.clean_fields(exclude=["institution", "entered_by", "uuid"])
        except ValidationError as wrong:
            note(entry, wrong.message_dict)
        note(entry, {name: [str(sentence)] for name, sentence in row.gaps()})


def note(entry: Entry, problems: Mapping[str, Iterable[str]]) -> None:
    """Adds problems by field under the names of their columns."""
    for name, sentences in problems.items():
        entry.problems += [(COLUMN_OF.get(name, "institution"), sentence) for sentence in sentences]


def check_each_other(rows: Iterable[tuple[Entry, Recognition]], register: Iterable[Recognition]) -> None:
    """No two rows may say the same, of those in the file and those that stay."""
    groups: dict[tuple[Any, ...], list[Recognition]] = defaultdict(list)
    touched = {id(row) for _entry, row in rows}
    for row in register:
        if id(row) not in touched:
            groups[row.course_key, row.kind].append(row)
    for entry, row in rows:
        others = groups[row.course_key, row.kind]
        same = None if entry.problems else next((other for other in others if row.overlaps(other)), None)
        if same:
            entry.problems.append(("institution", str(row.said_already(same))))
        others.append(row)


def refuse(entries: Iterable[Entry]) -> None:
    """Raises `ImportRefused` when anything was noted: the line, the column and what to do."""
    sentence = _("Line %(line)s, column “%(column)s”: %(problem)s")
    problems = [
        sentence % {"line": entry.place, "column": column, "problem": problem}
        for entry in entries
        for column, problem in entry.problems
    ]
    if problems:
        raise ImportRefused(problems[:MOST_PROBLEMS])


def change_of(entry: Entry, row: Recognition, before: Mapping[str, Any] | None) -> Change:
    """What differs."""
    after = cells_of(row, {})
    earlier = before or {}
    cells = [
        (name, str(earlier.get(name, "")), str(after[name]))
        for name in COLUMNS
        if str(earlier.get(name, "")) != str(after[name]) and (name != "uuid" or entry.uuid)
    ]
    return Change(entry.place, row, cells, before is None)


@transaction.atomic
def import_recognitions(*, data: bytes, digest: str, by: Person) -> Plan:
    """Does what a plan said, if it would still do the same; each change goes into Wagtail's log.

    Raises `ImportRefused` when the file is wrong or the register has changed since the plan was shown.
    """
    plan = plan_import(data)
    if plan.digest != digest:
        raise ImportRefused([_("The register has changed since you looked. Look at the table once more.")])
    for change in plan.changes:
        if change.is_new:
            change.row.entered_by = by
        change.row.save()
        log(instance=change.row, action="wagtail.create" if change.is_new else "wagtail.edit", user=by)
    return plan
