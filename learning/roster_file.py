"""A CSV of new learners: a number each, and if known age band, gender and country. Names have no column here. Pure.

The first line names the columns. Whatever is wrong is said with its line, all of it at once, and then nothing is stored.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from courses.csv_table import CsvRefused, csv_lines
from learning.errors import RosterRefused
from learning.models import AgeBand, Gender
from learning.rosters import MOST_AT_ONCE, NewLearner

COLUMNS: Final = ("seat", "age_band", "gender", "country")
LARGEST: Final = 100_000  # bytes
LAST_SEAT: Final = 9999
MOST_PROBLEMS: Final = 20  # said at once


def read_roster(data: bytes) -> list[NewLearner]:
    """The learners of a file. Raises `RosterRefused` with a sentence for each wrong line."""
    lines = lines_of(data)
    names = [name.strip().lower() for name in lines[0][1]] if lines else []
    check_columns(names)
    problems: list[str] = []
    learners: list[NewLearner] = []
    for number, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            learner, wrong = read_line(names, cells)
            problems += [_("Line %(line)s: %(problem)s") % {"line": number, "problem": problem} for problem in wrong]
            if learner and any(learner.seat == other.seat for other in learners):
                problems.append(_("Line %(line)s: the number %(seat)s stands here twice.") % {"line": number, "seat": learner.seat})
            learners += [learner] if learner else []
    if problems:
        raise RosterRefused(_("Nothing was stored. These lines need a look:"), tuple(problems[:MOST_PROBLEMS]))
    if not 1 <= len(learners) <= MOST_AT_ONCE:
        raise RosterRefused(
            _("Between 1 and %(most)s codes can be made at once, not %(count)s.") % {"most": MOST_AT_ONCE, "count": len(learners)}
        )
    return learners


def lines_of(data: bytes) -> list[tuple[int, list[str]]]:
    """The lines of the file with their numbers. Raises `RosterRefused` when it is too large or no CSV."""
    if len(data) > LARGEST:
        raise RosterRefused(_("The file is larger than 100 KB. A list of learners is much smaller: is it the right file?"))
    try:
        return csv_lines(data)
    except CsvRefused as refusal:
        raise RosterRefused(str(refusal)) from refusal


def check_columns(names: list[str]) -> None:
    """Raises `RosterRefused` unless the first line names our columns, `seat` among them."""
    strange = [name for name in names if name not in COLUMNS]
    if strange or "seat" not in names or len(set(names)) < len(names):
        raise RosterRefused(
            _("The first line names the columns: %(columns)s. All but “seat” may be left out, and there are no others.")
            % {"columns": ", ".join(COLUMNS)},
            tuple(_("“%(name)s” is not one of them.") % {"name": name[:40]} for name in strange[:5]),
        )


def read_line(names: list[str], cells: list[str]) -> tuple[NewLearner | None, list[str]]:
    """One learner, or None, and what is wrong with the line."""
    row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    problems = []
    if len(cells) > len(names):
        problems.append(_("it has more columns than the first line."))
    seat = row.get("seat", "")
    is_seat = bool(re.fullmatch(r"[0-9]{1,4}", seat)) and 1 <= int(seat) <= LAST_SEAT
    if not is_seat:
        problems.append(_("“%(value)s” is not a number from 1 to 9999.") % {"value": seat[:40]})
    age_band, gender = row.get("age_band", "").lower(), row.get("gender", "").lower()
    country = row.get("country", "").upper()
    for value, choices in ((age_band, AgeBand.values), (gender, Gender.values)):
        if value and value not in choices:
            problems.append(
                _("“%(value)s” is none of %(choices)s.") % {"value": value[:40], "choices": ", ".join(map(str, choices))}
            )
    if country and not re.fullmatch("[A-Z]{2}", country):
        problems.append(_("“%(value)s” is not a country in two letters, such as KE.") % {"value": country[:40]})
    return (NewLearner(int(seat), age_band, gender, country) if is_seat and not problems else None), problems
