"""The client's side of The Update Framework (specification 1.0, section 5): root, timestamp, snapshot, targets.

Refused: what is not signed by whom the root names, what has expired, what is older than what was seen before (rollback),
what is mixed from different moments, and what is longer than such a file can be.
"""

from __future__ import annotations

import datetime
import os
from typing import Any, Callable, Dict, NamedTuple

from learning.bundles.tool.canonical import canonical, is_sha256, read_object, sha256_of
from learning.bundles.tool.ed25519 import is_signed
from learning.bundles.tool.refused import NotThere, Refused

Document = Dict[str, Any]
Get = Callable[[str, int], bytes]  # a file's name and its largest size -> its bytes; raises NotThere

LONGEST = {"root": 32768, "timestamp": 4096, "snapshot": 4096, "targets": 16384}
MOST_ROOTS = 64
NEWEST = "x-mwanga"  # in the timestamp: how the newest manifest's id begins


class Target(NamedTuple):
    """The newest bundle of a line."""

    name: str
    size: int
    sha256: str
    manifest_id: str


class Trust:
    """What is trusted of a line, kept in a folder so that nothing older is believed later."""

    def __init__(self, folder: str, first_root: Any, now: datetime.datetime) -> None:
        self.folder, self.now = folder, now
        read_signed(canonical(first_root), "root")
        check_signatures(first_root, first_root, "root")
        kept = self.kept("root")
        is_kept_newer = kept is not None and kept["signed"]["version"] >= first_root["signed"]["version"]
        self.root = kept if kept is not None and is_kept_newer else first_root

    # --- the workflow ---------------------------------------------------------------------------------------------

    def refresh(self, get: Get, own_id: str = "") -> Target | None:
        """The newest bundle; None when it begins as `own_id` does. Raises `Refused`; `NotThere` when the line is not offered."""
        self.update_root(get)
        timestamp = self.update_timestamp(get)
        newest = timestamp["signed"].get(NEWEST)
        if own_id and isinstance(newest, str) and len(newest) >= 32 and own_id.startswith(newest):
            return None
        snapshot = self.update_snapshot(get, timestamp)
        return target_of(self.update_targets(get, snapshot))

    def update_root(self, get: Get) -> None:
        """Follows the chain of roots, each signed by the one before it and by itself (section 5.3)."""
        for _step in range(MOST_ROOTS):
            number = self.root["signed"]["version"] + 1
            try:
                data = get(f"{number}.root.json", LONGEST["root"])
            except NotThere:
                break
            root = read_signed(data, "root")
            check_signatures(self.root, root, "root")
            check_signatures(root, root, "root")
            if root["signed"]["version"] != number:
                raise Refused("The list of keys has another number than asked for. Do not trust this source.")
            self.root = root
            self.keep("root", data)
        self.check_time(self.root, "The list of keys")

    def update_timestamp(self, get: Get) -> Document:
        """The newest timestamp (section 5.4)."""
        data = get("timestamp.json", LONGEST["timestamp"])
        new, old = read_signed(data, "timestamp"), self.kept("timestamp")
        check_signatures(self.root, new, "timestamp")
        if old is not None:
            check_not_older(old["signed"]["version"], new["signed"]["version"])
            check_not_older(version_in(old, "snapshot.json"), version_in(new, "snapshot.json"))
        self.check_time(new, "The news of this bundle")
        self.keep("timestamp", data)
        return new

    def update_snapshot(self, get: Get, timestamp: Document) -> Document:
        """The snapshot that the timestamp names (section 5.5)."""
        number = version_in(timestamp, "snapshot.json")
        data = get(f"{number}.snapshot.json", LONGEST["snapshot"])
        new, old = read_signed(data, "snapshot"), self.kept("snapshot")
        check_signatures(self.root, new, "snapshot")
        check_same(number, new["signed"]["version"])
        check_described(timestamp, "snapshot.json", data)
        if old is not None:
            check_not_older(version_in(old, "targets.json"), version_in(new, "targets.json"))
        self.check_time(new, "The list of news")
        self.keep("snapshot", data)
        return new

    def update_targets(self, get: Get, snapshot: Document) -> Document:
        """The targets that the snapshot names (section 5.6)."""
        number = version_in(snapshot, "targets.json")
        data = get(f"{number}.targets.json", LONGEST["targets"])
        new = read_signed(data, "targets")
        check_signatures(self.root, new, "targets")
        check_same(number, new["signed"]["version"])
        check_described(snapshot, "targets.json", data)
        self.check_time(new, "The description of the newest bundle")
        self.keep("targets", data)
        return new

    def check_time(self, document: Document, name: str) -> None:
        """Raises `Refused` when it has expired: somebody may be holding back what is newer (a freeze attack)."""
        expires = str(document["signed"].get("expires"))
        try:
            end = datetime.datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
        except ValueError as error:
            raise Refused(f"{name} does not say how long it holds. Do not trust this source.") from error
        if end <= self.now:
            raise Refused(
                "{} held until {} and is too old now; newer ones may be held back. "
                "Look whether the clock of this device is right ({}), or take a newer source.".format(
                    name, expires, self.now.strftime("%Y-%m-%d")
                )
            )

    # --- what is kept ---------------------------------------------------------------------------------------------

    def kept(self, role: str) -> Document | None:
        """What was trusted before; None when there is none, or when other keys are trusted now (section 5.3.11)."""
        try:
            with open(self.path_of(role), "rb") as file:
                document = read_signed(file.read(LONGEST[role] + 1), role)
            check_signatures(document if role == "root" else self.root, document, role)
        except (OSError, Refused):
            return None
        return document

    def keep(self, role: str, data: bytes) -> None:
        """Keeps what is trusted now, whole or not at all."""
        os.makedirs(self.folder, exist_ok=True)
        temporary = self.path_of(role) + ".part"
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, self.path_of(role))

    def path_of(self, role: str) -> str:
        """Where it is kept."""
        return os.path.join(self.folder, role + ".json")


# --- single documents -------------------------------------------------------------------------------------------------


def read_signed(data: bytes, role: str) -> Document:
    """A signed document of this role. Raises `Refused`."""
    document = read_object(data, f"The file {role}.json")
    signed = document.get("signed")
    if not (
        isinstance(signed, dict)
        and isinstance(document.get("signatures"), list)
        and signed.get("_type") == role
        and type(signed.get("version")) is int
        and signed["version"] > 0
        and str(signed.get("spec_version")).startswith("1.")
    ):
        raise Refused(f"The file {role}.json is not what this program reads. It was changed, or is made by a newer version.")
    return document


def check_signatures(root: Document, document: Document, role: str) -> None:
    """Raises `Refused` unless as many of the role's keys as the root demands signed the document."""
    signed = root["signed"]
    try:
        wanted, keys = signed["roles"][role], signed["keys"]
        threshold, names = wanted["threshold"], list(wanted["keyids"])
        found = {signature["keyid"]: signature["sig"] for signature in document["signatures"] if signature["keyid"] in names}
        message = canonical(document["signed"])
        good: list[str] = [
            keys[name]["keyval"]["public"]
            for name, signature in found.items()
            if keys[name]["keytype"] == keys[name]["scheme"] == "ed25519"
            and is_signed(bytes.fromhex(keys[name]["keyval"]["public"]), message, bytes.fromhex(signature))
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"The file {role}.json is not signed as it should be. Do not trust this source.") from error
    if type(threshold) is not int or threshold < 1 or len(set(good)) < threshold:
        raise Refused(f"The file {role}.json is not signed by whom we trust. Do not trust this source.")


def version_in(document: Document, name: str) -> int:
    """The number of a file that this one names. Raises `Refused`."""
    number = described(document, name).get("version")
    if type(number) is not int or number < 1:
        raise Refused(f"The number of {name} is missing. Do not trust this source.")
    return number


def described(document: Document, name: str) -> Document:
    """What a document says about another file."""
    meta = document["signed"].get("meta")
    about = meta.get(name) if isinstance(meta, dict) else None
    return about if isinstance(about, dict) else {}


def check_described(document: Document, name: str, data: bytes) -> None:
    """Raises `Refused` when size or hash are said and others."""
    about = described(document, name)
    hashes = about.get("hashes", {"sha256": sha256_of(data)})
    if about.get("length", len(data)) != len(data) or not isinstance(hashes, dict) or hashes.get("sha256") != sha256_of(data):
        raise mixed()


def check_same(number: int, found: int) -> None:
    """Raises `Refused` for a mix of different moments."""
    if number != found:
        raise mixed()


def mixed() -> Refused:
    """The refusal of files that do not belong together."""
    return Refused(
        "The files of this source do not belong together: some are older than others. Try again, or take another source."
    )


def check_not_older(before: int, now: int) -> None:
    """Raises `Refused` for a rollback."""
    if now < before:
        raise Refused(f"This source is older than what was seen before (number {now} after {before}). Take a newer one.")


def target_of(targets: Document) -> Target:
    """The one target. Raises `Refused`."""
    found = targets["signed"].get("targets")
    try:
        ((name, about),) = found.items()
        target = Target(name, about["length"], about["hashes"]["sha256"], about["custom"]["manifest"])
        is_ours = (
            type(target.size) is int
            and is_sha256(target.sha256)
            and is_sha256(target.manifest_id)
            and set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
            and name.endswith(".zip")
            and not name.startswith(".")
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        raise Refused("The description of the newest bundle is not what this program reads. It may be made by a newer version.")
    return target
