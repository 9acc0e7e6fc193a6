"""Fetching files from an address or from a folder, such as a stick; what was begun is taken up where the line was cut."""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, BinaryIO, Callable

from learning.bundles.tool.refused import CutOff, NotThere, Refused

SECONDS = 30  # without a byte
TRIES = 8  # without a byte more
PAUSE = 1.0  # seconds before the second try; longer before each further one
PIECE = 16 * 1024
WORTH_TELLING = 1024 * 1024  # bytes
Say = Callable[[str], None]


class Source:
    """Where updates come from: `https://…/bundles/`, or a folder that holds the same files."""

    def __init__(self, place: str, tries: int = TRIES, pause: float = PAUSE) -> None:
        self.is_address = place.startswith(("http://", "https://"))
        self.place = place.rstrip("/") + "/" if self.is_address else place
        self.tries, self.pause = tries, pause
        self.fetched = 0  # bytes of bodies, all tries together
        self.say: Say = lambda _text: None
        self.said = 0  # tenths of the file that comes now

    def get(self, name: str, most: int) -> bytes:
        """A small file at once. Raises `NotThere`, `CutOff`, or `Refused` when it is longer than it can be."""
        return self.patiently(lambda: self.get_once(name, most))

    def get_once(self, name: str, most: int) -> bytes:
        """One try."""
        with self.opened(name, (0, -1)) as (file, length):
            data = file.read(most + 1)
            self.fetched += len(data)
        if len(data) > most:
            raise Refused(f"The file {name} is longer than it can be. Do not trust this source.")
        if length >= 0 and len(data) != length:
            raise CutOff(f"The line was cut while {name} came.")
        return data

    def get_span(self, name: str, span: tuple[int, int], target: str) -> None:
        """Bytes [first, end) of a file that never changes, at `target`; what is there already is not fetched again."""

        def rest() -> None:
            self.get_rest(name, span, target)

        self.patiently(rest, lambda: size_of(target))

    def get_rest(self, name: str, span: tuple[int, int], target: str) -> None:
        """One try. Raises `CutOff` when the line is cut; what came is kept."""
        first, end = span
        begun = size_of(target)
        if first + begun >= end:
            return
        with self.opened(name, (first + begun, end)) as (file, _length), open(target, "ab") as out:
            while begun < end - first:
                piece = self.read_piece(file, min(PIECE, end - first - begun))
                if not piece:
                    raise CutOff(f"The line was cut while {name} came.")
                out.write(piece)
                begun += len(piece)
                self.tell(begun, end - first)

    def get_whole(self, name: str, target: str, most: int) -> None:
        """A file that never changes, of a length not known before, at `target`; taken up where it was cut. Raises like `get`."""

        def rest() -> None:
            begun = size_of(target)
            with self.opened(name, (begun, -1)) as (file, length), open(target, "ab") as out:
                if length < 0 or begun + length > most:
                    raise Refused(f"The file {name} is longer than it can be. Do not trust this source.")
                while length:
                    piece = self.read_piece(file, min(PIECE, length))
                    if not piece:
                        raise CutOff(f"The line was cut while {name} came.")
                    out.write(piece)
                    length -= len(piece)

        self.patiently(rest, lambda: size_of(target))

    def tell(self, done: int, whole: int) -> None:
        """Says how far a large file has come, ten times in all."""
        if whole >= WORTH_TELLING and done * 10 // whole != self.said:
            self.said = done * 10 // whole
            self.say(f"{self.said * 10} %: {done:,} of {whole:,} bytes.")

    def read_piece(self, file: Any, most: int) -> bytes:
        """Some bytes. Whatever came before a cut is given; the next call then gives nothing."""
        try:
            piece: bytes = file.read1(most) if hasattr(file, "read1") else file.read(most)
        except (http.client.HTTPException, OSError):
            piece = b""
        self.fetched += len(piece)
        return piece

    def opened(self, name: str, span: tuple[int, int]) -> Opened:
        """A file from a byte to an end (-1: the file's), and how many bytes are to come (-1: not said)."""
        return Opened(self, name, span)

    def patiently(self, once: Callable[[], Any], progress: Callable[[], int] = lambda: 0) -> Any:
        """Tries again after a cut, as often as something more has come, and some times more. Raises the last `CutOff`."""
        failed = 0
        while True:
            before = progress()
            try:
                return once()
            except CutOff:
                failed = 1 if progress() > before else failed + 1
                if failed >= self.tries:
                    raise
                time.sleep(self.pause * failed)


class Opened:
    """An open file of a source, as a context."""

    def __init__(self, source: Source, name: str, span: tuple[int, int]) -> None:
        self.source, self.name, self.span = source, name, span
        self.file: Any = None

    def __enter__(self) -> tuple[Any, int]:
        try:
            return self.open_address() if self.source.is_address else self.open_file()
        except NotThere:
            raise
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise CutOff(f"{self.source.place + self.name} cannot be reached: {error}.") from error

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.file.close()
        if isinstance(error, (http.client.HTTPException, ConnectionError, TimeoutError)):
            raise CutOff(f"The line was cut while {self.name} came.") from error

    def open_file(self) -> tuple[BinaryIO, int]:
        """A file of a folder."""
        path = os.path.join(self.source.place, *self.name.split("/"))
        if not os.path.isfile(path):
            raise NotThere(self.name)
        self.file = open(path, "rb")  # noqa: SIM115 (closed by __exit__)
        first, end = self.span
        self.file.seek(first)
        return self.file, max((os.path.getsize(path) if end < 0 else end) - first, 0)

    def open_address(self) -> tuple[Any, int]:
        """A file of a server. A range that is not granted is read to where it begins."""
        first, end = self.span
        headers = {"Accept-Encoding": "identity", "User-Agent": "mwanga_bundle/1"}
        if first or end >= 0:
            headers["Range"] = "bytes={}-{}".format(first, end - 1 if end >= 0 else "")
        request = urllib.request.Request(self.source.place + urllib.parse.quote(self.name), headers=headers)  # noqa: S310
        if token := os.environ.get("MWANGA_TOKEN", ""):  # whose machine asks; told to no other server that this one may name
            request.add_unredirected_header("Authorization", "Bearer " + token)
        try:
            self.file = urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310 (http and https alone: see Source)
        except urllib.error.HTTPError as error:
            return self.without_answer(error)
        length = int(self.file.headers.get("Content-Length") or -1)
        if self.file.status == 206:
            return self.file, length
        skip = first
        while skip > 0:
            piece = self.source.read_piece(self.file, min(PIECE, skip))
            if not piece:
                raise OSError("the line was cut")
            skip -= len(piece)
        return self.file, (end if end >= 0 else length) - first

    def without_answer(self, error: urllib.error.HTTPError) -> tuple[Any, int]:
        """Nothing is left to come (416), there is no such file (404, 410), or the server cannot answer now."""
        self.file = error
        if error.code == 416:
            return error, 0
        self.file.close()
        if error.code in (404, 410):
            raise NotThere(self.name)
        raise OSError(f"the server answers {error.code}")


def size_of(path: str) -> int:
    """A file's size, 0 when there is none."""
    return os.path.getsize(path) if os.path.exists(path) else 0
