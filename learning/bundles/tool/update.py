"""Updating a bundle: ask what is newest, fetch what is missing, make the new file beside the old one, check it, take its place."""

from __future__ import annotations

import datetime
import os
import shutil
import struct
from typing import Any, BinaryIO, Callable, NamedTuple, Sequence

from learning.bundles.tool.canonical import read_object, sha256_of
from learning.bundles.tool.delta import LARGEST_DELTA, Old, Plan, plan_of_delta, plan_of_directory
from learning.bundles.tool.fetch import Say, Source, size_of
from learning.bundles.tool.layout import CHUNK, END, END_SIZE, MANIFEST, content_of, read_members, read_rows
from learning.bundles.tool.metadata import Target, Trust
from learning.bundles.tool.rebuild import Span, changes_of, check_size, places_of, spans_of, sync, write_new
from learning.bundles.tool.refused import NotThere, Refused
from learning.bundles.tool.verify import LARGEST_MANIFEST, Checked, hashed, read_manifest, verified_zip

UPDATE = "update.json"  # in the bundle: its line, where news of it are, and the list of keys that sign them
WORK = ".update"  # the folder beside the bundle: what was seen, and what has come so far


class Wish(NamedTuple):
    """What is to be done."""

    path: str
    source: Source | None = None  # else the address in the bundle
    keys: Sequence[str] = ()  # if given, only what one of them signed
    only_preview: bool = False
    now: datetime.datetime | None = None


class Outcome(NamedTuple):
    """What was done."""

    is_new: bool
    manifest_id: str
    fetched: int  # bytes of bodies


def updated(wish: Wish, say: Say) -> Outcome:
    """Makes the file the newest of its line; the same name, the old one stays until the new one is checked.

    Raises `Refused`, or `CutOff` when the line is cut for good; then nothing has changed, and the next call goes on.
    """
    try:
        with open(wish.path, "rb") as file:
            return Update(wish, say, file).run()
    except OSError as error:
        raise Refused(f"{error.filename or wish.path} cannot be read or written: {error.strerror or error}.") from error


class Update:
    """One update of one file."""

    def __init__(self, wish: Wish, say: Say, file: BinaryIO) -> None:
        self.wish, self.say, self.file = wish, say, file
        self.checked: Checked = verified_zip(file, wish.keys)
        members = {member.path: member for member in read_members(file, self.checked.size)}
        self.old = Old(file, members, read_manifest(content_of(file, members[MANIFEST])))
        if UPDATE not in members:
            raise Refused("This bundle does not say where its updates are. Fetch the newest one from where you got it.")
        self.about = about_updates(content_of(file, members[UPDATE]))
        self.line = f"updates/{self.about['line']}/"
        self.source = wish.source or Source(self.about["from"])
        self.source.say = say
        self.work = wish.path + WORK

    def run(self) -> Outcome:
        """The whole of it."""
        now = self.wish.now or datetime.datetime.now(datetime.timezone.utc)
        trust = Trust(self.work, self.about.get("root"), now)
        try:
            target = trust.refresh(lambda name, most: self.source.get(self.line + name, most), self.checked.manifest_id)
        except NotThere as error:
            raise Refused(f"There is no news of this bundle at {self.source.place}. Take another source (--from).") from error
        if target is None or target.sha256 == self.checked.sha256:
            self.say("This is the newest version.")
            return Outcome(False, self.checked.manifest_id, self.source.fetched)
        return self.fetch(target)

    def fetch(self, target: Target) -> Outcome:
        """From the delta, else from the pieces that are missing, else whole."""
        os.makedirs(self.work, exist_ok=True)
        self.forget_others(target)
        for plan_by in (self.plan_by_delta, self.plan_by_directory):
            plan = self.planned(plan_by, target)
            if plan is None:
                continue
            if not self.previewed(plan, target):
                return Outcome(False, self.checked.manifest_id, self.source.fetched)
            if self.rebuilt(plan, target):
                return self.in_place(target)
            self.say("What was made is not the newest version; it is fetched in another way.")
        self.fetch_whole(target)
        return self.in_place(target)

    def planned(self, plan_by: Callable[[Target], Plan], target: Target) -> Plan | None:
        """The plan made in one way, or None."""
        try:
            plan = plan_by(target)
            self.check_not_older(read_object(plan.manifest, "The manifest"))
            check_size(plan, target.size)
            return plan
        except NotThere:
            return None
        except Refused as refusal:
            if isinstance(refusal, Older):
                raise
            self.say(str(refusal))
            return None

    def plan_by_delta(self, target: Target) -> Plan:
        """One small file says it all."""
        name = f"from/{self.checked.manifest_id}/to/{target.manifest_id}.delta"
        path = self.kept(f"{self.checked.manifest_id[:16]}.delta", target)
        self.source.get_whole(self.line + name, path, LARGEST_DELTA)
        with open(path, "rb") as file:
            delta = file.read()
        try:
            return plan_of_delta(delta, self.old, target.manifest_id)
        except Refused:
            os.remove(path)
            raise

    def plan_by_directory(self, target: Target) -> Plan:
        """No delta from so old a version: the new ZIP's directory and manifest say what is missing."""
        end = self.piece(target, Span(target.size - END_SIZE, target.size))
        count, begins = struct.unpack_from("<II", end, 12) if end[:4] == END else (0, 0)
        if begins + count + END_SIZE != target.size or count > LARGEST_DELTA:
            raise Refused("The directory of the new file is broken. It is fetched whole.")
        rows = self.piece(target, Span(begins, begins + count))
        found = {member.path: member for member in read_rows(rows)}
        if MANIFEST not in found or found[MANIFEST].packed > LARGEST_MANIFEST:
            raise Refused("The new file has no manifest. It is fetched whole.")
        at = found[MANIFEST]
        path = self.kept("manifest", target)
        self.source.get_span(target.name, (at.begins, at.ends), path)
        with open(path, "rb") as file:
            manifest = content_of(file, at._replace(at=at.at - at.begins))
        if sha256_of(manifest) != target.manifest_id:
            raise Refused("The new file has another manifest than was signed. It is fetched whole.")
        return plan_of_directory(rows, manifest, self.old)

    def piece(self, target: Target, span: Span) -> bytes:
        """Some bytes of the new ZIP."""
        path = self.span_path(target, span)
        self.source.get_span(target.name, span, path)
        with open(path, "rb") as file:
            return file.read()

    def check_not_older(self, new: dict[str, Any]) -> None:
        """A bundle must not go back to an earlier version, nor become another one, even where everything is signed."""
        old = self.checked.manifest
        if new.get("line") != old.get("line"):
            raise Older("The source offers another bundle than this one. Nothing was changed.")
        before, now = old.get("version"), new.get("version")
        if isinstance(before, int) and isinstance(now, int) and now < before:
            raise Older(f"The source offers version {now}, this file is version {before}. Nothing was changed.")

    def previewed(self, plan: Plan, target: Target) -> bool:
        """Says what will change and what it costs; False when only that was asked."""
        changes = changes_of(self.old, plan)
        spans = spans_of(plan, places_of(plan))
        left = sum(span.end - span.first - size_of(self.span_path(target, span)) for span in spans)
        self.say(
            "New: {} files, changed: {}, removed: {}. Fetched so far: {:,} bytes, to fetch: {:,} bytes. "
            "The file will have {:,} bytes.".format(
                len(changes["new"]), len(changes["changed"]), len(changes["removed"]), self.source.fetched, left, target.size
            )
        )
        return not self.wish.only_preview

    # --- making the new file --------------------------------------------------------------------------------------

    def rebuilt(self, plan: Plan, target: Target) -> bool:
        """Whether the file made by the plan is the newest version, byte for byte."""
        spans = spans_of(plan, places_of(plan))
        self.check_room(target.size + sum(span.end - span.first for span in spans))
        for number, span in enumerate(spans, 1):
            self.say(f"Piece {number} of {len(spans)}: {span.end - span.first:,} bytes.")
            self.source.get_span(target.name, span, self.span_path(target, span))
        with open(self.part(), "wb") as out:
            write_new(out, plan, (self.old, spans, lambda span: self.span_path(target, span)))
            sync(out)
        if self.is_target(target):
            return True
        for span in spans:
            os.remove(self.span_path(target, span))
        return False

    def fetch_whole(self, target: Target) -> None:
        """The full download, which is taken up when it was cut. Raises `Refused` when the source holds another file."""
        path = self.kept("whole", target)
        self.check_room(target.size - size_of(path))
        self.say(f"The whole file is fetched: {target.size:,} bytes, {size_of(path):,} are here already.")
        try:
            self.source.get_span(target.name, (0, target.size), path)
        except NotThere as error:
            raise Refused(f"The file {target.name} is not at {self.source.place}. Take another source.") from error
        os.replace(path, self.part())
        if not self.is_target(target):
            os.remove(self.part())
            raise Refused("What came is not the version that was signed. It was thrown away; try again, or take another source.")

    def is_target(self, target: Target) -> bool:
        """Whether the new file has the size and hash that were signed."""
        with open(self.part(), "rb") as file:
            return hashed(iter(lambda: file.read(CHUNK), b"")) == (target.size, target.sha256)

    def in_place(self, target: Target) -> Outcome:
        """The new file takes the old one's place; what was fetched for it goes, what was seen stays."""
        with open(self.part(), "rb") as file:
            checked = verified_zip(file)
        if checked.manifest_id != target.manifest_id:
            raise Refused("The new file has another manifest than was signed. Nothing was changed.")
        self.check_not_older(checked.manifest)
        self.file.close()  # or Windows would not let it be replaced
        os.replace(self.part(), self.wish.path)
        self.forget_others(None)
        self.say(f"Updated: {self.source.fetched:,} bytes were fetched, the file has {target.size:,}.")
        return Outcome(True, target.manifest_id, self.source.fetched)

    def check_room(self, size: int) -> None:
        """Raises `Refused` when the disk is too full."""
        free = shutil.disk_usage(os.path.dirname(os.path.abspath(self.wish.path))).free
        if size > free:
            raise Refused(f"The disk has {free:,} bytes left, the update needs {size:,}. Make room and try again.")

    # --- where things lie -----------------------------------------------------------------------------------------

    def part(self) -> str:
        """The new file while it is made."""
        return self.wish.path + ".part"

    def kept(self, name: str, target: Target) -> str:
        """A file in the folder of work that belongs to one target."""
        return os.path.join(self.work, f"{target.sha256[:16]}.{name}")

    def span_path(self, target: Target, span: Span) -> str:
        """Where a fetched piece lies."""
        return self.kept(f"{span.first}-{span.end}", target)

    def forget_others(self, target: Target | None) -> None:
        """Removes what came for other targets."""
        for name in os.listdir(self.work) if os.path.isdir(self.work) else []:
            is_its = target is not None and name.startswith(target.sha256[:16])
            if not name.endswith(".json") and not is_its:
                os.remove(os.path.join(self.work, name))


def about_updates(data: bytes) -> dict[str, Any]:
    """What a bundle says of its updates: line, address, root. Raises `Refused`."""
    about = read_object(data, UPDATE)
    line, place = about.get("line"), about.get("from")
    is_line = isinstance(line, str) and len(line) == 16 and not set(line) - set("0123456789abcdef")
    if not is_line or not isinstance(place, str) or not place.startswith(("http://", "https://")):
        raise Refused("This bundle does not say where its updates are in a way this program reads. Fetch the newest one.")
    return about


def line_in(path: str) -> str:
    """The line a bundle belongs to. Raises `Refused`."""
    try:
        with open(path, "rb") as file:
            members = {member.path: member for member in read_members(file, os.path.getsize(path))}
            if UPDATE in members:
                return str(about_updates(content_of(file, members[UPDATE]))["line"])
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    return ""


class Older(Refused):
    """The source offers an older version, or another bundle: there is no other way to fetch that."""
