"""Captions: read as WebVTT, written as times and plain words, refused with a sentence that names the caption."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.media.captions import LONGEST, CaptionsRefused, cleaned

pytestmark = pytest.mark.media

GOOD = """\
WEBVTT - Harvest
Kind: captions

STYLE
::cue { background: url(https://example.org/spy.png) }

NOTE nobody sees this

REGION
id:bottom

first
00:01.000 --> 00:04.500 line:0 position:20% align:start
<v Amina>I <b>speak</b>, and <00:02.000>then I read.
Twice &amp; slowly.

01:00:05.000 --> 01:00:07.000
&lt;script&gt; <script>alert(1)</script>
"""

CLEAN = """\
WEBVTT

00:01.000 --> 00:04.500
I speak, and then I read.
Twice &amp; slowly.

01:00:05.000 --> 01:00:07.000
&lt;script&gt; alert(1)
"""


def test_only_times_and_words_are_left() -> None:
    assert cleaned(GOOD) == CLEAN
    assert cleaned(CLEAN) == CLEAN


def test_line_breaks_of_every_system_and_a_mark_at_the_start_are_read() -> None:
    for ending in ("\n", "\r\n", "\r"):
        assert cleaned("\ufeff" + GOOD.replace("\n", ending)) == CLEAN


def test_right_to_left_words_stay_as_they_are() -> None:
    words = "WEBVTT\n\n00:00.000 --> 00:02.000\nأتكلم ثم أقرأ.\n"
    assert cleaned(words) == words


CUE = "00:00.000 --> 00:02.000\nHello."
REFUSED = {
    "no signature": (CUE, "do not start with the word WEBVTT"),
    "another format": ("1\n00:00:00,000 --> 00:00:02,000\nHello.", "do not start with the word WEBVTT"),
    "a longer word": (f"WEBVTTX\n\n{CUE}", "do not start with the word WEBVTT"),
    "nothing else": ("WEBVTT\n", "have no words"),
    "only notes": ("WEBVTT\n\nNOTE hello", "have no words"),
    "no words": ("WEBVTT\n\n00:00.000 --> 00:02.000\n<b></b>", "Caption 1 has no words"),
    "a comma in the time": (
        f"WEBVTT\n\n{CUE}\n\n00:00:03,000 --> 00:00:04,000\nBye.",
        "Caption 2: “00:00:03,000 --> 00:00:04,000” is not",
    ),
    "sixty seconds": ("WEBVTT\n\n00:60.000 --> 01:02.000\nHello.", "Caption 1: “00:60.000 --> 01:02.000” is not a time"),
    "backwards": ("WEBVTT\n\n00:02.000 --> 00:01.000\nHello.", "Caption 1 ends before it starts"),
    "out of order": (f"WEBVTT\n\n00:03.000 --> 00:04.000\nBye.\n\n{CUE}", "Caption 2 starts before the one above it"),
    "words without a time": (f"WEBVTT\n\n{CUE}\n\nBye.", "Caption 2: “Bye.” is not a time"),
    "a book": (f"WEBVTT\n\n{CUE}{'x' * LONGEST}", "longer than 100,000 signs"),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CaptionsRefused) as refusal:
        cleaned(text)
    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


@given(st.text(alphabet="WEBVT\n\r ->0123456789:.<>&;a\x00", max_size=200).map(lambda text: f"WEBVTT\n\n{CUE}{text}"))
def test_whatever_is_pasted_is_refused_or_becomes_plain_and_stays_so(text: str) -> None:
    try:
        once = cleaned(text)
    except CaptionsRefused:
        return
    assert cleaned(once) == once
    assert "<" not in once
