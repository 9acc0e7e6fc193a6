"""Making deltas: what leads from an earlier version of a bundle to this one. Their form: `learning.bundles.tool.delta`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, cast

import zstandard

from learning.bundles.archive import HashingOut
from learning.bundles.sources import hash_of_file
from learning.bundles.tool.canonical import canonical, sha256_of
from learning.bundles.tool.delta import CHECK, MOST_INSIDE, Old, plan_of_delta
from learning.bundles.tool.layout import DEFLATED, MANIFEST, SIGNATURE, Member, packed_pieces, read_members
from learning.bundles.tool.rebuild import Span, write_new
from learning.bundles.tool.verify import hashed, read_manifest

LEVEL: Final = 19
LARGEST_FILE: Final = 2 * 1024 * 1024  # larger texts are fetched whole
WORTH: Final = 0.9  # of the new file; a delta that is larger helps nobody


class Change(NamedTuple):
    """What goes into a delta and what beside it; paths of the new bundle in its order."""

    inside: list[str]
    fetched: list[str]


@contextmanager
def opened(path: Path) -> Iterator[Old]:
    """A bundle, ready to read. Raises `Refused` when it is none."""
    with path.open("rb") as file:
        members = {member.path: member for member in read_members(file, path.stat().st_size)}
        yield Old(file, members, read_manifest(Old(file, members, {}).content(MANIFEST)))


def make_delta(before: Path, after: Path) -> bytes | None:
    """The delta between two bundles, tried out; None when it would not help. Raises `Refused` for what is no bundle."""
    with opened(before) as old, opened(after) as new:
        if SIGNATURE not in old.members or SIGNATURE not in new.members:
            return None
        change = change_between(old, new)
        fetched = sum(new.members[path].packed for path in change.fetched)
        if fetched > WORTH * after.stat().st_size:
            return None
        delta = written(old, new, change)
        worth = len(delta) + fetched < WORTH * after.stat().st_size
        return delta if worth and leads_to(delta, old, after) else None


def change_between(old: Old, new: Old) -> Change:
    """Texts that changed go in, as long as they are not too many; what else is not in the old bundle is fetched."""
    change = Change([], [])
    room = MOST_INSIDE - 2 * sum(archive.members[name].size for archive in (old, new) for name in (MANIFEST, SIGNATURE))
    by_hash = {size_and_hash: path for path, size_and_hash in old.listed.items()}
    for path, size_and_hash in new.listed.items():
        before = path if old.listed.get(path) == size_and_hash else by_hash.get(size_and_hash)
        if before and is_same_packed((old, old.members[before]), (new, new.members[path])):
            continue
        size = size_and_hash[0] + old.listed.get(path, (0, ""))[0]
        if new.members[path].method == DEFLATED and size <= min(room, LARGEST_FILE):
            change.inside.append(path)
            room -= size
        else:
            change.fetched.append(path)
    return change


def is_same_packed(one: tuple[Old, Member], other: tuple[Old, Member]) -> bool:
    """Whether two members are the same as they lie in their ZIPs, or only when unpacked."""
    if (one[1].method, one[1].packed) != (other[1].method, other[1].packed):
        return False
    return hashed(packed_pieces(one[0].file, one[1])) == hashed(packed_pieces(other[0].file, other[1]))


def written(old: Old, new: Old, change: Change) -> bytes:
    """The delta's bytes."""
    old_places = {path: place for place, path in enumerate(old.listed)}
    new_places = {path: place for place, path in enumerate(new.listed)}
    used = [path for path in change.inside if path in old_places]
    head: dict[str, Any] = {
        "delta": 1,
        "fetch": [[new_places[path], new.members[path].packed] for path in change.fetched],
        "files": [[new_places[path], *packed_facts(new, path)] for path in change.inside],
        "from": [old_places[path] for path in used],
        "manifest": [new.members[MANIFEST].size, *packed_facts(new, MANIFEST)],
        "signature": new.members[SIGNATURE].size,
    }
    dictionary = b"".join(old.content(path) for path in [MANIFEST, SIGNATURE, *used])
    content = b"".join(new.content(path) for path in [MANIFEST, SIGNATURE, *change.inside])
    return canonical(head) + b"\n" + patch(dictionary, content)


def packed_facts(new: Old, path: str) -> list[Any]:
    """How long a member is in the ZIP, and how the hash of its bytes there begins: so whoever packs it anew sees whether it is."""
    packed = b"".join(packed_pieces(new.file, new.members[path]))
    return [len(packed), sha256_of(packed)[:CHECK]]


def patch(dictionary: bytes, content: bytes) -> bytes:
    """A Zstandard frame of the content with the dictionary as what stands before it; `zstd --patch-from` reads it too."""
    known = zstandard.ZstdCompressionDict(dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    numbers = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=len(content), dict_size=len(dictionary), write_checksum=False, write_dict_id=False
    )
    return zstandard.ZstdCompressor(dict_data=known, compression_params=numbers).compress(content)


def leads_to(delta: bytes, old: Old, after: Path) -> bool:
    """Whether the delta, applied as partners apply it, gives the very file."""
    with opened(after) as new:
        plan = plan_of_delta(delta, old, sha256_of(new.content(MANIFEST)))
    whole = [Span(0, after.stat().st_size)]
    with open(os.devnull, "wb") as nowhere:
        out = HashingOut(nowhere)
        write_new(cast(BinaryIO, out), plan, (old, whole, lambda _span: str(after)))
    return out.digest.hexdigest() == hash_of_file(after)
