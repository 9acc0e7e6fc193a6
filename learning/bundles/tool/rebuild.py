"""Making the new ZIP from the old one, a delta's content and what was fetched: the very bytes of a full download."""

from __future__ import annotations

import os
import struct
import zlib
from typing import BinaryIO, Callable, NamedTuple

from learning.bundles.tool.delta import Old, Plan
from learning.bundles.tool.layout import (
    LOCAL_SIZE,
    MANIFEST,
    SIGNATURE,
    Member,
    directory,
    in_order,
    local_header,
    method_of,
    packed_pieces,
)
from learning.bundles.tool.refused import Refused

MOST_GAP = 512  # bytes fetched for nothing rather than asked for apart


class Span(NamedTuple):
    """Bytes of the new ZIP that are fetched: whole members, headers too."""

    first: int
    end: int


def places_of(plan: Plan) -> list[Member]:
    """The members of the new ZIP in their order; CRC and size of what is fetched are not known yet (0)."""
    members, at = [], 0
    for path in in_order([*plan.listed, MANIFEST, SIGNATURE]):
        content = plan.ready.get(path, (None, b""))[0]
        size = len(content) if content is not None else plan.listed.get(path, (0, ""))[0]
        crc = zlib.crc32(content) if content is not None else 0
        member = Member(path, method_of(path), crc, plan.packed[path], size, at)
        members.append(member)
        at = member.ends
    return members


def check_size(plan: Plan, size: int) -> None:
    """Raises `Refused` unless the new ZIP will be so large, so that nobody is made to fetch or write anything else."""
    if not all(type(packed) is int and 0 <= packed <= size for packed in plan.packed.values()):
        raise Refused("The sizes in the delta are false. It is left aside.")
    members = places_of(plan)
    if members[-1].ends + len(directory(members)) != size:
        raise Refused("The delta leads to another file. It is left aside.")


def spans_of(plan: Plan, members: list[Member]) -> list[Span]:
    """What is fetched; neighbours in one piece."""
    wanted: set[str] = set(plan.fetched)
    spans: list[Span] = []
    for member in members:
        if member.path in wanted:
            if spans and member.at - spans[-1].end <= MOST_GAP:
                spans[-1] = Span(spans[-1].first, member.ends)
            else:
                spans.append(Span(member.at, member.ends))
    return spans


def write_new(out: BinaryIO, plan: Plan, about: tuple[Old, list[Span], Callable[[Span], str]]) -> None:
    """Writes the new ZIP. `about`: the old one, what was fetched, and in which file each piece of it lies. Raises `Refused`."""
    old, spans, file_of = about
    members = []
    for member in places_of(plan):
        if member.path in plan.copied:
            before = old.members[plan.copied[member.path]]
            member = member._replace(crc=before.crc, size=before.size, method=before.method)
            out.write(local_header(member))
            for piece in packed_pieces(old.file, before):
                out.write(piece)
        elif member.path in plan.fetched:
            member = write_fetched(out, member, (spans, file_of))
        else:
            out.write(local_header(member) + plan.ready[member.path][1])
        members.append(member)
    out.write(directory(members))


def write_fetched(out: BinaryIO, member: Member, about: tuple[list[Span], Callable[[Span], str]]) -> Member:
    """Copies a member from the piece that holds it, header too; returns it with CRC and size as the header has them."""
    spans, file_of = about
    span = next(each for each in spans if each.first <= member.at and member.ends <= each.end)
    with open(file_of(span), "rb") as file:
        file.seek(member.at - span.first)
        header = file.read(member.begins - member.at)
        if len(header) < LOCAL_SIZE:
            raise Refused("A piece that was fetched is cut. It is fetched again.")
        crc, _packed, size = struct.unpack_from("<III", header, 14)
        out.write(header)
        left = member.packed
        while left > 0:
            piece = file.read(min(left, 262144))
            if not piece:
                raise Refused("A piece that was fetched is cut. It is fetched again.")
            out.write(piece)
            left -= len(piece)
    return member._replace(crc=crc, size=size)


def changes_of(old: Old, plan: Plan) -> dict[str, list[str]]:
    """Paths that are new, changed and removed."""
    return {
        "new": [path for path in plan.listed if path not in old.listed],
        "changed": [path for path in plan.listed if path in old.listed and old.listed[path] != plan.listed[path]],
        "removed": [path for path in old.listed if path not in plan.listed],
    }


def sync(file: BinaryIO) -> None:
    """Makes sure that what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())
