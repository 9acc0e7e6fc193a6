"""Files that nobody's results are: refused with a sentence, within 256 MB, and nothing of them is stored."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import cbor2
import pytest

from learning.bundles.results.base45 import from_base45
from learning.bundles.results.codes import MARK, read_codes
from learning.bundles.results.errors import ResultsRefused
from learning.bundles.results.format import LARGEST, LARGEST_SENT, MOST_ANSWERS, read_file
from learning.bundles.results.models import Return
from learning.bundles.results.receive import receive_results
from learning.models import Attempt, Cohort, Membership, Person, StaffAction
from tests.cast import Member
from tests.cbor_bombs import shared_lists
from tests.learning.bundles.results.device import Device, base64url

ROOT = Path(__file__).parents[4]


def payload(**changed: Any) -> bytes:
    return json.dumps({"bundle": "", "learners": [], "exported_at": "", **changed}).encode()


HOSTILE: dict[str, Callable[[Device], bytes]] = {
    "nothing": lambda _device: b"",
    "no JSON": lambda _device: b"PK\x03\x04 a picture",
    "JSON of another kind": lambda _device: b'{"mwanga": "receipt", "schema": 1}',
    "a list": lambda _device: b"[1]",
    "a newer form": lambda device: device.file(schema=2),
    "cut": lambda device: device.file()[:-20],
    "cut and packed": lambda device: device.file(is_packed=True)[:-9],
    "two packed files": lambda device: device.file(is_packed=True) * 2,
    "not packed at all": lambda _device: b"\x1f\x8b" + b"x" * 100,
    "a signature of another device": lambda device: device.file(signature=json.loads(Device().file())["signature"]),
    "no signature": lambda device: device.file(signature=""),
    "a signature that is a number": lambda device: device.file(signature=7),
    "the key of another device": lambda device: device.file(key=base64url(Device().public)),
    "a device that is not its key's": lambda device: device.file(device="0" * 32),
    "a short key": lambda device: device.file(key="AAAA"),
    "another payload": lambda device: device.file(payload=base64url(payload())),
    "NaN": lambda device: device.signed(b'{"bundle": "", "learners": [], "n": NaN}'),
    "infinity": lambda device: device.signed(b'{"bundle": "", "learners": [], "n": 1e999}'),
    "an endless number": lambda device: device.signed(b'{"bundle": "", "learners": [], "n": ' + b"9" * 10_000 + b"}"),
    "a name twice": lambda device: device.signed(b'{"bundle": "", "learners": [], "bundle": ""}'),
    "deep lists": lambda device: device.signed(b"[" * 200_000 + b"]" * 200_000),
    "deep objects": lambda device: device.signed(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "no UTF-8": lambda device: device.signed(b'{"bundle": "\xff"}'),
    "learners of another shape": lambda device: device.signed(payload(learners={"id": 1})),
    "a learner without a number": lambda device: device.signed(payload(learners=[{"id": "me", "answers": []}])),
    "a learner twice": lambda device: device.file(device.learner([]), device.learner([])),
    "too many learners": lambda device: device.file(*(device.learner([], learner=str(uuid4())) for _one in range(201))),
    "too many answers": lambda device: device.file(device.learner([None] * (MOST_ANSWERS + 1)), is_packed=True),
    "a large file": lambda _device: b"x" * (LARGEST_SENT + 1),
    "a small file that grows": lambda _device: gzip.compress(b" " * (LARGEST + 1)),
    "objects by the million": lambda device: device.signed(b"[" + b"[]," * 1_000_000 + b"[]]", is_packed=True),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(what: str) -> None:
    with pytest.raises(ResultsRefused) as refusal:
        read_file(HOSTILE[what](Device()))
    assert str(refusal.value).endswith(".")


NO_CODES = ["MW1:", "MW1:A", "MW1:000", "MW1:::::::", "MW1:" + "Z" * 300, "MW1:é", "MW1:\n" * 100, "MW1:" + "0" * 900]


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ResultsRefused, match=r"\.$"):
        read_codes(text.encode())
    with pytest.raises(ValueError, match=r"."):
        from_base45(":::")


LESSON, LEARNER, INFINITE = b"lesson", b"a learner's uuid", float("inf")
UNPLAIN: dict[str, list[Any]] = {
    "a lesson that is a number of bytes": [1, 1, LEARNER, "", [], [[10**12, "en", 1, []]]],
    "a version without an end": [1, 1, LEARNER, "", [], [[LESSON, "en", INFINITE, []]]],
    "a version of a million digits": [1, 1, LEARNER, "", [], [[LESSON, "en", cbor2.CBORTag(4, [999_999, 1]), []]]],
    "a learner that is a text": [1, 1, "a learner's uuid", "", [], []],
    "an answer that is a text": [1, 1, LEARNER, "", [], [[LESSON, "en", 1, [["an answer's uuid", b"123", b"456", 0]]]]],
    "a course that is a text": [1, 1, LEARNER, "", [["a course, 16 long", 0]], []],
    "a time without an end": [1, 1, LEARNER, "", [[LEARNER, INFINITE]], []],
    "a lesson that is nothing": [1, 1, LEARNER, "", [], [None]],
    "nothing else": [],
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", UNPLAIN)
def test_codes_of_unplain_parts_are_refused_with_a_sentence(what: str) -> None:
    device = Device()
    with pytest.raises(ResultsRefused, match=r"not read whole.*\.$"):
        read_codes(device.code(cbor2.dumps([device.public, *UNPLAIN[what]])))


def test_a_code_of_lists_in_lists_is_refused_before_they_are_written_out() -> None:
    for body in (shared_lists(deep=9), b"\x81" * 300):
        with pytest.raises(ResultsRefused, match=r"not read whole"):
            read_codes(Device().code(body))


@pytest.mark.django_db
def test_nothing_is_stored_of_a_file_that_is_refused(partner: Member, cohort: Cohort, member: Membership) -> None:
    def rows() -> list[int]:
        return [model.objects.count() for model in (Return, Attempt, Person, Membership, StaffAction)]

    before = rows()
    for make in (*(HOSTILE[what] for what in ("nothing", "cut", "another payload", "deep lists")), lambda _device: MARK.encode()):
        with pytest.raises(ResultsRefused):
            receive_results(data=make(Device()), by=partner.person, institution=cohort.institution, cohort=cohort)  # type: ignore[arg-type]
    assert rows() == before


BOMBS = """
import resource, sys, zlib, json, base64
from pathlib import Path
import django
django.setup()
from learning.bundles.results.format import read_file, LARGEST_SENT
from learning.bundles.results.errors import ResultsRefused
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 160_000_000, -1))  # all that reading may take, on top of the program itself
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        data = file.read(LARGEST_SENT + 1)
    try:
        read_file(data)
    except ResultsRefused as refusal:
        print(str(refusal))
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak) * 1024)
"""


def bomb(path: Path, size: int) -> Path:
    """A gzip file of a few megabytes that unpacks to so many bytes: one piece of deflated zeros, repeated."""
    import zlib

    piece = 10_000_000
    packer = zlib.compressobj(9, wbits=31)
    with path.open("wb") as out:
        out.write(packer.compress(b'{"mwanga": "results", "payload": "'))
        whole = packer.compress(b"A" * piece) + packer.flush(zlib.Z_FULL_FLUSH)
        out.write(whole)
        again = packer.compress(b"A" * piece) + packer.flush(zlib.Z_FULL_FLUSH)
        for _piece in range(size // piece - 2):
            out.write(again)
    return path


@pytest.mark.once
def test_ten_gigabytes_and_two_million_answers_are_refused_within_256_megabytes(tmp_path: Path) -> None:
    device = Device()
    row = json.dumps([str(uuid4())] * 5 + ["", "2026-01-01T00:00:00Z"])
    answers = ",".join([row] * 20_000)
    many = f'{{"bundle":"","learners":[{{"id":"{uuid4()}","code":"","answers":[{answers}]}}]}}'
    millions = tmp_path / "millions.gz"
    # Two million answers would be half a gigabyte; as many as fit under every other limit are the dearest to read.
    millions.write_bytes(gzip.compress(b"[" + b'["a","b"],' * 2_000_000 + b"1]", 1))
    full = tmp_path / "full.gz"
    full.write_bytes(device.signed(many.encode(), is_packed=True))
    paths = [bomb(tmp_path / "bomb.gz", 10_000_000_000), millions, full, tmp_path / "objects.gz"]
    paths[3].write_bytes(device.signed(b'{"learners":[' + b"{}," * 299_000 + b"{}]}", is_packed=True))
    done = subprocess.run(
        [sys.executable, "-c", BOMBS, *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin", "MWANGA_DATA": str(tmp_path / "data")},
    )
    assert done.returncode == 0, done.stderr
    *sentences, last = done.stdout.splitlines()
    assert int(last) < 256_000_000
    assert len(sentences) == 3, sentences  # the full one is no lie: 20,000 answers are taken
    assert all("larger than results can be" in sentence or "no file of results" in sentence for sentence in sentences), sentences
