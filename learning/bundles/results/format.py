"""A results file as it comes: opened within limits, read, its signature checked. No database here.

What is wrong with the file as a whole raises `ResultsRefused`; what is wrong with one answer is found when it is recorded, and
said in the receipt. The form is described in docs/results-format.md.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from learning.bundles.results.errors import ResultsRefused
from learning.bundles.tool.canonical import no_fraction, unique
from learning.multibase import from_base64url

SIGNED_FOR: Final = b"mwanga-results-1\n"
SCHEMA: Final = 1
LARGEST_SENT: Final = 8_000_000  # bytes of the file as it comes, compressed or not
LARGEST: Final = 12_000_000  # bytes once it is unpacked
MOST_ANSWERS: Final = 20_000
MOST_PLAYS: Final = 2_000  # results of what was played
MOST_LEARNERS: Final = 200  # a class is made of so many codes at once
MOST_PARTS: Final = 600_000  # brackets, braces and commas: what a parser would make objects of
GZIP: Final = b"\x1f\x8b"
LONGEST_BUNDLE: Final = 64


@dataclass(frozen=True)
class Claim:
    """A learner says that a course is finished."""

    course: UUID
    at: str


@dataclass(frozen=True)
class DeviceResults:
    """What one learner of a device brings. An answer is still as it came: it is checked when it is recorded."""

    learner: UUID
    code: str = ""
    claims: tuple[Claim, ...] = ()
    answers: tuple[Any, ...] = ()
    plays: tuple[Any, ...] = ()  # results of H5P contents: `results/plays.py`


@dataclass(frozen=True)
class ResultsFile:
    """A whole file whose signature fits."""

    device: str
    bundle: str = ""
    learners: tuple[DeviceResults, ...] = field(default=())

    @property
    def answers(self) -> int:
        """How many answers are in it."""
        return sum(len(one.answers) for one in self.learners)

    @property
    def plays(self) -> int:
        """How many results of what was played are in it."""
        return sum(len(one.plays) for one in self.learners)


def read_file(data: bytes) -> ResultsFile:
    """A results file, compressed or not. Raises `ResultsRefused`."""
    envelope = read_json(unpacked(data))
    if not isinstance(envelope, dict) or envelope.get("mwanga") != "results":
        raise not_results()
    if envelope.get("schema") != SCHEMA:
        raise ResultsRefused(
            _("The file was made in a newer form, which is not known here. Ask whoever keeps this site to renew it.")
        )
    device = envelope.get("device")
    key, payload, signature = (bytes_in(envelope, name) for name in ("key", "payload", "signature"))
    check_signed(str(device), key=key, signed=SIGNED_FOR + payload, signature=signature)
    return results_in(str(device), read_json(payload))


def unpacked(data: bytes) -> bytes:
    """The file without its compression, which may not make it larger than we take. Raises `ResultsRefused`."""
    if len(data) > LARGEST_SENT:
        raise too_large()
    if not data.startswith(GZIP):
        return data
    opener = zlib.decompressobj(wbits=31)
    try:
        text = opener.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise broken_file() from error
    if len(text) > LARGEST:
        raise too_large()
    if not opener.eof or opener.unused_data:
        raise broken_file()
    return text


def read_json(data: bytes) -> Any:
    """JSON without anything that is not plain data. Its parts are counted before it is parsed: they cost memory, not bytes."""
    if sum(data.count(sign) for sign in (b"[", b"{", b",")) > MOST_PARTS:
        raise too_large()
    try:
        return json.loads(data.decode(), object_pairs_hook=unique, parse_constant=no_fraction, parse_float=no_fraction)
    except (ValueError, RecursionError) as error:
        raise broken_file() from error


def bytes_in(envelope: dict[str, Any], name: str) -> bytes:
    """Bytes written as base64url."""
    value = envelope.get(name)
    try:
        return from_base64url(value if isinstance(value, str) else "")
    except (ValueError, binascii.Error) as error:
        raise broken_file() from error


def check_signed(device: str, *, key: bytes, signed: bytes, signature: bytes) -> None:
    """Raises `ResultsRefused` when the device is not its key's, or did not sign this."""
    try:
        if hashlib.sha256(key).digest()[:16].hex() != device:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise ResultsRefused(
            _("The results were changed since the device wrote them, or it did not write them. Export them once more.")
        ) from error


def results_in(device: str, payload: Any) -> ResultsFile:
    """The payload in its shape. Raises `ResultsRefused`."""
    listed = payload.get("learners") if isinstance(payload, dict) else None
    if not isinstance(listed, list) or not isinstance(payload.get("bundle"), str):
        raise not_results()
    if len(listed) > MOST_LEARNERS:
        raise too_large()
    return checked(ResultsFile(device, payload["bundle"][:LONGEST_BUNDLE], tuple(map(learner_in, listed))))


def checked(file: ResultsFile) -> ResultsFile:
    """The same, if it is not too much and names nobody twice. Raises `ResultsRefused`."""
    if file.answers > MOST_ANSWERS:
        raise ResultsRefused(
            _("There are %(count)s answers in it; %(most)s are taken at once. Export them in several files.")
            % {"count": file.answers, "most": MOST_ANSWERS}
        )
    if file.plays > MOST_PLAYS:
        raise too_large()
    if len({one.learner for one in file.learners}) != len(file.learners):
        raise broken_file()
    return file


def learner_in(item: Any) -> DeviceResults:
    """One learner of the payload."""
    try:
        answers, claims, code = item["answers"], item.get("claims", []), item.get("code", "")
        plays = item.get("plays", [])
        if not (all(isinstance(rows, list) for rows in (answers, claims, plays)) and isinstance(code, str)):
            raise not_results()
        claimed = tuple(Claim(UUID(one["course"]), str(one["at"])[:40]) for one in claims[:100])
        return DeviceResults(UUID(item["id"]), code[:20], claimed, tuple(answers), tuple(plays))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise not_results() from error


def not_results() -> ResultsRefused:
    """For a file of another kind."""
    return ResultsRefused(_("This is no file of results. Choose the file that “Bring your answers home” made on the device."))


def broken_file() -> ResultsRefused:
    """For a file that cannot be read."""
    return ResultsRefused(_("The file is damaged or was cut on its way. Copy it again, or export the results once more."))


def too_large() -> ResultsRefused:
    """For a file that nobody's results are."""
    return ResultsRefused(_("The file is larger than results can be. Nothing of it was read. Export the results once more."))
