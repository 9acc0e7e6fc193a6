"""What somebody gives to be checked, and the credential in it: a code, a JSON file, a signed text, a badge picture, a PDF.

Everything is bounded before it is read; whatever is wrong ends in `CredentialUnreadable`. Nothing is believed here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from learning.certificates.errors import CredentialUnreadable
from learning.certificates.numbers import read_number
from learning.certificates.plain_json import MOST_BYTES as MOST_TEXT
from learning.certificates.plain_json import read_json
from learning.certificates.token import from_text
from learning.certificates.vc_jwt import Jwt, taken_apart

MOST_FILE: Final = 5_000_000
PNG: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"  # Open Badges 3.0, section 5.3.1
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"  # Open Badges 3.0, section 5.3.2
TOKEN: Final = re.compile(r"(?:\S*#)?([A-Za-z0-9_-]{100,900})")
JWT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
EMBEDDED: Final = re.compile(rb"/Type\s*/EmbeddedFile\b")
MOST_EMBEDDED: Final = 20
DICTIONARY: Final = 1_000  # bytes before a stream in which its dictionary is looked for


class Found(NamedTuple):
    """What was in it: exactly one of these."""

    credential: dict[str, Any] | None = None
    jwt: Jwt | None = None
    token: bytes | None = None
    number: str | None = None


def unwrapped(data: bytes) -> Found:
    """The credential, token or number in some bytes. Raises `CredentialUnreadable`."""
    if len(data) > MOST_FILE:
        raise CredentialUnreadable(f"This file has more than {MOST_FILE // 1_000_000} MB: no certificate is as large.")
    if data.startswith(PNG):
        return from_inside(text_of_png(data))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return from_pdf(data)
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return from_inside(text_of_svg(data))
    return Found(credential=read_json(data)) if start in {b"{", b"["} else from_typed(data)


def from_typed(data: bytes) -> Found:
    """What a person typed, pasted or scanned: a code, a signed text or a number."""
    if len(data) > MOST_TEXT:
        raise CredentialUnreadable("This is longer than any code of a certificate.")
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    if JWT.fullmatch(text):
        return Found(jwt=taken_apart(text))
    if number := read_number(text):
        return Found(number=number)
    if token := TOKEN.fullmatch(text):
        return Found(token=from_text(token.group(1)))
    raise CredentialUnreadable("This is no code and no number of a certificate.")


def from_inside(text: bytes) -> Found:
    """What a picture or a PDF carries: JSON or a signed text, nothing else."""
    start = text.strip()
    return (
        Found(credential=read_json(start)) if start.startswith(b"{") else Found(jwt=taken_apart(start.decode("ascii", "replace")))
    )


# --- badge pictures -------------------------------------------------------------------------------------------------------


def text_of_png(data: bytes) -> bytes:
    """The text baked into a PNG (its chunk iTXt, W3C PNG 11.3.3.4)."""
    for kind, body in chunks_of(data):
        if kind == b"iTXt" and body.startswith(KEYWORD + b"\0"):
            return international_text(body[len(KEYWORD) + 1 :])
    raise CredentialUnreadable("This picture holds no credential.")


def chunks_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, each with its sum checked."""
    place = len(PNG)
    while place + 12 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        end = place + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise CredentialUnreadable("This picture is damaged.")
        yield kind, data[place + 8 : end]
        place = end + 4


def international_text(body: bytes) -> bytes:
    """The text after the keyword of an iTXt chunk, unpacked where it is packed."""
    packed, method, rest = body[:1], body[1:2], body[2:]
    _language, first, rest = rest.partition(b"\0")
    _translated, second, text = rest.partition(b"\0")
    if packed not in {b"\0", b"\1"} or method != b"\0" or not (first and second):
        raise CredentialUnreadable("This picture is damaged.")
    return inflated(text) if packed == b"\1" else text


def text_of_svg(data: bytes) -> bytes:
    """The text baked into an SVG: in its element, or in that one's attribute `verify`. No entity and no document type is read."""
    if len(data) > MOST_TEXT * 2:
        raise CredentialUnreadable("This drawing is larger than any badge of ours.")
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise CredentialUnreadable("This drawing is damaged.") from error
    found = root.find(f"{{{NAMESPACE}}}credential")
    if found is None:
        raise CredentialUnreadable("This drawing holds no credential.")
    return (found.get("verify") or found.text or "").encode()


# --- PDF ------------------------------------------------------------------------------------------------------------------


def from_pdf(data: bytes) -> Found:
    """The first credential among the files attached to a PDF. Raises `CredentialUnreadable` when there is none."""
    for text in attached(data):
        try:
            return from_inside(text)
        except CredentialUnreadable:
            continue
    raise CredentialUnreadable("This PDF holds no credential.")


def attached(data: bytes) -> Iterator[bytes]:
    """Files embedded in a PDF (ISO 32000-2, 7.11.4), plain or packed with Flate; others cannot be ours."""
    place, seen = 0, 0
    while (start := data.find(b"stream", place)) >= 0 and seen < MOST_EMBEDDED:
        end = data.find(b"endstream", start)
        if end < 0:
            return
        place = end + len(b"endstream")
        dictionary = data[max(0, start - DICTIONARY) : start].rpartition(b" obj")[2]
        if not EMBEDDED.search(dictionary):
            continue
        seen += 1
        body = data[start + len(b"stream") : end].removeprefix(b"\r").removeprefix(b"\n")
        if b"/Filter" not in dictionary:
            yield body
        elif b"/FlateDecode" in dictionary:
            try:
                yield inflated(body)
            except CredentialUnreadable:
                continue


def inflated(packed: bytes) -> bytes:
    """Unpacked (RFC 1950), no further than any credential is long."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(packed, MOST_TEXT + 1)
    except zlib.error as error:
        raise CredentialUnreadable("It is damaged.") from error
    if len(text) > MOST_TEXT or not reader.eof:
        raise CredentialUnreadable("It is larger than any credential, or cut off.")
    return text
