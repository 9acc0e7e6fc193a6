"""Reports as DHIS2 `dataValueSets`: which of our figures is which data element is said by a file that the operator keeps.

https://docs.dhis2.org/en/develop/using-the-api/dhis-core-version-master/data.html (JSON data value sets). Nothing is sent from
here: the file is handed to whoever may import it there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from learning.errors import LearningError
from learning.reports.tables import Report

VALUES: Final = ("people", "completed", "completed_percent", "mastery_percent", "first_try_percent", "minutes", "gain")


class NoMapping(LearningError):
    """There is no mapping to DHIS2, or it cannot be used."""

    status = 409


def mapping() -> dict[str, Any]:
    """The operator's file. Raises `NoMapping` with a sentence when it is missing or not as `docs/reports.md` says."""
    name = settings.DHIS2_MAPPING
    if not name:
        raise NoMapping(_("No mapping to DHIS2 is set up. Ask your operator to name a file in MWANGA_DHIS2_MAPPING."))
    try:
        found = json.loads(Path(name).read_text(encoding="utf-8"))
        parts = {part: dict(found.get(part, {})) for part in ("orgUnits", "dataElements", "categoryOptionCombos")}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise NoMapping(
            _("The mapping to DHIS2 cannot be read: %(error)s. Ask your operator to mend it.") % {"error": error}
        ) from error
    return {"dataSet": str(found.get("dataSet", "")), **parts}


def as_data_value_set(report: Report) -> dict[str, Any]:
    """The figures that the mapping names; what is not shown is left out. Raises `NoMapping` for a scope without a place there."""
    known = mapping()
    unit = known["orgUnits"].get(report.scope.key)
    if unit is None:
        raise NoMapping(
            _("The mapping to DHIS2 names no place for %(scope)s. Ask your operator to add it under orgUnits.")
            % {"scope": report.scope.key}
        )
    values = list(values_of(report, known)) if report.until else []
    period = f"{report.until:%Y%m}" if report.until else ""
    return {"dataSet": known["dataSet"], "period": period, "orgUnit": unit, "dataValues": values}


def values_of(report: Report, known: dict[str, Any]) -> Iterator[dict[str, str]]:
    """One value for each data element of "everyone", and of each row whose category the mapping names."""
    for row in report.rows:
        if row.lesson_key:
            continue
        combination = known["categoryOptionCombos"].get(f"{row.face}:{row.gender}:{row.part}")
        if combination is None and row.face != "everyone":
            continue
        for name in VALUES:
            element, value = known["dataElements"].get(name), getattr(row, name)
            if element and value is not None:
                more = {"categoryOptionCombo": combination} if combination else {}
                yield {"dataElement": element, **more, "value": str(value)}
