"""Uploaded tables: read as spreadsheets of many countries write them, and refused in words."""

from __future__ import annotations

import pytest

from courses.csv_table import CsvRefused, csv_lines, csv_table

TEXT = "seat,note\r\n1,Ngũgĩ\r\n2,አማርኛ\r\n"
LINES = [(1, ["seat", "note"]), (2, ["1", "Ngũgĩ"]), (3, ["2", "አማርኛ"])]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_table_is_read_in_every_coding_spreadsheets_write(coding: str) -> None:
    data = TEXT.encode(coding)
    assert csv_lines(b"\xfe\xff" + data if coding == "utf-16-be" else data) == LINES


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cells_and_lines_are_told_apart_as_they_are_written(sign: str, end: str) -> None:
    assert csv_lines(TEXT.replace(",", sign).replace("\r\n", end).encode()) == LINES


def test_the_sign_between_cells_is_told_by_the_line_that_names_them() -> None:
    text = "# for people, with commas, and more\nregister;1\nday;2026\n"
    assert csv_lines(text.encode(), begins="register")[1:] == [(2, ["register", "1"]), (3, ["day", "2026"])]


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    assert csv_lines(b'a\n"b\nb"\n\nc\n') == [(1, ["a"]), (2, ["b\nb"]), (4, []), (5, ["c"])]


def test_what_we_write_we_read() -> None:
    heads, lines = ["word", "number"], [["a, b; c", 7], ['"quoted"', 8]]
    assert csv_lines(csv_table(heads, lines)) == [(1, heads), (2, ["a, b; c", "7"]), (3, ['"quoted"', "8"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a\ncafé\n".encode("latin-1"), "Line 2 is not in UTF-8. Save the file as “CSV UTF-8”"),
        (b"\xff\xfea", "not in UTF-8"),
        ("a\n".encode("utf-32"), "cannot be read as CSV"),
        (b"a\0b\n", "cannot be read as CSV"),
        (b'"open\n', "cannot be read as CSV"),
        (b"x" * 200_000, "cannot be read as CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(CsvRefused, match=words):
        csv_lines(data)


def test_an_empty_file_has_no_lines() -> None:
    assert csv_lines(b"") == csv_lines(b"\xef\xbb\xbf") == []
