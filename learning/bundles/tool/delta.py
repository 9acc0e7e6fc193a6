"""What leads from one bundle to a newer one: the plan of a new ZIP, read from a delta, or from the new ZIP's own directory.

A delta is one line of canonical JSON and one Zstandard frame. The frame's dictionary is the old manifest, the old signature and old
files (`from`: their places in the old manifest's list); its content is the new manifest, the new signature and new files (`files`:
[place in the new list, packed size, how the SHA-256 of the packed bytes begins]). `fetch` lists files that are neither in it nor in
the old bundle: [place, packed size]. They are fetched from the new ZIP itself, by ranges of bytes.
"""

from __future__ import annotations

from typing import Any, BinaryIO, Dict, NamedTuple, Tuple

from learning.bundles.tool.canonical import read_object, sha256_of
from learning.bundles.tool.layout import MANIFEST, SIGNATURE, Member, content_of, in_order, packed_form, read_rows
from learning.bundles.tool.refused import Refused
from learning.bundles.tool.verify import read_manifest
from learning.bundles.tool.zstd import unpatched
from learning.bundles.tool.zstd_tables import BrokenFrame

LARGEST_DELTA = 16 * 1024 * 1024
MOST_INSIDE = 24 * 1024 * 1024  # bytes of dictionary, and of content, that a delta may ask a small computer to hold
CHECK = 8  # hexadecimal digits
Listed = Dict[str, Tuple[int, str]]


class Old(NamedTuple):
    """The bundle that is there."""

    file: BinaryIO
    members: dict[str, Member]
    listed: Listed

    def content(self, path: str) -> bytes:
        """A file's content."""
        return content_of(self.file, self.members[path])


class Plan(NamedTuple):
    """How the new ZIP is made. Every path of it is in exactly one of the three."""

    manifest: bytes
    listed: Listed
    packed: dict[str, int]  # sizes in the new ZIP, of all
    ready: dict[str, tuple[bytes, bytes]]  # content and packed bytes
    copied: dict[str, str]  # path -> path in the old ZIP
    fetched: list[str]


def plan_of_delta(delta: bytes, old: Old, manifest_id: str) -> Plan:
    """The plan a delta gives. Raises `Refused` when it is not for these two bundles, or broken."""
    line, _newline, frame = delta.partition(b"\n")
    head = read_object(line, "The delta")
    try:
        return planned(head, frame, (old, manifest_id))
    except (BrokenFrame, KeyError, TypeError, ValueError, IndexError) as error:
        raise Refused("The delta is broken. It is left aside.") from error


def planned(head: dict[str, Any], frame: bytes, about: tuple[Old, str]) -> Plan:
    """The same; a wrong delta may raise many errors."""
    old, manifest_id = about
    old_paths = list(old.listed)
    used = [MANIFEST, SIGNATURE, *(old_paths[place] for place in head["from"])]
    if sum(old.members[path].size for path in used) > MOST_INSIDE:
        raise ValueError("the dictionary is too large")
    content = unpatched(frame, b"".join(old.content(path) for path in used), MOST_INSIDE)
    size, manifest_packed, manifest_check = head["manifest"]
    manifest, signature = content[:size], content[size : size + head["signature"]]
    if sha256_of(manifest) != manifest_id:
        raise ValueError("the manifest is another")
    listed = read_manifest(manifest)
    paths = list(listed)
    inside = {MANIFEST: (manifest, manifest_packed, manifest_check), SIGNATURE: (signature, len(signature), "")}
    at = size + len(signature)
    for place, packed, check in head["files"]:
        end = at + listed[paths[place]][0]
        inside[paths[place]] = (content[at:end], packed, check)
        at = end
    if at != len(content):
        raise ValueError("the content has another length")
    fetched = {paths[place]: packed for place, packed in head["fetch"]}
    return completed(listed, inside, (fetched, old))


def completed(listed: Listed, inside: dict[str, tuple[bytes, int, str]], about: tuple[dict[str, int], Old]) -> Plan:
    """Adds what is copied; what this zlib packs differently is fetched."""
    fetched, old = about
    copied = copies(listed, set(inside) | set(fetched), old)
    packed = dict(fetched)
    ready = {}
    for path, (content, size, check) in inside.items():
        packed[path] = size
        data = packed_form(path, content)
        if check and (len(data) != size or sha256_of(data)[:CHECK] != check):
            fetched[path] = size
        else:
            ready[path] = (content, data)
    for path, before in copied.items():
        packed[path] = old.members[before].packed
    return Plan(inside[MANIFEST][0], listed, packed, ready, copied, sorted(fetched))


def copies(listed: Listed, others: Any, old: Old) -> dict[str, str]:
    """Path -> path in the old ZIP, for all but `others`. Raises `ValueError` when the old one has it not."""
    by_hash = {size_and_hash: path for path, size_and_hash in old.listed.items()}
    copied = {}
    for path, size_and_hash in listed.items():
        if path not in others:
            same_place = old.listed.get(path) == size_and_hash
            before = path if same_place else by_hash.get(size_and_hash)
            if before is None:
                raise ValueError(f"{path} is nowhere")
            copied[path] = before
    return copied


def plan_of_directory(rows: bytes, manifest: bytes, old: Old) -> Plan:
    """The plan without a delta: everything that is not in the old bundle is fetched. Raises `Refused`."""
    listed = read_manifest(manifest)
    members = {member.path: member for member in read_rows(rows)}
    paths = [*listed, MANIFEST, SIGNATURE]
    if set(members) != set(paths):
        raise Refused("The directory of the new file is broken. It is left aside.")
    kept = {}
    for path in listed:
        before = old.members.get(path)
        new = members[path]
        is_same = old.listed.get(path) == listed[path]
        if before is not None and is_same and (before.method, before.packed) == (new.method, new.packed):
            kept[path] = path
    packed = {path: members[path].packed for path in paths}
    return Plan(manifest, listed, packed, {}, kept, [path for path in in_order(paths) if path not in kept])
