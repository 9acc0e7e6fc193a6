"""Versions in the field: what an institution's devices and machines have, as far as they told.

A device tells when its results come home: they name the bundle they were answered in. A machine tells by its token: what it took
whole, and what it says it has when it asks for an update. Each counts once, with the last thing it told; nobody is watched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max
from django.utils import timezone

from learning.bundles.models import Download, Manifest, Selection
from learning.bundles.results.models import Return
from learning.bundles.room.models import UpdateCheck
from learning.models import Institution


@dataclass
class VersionCount:
    """How many devices and machines have a version, and since when nobody told of it any more."""

    number: int
    devices: int = 0
    machines: int = 0
    last_on: date | None = None

    @property
    def total(self) -> int:
        """Both together."""
        return self.devices + self.machines


@dataclass
class Line:
    """One selection in the field: its newest version, the versions that are out there, the newest first, and what changed since."""

    selection: Selection
    newest: int
    versions: list[VersionCount]
    changes: dict[int, list[str]] = field(default_factory=dict)  # number of a version -> what changed since the one before

    def changes_since(self, number: int) -> list[str]:
        """What a device with this version lacks, the oldest change first."""
        return [sentence for later in range(number + 1, self.newest + 1) for sentence in self.changes.get(later, [])]

    @property
    def total(self) -> int:
        """How many devices and machines told."""
        return sum(version.total for version in self.versions)

    @property
    def up_to_date(self) -> int:
        """How many of them have the newest version."""
        return sum(version.total for version in self.versions if version.number == self.newest)


@dataclass(frozen=True)
class Sighting:
    """Somebody told which version they have."""

    who: tuple[str, str]  # "device" or "machine", and which
    manifest: str
    on: date


def lines_in_the_field(institution: Institution) -> list[Line]:
    """What the institution's devices and machines have, line by line. Five queries, however many there are."""
    seen = [*sightings_of_devices(institution), *sightings_of_machines(institution)]
    known = {
        row.sha256: row
        for row in Manifest.objects.filter(sha256__in={one.manifest for one in seen}).select_related("selection").defer("packed")
    }
    latest: dict[tuple[tuple[str, str], int], Sighting] = {}
    for one in sorted((one for one in seen if one.manifest in known), key=lambda one: one.on):
        latest[one.who, known[one.manifest].selection_id] = one
    return lines_of(latest.values(), known)


def sightings_of_devices(institution: Institution) -> list[Sighting]:
    """What results said that came home, the newest of each device and version. One query."""
    rows = Return.objects.filter(institution=institution).exclude(bundle="").values_list("device", "bundle")
    newest = rows.annotate(last=Max("received_at")).order_by("last")
    return [Sighting(("device", device), bundle, timezone.localdate(at)) for device, bundle, at in newest]


def sightings_of_machines(institution: Institution) -> list[Sighting]:
    """What was taken whole with a token, and what was said when an update was asked for. Two queries."""
    taken = Download.objects.filter(institution=institution, finished_at__isnull=False, bundle__manifest__isnull=False)
    newest = taken.values_list("bundle__manifest").annotate(last=Max("finished_at")).order_by("last")
    asked = UpdateCheck.objects.filter(institution=institution)
    return [
        *(Sighting(("machine", ""), manifest, timezone.localdate(at)) for manifest, at in newest),
        *(Sighting(("machine", ""), manifest, on) for manifest, on in asked.values_list("manifest", "checked_on")),
    ]


def lines_of(latest: Iterable[Sighting], known: dict[str, Manifest]) -> list[Line]:
    """Counts the last thing each told. One query."""
    selections: dict[int, Selection] = {}
    counts: dict[int, dict[int, VersionCount]] = {}
    for one in latest:
        manifest = known[one.manifest]
        selections[manifest.selection_id] = manifest.selection
        of_line = counts.setdefault(manifest.selection_id, {})
        version = of_line.setdefault(manifest.number, VersionCount(manifest.number))
        version.devices += one.who[0] == "device"
        version.machines += one.who[0] == "machine"
        version.last_on = max(version.last_on or one.on, one.on)
    history: dict[int, dict[int, list[str]]] = {}
    rows = Manifest.objects.filter(selection__in=selections).values_list("selection_id", "number", "changes")
    for selection, number, changes in rows:
        history.setdefault(selection, {})[number] = changes
    return sorted(
        (
            Line(selections[pk], max(history[pk]), sorted(of_line.values(), key=lambda one: -one.number), history[pk])
            for pk, of_line in counts.items()
        ),
        key=lambda line: (-line.total, line.selection.pk),
    )


def note_update_check(*, institution: Institution, manifest: Manifest, on: date) -> None:
    """Keeps which version an institution's machine says it has: one row for each line, written once a day."""
    rows = UpdateCheck.objects.filter(institution=institution, selection=manifest.selection)
    if not rows.filter(manifest=manifest, checked_on=on).exists():
        UpdateCheck.objects.update_or_create(
            institution=institution, selection=manifest.selection, defaults={"manifest": manifest, "checked_on": on}
        )
