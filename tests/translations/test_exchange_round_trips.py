"""Files go out, through the readers and writers of real tools, and come back with every sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from translate.storage.po import pofile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from courses.models import CoursePage
from tests.factories import make_lesson, make_locale
from tests.kept_rows import kept
from tests.sending import send_course
from tests.translations.conftest import Desk
from tests.translations.exchange_files import TOOLS, exported, filled_by_polib, sent
from translations.exchange.page_file import translations_of_course
from translations.models import TranslationState
from translations.sentences import sentences_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = {"ar": "كلمة «صعبة»، ١٢٣؟", "sw": "Neno “gumu” na ndogo 'hivi'", "hi": "कठिन शब्द १२३।"}


@kept
def tagged(desk: Desk) -> Desk:
    """The desk with a lesson more, whose sentences have tags, links, line breaks, quotes and signs of HTML."""
    module = desk.lesson.get_parent().specific
    make_lesson(
        module,
        "lesson-2",
        body=[
            (
                "text",
                {
                    "text": '<p>Bold <b>and <i>italic</i></b>, a <a href="https://example.org/a">link</a> and '
                    '<a href="https://example.org/b">another</a>.</p><p>Twice.</p><p>Twice.</p><p>5 &lt; 6 &amp; “so”</p>'
                },
            ),
            ("share", {"text": 'One line\nand a second, with "quotes" and a \\ backslash'}),
            *[(kind.block_type, kind.value) for kind in desk.lesson.body][1:],
        ],
    )
    return desk


def on_desk(desk: Desk, language: str) -> list[Any]:
    make_locale(language)
    send_course(CoursePage.objects.get(pk=desk.course.pk), language=language, person=desk.coordinator)
    return translations_of_course(desk.course.translation_key, language)


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_course_comes_back_through_a_real_tool(tool: str, language: str, tagged: Desk, tmp_path: Path) -> None:
    translations = on_desk(tagged, language)
    assert len(translations) == 4
    kind, fill = TOOLS[tool]
    data = fill(exported(kind, *translations), lambda words: f"{WORDS[language]} {words}", tmp_path)
    taken = sent(data, *translations, person=tagged.coordinator)
    # The sentence that stands twice in one place is one entry.
    assert (taken.changed, taken.pages) == (taken.sentences, 4)
    assert (taken.empty, taken.doubtful, taken.same) == (0, 0, 0)
    for translation in translations:
        for sentence in sentences_of(translation):
            assert sentence.target.startswith(WORDS[language] if not sentence.source.startswith("<") else "<")
            if kind == "po":
                assert sentence.target == f"{WORDS[language]} {sentence.source}"
            elif "<" in sentence.source:
                assert sentence.target.count("<") == sentence.source.count("<")
                assert ('<a id="a1">' in sentence.target) == ('<a id="a1">' in sentence.source)
            else:
                assert sentence.target == f"{WORDS[language]} {sentence.source}"
            assert not sentence.by_machine
            assert sentence.person == tagged.coordinator.pk
    assert all(state.is_complete for state in TranslationState.objects.of_course(tagged.course.translation_key).into(language))
    again = sent(exported(kind, *translations), *translations, person=tagged.coordinator)
    assert (again.changed, again.same) == (0, taken.sentences)


@pytest.mark.parametrize(("kind", "reader"), [("po", pofile), ("xliff", xlifffile), ("xliff2", Xliff2File)])
def test_opening_and_saving_in_a_tool_changes_nothing(kind: str, reader: Any, desk: Desk) -> None:
    state = desk.state()
    desk.translate(state, desk.coordinator)
    store = reader.parsestring(exported(kind, state.translation))
    taken = sent(bytes(store), state.translation, person=desk.coordinator)
    assert (taken.changed, taken.same) == (0, taken.sentences)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_msgfmt_accepts_the_file(language: str, tagged: Desk, tmp_path: Path) -> None:
    translations = on_desk(tagged, language)
    path = tmp_path / "course.po"
    for data in (
        exported("po", *translations),
        filled_by_polib(exported("po", *translations), lambda words: f"X {words}", tmp_path),
    ):
        path.write_bytes(data)
        run = subprocess.run(
            ["msgfmt", "--check", "--statistics", "--output-file", str(tmp_path / "x.mo"), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert "warning" not in run.stderr
    assert "untranslated" not in run.stderr


@pytest.mark.parametrize("kind", ["po", "xliff", "xliff2"])
def test_the_same_sentences_give_the_same_bytes(kind: str, tagged: Desk) -> None:
    translations = on_desk(tagged, "ar")
    sent(exported("po", *translations), *translations, person=tagged.coordinator)
    first = exported(kind, *translations)
    assert first == exported(kind, *translations_of_course(tagged.course.translation_key, "ar"))
    assert tagged.coordinator.username.encode() not in first
