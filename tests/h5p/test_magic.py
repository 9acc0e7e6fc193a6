"""First bytes against extensions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h5p.limits import LIBRARY_EXTENSIONS
from h5p.magic import Fit, fit

HEADS = [
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpeg", b"\xff\xd8\xff\xe0"),
    ("gif", b"GIF89a"),
    ("bmp", b"BM\0\0"),
    ("tif", b"II*\0"),
    ("mp4", b"\0\0\0\x20ftypisom"),
    ("m4a", b"\0\0\0\x20ftypM4A "),
    ("webm", b"\x1a\x45\xdf\xa3"),
    ("ogg", b"OggS"),
    ("mp3", b"ID3\x03"),
    ("mp3", b"\xff\xfb\x90"),
    ("wav", b"RIFF\0\0\0\0WAVE"),
    ("ttf", b"\0\1\0\0"),
    ("otf", b"OTTO"),
    ("woff", b"wOFF"),
    ("woff2", b"wOF2"),
    ("eot", b"\0" * 34 + b"LP"),
    ("pdf", b"%PDF-1.7"),
    ("pdf", b"\n\n%PDF-1.7"),
    ("rtf", b"{\\rtf1"),
    ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("docx", b"PK\x03\x04"),
    ("glb", b"glTF"),
    ("txt", b"plain"),
    ("svg", b"<svg>"),
]


@pytest.mark.parametrize(("extension", "head"), HEADS)
def test_the_right_bytes_fit(extension: str, head: bytes) -> None:
    assert fit(extension, head) is Fit.FITS


@pytest.mark.parametrize(
    ("extension", "head"),
    [
        ("png", b"\xff\xd8\xff"),
        ("jpg", b"RIFF\0\0\0\0WEBP"),
        ("mp3", b"OggS"),
        ("ttf", b"OTTO"),
        ("jpg", b"\0\0\0\x18ftypheic"),
        ("xls", b"a;b;c"),
        ("doc", b"{\\rtf1"),
    ],
)
def test_another_format_of_the_family_is_related(extension: str, head: bytes) -> None:
    assert fit(extension, head) is Fit.RELATED


@pytest.mark.parametrize("extension", sorted(LIBRARY_EXTENSIONS - {"svg", "xml", "js", "css"}))
def test_a_page_fits_no_extension(extension: str) -> None:
    assert fit(extension, b" <!DOCTYPE html><script>") is Fit.WRONG


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(LIBRARY_EXTENSIONS)), st.binary(max_size=64))
def test_any_bytes_get_an_answer(extension: str, head: bytes) -> None:
    assert fit(extension, head) in Fit


def test_a_page_with_a_documents_mark_inside_is_a_page() -> None:
    assert fit("pdf", b"<html>%PDF-1.7") is Fit.WRONG
