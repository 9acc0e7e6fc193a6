"""Checking a bundle: a ZIP to its last byte, or the folder it was unpacked into."""

from __future__ import annotations

import hashlib
import os
from typing import Any, BinaryIO, Iterable, Iterator, NamedTuple, Sequence, Tuple

from learning.bundles.tool.canonical import is_sha256, read_object, sha256_of
from learning.bundles.tool.layout import CHUNK, MANIFEST, SIGNATURE, Member, content_of, is_harmless, pieces_of, read_members
from learning.bundles.tool.refused import Refused
from learning.bundles.tool.signature import as_multikey, check_archive, check_manifest, read_signature

LARGEST_MANIFEST = 16 * 1024 * 1024
LARGEST_SIGNATURE = 4096
Hashed = Tuple[int, str]


class Checked(NamedTuple):
    """A bundle that is what was signed."""

    manifest: dict[str, Any]
    manifest_id: str
    kid: str
    key: str  # as the site prints it
    sha256: str  # of the whole file; "" for a folder
    size: int


def verified(path: str, keys: Sequence[str] = ()) -> Checked:
    """Checks a ZIP or a folder. With `keys` (z6Mk… or hexadecimal) only what one of them signed is good. Raises `Refused`."""
    try:
        if os.path.isdir(path):
            return verified_folder(path, keys)
        with open(path, "rb") as file:
            return verified_zip(file, keys)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error


def verified_zip(file: BinaryIO, keys: Sequence[str] = ()) -> Checked:
    """A ZIP: signatures, form, and every hash; nothing hidden, nothing missing. Raises `Refused`."""
    size = file.seek(0, os.SEEK_END)
    members = {member.path: member for member in read_members(file, size)}
    manifest = small_member(file, members, (MANIFEST, LARGEST_MANIFEST))
    document = read_signature(small_member(file, members, (SIGNATURE, LARGEST_SIGNATURE)))
    check_manifest(document, manifest)
    before, whole = hashes_of(file, members[SIGNATURE].at)
    check_archive(document, before)
    listed = read_manifest(manifest)
    compare(listed, {path for path in members if path not in (MANIFEST, SIGNATURE)})
    for path, size_and_hash in listed.items():
        check_file(path, hashed(pieces_of(file, members[path])), size_and_hash)
    return known(document, manifest, (keys, whole, size))


def verified_folder(folder: str, keys: Sequence[str] = ()) -> Checked:
    """A folder: the manifest's signature and every hash; nothing unlisted, nothing missing. Raises `Refused`."""
    found = set(files_below(folder))
    for name in (MANIFEST, SIGNATURE):
        if name not in found:
            raise Refused(f"There is no {name} in {folder}. It is no bundle, or not a whole one.")
    manifest = read_small(os.path.join(folder, MANIFEST), LARGEST_MANIFEST)
    document = read_signature(read_small(os.path.join(folder, SIGNATURE), LARGEST_SIGNATURE))
    check_manifest(document, manifest)
    listed = read_manifest(manifest)
    compare(listed, found - {MANIFEST, SIGNATURE})
    for path, size_and_hash in listed.items():
        with open(os.path.join(folder, *path.split("/")), "rb") as file:
            check_file(path, hashed(iter(lambda: file.read(CHUNK), b"")), size_and_hash)
    return known(document, manifest, (keys, "", sum(size for size, _sha256 in listed.values())))


def known(document: dict[str, Any], manifest: bytes, about: tuple[Sequence[str], str, int]) -> Checked:
    """The verdict, if the key is one of those given."""
    keys, sha256, size = about
    key = as_multikey(document["key"])
    if keys and key not in keys and document["key"] not in [given.lower() for given in keys]:
        raise Refused("The bundle is signed with the key {} ({}), which is not one you trust.".format(key, document["kid"]))
    return Checked(read_object(manifest, "The manifest"), sha256_of(manifest), document["kid"], key, sha256, size)


def read_manifest(manifest: bytes) -> dict[str, Hashed]:
    """Path -> size and SHA-256 of every file a manifest lists, in its order. Raises `Refused`."""
    entries = read_object(manifest, "The manifest").get("files")
    listed: dict[str, Hashed] = {}
    for entry in entries if isinstance(entries, list) else [None]:
        if not (
            isinstance(entry, list)
            and len(entry) >= 3
            and isinstance(entry[0], str)
            and type(entry[1]) is int
            and is_sha256(entry[2])
        ):
            raise Refused("The manifest does not list files as this program reads them. It may be made by a newer version.")
        if not is_harmless(entry[0]):
            raise Refused(f"The manifest lists the path {entry[0]!r}, which could lead out of its folder. Do not use it.")
        listed[entry[0]] = (entry[1], entry[2])
    if len(listed) != len(entries or []) or MANIFEST in listed or SIGNATURE in listed:
        raise Refused("The manifest lists a file twice, or itself. Do not use it.")
    return listed


def compare(listed: Iterable[str], found: Iterable[str]) -> None:
    """Raises `Refused` unless the same files are listed and there."""
    missing, unlisted = sorted(set(listed) - set(found)), sorted(set(found) - set(listed))
    if missing:
        raise Refused(f"The file {missing[0]} is missing{and_more(missing)}. Fetch the bundle again.")
    if unlisted:
        raise Refused(f"The file {unlisted[0]}{and_more(unlisted)} is not of this bundle. Remove it, or fetch the bundle again.")


def and_more(names: list[str]) -> str:
    """How many there are beside the first."""
    return f" and {len(names) - 1} more" if len(names) > 1 else ""


def check_file(path: str, found: Hashed, listed: Hashed) -> None:
    """Raises `Refused` unless size and hash are those listed."""
    if found != listed:
        raise Refused(f"The file {path} is not what was signed. Do not use it; fetch the bundle again.")


def hashed(pieces: Iterator[bytes]) -> Hashed:
    """Size and SHA-256 of what comes in pieces."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def hashes_of(file: BinaryIO, end: int) -> tuple[str, str]:
    """SHA-256 of the bytes before `end`, and of the whole file."""
    digest, at = hashlib.sha256(), 0
    file.seek(0)
    while at < end:
        piece = file.read(min(CHUNK, end - at))
        if not piece:
            break
        digest.update(piece)
        at += len(piece)
    before = digest.hexdigest()
    for piece in iter(lambda: file.read(CHUNK), b""):
        digest.update(piece)
    return before, digest.hexdigest()


def small_member(file: BinaryIO, members: dict[str, Member], wanted: tuple[str, int]) -> bytes:
    """The content of a member no larger than allowed. Raises `Refused`."""
    name, most = wanted
    if name not in members:
        raise Refused(f"There is no {name} in the file. It is no bundle, or older than signatures; fetch a new one.")
    if members[name].size > most:
        raise Refused(f"{name} is too large to be ours. Do not use the file.")
    return content_of(file, members[name])


def read_small(path: str, most: int) -> bytes:
    """A file no larger than allowed. Raises `Refused`."""
    with open(path, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(f"{path} is too large to be ours. Do not use it.")
    return data


def files_below(folder: str) -> Iterator[str]:
    """Every file below a folder, with slashes; links are refused, for they lead elsewhere."""
    for top, folders, names in os.walk(folder):
        for name in folders + names:
            if os.path.islink(os.path.join(top, name)):
                raise Refused(f"{os.path.join(top, name)} is a link. Remove it, or unpack the bundle again.")
        for name in names:
            yield os.path.relpath(os.path.join(top, name), folder).replace(os.sep, "/")
