"""The zip of a package, read without unpacking: which members there are, and their bytes by streaming under caps.

`open_package` looks at names, kinds and declared sizes (the paper, 3.1, 3.6) and keeps the members that passed; `issues` says what
was wrong with the others, so that one report can name everything. What H5P wants inside is `validate.py`'s matter.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from types import TracebackType
from typing import BinaryIO, Self

from h5p.errors import H5PError, Issue
from h5p.limits import DEFAULT_LIMITS, Limits
from h5p.member_path import canonical, folded, is_ignored, unsafe_reason
from h5p.zip_directory import check_directory

CHUNK = 1 << 16
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # APPNOTE 4.4.4: traditional, strong, masked headers
_LOCAL_HEADER = 30  # APPNOTE 4.3.7, without name and extra field
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,  # UnicodeDecodeError too
    OverflowError,
    AttributeError,
)
"""What `zipfile` is known to raise on damaged or hostile files."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package that passed the checks of its name, kind and declared sizes (bytes)."""

    name: str
    size: int
    packed: int
    info: zipfile.ZipInfo


class SafeArchive:
    """Use as a context manager; it does not close the file it was given."""

    def __init__(self, source: zipfile.ZipFile, limits: Limits) -> None:
        self.limits = limits
        self._zip = source
        self.members: dict[str, Member] = {}
        self.issues: list[Issue] = []
        _Sorting(self).sort(source.infolist())
        self._by_folder: dict[str, list[Member]] = {}
        for name, member in self.members.items():
            folder, slash, _ = name.partition("/")
            if slash:
                self._by_folder.setdefault(folder, []).append(member)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    def __contains__(self, name: object) -> bool:
        return name in self.members

    def iter_content(self) -> Iterator[Member]:
        """Everything below `content/`, `content.json` too, in the zip's order."""
        return self.iter_library("content")

    def iter_library(self, folder: str) -> Iterator[Member]:
        """Everything below one top-level folder, in the zip's order."""
        return iter(self._by_folder.get(folder, ()))

    def library_folders(self) -> list[str]:
        """Top-level folders other than `content` that hold files, sorted."""
        return sorted(self._by_folder.keys() - {"content"})

    def read(self, name: str, cap: int | None = None) -> bytes:
        """All bytes of a member. Raises H5PError: file-size-too-large above `cap`, unable-to-unzip, unable-to-read-package-file."""
        return b"".join(self.stream(name, cap))

    def stream(self, name: str, cap: int | None = None) -> Iterator[bytes]:
        """The bytes in pieces of 64 KB, counted as they come, because a zip may lie about sizes; the CRC is checked at the end."""
        member = self.members.get(name)
        if member is None:
            raise H5PError("unable-to-read-package-file", f"The package has no readable file {name!r:.200}.", name)
        allowed = min(self.limits.max_file if cap is None else cap, member.size)
        if member.size > allowed:
            raise _too_large(name, member.size, allowed)
        with _broken_as_error(name), self._zip.open(member.info) as file:
            seen = 0
            while piece := file.read(CHUNK):
                seen += len(piece)
                if seen > allowed:
                    raise _too_large(name, seen, allowed)
                yield piece
            if seen != member.size:
                raise zipfile.BadZipFile(f"{seen} bytes instead of {member.size}")


def open_package(fileobj: BinaryIO, limits: Limits = DEFAULT_LIMITS) -> SafeArchive:
    """Opens a seekable binary file. Raises H5PError (unable-to-unzip, too-many-files) when no list of members can be had."""
    with _broken_as_error(""):
        check_directory(fileobj, limits)
        fileobj.seek(0)
        return SafeArchive(zipfile.ZipFile(fileobj), limits)


@contextmanager
def _broken_as_error(path: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as broken:
        what = f"{type(broken).__name__}: {broken}"
        message = f"The file is damaged or not a zip that can be read ({what:.200}). Export or download it again."
        raise H5PError("unable-to-unzip", message, path) from broken


def _too_large(name: str, size: int, allowed: int) -> H5PError:
    return H5PError("file-size-too-large", f"The file has {size:,} bytes or more; at most {allowed:,} are allowed.", name)


class _Sorting:
    """One pass over the directory of the zip: members into the archive, problems into its issues."""

    def __init__(self, archive: SafeArchive) -> None:
        self.archive = archive
        self.limits = archive.limits
        self.total = 0
        self.spellings: dict[str, str] = {}  # folded path of every file and folder → as it was first written
        self.files: set[str] = set()
        self.folders: set[str] = set()

    def sort(self, infos: list[zipfile.ZipInfo]) -> None:
        self._refuse_overlaps(infos)
        for info in infos:
            self._take(info)
        if self.total > self.limits.max_total:
            self._issue(
                "total-size-too-large",
                f"The package unpacks to {self.total:,} bytes; at most {self.limits.max_total:,} are allowed.",
                "",
            )
        if self._is_bomb(list(self.archive.members.values())):
            self._issue("zip-bomb", f"The package unpacks to more than {self.limits.max_overall_ratio} times its packed size.", "")
        for name in sorted(self.files & self.folders):
            self._issue("duplicate-member", "The name is a file and a folder at once.", name)

    def _is_bomb(self, members: list[Member]) -> bool:
        size = sum(member.size for member in members)
        return size > self.limits.overall_from and size > self.limits.max_overall_ratio * sum(member.packed for member in members)

    def _take(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        names = {info.orig_filename, name}  # `zipfile` cuts names at NUL
        reason = "".join(unsafe_reason(each, self.limits.max_path) for each in sorted(names))
        if reason:
            self._issue("unsafe-path", f"The name {reason}; rename the file and export the package again.", info.orig_filename)
        elif _is_special(info):
            self._issue("symlink", "The member is a link or a device; only files are allowed.", name)
        elif not info.is_dir() and not is_ignored(name):
            self._take_file(info, canonical(name))

    def _take_file(self, info: zipfile.ZipInfo, name: str) -> None:
        self.total += info.file_size
        checks = (self._name_problem(info.filename), self._kind_problem(info), self._size_problem(info))
        for problem in filter(None, checks):
            self._issue(*problem, info.filename)
        self.files.add(info.filename)
        if not any(checks):
            self.archive.members[name] = Member(name, info.file_size, info.compress_size, info)

    def _name_problem(self, name: str) -> tuple[str, str] | None:
        if name in self.files:
            return "duplicate-member", "The package holds this file twice."
        for path in self._new_paths(name):
            first = self.spellings.setdefault(folded(path), path)
            if first != path:
                return "case-duplicate", f"The name differs from {first!r:.200} only in case or in how accents are written."
        return None

    def _new_paths(self, name: str) -> Iterator[str]:
        """The name, and those of its folders that were not seen before."""
        yield name
        folder = name.rpartition("/")[0]
        while folder and folder not in self.folders:
            self.folders.add(folder)
            if len(self.folders) > self.limits.max_folders:
                raise H5PError("too-many-files", f"The package has more than {self.limits.max_folders:,} folders.")
            yield folder
            folder = folder.rpartition("/")[0]

    def _kind_problem(self, info: zipfile.ZipInfo) -> tuple[str, str] | None:
        if info.flag_bits & _ENCRYPTED:
            return "encrypted", "The file is encrypted; export the package without a password."
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # bzip2 and lzma cannot be unpacked piece by piece under a cap
            return "unable-to-unzip", f"The file is compressed by method {info.compress_type}; only deflate is allowed."
        return None

    def _size_problem(self, info: zipfile.ZipInfo) -> tuple[str, str] | None:
        size, limits = info.file_size, self.limits
        if size > limits.max_file:
            return "file-size-too-large", f"The file has {size:,} bytes; at most {limits.max_file:,} are allowed."
        if size > limits.ratio_from and size > limits.max_ratio * info.compress_size:
            return "zip-bomb", f"The file unpacks to more than {limits.max_ratio:,} times its packed size."
        return None

    def _refuse_overlaps(self, infos: list[zipfile.ZipInfo]) -> None:
        """Members that share bytes unpack to far more than the file holds, each with a harmless ratio."""
        end, last = 0, ""
        for info in sorted(infos, key=attrgetter("header_offset")):
            if info.header_offset < end:
                self._issue("zip-bomb", f"The member shares its bytes with {last!r:.200}.", info.filename)
            end, last = max(end, info.header_offset + _LOCAL_HEADER + info.compress_size), info.filename

    def _issue(self, code: str, message: str, path: str) -> None:
        self.archive.issues.append(Issue(code, message, path[: self.limits.max_path]))


def _is_special(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)
