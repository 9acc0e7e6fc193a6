"""A fuzzer guided by coverage, for as long as one likes; not a test. Needs `pip install atheris` (CPython 3.11 to 3.13, Linux).

    python -m tests.h5p.fuzz_with_atheris -max_total_time=60 [folder of examples]

Input beginning with `{` or `[` goes to the JSON reader, all other to the whole check. Anything but a report or an H5PError ends
the run.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["h5p", "zipfile", "json"]):
    from h5p.errors import H5PError
    from h5p.json_text import parse
    from h5p.validate import check_file

from tests.h5p.packages import as_bytes, packed, whole


def one_input(data: bytes) -> None:
    if data[:1] in (b"{", b"["):
        try:
            parse(data, code="broken", path="x.json")
        except H5PError:
            return
    else:
        report = check_file(io.BytesIO(data), name="x.h5p")
        assert report.ok or report.errors[0].code


def examples() -> str:
    """A folder with the first inputs: a whole package, packed and plain, and its JSON files."""
    folder = Path(tempfile.mkdtemp(prefix="h5p-fuzz-"))
    for number, deflate in enumerate((True, False)):
        (folder / f"package{number}").write_bytes(packed(whole().items(), deflate=deflate))
    for number, value in enumerate(whole().values()):
        (folder / f"json{number}").write_bytes(as_bytes(value))
    return str(folder)


if __name__ == "__main__":
    words = sys.argv if len(sys.argv) > 1 and not sys.argv[-1].startswith("-") else [*sys.argv, examples()]
    atheris.Setup(words, one_input)
    atheris.Fuzz()
