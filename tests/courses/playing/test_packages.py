"""Lessons, cards and contents written as packages: what stands in them, whose it is, and that they can be read and played again."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile

from courses.h5p_storage import SiteStore
from courses.models import LessonPage, ModulePage, Picture
from courses.playing.importing import import_package, plan_import
from courses.playing.packages import export_card, export_content, export_lesson, keep_package, open_kept
from h5p.errors import H5PError
from h5p.export import Exported
from tests.courses.playing.packages import install_library, package, part, photograph
from tests.factories import as_stream
from tests.h5p.packages import check, codes

pytestmark = pytest.mark.django_db


def inside(done: Exported) -> dict[str, Any]:
    """A package's JSON files as data, others as bytes."""
    with zipfile.ZipFile(BytesIO(done.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(data) if name.endswith(".json") else data for name, data in files.items()}


def with_body(page: LessonPage, *cards: tuple[str, dict[str, Any]]) -> LessonPage:
    page.body = as_stream(list(cards))
    page.save_revision()
    return page


@pytest.mark.parametrize("mode", ["content-only", "own"])
def test_a_lesson_with_every_kind_is_a_package_that_is_accepted(lesson: LessonPage, mode: str) -> None:
    done = export_lesson(lesson, mode=mode)
    report = check(done.data, name="lesson.h5p", needs_libraries=mode == "own")
    assert codes(report) == set()
    head = inside(done)["h5p.json"]
    assert (head["title"], head["language"], head["license"], head["licenseVersion"]) == (lesson.title, "en", "CC BY", "4.0")
    assert export_lesson(lesson, mode=mode).data == done.data


def test_a_lesson_comes_back_as_it_was(lesson: LessonPage, module: ModulePage) -> None:
    done = import_package(BytesIO(export_lesson(lesson, mode="own").data), name="x.h5p", into=module)
    before, after = ([card["type"] for card in page.body.get_prep_value()] for page in (lesson, done.lesson))
    assert after == before
    texts = [[option["text"] for option in page.body[1].value["options"]] for page in (lesson, done.lesson)]
    assert texts[0] == texts[1]


def test_one_card_is_a_package_under_its_own_words(lesson: LessonPage) -> None:
    card = next(card for card in lesson.body.get_prep_value() if card["type"] == "true_false")
    done = export_card(lesson, card["id"])
    assert done.library.spec == "H5P.TrueFalse 1.8"
    assert inside(done)["h5p.json"]["title"] == "Sure means right."
    with pytest.raises(H5PError, match="no card"):
        export_card(lesson, "0")


def test_pictures_go_out_light_and_without_metadata(lesson: LessonPage) -> None:
    data = photograph((2000, 1500), comment=b"secret place")
    row = Picture.objects.create(title="x", file=ContentFile(data, "x.jpg"), licence="CC BY-SA 4.0", credit="Amina")
    with_body(lesson, ("picture", {"picture": row, "alt": "A field", "caption": ""}))
    files = inside(export_lesson(lesson))
    sent = files[f"content/images/{row.pk}.jpg"]
    assert len(sent) <= 30_000
    assert b"secret" not in sent
    rights = files["content/content.json"]["file"]["copyright"]
    assert (rights["author"], rights["license"], rights["version"]) == ("Amina", "CC BY-SA", "4.0")


def test_what_has_no_kind_of_its_own_keeps_its_words(lesson: LessonPage) -> None:
    with_body(
        lesson,
        ("example", {"title": "She reads", "text": "<p>First.</p>"}),
        ("share", {"text": "I found <AI> here."}),
        ("helpline", {"intro": "They listen."}),
    )
    done = export_lesson(lesson)
    texts = [item["content"]["params"]["text"] for item in inside(done)["content/content.json"]["content"]]
    assert texts == ["<p><b>She reads</b></p><p>First.</p>", "<p>I found &lt;AI&gt; here.</p>", "<p>They listen.</p>"]
    assert {loss.code for loss in done.losses} == {"helplines-not-exported"}


def test_a_content_goes_out_as_it_came(module: ModulePage) -> None:
    params = {"picture": {"path": "images/a.jpg", "mime": "image/jpeg"}, "words": "Rain &amp; مطر"}
    came = package("Test.Chart 1.0", params, files={"images/a.jpg": photograph()}, authors=[{"name": "Baraka", "role": "Author"}])
    done = import_package(came, name="x.h5p", into=module)
    files = inside(export_content(done.contents[0]))
    assert files["content/content.json"] == params
    assert files["content/images/a.jpg"] == photograph()
    assert files["h5p.json"]["authors"] == [{"name": "Baraka", "role": "Author"}]
    assert inside(export_lesson(done.lesson)).keys() == files.keys()


def test_contents_beside_other_cards_do_not_mix_their_files(module: ModulePage) -> None:
    chart = part("Test.Chart 1.0", {"picture": {"path": "images/a.jpg", "mime": "image/jpeg"}})
    text = part("H5P.AdvancedText 1.1", {"text": "<p>Words</p>"})
    came = package("H5P.Column 1.18", {"content": [{"content": text}, {"content": chart}]}, files={"images/a.jpg": photograph()})
    done = import_package(came, name="x.h5p", into=module)
    out = export_lesson(done.lesson)
    assert check(out.data, needs_libraries=False).ok
    (name,) = [name for name in inside(out) if name.endswith("/images/a.jpg")]
    assert name != "content/images/a.jpg"
    assert plan_import(BytesIO(out.data), name="y.h5p").items[1].library == "Test.Chart 1.0"
    own = export_lesson(done.lesson, mode="own")
    assert "left-out" in {loss.code for loss in own.losses}


def test_a_full_package_has_the_sites_libraries(module: ModulePage) -> None:
    install_library("Test.Chart 1.0", [{"name": "words", "type": "text"}])
    done = import_package(package("Test.Chart 1.0", {"words": "Rain"}), name="x.h5p", into=module)
    full = export_content(done.contents[0], mode="full")
    assert check(full.data).ok
    assert "Test.Chart-1.0/play.js" in inside(full)
    with pytest.raises(H5PError, match="not installed"):
        export_lesson(with_body(done.lesson, ("share", {"text": "x"}), ("text", {"text": "<p>y</p>"})), mode="full")


def test_a_kept_package_is_the_same_bytes() -> None:
    file = package("Test.Chart 1.0", {})
    sha = keep_package(file)
    with open_kept(sha) as kept:
        assert kept.read() == file.getvalue()
    assert keep_package(file) == sha
    assert list(SiteStore().libraries()) == []
