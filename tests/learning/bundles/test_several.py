"""Bundles of several courses and languages: what they hold, how they are named, and what cannot be had."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from courses.models import LessonVersion
from learning.bundles.builder import build_bundle
from learning.bundles.errors import CourseNotPublished
from learning.bundles.models import Selection
from learning.bundles.selections import keep_selection
from learning.bundles.sources import Wanted, inside_of
from learning.certificates.models import Programme, ProgrammeCourse, ProgrammeText
from learning.collections import collection_named, collections

Keys = tuple[UUID, UUID]


def make_programme(keys: Keys, *, slug: str = "light-and-shade", is_active: bool = True) -> Programme:
    programme = Programme.objects.create(slug=slug, is_active=is_active)
    ProgrammeText.objects.create(programme=programme, language="en", title="Light and shade")
    for place, key in enumerate(keys):
        ProgrammeCourse.objects.create(programme=programme, course_key=key, sort_order=place)
    return programme


def test_the_same_wish_said_in_two_ways_is_the_same() -> None:
    one, other = uuid4(), uuid4()
    wanted = Wanted(one, "en", also=("sw", "ar", "en"), courses=(one, other, one))
    assert wanted == Wanted(one, "en", also=("ar", "sw"), courses=(other,))
    assert (wanted.languages, wanted.courses) == (("en", "ar", "sw"), (one, other))
    assert Wanted(one, "en").line != Wanted(one, "en", offered_by=str(uuid4())).line
    assert Wanted(one, "en").line == Wanted(one, "en", format="zip", courses=(one,)).line


def test_a_longer_wish_is_named_by_a_row(db: None) -> None:
    one, other = uuid4(), uuid4()
    wanted = Wanted(one, "en", "pictures", also=("ar",), courses=(other,), offered_by=str(uuid4()))
    assert len(wanted.subject) <= 200
    assert (keep_selection(wanted), keep_selection(wanted)) == (Selection.objects.get(), Selection.objects.get())
    assert Wanted.of_subject(wanted.subject) == wanted
    plain = Wanted(one, "en")
    assert Wanted.of_selection(keep_selection(plain)) == plain


def test_the_first_course_is_the_main_one_and_the_others_come_along(two_course_keys: Keys) -> None:
    light, other = two_course_keys
    inside = inside_of(Wanted(light, "ar", courses=(light, other), also=("en",)))
    assert list(inside.editions) == [light, other]
    assert (inside.version.title, inside.title) == ("دورة الضوء", "دورة الضوء · Other course")
    assert (list(inside.versions), list(inside.editions[other]), inside.languages) == (["en", "ar"], ["en"], ["ar", "en"])
    assert {lesson.course_key for lesson in inside.lessons} == {light, other}
    assert set(inside.documents) == {lesson.path for lesson in inside.lessons}
    assert [version.title for version in inside.main_editions] == ["دورة الضوء", "Other course"]
    assert [lesson.course_key for lesson in inside.lessons].count(other) == 1
    assert len(inside.lessons) == 4


def test_the_file_is_named_by_its_first_course_and_how_many_more(two_course_keys: Keys) -> None:
    light, other = two_course_keys
    bundle = build_bundle(Wanted(light, "en", courses=(light, other), also=("ar",)))
    assert bundle.file_name == f"light-course-and-1-more-en-ar-text-{bundle.sha256[:12]}.zip"
    assert bundle.languages == ["en", "ar"]
    assert bundle.selection.course_keys == (light, other)
    assert bundle.manifest is not None
    assert [course["title"] for course in bundle.manifest.data["courses"]] == ["Light course", "Other course"]


@pytest.mark.parametrize("wish", ["course", "language", "nobody's language"])
def test_what_is_not_there_is_refused_with_a_sentence(two_course_keys: Keys, wish: str) -> None:
    light, other = two_course_keys
    wanted = {
        "course": Wanted(light, "ar", courses=(light, other)),  # the other one is in no Arabic
        "language": Wanted(other, "ar", courses=(other, light)),
        "nobody's language": Wanted(light, "en", also=("sw",)),
    }[wish]
    with pytest.raises(CourseNotPublished, match=r"not published in “(ar|sw)”\. It is in: "):
        inside_of(wanted)


def test_a_programme_is_packed_by_its_name(two_course_keys: Keys, tmp_path: Path) -> None:
    make_programme(two_course_keys)
    make_programme((two_course_keys[1],) * 1, slug="resting", is_active=False)  # type: ignore[arg-type]
    assert [(one.slug, one.title, one.course_keys) for one in collections()] == [
        ("light-and-shade", "Light and shade", two_course_keys)
    ]
    assert collection_named("resting") is None
    out = io.StringIO()
    call_command("build_bundle", "light-and-shade", output=tmp_path, stdout=out)
    file = Path(out.getvalue().splitlines()[-1])
    assert file.name.startswith("light-course-and-1-more-en-text-")
    with zipfile.ZipFile(file) as archive:
        lessons = LessonVersion.objects.current().filter(language="en")
        assert {f"{lesson.path}/index.html" for lesson in lessons} <= set(archive.namelist())


def test_courses_and_programmes_mix_and_each_comes_once(two_course_keys: Keys, tmp_path: Path) -> None:
    make_programme(two_course_keys)
    call_command("build_bundle", "other-course", "light-and-shade", output=tmp_path / "out", stdout=io.StringIO())
    (file,) = (tmp_path / "out").iterdir()
    assert file.name.startswith("other-course-and-1-more-")
    with pytest.raises(
        CommandError, match=r"no published course “dark”\. Published are: light-and-shade, light-course, other-course\."
    ):
        call_command("build_bundle", "light-course", "dark")
