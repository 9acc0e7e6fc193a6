"""The metadata of one line of bundles (The Update Framework, section 4): what is newest, signed, numbered and dated.

Numbers are minutes since the beginning of 2026, or one more than the last: so they go on where the folder is lost and made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from courses.rendering.objects import write_whole
from learning.bundles.tool.metadata import NEWEST, Target
from learning.bundles.updates.roots import COMPACT, daily_signer, house_keys, house_signer, roots

BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
# How long each holds, and with how much left it is renewed. Whoever holds back news is found out after the first of the last row.
HOLDS: Final = {
    "targets": (timedelta(days=365), timedelta(days=120)),
    "snapshot": (timedelta(days=180), timedelta(days=90)),
    "timestamp": (timedelta(days=60), timedelta(days=59)),
}
KEPT: Final = 8  # earlier files of each kind stay, for whoever is in the middle
ID_SIGNS: Final = 32  # of a manifest's id, in the timestamp: who has that one needs to read no further

Found = Metadata[Any] | None


class Now(NamedTuple):
    """What signs, and when."""

    house: Signer
    daily: Signer
    at: datetime


def write_repository(folder: Path, target: Target, *, at: datetime) -> bool:
    """Writes what is not there or no longer holds; whether the line has news. Raises `KeyUnavailable`.

    Under the folder's lock. The timestamp comes last: before it, nobody sees anything new.
    """
    for number, root in enumerate(roots(), 1):
        write_once(folder / f"{number}.root.json", root)
    key = house_keys()[-1]
    now = Now(house_signer(key), daily_signer(key), at)
    before = current(folder)
    targets = with_target(before["targets"], target, now)
    snapshot = with_number(before["snapshot"], targets.signed.version, now)
    timestamp = with_newest(before["timestamp"], snapshot.signed.version, (target.manifest_id[:ID_SIGNS], now))
    write_once(folder / f"{targets.signed.version}.targets.json", targets.to_bytes(COMPACT))
    write_once(folder / f"{snapshot.signed.version}.snapshot.json", snapshot.to_bytes(COMPACT))
    if timestamp is not before["timestamp"]:
        write_whole(folder / "timestamp.json", timestamp.to_bytes(COMPACT))
    sweep(folder)
    return targets is not before["targets"]


def current(folder: Path) -> dict[str, Found]:
    """What is published now; None for what is not there or cannot be read."""
    timestamp = read(folder / "timestamp.json")
    snapshot = read(folder / f"{timestamp.signed.snapshot_meta.version}.snapshot.json") if timestamp else None
    targets = read(folder / f"{snapshot.signed.meta['targets.json'].version}.targets.json") if snapshot else None
    return {"targets": targets, "snapshot": snapshot, "timestamp": timestamp}


def read(path: Path) -> Found:
    """Metadata in a file."""
    try:
        return Metadata[Any].from_bytes(path.read_bytes())
    except (OSError, DeserializationError, RepositoryError):
        return None


def with_target(before: Found, target: Target, now: Now) -> Metadata[Any]:
    """The targets that name this bundle."""
    about = TargetFile(target.size, {"sha256": target.sha256}, target.name, {"custom": {"manifest": target.manifest_id}})
    if before and holds(before, now.house, now.at) and before.signed.targets == {target.name: about}:
        return before
    return signed(Targets(*dated("targets", before, now.at), targets={target.name: about}), now.house)


def with_number(before: Found, targets: int, now: Now) -> Metadata[Any]:
    """The snapshot that names these targets."""
    if before and holds(before, now.daily, now.at) and before.signed.meta["targets.json"].version == targets:
        return before
    number, spec, expires = dated("snapshot", before, now.at)
    return signed(Snapshot(number, spec, expires, meta={"targets.json": MetaFile(targets)}), now.daily)


def with_newest(before: Found, snapshot: int, about: tuple[str, Now]) -> Metadata[Any]:
    """The timestamp that names this snapshot, and the newest manifest."""
    newest, now = about
    said = before.signed.unrecognized_fields.get(NEWEST) if before else None
    if before and holds(before, now.daily, now.at) and (before.signed.snapshot_meta.version, said) == (snapshot, newest):
        return before
    number, spec, expires = dated("timestamp", before, now.at)
    return signed(Timestamp(number, spec, expires, MetaFile(snapshot), {NEWEST: newest}), now.daily)


def dated(role: str, before: Found, at: datetime) -> tuple[int, str | None, datetime]:
    """The next number, the specification followed (our library's), and until when it holds."""
    number = max(int((at - BEGINNING).total_seconds() // 60), before.signed.version + 1 if before else 1)
    return number, None, at.replace(microsecond=0) + HOLDS[role][0]


def holds(metadata: Metadata[Any], signer: Signer, at: datetime) -> bool:
    """Whether it is signed by whom it should be, and still holds for long enough."""
    key_id = signer.public_key.keyid
    try:
        signer.public_key.verify_signature(metadata.signatures[key_id], metadata.signed_bytes)
    except Exception:  # whatever is wrong with it, it is made anew
        return False
    return bool(metadata.signed.expires - at > HOLDS[metadata.signed.type][1])


def signed(document: Any, signer: Signer) -> Metadata[Any]:
    """The document with its signature."""
    metadata = Metadata(document)
    metadata.sign(signer)
    return metadata


def write_once(path: Path, data: bytes) -> None:
    """A file that never changes."""
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)


def sweep(folder: Path) -> None:
    """Removes what nobody asks for any more: all but the last snapshots and targets."""
    for role in ("snapshot", "targets"):
        for path in sorted(numbered(folder, role), reverse=True)[KEPT:]:
            path[1].unlink(missing_ok=True)


def numbered(folder: Path, role: str) -> Iterator[tuple[int, Path]]:
    """Every file of a role, with its number."""
    for path in folder.glob(f"*.{role}.json"):
        number = path.name.split(".")[0]
        if number.isdecimal():
            yield int(number), path
