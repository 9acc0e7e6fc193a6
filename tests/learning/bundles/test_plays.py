"""H5P contents in bundles: carried in the fullest tier, shared, the same bytes each time; no dead link in any form."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin
from uuid import UUID

import pytest
from django.conf import settings as site_settings
from pypdf import PdfReader

from courses.models import CourseVersion, H5PContent, H5PLibrary
from h5p.guard import GUARD, script_hash
from learning.bundles.contents import files_of
from learning.bundles.formats import WRITERS
from learning.bundles.play_parts import held
from learning.bundles.sources import File, Inside, Wanted, inside_of
from tests.kept_rows import kept
from tests.learning.bundles.playing_place import make_playing_course

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not Path(site_settings.H5P_CORE_ROOT).exists(), reason="The core is not installed: make player"),
]
PLAY_LINK = re.compile(r'href="([^"]*play/[^"]*)"')


@kept
def playing_key() -> UUID:
    make_playing_course()
    return CourseVersion.objects.current().get(slug="lamp-course").course_key


def inside(key: UUID, tier: str = "video", form: str = "zip") -> Inside:
    return inside_of(Wanted(key, "en", tier, form))


def carried(key: UUID, tier: str = "video") -> dict[str, File]:
    return {file.path: file for file in files_of(inside(key, tier))}


def pages_in(files: dict[str, File]) -> list[str]:
    return [path for path in files if "/play/" in path]


def test_every_link_to_play_leads_to_a_page_and_every_page_to_its_parts(playing_key: UUID) -> None:
    files = carried(playing_key)
    [lesson] = [path for path in files if path.endswith("lesson-1/index.html")]
    links = PLAY_LINK.findall(files[lesson].read().decode())
    assert {urljoin(lesson, link) for link in links} == set(pages_in(files))
    assert len(links) == 3
    for page in pages_in(files):
        for link in re.findall(r'(?:href|src)="([^"#:]+)"', files[page].read().decode()):
            assert urljoin(page, link) in files, (page, link)


def test_contents_of_one_type_share_all_but_themselves(playing_key: UUID) -> None:
    files = carried(playing_key)
    parts = {page: set(re.findall(r'src="[./]*(h5p/[^"]+)"', files[page].read().decode())) for page in pages_in(files)}
    lamps, more = [parts[page] for page in parts if "amps</h1>" in files[page].read().decode()]
    assert len(lamps & more) == 2  # the core and the libraries
    assert sum(files[path].size for path in lamps ^ more) < 10_000
    assert {str(PurePosixPath(path).parent) for path in set().union(*parts.values())} == {"h5p"}


def test_lighter_tiers_have_the_words_and_nothing_that_plays(playing_key: UUID) -> None:
    for tier in ("text", "pictures", "audio"):
        files = carried(playing_key, tier)
        assert not [path for path in files if "/play/" in path or path.startswith("h5p/")], tier
        lesson = next(file for path, file in files.items() if path.endswith("lesson-1/index.html")).read().decode()
        assert "Play with Lamps." in lesson
        assert PLAY_LINK.findall(lesson) == []


def test_the_same_contents_give_the_same_bytes_whatever_their_primary_keys(playing_key: UUID) -> None:
    first = {path: file.sha256 for path, file in carried(playing_key).items()}
    assert first == {path: file.sha256 for path, file in carried(playing_key).items()}
    content = H5PContent.objects.get(title="Lamps")
    parts = b"".join(file.read() for path, file in carried(playing_key).items() if path.startswith("h5p/") and path.endswith(".js"))
    assert f'"cid-{content.pk}"'.encode() not in parts or content.pk == 1


def test_whose_work_it_is_stands_beside_it(playing_key: UUID) -> None:
    files = carried(playing_key)
    licences = files["h5p/LICENSE.txt"].read().decode()
    assert "Mwanga.Questions 1.0.0: MIT" in licences
    assert "GNU General" in licences
    assert "GNU GENERAL PUBLIC LICENSE" in files["h5p/GPL-3.0.txt"].read().decode()
    assert "h5p/LICENSE.txt" in files["LICENSE.txt"].read().decode()
    core = (Path(site_settings.H5P_CORE_ROOT) / "dist" / "frame.bundle.js").read_text(encoding="utf-8")
    [part] = [file.read() for path, file in files.items() if path.startswith("h5p/") and b'["core"]=' in file.read()[:80]]
    told = json.loads(part.partition(b"]=")[2].strip().removesuffix(b";"))
    assert told["script"] == core  # not changed in any sign
    assert told["hashes"] == [script_hash(told[name]) for name in ("before", "after", "start", "script")]
    assert all(told[name].startswith(GUARD) for name in ("before", "after", "start"))
    assert "</script" not in told["start"]
    assert "<!--" not in told["start"]


@pytest.mark.parametrize("gone", ["core", "library", "content"])
def test_what_cannot_be_carried_has_a_page_with_its_words(playing_key: UUID, gone: str, settings: object) -> None:
    inside(playing_key)  # documents are drawn while all is there
    if gone == "core":
        settings.H5P_CORE_ROOT = "/nowhere"  # type: ignore[attr-defined]
    elif gone == "library":
        H5PLibrary.objects.update(is_enabled=False)
    else:
        H5PContent.objects.update(waits_for=["Mwanga.Questions 1.0"])
    files = carried(playing_key)
    assert len(pages_in(files)) == 3
    assert not [path for path in files if path.startswith("h5p/")]
    page = files[pages_in(files)[0]].read().decode()
    assert "This cannot be played here now." in page
    assert "<iframe" not in page


@pytest.mark.parametrize("form", ["scorm", "cc", "html5", "single", "epub"])
def test_no_form_has_a_link_that_leads_nowhere(playing_key: UUID, form: str, tmp_path: Path) -> None:
    target = tmp_path / "file"
    WRITERS[form].write(inside(playing_key, form=form), target)
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        pages = {name: archive.read(name).decode() for name in names if name.endswith(("html", "xhtml"))}
    assert any("Play with Lamps." in page for page in pages.values())
    for name, page in pages.items():
        for link in PLAY_LINK.findall(page):
            assert urljoin(name, link) in names, (name, link)
    if form != "html5":
        assert not [name for name in names if "play/" in name or name.startswith("h5p/")]


@pytest.mark.skipif(not shutil.which("zimcheck"), reason="needs zim-tools")
def test_zim_files_carry_the_player_and_zimcheck_passes(playing_key: UUID, tmp_path: Path) -> None:
    target = tmp_path / "plays.zim"
    bundle = inside(playing_key, form="zim")
    WRITERS["zim"].write(bundle, target)
    done = subprocess.run(["zimcheck", str(target)], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    archive = pytest.importorskip("libzim").reader.Archive(target)
    files = carried(playing_key)
    for path in [*pages_in(files), *(path for path in files if path.startswith("h5p/"))]:
        assert bytes(archive.get_entry_by_path(path).get_item().content) == files[path].read(), path


def test_on_paper_the_words_of_a_content_are_read(playing_key: UUID, tmp_path: Path) -> None:
    target = tmp_path / "plays.pdf"
    WRITERS["print"].write(inside(playing_key, form="print"), target)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(target).pages).split())
    assert "Play with Lamps." in words
    assert "Play with Files." in words


def test_styles_hold_what_they_would_load() -> None:
    css = b"a{background:url('x.png?v=1')}b{background:url(data:image/png;base64,AA==)}c{src:url(\"gone.woff\")}"
    said = held(css, {"x.png": b"bytes"}.get)
    assert said == (
        b'a{background:url("data:image/png;base64,Ynl0ZXM=")}b{background:url(data:image/png;base64,AA==)}c{src:url("data:,")}'
    )
