"""Where H5P meets our rows and our disk: libraries and contents as rows, their bytes below `H5P_ROOT`, named by their hash.

A file is written to a temporary name and renamed, so that it is whole or not there; the same bytes are kept once, whoever brings
them. What is made of them stands beside: `courses/playing/assets.py` and `forms.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from django.conf import settings
from django.db import transaction

from courses.models.h5p import H5PContent, H5PLibrary
from courses.rendering.objects import write_whole
from h5p.errors import H5PError
from h5p.library import Library, contained_path, library_from_json
from h5p.names import LibraryName
from h5p.store import Files, described

PIECE: Final = 1 << 20
KEPT_UNNAMED: Final = 24 * 3600  # seconds that bytes may wait for a row that names them


def path_of(sha256: str) -> Path:
    """Where bytes with that hash are, or would be."""
    return Path(settings.H5P_ROOT) / "files" / sha256[:2] / sha256


def form_path(sha256: str) -> Path:
    """Where the forms of bytes with that hash are: the name itself, and with `.br` and `.gz`."""
    return Path(settings.H5P_ROOT) / "forms" / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Keeps bytes; returns their SHA-256."""
    sha = hashlib.sha256(data).hexdigest()
    if not is_there(path_of(sha)):
        write_whole(path_of(sha), data)
    return sha


def is_there(path: Path) -> bool:
    """Whether bytes are kept already. They count as new from now on, so that `drop_unnamed` leaves them to who names them next."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def drop_unnamed(*, at: float) -> int:
    """Deletes bytes, and the forms made of them, that no library and no content names and nobody kept for a day before `at`.

    Returns how many went, with what a killed process left half written. A run that is cut goes on the next time.
    """
    files = Path(settings.H5P_ROOT) / "files"
    old = [path for path in (*files.glob("??/*"), *files.glob(".staged-*")) if _is_old(path, at)]
    named = _named() if old else set()
    gone = [path for path in old if path.name not in named and _is_old(path, at)]
    for path in gone:
        path.unlink(missing_ok=True)
        for form in form_path(path.name).parent.glob(f"{path.name}*"):
            form.unlink(missing_ok=True)
    return len(gone)


def _is_old(path: Path, at: float) -> bool:
    try:
        return at - path.stat().st_mtime >= KEPT_UNNAMED
    except FileNotFoundError:
        return False


def _named() -> set[str]:
    """The hashes that rows name: files of libraries and contents, and packages that contents came in."""
    named: set[str] = set()
    for rows in (H5PLibrary.objects.all(), H5PContent.objects.all()):
        for files in rows.values_list("files", flat=True).iterator(chunk_size=200):
            named.update(files.values())
    return named | set(H5PContent.objects.values_list("package", flat=True))


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning, a megabyte at a time."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def hash_of(file: BinaryIO) -> str:
    """The SHA-256 of a file, which is never whole in memory."""
    digest = hashlib.sha256()
    for piece in pieces(file):
        digest.update(piece)
    return digest.hexdigest()


class Staged:
    """Files on their way in, streamed beside the kept ones: `place` puts them there together; leaving without it leaves nothing.

    Place them as the last step of the transaction that stores their rows.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in self._waiting.values():
            os.unlink(name)
        self._waiting.clear()

    def add(self, pieces: Iterable[bytes]) -> str:
        """Takes one file in pieces; returns its SHA-256."""
        root = Path(settings.H5P_ROOT) / "files"
        root.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=root, prefix=".staged-", delete=False) as file:
            try:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                os.unlink(file.name)
                raise
        sha = digest.hexdigest()
        if sha in self._waiting:
            os.unlink(file.name)
        self._waiting.setdefault(sha, file.name)
        return sha

    def place(self) -> None:
        """Renames each to its place, unless the same bytes are there."""
        while self._waiting:
            sha, name = next(iter(self._waiting.items()))
            path = path_of(sha)
            if is_there(path):
                os.unlink(name)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(name, path)
            del self._waiting[sha]


class SiteStore:
    """The installed libraries, as `h5p.store.LibraryStore` asks for them. Rows read once are remembered.

    Make one for each request or job: it does not see what others install meanwhile. Libraries that are switched off are not
    there, unless `with_disabled`.
    """

    def __init__(self, *, with_disabled: bool = False) -> None:
        self._with_disabled = with_disabled
        self._rows: dict[tuple[str, int, int], H5PLibrary | None] = {}

    def row(self, name: LibraryName) -> H5PLibrary | None:
        """The row of a line. One query the first time."""
        if name.line not in self._rows:
            rows = H5PLibrary.objects.filter(machine_name=name.machine_name, major=name.major, minor=name.minor)
            self._rows[name.line] = (rows if self._with_disabled else rows.filter(is_enabled=True)).first()
        return self._rows[name.line]

    def has(self, name: LibraryName) -> bool:
        return self.row(name) is not None

    def get(self, name: LibraryName) -> Library | None:
        row = self.row(name)
        return library_from_json(row.meta, row.files) if row else None

    def semantics(self, name: LibraryName) -> list[Any] | None:
        row = self.row(name)
        if row is None or "semantics.json" not in row.files:
            return None
        found: list[Any] = json.loads(self.read(name, "semantics.json").decode("utf-8-sig"))
        return found

    def read(self, name: LibraryName, path: str) -> bytes:
        row = self.row(name)
        try:
            return path_of((row.files if row else {})[path]).read_bytes()
        except (KeyError, OSError) as error:
            raise H5PError("library-missing-file", f"{name.spec} has no file {path!r:.120} here.", path[:255]) from error

    def libraries(self) -> Iterator[Library]:
        rows = H5PLibrary.objects.all() if self._with_disabled else H5PLibrary.objects.filter(is_enabled=True)
        return (library_from_json(row.meta, row.files) for row in rows)

    def put(self, files: Files) -> Library:
        """Keeps a library in place of the patch of its line. `h5p.store.install` asks whether it may; wrap it in a transaction."""
        library = described(files)
        name = library.name
        kept = {contained_path(path): keep(data) for path, data in files.items()}
        with transaction.atomic():
            row, _made = H5PLibrary.objects.update_or_create(
                machine_name=name.machine_name,
                major=name.major,
                minor=name.minor,
                defaults={
                    "patch": name.patch,
                    "title": library.title,
                    "license": library.license,
                    "runnable": library.runnable,
                    "sha256": library.sha256,
                    "meta": _meta(files),
                    "files": kept,
                    "size": sum(len(data) for data in files.values()),
                },
            )
        self._rows[name.line] = row if row.is_enabled or self._with_disabled else None
        return library


def _meta(files: Mapping[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["library.json"].decode("utf-8-sig"))
    return found
