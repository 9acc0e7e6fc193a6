"""Competency frameworks from TOML files: read, and loaded into rows without overwriting what was edited in the CMS."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from courses.manuscripts.history import Decision, Loaded, decide, last_load, remember
from courses.manuscripts.problems import ManuscriptError, Notes
from courses.manuscripts.report import Report
from courses.manuscripts.write import hash_of_text
from courses.models import Competency, Framework

FRAMEWORK_KEYS: Final = ("name", "version", "publisher", "url", "note")
COMPETENCY_KEYS: Final = ("name", "aspect", "level")


@dataclass(frozen=True)
class FrameworkText:
    """A framework as its file names it. `competencies` are fields by code."""

    file: str
    key: str
    fields: dict[str, str]
    competencies: dict[str, dict[str, str]]


def read_frameworks(folder: Path) -> list[FrameworkText]:
    """The frameworks of a folder's `*.toml`. Raises `ManuscriptError` with every problem of every file."""
    problems = []
    read = []
    for file in sorted(folder.glob("*.toml")):
        notes = Notes(f"{folder.name}/{file.name}")
        read.append(read_framework(file, notes))
        problems += notes.problems
    if problems:
        raise ManuscriptError(problems)
    return read


def read_framework(file: Path, notes: Notes) -> FrameworkText:
    """One framework; what is wrong is noted."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        notes.add(1, _("The file is not TOML: %(error)s. Correct it there.") % {"error": error})
        return FrameworkText(notes.file, "", {}, {})
    competencies = data.pop("competencies", [])
    top = texts(data, ("key", *FRAMEWORK_KEYS), what=_("the framework"), notes=notes)
    rows: dict[str, dict[str, str]] = {}
    for place, row in enumerate(competencies, start=1):
        what = _("competency %(place)s") % {"place": place}
        fields = texts(row, ("code", *COMPETENCY_KEYS), what=what, notes=notes)
        if fields["code"] in rows:
            notes.add(1, _("The code “%(code)s” is there twice. Give each competency its own.") % {"code": fields["code"]})
        rows[fields.pop("code")] = fields
    return FrameworkText(notes.file, top.pop("key"), top, rows)


def texts(data: Any, keys: tuple[str, ...], *, what: str, notes: Notes) -> dict[str, str]:
    """The texts under `keys`, the first two of them needed; other keys and other values are noted."""
    data = data if isinstance(data, dict) else {}
    for key in keys[:2]:
        if not str(data.get(key, "")).strip():
            notes.add(1, _("In %(what)s the line “%(key)s = …” is missing.") % {"what": what, "key": key})
    for key, value in data.items():
        if key not in keys:
            notes.add(1, _("In %(what)s “%(key)s” is not known. Correct or delete the line.") % {"what": what, "key": key})
        elif not isinstance(value, str):
            notes.add(1, _("In %(what)s “%(key)s” is not a text. Put it between quotation marks.") % {"what": what, "key": key})
    return {key: str(data.get(key, "")) for key in keys}


@transaction.atomic
def load_frameworks(frameworks: Iterable[FrameworkText], *, overwrite: bool = False) -> Report:
    """Makes the rows say what the files say. A row edited in the CMS is kept unless `overwrite`."""
    report = Report()
    for text in frameworks:
        row = Framework.objects.filter(key=text.key).first() or Framework(key=text.key)
        settle(row, text.fields, text, report=report, overwrite=overwrite)
        for code, fields in text.competencies.items():
            competency = row.competencies.filter(code=code).first() or Competency(framework=row, code=code)
            settle(competency, fields, text, report=report, overwrite=overwrite)
    return report


def settle(row: Model, fields: dict[str, str], text: FrameworkText, *, report: Report, overwrite: bool) -> None:
    """Creates, updates or keeps one row. Raises `ManuscriptError` when its fields are refused."""
    subject = f"{text.key}/{row.code}" if isinstance(row, Competency) else text.key
    wanted = hash_of_fields(fields)
    decision = Decision.CREATE
    if row.pk:
        says = hash_of_fields({key: getattr(row, key) for key in fields})
        if says == wanted:
            return
        decision = decide(says=says, wanted=wanted, loaded=last_load(row), overwrite=overwrite)
    if decision is Decision.KEEP:
        report.kept(subject)
        return
    for key, value in fields.items():
        setattr(row, key, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise ManuscriptError.at(text.file, f"{subject}: {' '.join(error.messages)}") from error
    row.save()
    remember(row, Loaded(wanted), action="wagtail.create" if decision is Decision.CREATE else "wagtail.edit")
    (report.created if decision is Decision.CREATE else report.updated)(subject)


def hash_of_fields(fields: dict[str, str]) -> str:
    """A hash by which a later load sees whether a row was edited."""
    return hash_of_text("\n".join(f"{key}={value}" for key, value in sorted(fields.items())))
