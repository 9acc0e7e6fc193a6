"""An institution's name and checked logo on the start page of its bundles; attribution stays as it is."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest
from django.conf import settings
from PIL import Image

from courses.rendering.documents import render_course
from learning.bundles.builder import build_bundle
from learning.bundles.sources import Wanted
from learning.logos import printable_logo, set_logo
from learning.models import Institution, Person
from tests.cast import Member

pytestmark = pytest.mark.django_db


def files_of(course_key: UUID, offered_by: str = "") -> dict[str, bytes]:
    """The files of a new bundle."""
    bundle = build_bundle(Wanted(course_key, "en", offered_by=offered_by))
    with zipfile.ZipFile(settings.BUNDLES_ROOT / bundle.file_name) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def admin(administrator: Member) -> Person:
    assert administrator.person is not None
    return administrator.person


def give_logo(house: Institution, by: Person, *, is_checked: bool) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 160), "green").save(out, "PNG")
    set_logo(institution=house, by=by, picture=printable_logo(io.BytesIO(out.getvalue())))
    set_logo(institution=house, by=by, is_checked=is_checked)


def test_the_start_page_names_who_offers_it_and_keeps_the_licence(course_key: UUID, library: Institution, admin: Person) -> None:
    render_course(course_key)
    library.name = "Kibera <Library>"
    library.save()
    give_logo(library, admin, is_checked=True)
    plain, ours = files_of(course_key), files_of(course_key, str(library.uuid))
    page = ours["index.html"].decode()
    assert "<dt>Offered by</dt>" in page
    assert "<bdi>Kibera &lt;Library&gt;</bdi>" in page
    assert 'src="offered-by.png"' in page
    assert Image.open(io.BytesIO(ours["offered-by.png"])).size[0] > 100
    assert "Offered by" not in plain["index.html"].decode()
    read = [name for name in ours if name.endswith((".html", ".js", ".txt", ".png"))]
    own = {"index.html", "offered-by.png", "en/home/index.html"}  # the last says which line it is of, for versions in the field
    assert {name for name in read if ours[name] != plain.get(name)} == own
    assert ours["LICENSE.txt"] == plain["LICENSE.txt"]


def test_a_logo_that_nobody_checked_is_not_shown(course_key: UUID, library: Institution, admin: Person) -> None:
    render_course(course_key)
    give_logo(library, admin, is_checked=False)
    ours = files_of(course_key, str(library.uuid))
    assert "offered-by.png" not in ours
    assert "<bdi>Library</bdi>" in ours["index.html"].decode()


def test_an_institution_that_is_no_longer_active_is_not_named(course_key: UUID, library: Institution) -> None:
    render_course(course_key)
    library.is_active = False
    library.save()
    assert "Offered by" not in files_of(course_key, str(library.uuid))["index.html"].decode()
