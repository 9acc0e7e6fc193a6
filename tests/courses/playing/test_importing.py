"""Packages into lessons: what a plan says, what an import stores, and that a refused one stores nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from courses.h5p_storage import SiteStore, path_of
from courses.models import H5PContent, LessonPage, ModulePage, Picture, Recording
from courses.playing.contents import refilter
from courses.playing.importing import ImportRefused, import_package, plan_import
from courses.playing.packages import export_lesson, open_kept
from h5p.blocks import Accordion, Panel, Quiz, Text, TrueFalse
from h5p.blocks import Picture as PictureBlock
from h5p.blocks import Recording as RecordingBlock
from h5p.export import Exported
from tests.courses.media_files import sound
from tests.courses.playing.packages import RAIN, exported, install_library, install_own, package, part, photograph
from tests.factories import as_stream
from tests.h5p.attacks import ATTACKS

pytestmark = pytest.mark.django_db
ARABIC = TrueFalse("هل «الذكاء» إنسان؟ &amp; <b>", "false", "لا.", "نعم، ɗan ƙasa.")


def kinds(lesson: LessonPage) -> list[str]:
    return [card["type"] for card in lesson.body.get_prep_value()]


def kept_files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.H5P_ROOT).rglob("*") if path.is_file()]


def test_a_plan_weighs_both_ways_and_stores_nothing(module: ModulePage, settings: Any) -> None:
    plan = plan_import(exported(RAIN), name="rain.h5p")
    assert plan.report.ok
    assert (plan.credits.title, str(plan.library)) == ("Rain", "H5P.MultiChoice 1.16.0")
    (item,) = plan.items
    assert (item.place, item.title, item.library, item.way) == (0, "Rain", "H5P.MultiChoice 1.16", "native")
    assert 100 < item.native_bytes < 900
    assert [name.spec for name in plan.missing] == ["H5P.MultiChoice 1.16"]
    assert H5PContent.objects.count() == 0
    assert kept_files(settings) == []


def test_a_question_becomes_a_card_of_a_new_draft(module: ModulePage) -> None:
    done = import_package(exported(RAIN), name="rain.h5p", into=module)
    lesson = LessonPage.objects.get(pk=done.lesson.pk)
    assert (lesson.title, lesson.slug, lesson.live, lesson.get_parent().pk) == ("Rain", "rain", False, module.pk)
    assert kinds(lesson) == ["one_answer"]
    value = lesson.body[0].value
    assert [option["text"] for option in value["options"]] == ["Clouds", "The moon"]
    assert value["assesses"] is None
    assert lesson.publish_problems()
    again = import_package(exported(RAIN), name="rain.h5p", into=module)
    assert again.lesson.slug == "rain-2"


def test_cards_go_to_the_end_of_a_draft_and_not_online(lesson: LessonPage) -> None:
    before = kinds(lesson)
    import_package(exported(RAIN), name="rain.h5p", into=lesson)
    lesson.refresh_from_db()
    assert kinds(lesson) == before
    assert kinds(lesson.get_latest_revision_as_object()) == [*before, "one_answer"]


def test_texts_in_any_script_come_through_whole(module: ModulePage) -> None:
    done = import_package(exported(ARABIC, title="مطر"), name="x.h5p", into=module)
    value = done.lesson.body[0].value
    assert (value["prompt"], value["feedback_true"], value["feedback_false"]) == (
        ARABIC.prompt,
        ARABIC.feedback_true,
        ARABIC.feedback_false,
    )
    assert done.lesson.title == "مطر"
    assert done.lesson.slug.isascii()


def test_own_words_for_true_and_false_become_options(module: ModulePage) -> None:
    block = TrueFalse("A link from a stranger is …", "false", "No.", "Yes.", label_true="safe", label_false="not safe")
    done = import_package(exported(block), name="x.h5p", into=module)
    assert kinds(done.lesson) == ["one_answer"]
    assert [(option["text"], option["is_right"]) for option in done.lesson.body[0].value["options"]] == [
        ("safe", False),
        ("not safe", True),
    ]


def test_an_accordion_takes_a_simpler_form_and_says_so(module: ModulePage) -> None:
    block = Accordion((Panel("One & two", "<p>First</p>"), Panel("Three", "<ul><li>Second</li></ul>")))
    done = import_package(exported(block), name="x.h5p", into=module)
    assert [child.value["text"].source for child in done.lesson.body] == [
        "<p><b>One &amp; two</b></p><p>First</p>",
        "<p><b>Three</b></p><ul><li>Second</li></ul>",
    ]
    assert "simpler-form" in {loss.code for loss in done.losses}


def test_a_picture_is_written_anew_with_its_licence(module: ModulePage) -> None:
    data = photograph(exif=b"Exif\0\0secret place", comment=b"secret") + b"<script>"
    block = PictureBlock("images/field.jpg", alt="A field", caption="Noon", credit="Amina", licence="CC BY-SA 4.0")
    done = import_package(exported(block, files={"images/field.jpg": data}), name="x.h5p", into=module)
    picture = Picture.objects.get()
    assert (picture.licence, picture.credit, picture.title) == ("CC BY-SA 4.0", "Amina", "A field")
    with picture.file.open("rb") as file:
        stored = file.read()
    assert b"secret" not in stored
    assert b"script" not in stored
    value = done.lesson.body[0].value
    assert (value["picture"], value["alt"], value["caption"]) == (picture, "A field", "Noon")
    import_package(exported(block, files={"images/field.jpg": data}), name="x.h5p", into=module)
    assert Picture.objects.count() == 1


def test_a_licence_that_we_do_not_have_is_left_for_the_trainer(module: ModulePage) -> None:
    block = PictureBlock("images/field.jpg", alt="A field", credit="Amina", licence="CC BY-NC 3.0")
    done = import_package(exported(block, files={"images/field.jpg": photograph()}), name="x.h5p", into=module)
    picture = Picture.objects.get()
    assert (picture.licence, picture.credit) == ("", "Amina (CC BY-NC 3.0)")
    assert "licence-to-say" in {loss.code for loss in done.losses}


def test_a_picture_that_is_none_is_left_out(module: ModulePage) -> None:
    block = PictureBlock("images/field.png", alt="A field")
    data = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
    done = import_package(exported(block, files={"images/field.png": data}), name="x.h5p", into=module)
    assert Picture.objects.count() == 0
    assert done.lesson.body[0].value["picture"] is None
    assert "picture-refused" in {loss.code for loss in done.losses}


def test_a_sound_becomes_a_recording_whose_words_are_still_to_be_written(module: ModulePage) -> None:
    block = RecordingBlock("audios/a.mp3", "audio/mpeg", "Hello")
    file = exported(block, files={"audios/a.mp3": sound("mp3")}, authors=(("Baraka", "Author"),))
    done = import_package(file, name="x.h5p", into=module)
    recording = Recording.objects.get()
    assert (recording.title, recording.licence, recording.credit, recording.transcript) == ("Rain", "CC BY 4.0", "Baraka", "")
    assert kinds(done.lesson) == ["audio"]
    assert "words-to-write" in {loss.code for loss in done.losses}
    assert any("words are missing" in problem for problem in done.lesson.publish_problems())
    assert "media-not-ready" in {loss.code for loss in export_lesson_with_text(done.lesson).losses}


def export_lesson_with_text(lesson: LessonPage) -> Exported:
    lesson.body = as_stream([*[(child.block_type, child.value) for child in lesson.body], ("share", {"text": "x"})])
    return export_lesson(lesson)


def test_a_sound_that_is_none_is_left_out(module: ModulePage) -> None:
    column = (Text("<p>x</p>"), RecordingBlock("audios/a.mp3", "audio/mpeg", "Hello"))
    done = import_package(exported(*column, files={"audios/a.mp3": b"ID3" + b"\0" * 400}), name="x.h5p", into=module)
    assert kinds(done.lesson) == ["text"]
    assert {"recording-refused", "left-out"} <= {loss.code for loss in done.losses}
    assert Recording.objects.count() == 0


def test_a_set_is_brought_in_question_by_question(module: ModulePage) -> None:
    file = exported(Quiz("Rain", (RAIN, ARABIC), introduction="<p>Think first.</p>"))
    plan = plan_import(file, name="x.h5p")
    assert [(item.way, item.library) for item in plan.items] == [
        ("native", "H5P.QuestionSet 1.21"),
        ("native", "H5P.MultiChoice 1.16"),
        ("native", "H5P.TrueFalse 1.8"),
    ]
    assert plan.items[0].ways == ("native",)
    done = import_package(file, name="x.h5p", into=module, ways={2: "embedded"})
    assert kinds(done.lesson) == ["text", "one_answer", "h5p"]
    assert [content.library for content in done.contents] == ["H5P.TrueFalse 1.8"]
    whole = import_package(file, name="x.h5p", into=module, ways={1: "embedded", 2: "embedded"})
    assert kinds(whole.lesson) == ["h5p"]
    assert whole.contents[0].library == "H5P.QuestionSet 1.21"


def test_a_book_keeps_the_titles_of_its_chapters(module: ModulePage) -> None:
    text = part("H5P.AdvancedText 1.1", {"text": "<p>Words</p>"})
    chapters = [part("H5P.Column 1.18", {"content": [{"content": text}]}, title=title) for title in ("One", "Two")]
    file = package("H5P.InteractiveBook 1.11", {"chapters": chapters}, "H5P.Column 1.18")
    done = import_package(file, name="x.h5p", into=module)
    assert [child.value["text"].source for child in done.lesson.body] == [
        "<p><b>One</b></p>",
        "<p>Words</p>",
        "<p><b>Two</b></p>",
        "<p>Words</p>",
    ]


def test_what_has_no_native_form_waits_for_its_libraries_with_its_package(module: ModulePage, settings: Any) -> None:
    file = package("Test.Chart 1.0", {"words": "Rain <b>", "other": 1}, "Test.Below 2.1", files={"images/a.jpg": photograph()})
    plan = plan_import(file, name="x.h5p")
    assert [item.way for item in plan.items] == ["embedded"]
    assert [name.spec for name in plan.missing] == ["Test.Chart 1.0"]
    done = import_package(file, name="x.h5p", into=module)
    (content,) = done.contents
    assert not content.is_playable
    assert content.authors == ""
    assert content.licence == "CC BY"
    assert path_of(content.files["images/a.jpg"]).read_bytes() == photograph()
    with open_kept(content.package) as kept:
        assert kept.read() == file.getvalue()
    assert any("cannot be played yet" in problem for problem in done.lesson.publish_problems())
    install_library("Test.Below 2.1", [])
    install_library("Test.Chart 1.0", [{"name": "words", "type": "text"}], needs=["Test.Below 2.1"])
    refilter(content, SiteStore())
    content.refresh_from_db()
    assert content.waits_for == []
    assert content.filtered == {"words": "Rain &lt;b&gt;"}
    assert content.dependencies == ["Test.Chart 1.0"]
    assert content.weight > 0


def test_a_missing_dependency_of_an_installed_library_is_named(module: ModulePage) -> None:
    install_library("Test.Chart 1.0", [{"name": "words", "type": "text"}], needs=["Test.Below 2.1"])
    done = import_package(package("Test.Chart 1.0", {"words": "Rain"}), name="x.h5p", into=module)
    assert done.contents[0].waits_for == ["Test.Below 2.1"]


def test_only_missing_parts_that_may_stand_there_are_waited_for(module: ModulePage) -> None:
    options = {"name": "inner", "type": "library", "options": ["Test.Inner 1.1"]}
    install_library("Test.Outer 1.0", [options])
    old = import_package(package("Test.Outer 1.0", {"inner": part("Test.Inner 1.0", {})}), name="x.h5p", into=module)
    assert old.contents[0].waits_for == []
    new = import_package(package("Test.Outer 1.0", {"inner": part("Test.Inner 1.1", {})}), name="x.h5p", into=module)
    assert new.contents[0].waits_for == ["Test.Inner 1.1"]


def test_what_is_installed_is_playable_at_once_and_may_be_chosen(module: ModulePage, settings: Any) -> None:
    install_own()
    file = exported(RAIN, mode="own")
    plan = plan_import(file, name="x.h5p")
    (item,) = plan.items
    assert (item.way, plan.missing) == ("native", ())
    assert item.embedded_bytes > item.native_bytes
    done = import_package(file, name="x.h5p", into=module, ways={0: "embedded"})
    (content,) = done.contents
    assert content.is_playable
    assert content.filtered["blocks"][0]["prompt"] == "Why does it rain?"
    assert not path_of(content.package).exists()
    assert content.weight > 0


def test_libraries_in_an_authors_package_are_not_brought_in(module: ModulePage) -> None:
    done = import_package(exported(RAIN, mode="own"), name="x.h5p", into=module, ways={0: "embedded"})
    assert done.contents[0].waits_for == ["Mwanga.Questions 1.0"]
    assert list(SiteStore().libraries()) == []


def test_parts_without_a_native_form_keep_their_place_and_rights(module: ModulePage) -> None:
    chart = part("Test.Chart 1.0", {"words": "x"}, title="Rain by month", authors=[{"name": "Baraka", "role": "Author"}])
    text = part("H5P.AdvancedText 1.1", {"text": "<p>Words</p>"})
    file = package("H5P.Column 1.18", {"content": [{"content": text}, {"content": chart}]})
    done = import_package(file, name="x.h5p", into=module)
    assert kinds(done.lesson) == ["text", "h5p"]
    (content,) = done.contents
    assert (content.title, content.authors, content.library) == ("Rain by month", "Baraka", "Test.Chart 1.0")


def test_other_hosts_are_listed(module: ModulePage) -> None:
    file = package("Test.Chart 1.0", {"picture": {"path": "https://pictures.example/a.png", "mime": "image/png"}})
    assert plan_import(file, name="x.h5p").hosts == ("pictures.example",)


def test_what_cannot_be_read_is_unsupported(module: ModulePage) -> None:
    text = part("H5P.AdvancedText 1.1", {"text": "<p>Words</p>"})
    file = package("H5P.Column 1.18", {"content": [{"content": text}, {"content": part("../evil", {})}]})
    assert [item.way for item in plan_import(file, name="x.h5p").items] == ["native", "unsupported"]
    assert kinds(import_package(file, name="x.h5p", into=module).lesson) == ["text"]


@pytest.mark.parametrize(("ways", "words"), [({7: "native"}, "no part 8"), ({0: "sideways"}, "cannot be imported this way")])
def test_a_choice_that_is_not_there_is_refused(module: ModulePage, ways: dict[int, str], words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        import_package(exported(RAIN), name="rain.h5p", into=module, ways=ways)
    assert LessonPage.objects.count() == 0


def test_a_page_that_others_look_after_is_left_alone(module: ModulePage, lesson: LessonPage, trainer: Any) -> None:
    lesson.locked, lesson.locked_by = True, None
    lesson.save(clean=False)
    with pytest.raises(ImportRefused, match="locked"):
        import_package(exported(RAIN), name="rain.h5p", into=lesson, by=trainer.person)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_no_row_and_no_file(module: ModulePage, settings: Any, attack: str) -> None:
    """Attacks by a library do not even look into it here: an author's libraries are passed over."""
    _code, build = ATTACKS[attack]
    file = BytesIO(build())
    if plan_import(file, name="x.h5p").report.ok:
        import_package(file, name="x.h5p", into=module)
        assert list(SiteStore().libraries()) == []
        return
    with pytest.raises(ImportRefused):
        import_package(file, name="x.h5p", into=module)
    assert H5PContent.objects.count() == 0
    assert LessonPage.objects.count() == 0
    assert kept_files(settings) == []


def test_an_import_that_breaks_leaves_nothing(module: ModulePage, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(LessonPage, "save_revision", broken)
    picture = PictureBlock("images/field.jpg", alt="A field")
    column = exported(picture, Text("<p>x</p>"), files={"images/field.jpg": photograph()})
    with pytest.raises(RuntimeError):
        import_package(column, name="x.h5p", into=module, ways={1: "embedded"})
    assert (H5PContent.objects.count(), Picture.objects.count(), LessonPage.objects.count()) == (0, 0, 0)
    assert kept_files(settings) == []
    assert list(Path(settings.MEDIA_ROOT).rglob("*.jpg")) == []


def test_sentences_are_in_the_readers_language_and_name_the_place(module: ModulePage) -> None:
    with override("en"), pytest.raises(ImportRefused) as refusal:
        import_package(BytesIO(b"no zip"), name="x.h5p", into=module)
    assert "damaged" in str(refusal.value)
    assert [issue.code for issue in refusal.value.report.errors] == ["unable-to-unzip"]
