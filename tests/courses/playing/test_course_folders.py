"""A course with an H5P card as a folder of manuscripts and at the translation desk: the content goes along with its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail_localize.models import OverridableSegment, StringSegment, TranslationSource

from courses.manuscripts.export import export_course
from courses.manuscripts.load import load_course
from courses.manuscripts.problems import ManuscriptError
from courses.models import H5PContent, LessonPage
from courses.playing.importing import ImportRefused, import_package
from tests.courses.manuscript_files import Course
from tests.courses.playing.packages import RAIN, exported, install_own

pytestmark = pytest.mark.django_db
CARD = "## h5p rain\nfile: rain.h5p\nSort ten messages.\n\n## example reads"
CARD_SW = "## h5p rain\nfile: rain.h5p\nPanga ujumbe kumi.\n\n## example reads"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course with something to play, in two languages, not loaded yet."""
    made = Course(tmp_path / "manuscripts")
    made.change("en/lesson-1.md", "## example reads", CARD)
    made.change("sw/lesson-1.md", "## example reads", CARD_SW)
    (made.path / "h5p").mkdir()
    (made.path / "h5p/rain.h5p").write_bytes(exported(RAIN, mode="own").getvalue())
    return made


def test_a_content_is_loaded_with_its_card_and_loading_again_changes_nothing(course: Course) -> None:
    install_own()
    load_course(course.path)
    content = H5PContent.objects.get()
    assert (content.title, content.is_playable) == ("Rain", True)
    words = {page.locale.language_code: page.body[2].value["summary"] for page in LessonPage.objects.all()}
    assert words == {"en": "Sort ten messages.", "sw": "Panga ujumbe kumi."}
    assert {page.body[2].value["content"] for page in LessonPage.objects.all()} == {content}
    assert not load_course(course.path).changed
    assert H5PContent.objects.count() == 1


def test_a_reworded_package_takes_the_place_of_the_old_one(course: Course) -> None:
    install_own()
    load_course(course.path)
    before = H5PContent.objects.get()
    (course.path / "h5p/rain.h5p").write_bytes(exported(RAIN, mode="own", title="Rain again").getvalue())
    load_course(course.path)
    after = H5PContent.objects.get()
    assert (after.uuid, after.title) == (before.uuid, "Rain again")


def test_a_course_is_written_with_the_packages_of_its_contents(course: Course, tmp_path: Path) -> None:
    install_own()
    load_course(course.path)
    out = tmp_path / "out"
    export_course("tiny-course", out)
    for name in ("en/lesson-1.md", "sw/lesson-1.md"):
        assert (out / name).read_text() == course.read(name)
    load_course(out)
    content = H5PContent.objects.get()
    assert content.params["blocks"][0]["prompt"] == "Why does it rain?"
    first = (out / "h5p/rain.h5p").read_bytes()
    export_course("tiny-course", out)
    assert (out / "h5p/rain.h5p").read_bytes() == first
    assert not load_course(out).changed


def test_what_cannot_be_played_here_is_refused_whole(course: Course, tmp_path: Path) -> None:
    with pytest.raises(ManuscriptError, match="cannot be played yet"):
        load_course(course.path)
    assert H5PContent.objects.count() == 0
    (course.path / "h5p/rain.h5p").write_bytes(b"no zip")
    with pytest.raises(ManuscriptError, match="damaged"):
        load_course(course.path)
    (course.path / "h5p/rain.h5p").unlink()
    with pytest.raises(ManuscriptError, match="is not in the folder"):
        load_course(course.path)


def test_the_desk_has_the_words_and_may_choose_another_content(course: Course) -> None:
    install_own()
    load_course(course.path)
    lesson = LessonPage.objects.get(locale__language_code="en")
    source = TranslationSource.objects.get_for_instance(lesson)
    card = lesson.body[2].id
    strings = StringSegment.objects.filter(source=source, context__path=f"body.{card}.summary")
    assert [one.string.data for one in strings] == ["Sort ten messages."]
    assert OverridableSegment.objects.filter(source=source, context__path=f"body.{card}.content").exists()


def test_a_translation_takes_no_cards_of_its_own(course: Course) -> None:
    install_own()
    load_course(course.path)
    with pytest.raises(ImportRefused, match="is a translation"):
        import_package(exported(RAIN), name="rain.h5p", into=LessonPage.objects.get(locale__language_code="sw"))


def test_a_translation_may_have_a_package_of_its_own(course: Course) -> None:
    install_own()
    course.change("sw/lesson-1.md", "file: rain.h5p", "file: mvua.h5p")
    (course.path / "h5p/mvua.h5p").write_bytes(exported(RAIN, mode="own", title="Mvua").getvalue())
    load_course(course.path)
    shown = {page.locale.language_code: page.body[2].value["content"].title for page in LessonPage.objects.all()}
    assert shown == {"en": "Rain", "sw": "Mvua"}
