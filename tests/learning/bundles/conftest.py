"""What tests of bundles share: a course in two languages, a bundle unpacked, a real browser."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from courses.models import Picture
from tests.factories import ALL_KINDS, make_catalogue, make_competency, make_course, make_lesson, make_locale, make_module
from tests.kept_rows import kept
from tests.learning.bundles.place import Place
from tests.learning.bundles.reader import errors, new_reader, reader, served
from tests.migrated_database import one_at_a_time, shared_by_workers

__all__ = ["errors", "new_reader", "reader", "served"]


def make_picture() -> Picture:
    """A small picture with its licence."""
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    file = ImageFile(io.BytesIO(out.getvalue()), name="lamp.png")
    return Picture.objects.create(title="Lamp", file=file, licence="CC BY 4.0", credit="Mwanga")


def make_course_in_two_languages() -> UUID:
    """Two English lessons, the first with a picture; in Arabic the course and its first lesson. Returns the course's key."""
    course = make_course("light-course", title="Light course", description="<p>About <b>light</b>.</p>")
    module = make_module(course)
    competency = make_competency()
    questions = [(kind, {**value, "assesses": competency}) for kind, value in ALL_KINDS]
    seen = ("picture", {"picture": make_picture(), "alt": "A lamp.", "caption": ""})
    first = make_lesson(module, body=[("text", {"text": "<p>AI guesses.</p>"}), seen, *questions])
    make_lesson(module, "lesson-2", title="Second lesson", sensitive=True)
    link_catalogues()
    for page, title in ((course, "دورة الضوء"), (module, "أولا"), (first, "الدرس الأول")):
        copy = type(page).objects.get(pk=page.pk).copy_for_translation(make_locale("ar"))
        copy.title = title
        copy.save_revision().publish()
    return course.translation_key


def link_catalogues() -> None:
    """The Arabic home page is the English one's translation."""
    english, arabic = make_catalogue("en"), make_catalogue("ar")
    arabic.translation_key = english.translation_key
    arabic.save()


@kept
def course_key() -> UUID:
    """The key of a course in two languages."""
    return make_course_in_two_languages()


@kept
def two_course_keys(course_key: UUID) -> tuple[UUID, UUID]:
    """That course and another one, in English only."""
    course = make_course("other-course", title="Other course")
    make_lesson(make_module(course), "lesson-1", title="Shade")
    return course_key, course.translation_key


@pytest.fixture(scope="session")
def place(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A data folder with the course in two languages, apart from the tests' database."""
    place = Place(tmp_path_factory.mktemp("place"))
    place.set_up(migrated_file)
    return place


@pytest.fixture(scope="session")
def unpacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unpacked Arabic bundle with pictures; nobody writes in it, so the workers of pytest-xdist share it."""
    shared = shared_by_workers(tmp_path_factory) / "unpacked"
    with one_at_a_time(shared):
        if not (shared / "ready").exists():
            unpack_bundle(request.getfixturevalue("place"), shared)
            (shared / "ready").touch()
    return shared / "bundle"


def unpack_bundle(place: Place, folder: Path) -> None:
    """Builds it and unpacks it below a folder."""
    code, out, complaints = place.build("light-course", "--language", "ar", "--tier", "pictures", "--output", str(folder))
    assert code == 0, complaints
    with zipfile.ZipFile(out.splitlines()[-1]) as archive:
        archive.extractall(folder / "bundle")
