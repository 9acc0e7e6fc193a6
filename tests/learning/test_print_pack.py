"""The print pack as PDF: every script shaped, the same bytes each time; a booklet whose pages follow each other."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader

from courses.models import CourseVersion, LessonPage, LessonVersion
from learning.print_pack import BOOKLET, PACK, booklet_order, pack_file, pack_of
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept
from tests.learning.class_of import script_of_lesson

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MM = 72 / 25.4
TITLES = {
    "en": "Finding AI",
    "ar": "أين نلتقي الذكاء الاصطناعي",
    "am": "AI በዙሪያዎ",
    "hi": "हमारे आसपास की मशीनें",
}
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


def make(language: str) -> tuple[LessonVersion, CourseVersion]:
    page = make_lesson(make_module(make_course(code=language)), title=TITLES[language], sensitive=True, **script_of_lesson())
    version = LessonVersion.objects.current().with_course().get(lesson_key=page.translation_key)
    assert version.course is not None
    return version, version.course


@kept
def lesson() -> LessonPage:
    return make_lesson(make_module(make_course()), title=TITLES["en"], **script_of_lesson())


@pytest.fixture
def english(lesson: LessonPage) -> tuple[LessonVersion, CourseVersion]:
    version = LessonVersion.objects.current().with_course().get(lesson_key=lesson.translation_key)
    assert version.course is not None
    return version, version.course


def words_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    plain = unicodedata.normalize("NFKC", done.stdout.decode())
    return " ".join("".join(sign for sign in plain if unicodedata.category(sign) != "Cf").split())


@pytest.mark.parametrize("language", TITLES)
def test_a_pack_has_a4_pages_with_its_own_fonts_in_each_script(language: str) -> None:
    version, course = make(language)
    reader = PdfReader(pack_file(pack_of(version, course, form=PACK)))
    assert len(reader.pages) >= 5
    assert {(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in reader.pages} == {(210, 297)}
    assert reader.metadata is not None
    assert TITLES[language] in (reader.metadata.title or "")
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index, union-attr]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"].get_object())


@needs_poppler
@pytest.mark.parametrize("language", ["en", "ar", "am"])
def test_title_and_script_can_be_copied_out(language: str) -> None:
    version, course = make(language)
    words = words_of(pack_file(pack_of(version, course, form=PACK)))
    assert unicodedata.normalize("NFKC", TITLES[language]) in words
    for part in ("Greet everybody", "A torch", "It guesses words", "AI guesses"):
        assert part in words


@pytest.mark.parametrize("form", [PACK, BOOKLET])
def test_the_same_content_gives_the_same_bytes(english: tuple[LessonVersion, CourseVersion], form: str) -> None:
    first = pack_file(pack_of(*english, form=form))
    data = first.read_bytes()
    first.unlink()
    again = pack_file(pack_of(*english, form=form))
    assert again == first
    assert again.read_bytes() == data


def test_a_pdf_is_drawn_once(english: tuple[LessonVersion, CourseVersion], monkeypatch: pytest.MonkeyPatch) -> None:
    from learning import print_pack

    first = pack_file(pack_of(*english, form=PACK))
    for drawing in ("drawn", "render_to_string"):
        monkeypatch.setattr(print_pack, drawing, None)
    assert pack_file(pack_of(*english, form=PACK)) == first


@pytest.mark.parametrize("what", ["words", "form", "helplines", "release"])
def test_whatever_changes_in_a_pack_changes_what_it_is_drawn_from(
    english: tuple[LessonVersion, CourseVersion], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from learning import print_pack

    version, course = english
    before = pack_of(version, course, form=PACK)
    assert pack_of(version, course, form=PACK).inputs == before.inputs
    if what == "words":
        version.content["cards"][0]["html"] = "<p>Other words.</p>"
    elif what == "helplines":
        monkeypatch.setattr(print_pack, "card_context", lambda card, number, **_: {"countries": ["another"]})
    elif what == "release":
        monkeypatch.setattr(print_pack, "release", lambda: "another")
    assert pack_of(version, course, form=BOOKLET if what == "form" else PACK).inputs != before.inputs


def test_a_new_pack_takes_the_place_of_the_earlier_one(english: tuple[LessonVersion, CourseVersion]) -> None:
    version, course = english
    earlier, booklet = (pack_file(pack_of(version, course, form=form)) for form in (PACK, BOOKLET))
    version.title = "Another title"
    later = pack_file(pack_of(version, course, form=PACK))
    assert not earlier.exists()
    assert later.is_file()
    assert booklet.is_file()


def test_a_booklet_has_two_pages_on_each_side_of_a_sheet_laid_across(english: tuple[LessonVersion, CourseVersion]) -> None:
    reader = PdfReader(io.BytesIO(pack_file(pack_of(*english, form=BOOKLET)).read_bytes()))
    assert len(reader.pages) % 2 == 0
    assert {(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in reader.pages} == {(297, 210)}


@pytest.mark.parametrize("pages", range(1, 25))
def test_folded_once_the_pages_of_a_booklet_follow_each_other(pages: int) -> None:
    sides = booklet_order(pages)
    fronts, backs = sides[::2], sides[1::2]
    # Going through the folded stack: the right halves of the fronts and the left halves of the backs, from the outer sheet
    # inwards, and then the other way on the other side of the fold.
    there = [number for front, back in zip(fronts, backs, strict=True) for number in (front[1], back[0])]
    back_again = [number for front, back in reversed(list(zip(fronts, backs, strict=True))) for number in (back[1], front[0])]
    read = [number for number in there + back_again if number is not None]
    assert read == list(range(1, pages + 1))
    assert len(sides) % 2 == 0
