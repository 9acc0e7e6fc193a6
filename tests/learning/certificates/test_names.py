"""Names as people write them: kept in every script, hostile ones refused with a sentence, masked for strangers."""

from __future__ import annotations

import unicodedata

import pytest

from learning.certificates.errors import NameRefused
from learning.certificates.names import LONGEST, masked, printed_name

REAL = [
    "Amina Bello",
    "آمنة عبد الرحمن الحسن",
    "ትዕግሥት በቀለ",
    "प्रियंका श्रीवास्तव",
    "ফারহানা ইয়াসমিন চৌধুরী",
    "Hauwa Ɓello Ɗanjuma Ƙofar Ƴandoto",
    "María José Núñez-O’Brien",
    "王芳",
    "N",
    "Null Amina",
    "محمد‌رضا",  # with ZWNJ
    "ක්‍රිශ්ණා",  # with ZWJ
    "Nǃxau ǂToma",
    "Ng'endo wa Mũthoni",
    "Zoë (Zawadi) 2nd",
    "<script>alert(1)</script>",  # ugly, but letters; every template escapes it
]


@pytest.mark.parametrize("name", REAL)
def test_a_name_is_printed_as_it_is_written(name: str) -> None:
    assert printed_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Amina \t\n  Bello ", "Amina Bello"),
        ("Amina\u00a0\u3000Bello", "Amina Bello"),
        ("Ame\u0301lie", "Amélie"),
        ("Amina\u202e\u2066 olleB\u2069\u202c", "Amina olleB"),
        ("\ufeffAmi\u00adna\u200b\u200e", "Amina"),
        ("Ami\x00na\x07\x1b", "Amina"),
        ("A\u0300\u200e\u0301", unicodedata.normalize("NFC", "A\u0300\u0301")),
        ("e\u202e\u0301", "é"),  # taken out, the mark finds its letter
        ("\u200dAmina\u200c \u200d \u200dBello", "Amina Bello"),
        ("Ami\ue000na\ufdd0\ufffe", "Amina"),
        ("Amina\u3164\u115f Bello", "Amina Bello"),
        ("Amina 🌻", "Amina 🌻"),
    ],
)
def test_what_does_not_belong_to_a_name_is_left_out(typed: str, printed: str) -> None:
    assert printed_name(typed) == printed
    assert printed_name(printed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t",
        "\u200b\u200e\u202e",
        "\u200d\u200c",
        "\u3164",
        "\u115f\u1160",
        "\u2800\u2800",
        "---",
        "12345",
        "🌻🌻",
        "👩🏾‍🌾",
        "\u0301\u0302",
        "undefined",
        "NULL",
        "undefined undefined",
        "[object Object]",
        "A" * (LONGEST + 1),
        "A" * 1_000_000,
        "Z" + "\u0335" * 30 + "algo",
        "\ud800",
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(NameRefused) as refusal:
        printed_name(typed)
    assert str(refusal.value)[0].isupper() or str(refusal.value)[0] == "“"
    assert str(refusal.value).endswith(".")


def test_the_longest_name_fits() -> None:
    assert printed_name("ɓ" * LONGEST) == "ɓ" * LONGEST


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Amina Bello", "A*** B."),
        ("Amina", "A***"),
        ("Amina Musa Bello", "A*** B."),
        ("آمنة عبد الرحمن الحسن", "آ*** ا."),
        ("ትዕግሥት በቀለ", "ት*** በ."),
        ("प्रियंका श्रीवास्तव", "प्रि*** श्री."),
        ("ক্ষিতি চৌধুরী", "ক্ষি*** চৌ."),
        ("王芳", "王***"),
        ("Ɓello Ƴandoto", "Ɓ*** Ƴ."),
        ("E\u0328\u0301wa", "Ę\u0301***"),
        ("'Abd al-Rahman", "A*** a."),
        ("🌻 Amina 🌻", "A***"),
        ("Zoë 2", "Z***"),
        ("N", "***"),
    ],
)
def test_strangers_see_the_first_letters_only(name: str, seen: str) -> None:
    assert masked(printed_name(name)) == seen
    assert name not in masked(printed_name(name))
