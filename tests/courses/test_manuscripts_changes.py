"""Loading again: what changed in a manuscript arrives, what was edited in the CMS stays, what is wrong is refused whole."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import StringTranslation, Translation

from courses.manuscripts import load
from courses.manuscripts.export import NoSuchCourse, export_course
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.report import Report
from courses.models import (
    Competency,
    CoursePage,
    CourseVersion,
    Film,
    Framework,
    Job,
    LessonPage,
    LessonVersion,
    ModulePage,
    Picture,
)
from tests.courses.manuscript_files import Course
from tests.courses.media_files import film, sound
from tests.kept_rows import kept
from translations.models import Stage, TranslationState

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course's folder, not loaded yet."""
    return Course(tmp_path / "manuscripts")


@kept
def first_load() -> None:
    """What a load of the small course makes."""
    with TemporaryDirectory() as folder:
        load.load_course(Course(Path(folder) / "manuscripts").path)


@pytest.fixture
def loaded(course: Course, first_load: None) -> Course:
    """The small course, loaded."""
    return course


def reload(course: Course, *, overwrite: bool = False) -> list[str]:
    """Loads again; what the report says. Every test ends with a sound tree and a load that changes nothing."""
    report = load.load_course(course.path, overwrite=overwrite)
    assert Page.find_problems() == ([], [], [], [], [])
    revisions = Revision.objects.count()
    again: Report = load.load_course(course.path)
    assert again.changed == 0, again.lines
    assert Revision.objects.count() == revisions
    return report.lines


def lesson(language: str = "en", slug: str = "lesson-1") -> LessonPage:
    """A lesson's page."""
    return LessonPage.objects.get(slug=slug, locale__language_code=language)


def version(language: str = "en", slug: str = "lesson-1") -> LessonVersion:
    """What learners get."""
    return LessonVersion.objects.current().get(language=language, path__endswith=f"/{slug}")


def card(language: str, name: str) -> dict[str, Any]:
    """The first card of a kind that learners get."""
    return next(card for card in version(language).content["cards"] if card["kind"] == name)


def edit(page: Any, **fields: Any) -> None:
    """Edits and publishes a page as a trainer would."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def edit_words(page: LessonPage, html: str) -> None:
    """Rewrites the first card in the CMS."""
    draft = page.get_latest_revision_as_object()
    raw = draft.body.get_prep_value()
    raw[0]["value"]["text"] = html
    edit(page, body=LessonPage.body.field.stream_block.to_python(raw))


# --- loading ----------------------------------------------------------------------------------------------------------


def test_a_first_load_makes_everything(course: Course) -> None:
    report = load.load_course(course.path)
    assert "en/tiny-course/first/lesson-1: created" in report.lines
    assert "sw/tiny-course/first/lesson-1: created" in report.lines
    assert Framework.objects.get().competencies.get().tag == "test-framework/HCM1"
    assert (version("en").number, version("sw").number) == (1, 1)
    assert CourseVersion.objects.filter(number__gt=1).count() == 0
    assert Job.objects.filter(kind="render_course").count() == 1


def test_what_learners_get_is_what_the_manuscript_says(loaded: Course) -> None:
    content = version("sw").content
    assert (content["minutes"], content["sensitive"], content["translation_status"]) == (9, False, "machine_draft")
    assert content["can_do"] == ["kutaja mahali 3", "kusema nani anaamua"]
    assert card("sw", "text")["html"].startswith("<p>AI <b>hukisia</b>. Hutafuta mpangilio.</p><ul><li>kwenye simu</li>")
    assert card("sw", "picture")["alt"] == "Taa juu ya meza."
    gaps = card("sw", "fill_the_gap")["question"]
    # The sentence turns round in Swahili; the gaps keep their identity.
    assert [part.get("gap") for part in gaps["parts"]][1] == gaps["gaps"][1]["id"]
    assert [gap["answers"][0] for gap in gaps["gaps"]] == ["120", "30"]
    assert [gap["id"] for gap in gaps["gaps"]] == [gap["id"] for gap in card("en", "fill_the_gap")["question"]["gaps"]]


def test_a_changed_lesson_arrives_as_a_new_version(loaded: Course) -> None:
    loaded.change("en/lesson-1.md", "She reads. Then she sends.", "She reads it. Then she sends.")
    loaded.change("sw/lesson-1.md", "Anasoma. Kisha anatuma.", "Anausoma. Kisha anatuma.")
    questions = {language: list(version(language).questions) for language in ("en", "sw")}
    assert reload(loaded) == ["en/tiny-course/first/lesson-1: updated", "sw/tiny-course/first/lesson-1: updated"]
    assert card("en", "example")["html"] == "<p>She reads it. Then she sends.</p>"
    assert card("sw", "example")["html"] == "<p>Anausoma. Kisha anatuma.</p>"
    assert (version("en").number, version("sw").number) == (2, 2)
    assert {language: list(version(language).questions) for language in ("en", "sw")} == questions


def test_new_words_in_the_source_alone_reach_the_desk(loaded: Course) -> None:
    loaded.change("en/lesson-1.md", "She reads. Then she sends.", "She reads it. Then she sends.")
    assert reload(loaded) == ["en/tiny-course/first/lesson-1: updated"]
    translation = Translation.objects.get(source__object_id=lesson().translation_key)
    assert len(set(translation.get_progress())) == 1
    assert version("sw").number == 1


def test_a_card_can_be_added_taken_away_and_moved(loaded: Course) -> None:
    for language, words in (("en", "New."), ("sw", "Mpya.")):
        file = f"{language}/lesson-1.md"
        text = loaded.read(file)
        share = text[text.index("## share tell") : text.index("## helpline help")]
        text = text.replace(share, "").replace("## text guesses", f"## text first\n{words}\n\n{share}## text guesses")
        loaded.write(file, text)
    before = {card["kind"]: card["id"] for card in version("sw").content["cards"]}
    assert len(reload(loaded)) == 2
    after = version("sw").content["cards"]
    assert [card["kind"] for card in after][:3] == ["text", "share", "text"]
    assert after[0]["html"] == "<p>Mpya.</p>"
    assert (after[1]["id"], after[2]["id"]) == (before["share"], before["text"])


def test_a_mark_that_moves_in_the_source_moves_everywhere(loaded: Course) -> None:
    for language in ("en", "sw"):
        text = loaded.read(f"{language}/lesson-1.md")
        loaded.write(f"{language}/lesson-1.md", text.replace("( ) yes", "(x) yes").replace("(x) no", "( ) no"))
    reload(loaded)
    for language in ("en", "sw"):
        assert [option["correct"] for option in card(language, "one_answer")["question"]["options"]] == [True, False]


def test_a_reviewed_translation_says_so(loaded: Course) -> None:
    loaded.change("sw/lesson-1.md", "translation: machine draft", "translation: reviewed")
    assert reload(loaded) == ["sw/tiny-course/first/lesson-1: updated"]
    assert version("sw").content["translation_status"] == "reviewed"
    made = StringTranslation.objects.filter(context__object_id=lesson().translation_key)
    assert set(made.values_list("translation_type", "tool_name")) == {("manual", "")}


def test_the_desk_keeps_the_state_of_a_translation(loaded: Course) -> None:
    translation = Translation.objects.get(source__object_id=lesson().translation_key)
    translation.save_target(publish=False)
    assert lesson("sw").get_latest_revision_as_object().translation_status == "machine_draft"


def test_lessons_and_modules_stand_in_the_manuscripts_order(loaded: Course) -> None:
    loaded.add_lesson(3)
    reload(loaded)
    loaded.add_lesson(2)
    loaded.add_lesson(2, language="sw")
    reload(loaded)
    first = ModulePage.objects.get(slug="first", locale__language_code="en")
    assert [page.slug for page in first.get_children()] == ["lesson-1", "lesson-2", "lesson-3"]
    for language in ("en", "sw"):
        outline = CourseVersion.objects.current().get(language=language)
        assert [entry["path"][-8:] for entry in outline.lessons] == ["lesson-1", "lesson-2", "lesson-3"]


def test_modules_change_places(loaded: Course) -> None:
    for language in ("en", "sw"):
        head, first, second = loaded.read(f"{language}/course.md").split("\n## module ")
        loaded.write(f"{language}/course.md", f"{head}\n## module {second}\n## module {first}")
    assert reload(loaded) == ["en/tiny-course: order: updated"]
    course = CoursePage.objects.get(locale__language_code="en")
    assert [page.slug for page in course.get_children()] == ["second", "first"]


def test_an_order_made_in_the_cms_is_kept(loaded: Course) -> None:
    loaded.add_lesson(2)
    reload(loaded)
    lesson("en", "lesson-2").move(lesson("en", "lesson-1"), pos="left")
    assert reload(loaded) == ["en/tiny-course/first: order: kept, edited in the CMS"]
    assert reload(loaded, overwrite=True) == ["en/tiny-course/first: order: updated"]


def test_a_lesson_moves_to_another_module_with_its_translation(loaded: Course) -> None:
    for language in ("en", "sw"):
        loaded.change(f"{language}/lesson-1.md", "module: first", "module: second")
    reload(loaded)
    for language in ("en", "sw"):
        assert version(language).path == f"{language}/tiny-course/second/lesson-1"


def test_a_further_language_is_added(loaded: Course) -> None:
    add_arabic(loaded)
    lines = reload(loaded)
    assert lines[0] == "ar: created"
    assert version("ar").content["cards"][0]["id"] == version("sw").content["cards"][0]["id"]


# --- edits in the CMS -------------------------------------------------------------------------------------------------


def test_an_edit_in_the_cms_is_kept_and_said(loaded: Course) -> None:
    edit_words(lesson(), "<p>A trainer's words.</p>")
    loaded.change("en/lesson-1.md", "What it is about.", "What it is for.")
    loaded.change("sw/lesson-1.md", "Linahusu nini.", "Ni la nini.")
    assert reload(loaded) == [
        "en/tiny-course/first/lesson-1: kept, edited in the CMS",
        "sw/tiny-course/first/lesson-1: kept, the page it translates was edited in the CMS",
    ]
    assert card("en", "text")["html"] == "<p>A trainer's words.</p>"


def test_an_edit_in_the_cms_gives_way_when_asked(loaded: Course) -> None:
    edit_words(lesson(), "<p>A trainer's words.</p>")
    edit(CoursePage.objects.get(locale__language_code="en"), minutes=55)
    lines = reload(loaded, overwrite=True)
    assert lines == ["en/tiny-course: updated", "en/tiny-course/first/lesson-1: updated"]
    assert card("en", "text")["html"].startswith("<p>AI <b>guesses</b>")


def test_a_draft_in_the_cms_is_kept_too(loaded: Course) -> None:
    draft = lesson().get_latest_revision_as_object()
    draft.title = "A draft"
    draft.save_revision()
    assert reload(loaded) == ["en/tiny-course/first/lesson-1: kept, edited in the CMS"]
    assert lesson().get_latest_revision_as_object().title == "A draft"


def test_saving_without_changing_anything_is_no_edit(loaded: Course) -> None:
    page = lesson()
    html = (
        page.body[0]
        .value["text"]
        .source.replace("<p>", '<p data-block-key="ab1cd">')
        .replace("<b>", "<strong>")
        .replace("</b>", "</strong>")
    )
    edit_words(page, html)
    assert reload(loaded) == []
    loaded.change("en/lesson-1.md", "title: She reads first", "title: She reads it first")
    assert reload(loaded) == ["en/tiny-course/first/lesson-1: updated"]


def test_a_page_taken_offline_stays_offline(loaded: Course) -> None:
    lesson().unpublish()
    assert reload(loaded) == ["en/tiny-course/first/lesson-1: kept, taken offline in the CMS"]
    assert not lesson().live
    reload(loaded, overwrite=True)
    assert lesson().live


def test_a_translators_unpublished_work_is_kept(loaded: Course) -> None:
    row = StringTranslation.objects.get(context__object_id=lesson().translation_key, data="Anasoma kwanza")
    row.data, row.translation_type, row.tool_name = "Asome kwanza", "manual", ""
    row.save()
    loaded.change("sw/lesson-1.md", "Linahusu nini.", "Ni la nini.")
    assert reload(loaded) == ["sw/tiny-course/first/lesson-1: kept, edited in the CMS"]
    row.refresh_from_db()
    assert row.data == "Asome kwanza"


def test_a_translators_published_work_is_kept(loaded: Course) -> None:
    row = StringTranslation.objects.get(context__object_id=lesson().translation_key, data="Anasoma kwanza")
    row.data = "Asome kwanza"
    row.save()
    TranslationState.objects.filter(page_key=lesson().translation_key).update(stage=Stage.APPROVED)
    Translation.objects.get(source__object_id=lesson().translation_key).save_target(publish=False)
    lesson("sw").get_latest_revision().publish()
    loaded.change("sw/lesson-1.md", "Linahusu nini.", "Ni la nini.")
    assert reload(loaded) == ["sw/tiny-course/first/lesson-1: kept, edited in the CMS"]
    assert card("sw", "example")["title"] == "Asome kwanza"


def add_arabic(course: Course) -> None:
    """A further language's files. That the words are not Arabic does not matter here."""
    for name in ("course.md", "lesson-1.md"):
        course.write(f"ar/{name}", course.read(f"sw/{name}"))


def test_a_language_that_comes_after_an_edit_waits_for_a_translator(course: Course) -> None:
    swahili = {name: course.read(f"sw/{name}") for name in ("course.md", "lesson-1.md")}
    for name in swahili:
        (course.path / "sw" / name).unlink()
    load.load_course(course.path)
    edit_words(lesson(), "<p>A trainer's words.</p>")
    for name, text in swahili.items():
        course.write(f"sw/{name}", text)
    lines = load.load_course(course.path).lines
    assert "sw/tiny-course/first/lesson-1: created as a draft: 1 sentences wait for a translator" in lines
    assert not lesson("sw").live
    assert not LessonVersion.objects.filter(language="sw").exists()
    assert load.load_course(course.path).changed == 0


def test_a_language_that_comes_later_translates_what_the_desk_has(loaded: Course) -> None:
    edit_words(lesson(), "<p>A trainer's words.</p>")
    add_arabic(loaded)
    assert "ar/tiny-course/first/lesson-1: created" in reload(loaded)
    assert card("ar", "text")["html"] == card("sw", "text")["html"]


def test_a_framework_edited_in_the_cms_is_kept(loaded: Course) -> None:
    Competency.objects.update(name="Agency")
    assert reload(loaded) == ["test-framework/HCM1: kept, edited in the CMS"]
    loaded.write("../frameworks/test.toml", loaded.read("../frameworks/test.toml").replace("Test framework", "Another name"))
    assert "test-framework: updated" in reload(loaded)
    assert Competency.objects.get().name == "Agency"


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_a_picture_is_replaced_in_place(loaded: Course, django_capture_on_commit_callbacks: Any) -> None:
    before = Picture.objects.get()
    loaded.draw("navy")
    with django_capture_on_commit_callbacks() as _callbacks:
        assert reload(loaded) == ["tiny-course/pictures/lamp.png: updated"]
    after = Picture.objects.get()
    assert after.pk == before.pk
    assert after.file_hash != before.file_hash
    assert Job.objects.filter(kind="render_course", status="pending").count() == 1
    assert version("en").number == 1


def test_a_new_credit_makes_a_new_version(loaded: Course) -> None:
    for language in ("en", "sw"):
        loaded.change(f"{language}/lesson-1.md", "credit: Mwanga", "credit: Somebody")
    assert "en/tiny-course/first/lesson-1: updated" in reload(loaded)
    assert card("sw", "picture")["credit"] == "Somebody"


def test_a_picture_edited_in_the_cms_is_kept(loaded: Course) -> None:
    Picture.objects.update(credit="The cooperative")
    loaded.draw("navy")
    lines = reload(loaded)
    assert "tiny-course/pictures/lamp.png: kept, edited in the CMS" in lines
    assert Picture.objects.get().credit == "The cooperative"


# --- refusing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "teaches: test-framework/HCM1",
            "teaches: test-framework/XX9",
            r"line 1: No framework has the competency “test-framework/XX9”",
        ),
        ("(x) no |", "( ) no |", r"line \d+: The card “feeling”: 0 options are marked right"),
        ("summary: What it is about.", f"summary: {'x' * 241}", "line 1: “summary”"),
        ("A chatbot says “I miss you”.", "A chatbot says " + "so " * 150, "The card “feeling”: prompt: "),
        ("( ) yes | Yes", f"( ) yes | {'y' * 251}", "The card “feeling”: options: 1: text: "),
    ],
)
def test_what_the_site_would_refuse_is_refused_before_anything_is_stored(course: Course, old: str, new: str, words: str) -> None:
    course.change("en/lesson-1.md", old, new)
    if "(x) no" in old or "teaches" in old:
        course.change("sw/lesson-1.md", old, new)
    with pytest.raises(ManuscriptError, match=words):
        load.load_course(course.path)
    assert not CoursePage.objects.exists()
    assert not Picture.objects.exists()
    assert not Framework.objects.exists()
    assert not default_storage.exists("original_images") or default_storage.listdir("original_images")[1] == []


def test_the_commands_print_and_exit_as_promised(course: Course, tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_course", str(course.path), stdout=out)
    assert "en/tiny-course: created" in out.getvalue().splitlines()
    out = StringIO()
    call_command("load_course", str(course.path), stdout=out)
    assert out.getvalue() == "Nothing changed.\n"
    out = StringIO()
    call_command("export_course", "tiny-course", str(tmp_path / "out"), stdout=out)
    assert out.getvalue() == f"5 files are in {tmp_path / 'out'}.\n"
    course.change("en/lesson-1.md", "minutes: 9", "minutes: x")
    for code, name, arguments in (
        (1, "load_course", [str(course.path)]),
        (2, "load_course", [str(tmp_path / "nowhere")]),
        (1, "export_course", ["nowhere", str(tmp_path / "out")]),
        (2, "export_course", ["tiny-course", str(course.path / "en" / "course.md")]),
    ):
        with pytest.raises(CommandError) as caught:
            call_command(name, *arguments)
        assert caught.value.returncode == code


# --- exporting --------------------------------------------------------------------------------------------------------


def test_exporting_gives_the_same_files(loaded: Course, tmp_path: Path) -> None:
    export_course("tiny-course", tmp_path / "out")
    for name in ("en/course.md", "en/lesson-1.md", "sw/course.md", "sw/lesson-1.md"):
        assert (tmp_path / "out" / name).read_text() == loaded.read(name)
    assert (tmp_path / "out" / "pictures" / "lamp.png").read_bytes() == (loaded.path / "pictures" / "lamp.png").read_bytes()


def test_what_was_made_in_the_cms_is_named_by_its_id_and_keeps_it(
    loaded: Course, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    page = lesson()
    block = LessonPage.body.field.stream_block
    own = ("0c0b7cf4-13a4-4d4c-8d6b-2f2b4a4c9c11", "6b6a1d86-7a5f-4f1c-9d0e-0b8a4f0b1f22", "b0f3a1de-58d1-4a3f-8f75-3f7a7b1c5d33")
    options = [
        {"type": "item", "id": own[1], "value": {"text": "Yes", "is_right": True, "feedback": "Yes."}},
        {"type": "item", "id": own[2], "value": {"text": "No", "is_right": False, "feedback": "No."}},
    ]
    value = {"prompt": "New?", "options": options, "assesses": Competency.objects.get().pk}
    edit(page, body=block.to_python([*page.body.get_prep_value(), {"type": "one_answer", "id": own[0], "value": value}]))
    exported = tmp_path / "out" / "tiny-course"
    export_course("tiny-course", exported)
    text = (exported / "en" / "lesson-1.md").read_text()
    assert f"## one-answer {own[0]}\n" in text
    assert f"(x) {own[1]} | Yes | Yes." in text
    before = version("en").questions
    with django_capture_on_commit_callbacks(execute=True):
        CoursePage.objects.get(locale__language_code="en").delete()  # takes its translation along
    (exported / "sw" / "lesson-1.md").unlink()
    load.load_course(exported)
    assert version("en").questions == before


def test_drafts_are_not_exported(loaded: Course, tmp_path: Path) -> None:
    edit_words(lesson(), "<p>Live words.</p>")
    draft = lesson().get_latest_revision_as_object()
    draft.title = "A draft"
    draft.save_revision()
    lesson("sw").unpublish()
    export_course("tiny-course", tmp_path / "out")
    text = (tmp_path / "out" / "en" / "lesson-1.md").read_text()
    assert "Live words." in text
    assert "A draft" not in text
    assert not (tmp_path / "out" / "sw" / "lesson-1.md").exists()


def test_exporting_names_what_is_left_over_and_what_is_not_there(loaded: Course, tmp_path: Path) -> None:
    loaded.add_lesson(2)
    export = export_course("tiny-course", loaded.path)
    assert [file.name for file in export.left_over] == ["lesson-2.md"]
    with pytest.raises(NoSuchCourse, match="No published course has the address “nothing”"):
        export_course("nothing", tmp_path / "out")


def test_locales_are_made_for_languages_with_content_only(loaded: Course) -> None:
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "sw"}


# --- recordings -------------------------------------------------------------------------------------------------------

AUDIO = """
## audio listen
file: %(file)s
title: %(title)s
licence: CC BY 4.0
credit: Mwanga
%(words)s

## share tell
"""


def add_recording(course: Course, language: str, words: str) -> None:
    """A recording before the card to share, in a file of its own."""
    file = f"listen-{language}.mp3"
    (course.path / "recordings").mkdir(exist_ok=True)
    (course.path / "recordings" / file).write_bytes(sound("mp3", 1 + len(words) % 3))
    said = {"file": file, "title": f"Listen {language}", "words": words}
    course.change(f"{language}/lesson-1.md", "\n## share tell\n", AUDIO % said)


def test_every_language_has_its_own_recording(course: Course, tmp_path: Path) -> None:
    add_recording(course, "en", "Line one.\n\nLine two.")
    add_recording(course, "sw", "Mstari wa kwanza.")
    load.load_course(course.path)
    assert card("en", "audio")["transcript"] == "Line one.\n\nLine two."
    assert card("sw", "audio")["transcript"] == "Mstari wa kwanza."
    assert card("sw", "audio")["title"] == "Listen sw"
    assert reload(course) == []
    export = export_course("tiny-course", tmp_path / "out")
    assert (tmp_path / "out" / "recordings" / "listen-sw.mp3") in export.written
    for name in ("en/lesson-1.md", "sw/lesson-1.md"):
        assert (tmp_path / "out" / name).read_text() == course.read(name)


def test_a_recording_that_is_none_is_refused(course: Course) -> None:
    add_recording(course, "en", "Words.")
    add_recording(course, "sw", "Maneno.")
    (course.path / "recordings" / "listen-en.mp3").write_bytes(b"no sound")
    with pytest.raises(ManuscriptError, match="does not contain what its name promises"):
        load.load_course(course.path)


# --- videos -----------------------------------------------------------------------------------------------------------

VIDEO = """
## video harvest
file: harvest.mp4
title: %(title)s
licence: CC BY-SA 4.0
credit: Mwanga
captions:
WEBVTT

00:00.000 --> 00:02.000
%(said)s
words:
%(words)s

## share tell
"""


def add_video(course: Course) -> None:
    """One video in both languages, each with its own captions and words, before the card to share."""
    (course.path / "videos").mkdir(exist_ok=True)
    (course.path / "videos" / "harvest.mp4").write_bytes(film("mp4", 2, "320x180"))
    english = {"title": "A harvest", "said": "Water &amp; wait.", "words": "She waters the field.\nwords:\n\\# and waits."}
    swahili = {"title": "Mavuno", "said": "Mwagilia.", "words": "Anamwagilia shamba."}
    for language, words in (("en", english), ("sw", swahili)):
        course.change(f"{language}/lesson-1.md", "\n## share tell\n", VIDEO % words)


def test_a_video_is_shared_and_its_captions_and_words_are_each_languages_own(course: Course, tmp_path: Path) -> None:
    add_video(course)
    load.load_course(course.path)
    english, swahili = card("en", "video"), card("sw", "video")
    assert english["film"] == swahili["film"]
    assert english["transcript"] == "She waters the field.\nwords:\n# and waits."
    assert swahili["captions"] == "WEBVTT\n\n00:00.000 --> 00:02.000\nMwagilia."
    assert (swahili["title"], swahili["licence"]) == ("Mavuno", "CC BY-SA 4.0")
    made = Film.objects.get()
    assert (made.seconds, made.width, made.height) == (2, 320, 180)
    assert reload(course) == []
    export = export_course("tiny-course", tmp_path / "out")
    out = tmp_path / "out" / "videos" / "harvest.mp4"
    assert out in export.written
    assert out.read_bytes() == film("mp4", 2, "320x180")
    for name in ("en/lesson-1.md", "sw/lesson-1.md"):
        assert (tmp_path / "out" / name).read_text() == course.read(name)


def test_a_replaced_video_keeps_its_row(course: Course) -> None:
    add_video(course)
    load.load_course(course.path)
    before = Film.objects.get()
    (course.path / "videos" / "harvest.mp4").write_bytes(film("mp4", 1, "320x180"))
    assert reload(course) == ["tiny-course/videos/harvest.mp4: updated"]
    after = Film.objects.get()
    assert (after.pk, after.seconds) == (before.pk, 1)
    assert after.file.name != before.file.name


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("captions:\nWEBVTT", "captions:\nWEB", "do not start with the word WEBVTT"),
        ("captions:\nWEBVTT", "WEBVTT", "The captions are missing"),
        ("words:\nShe", "She", "The words are missing"),
        ("file: harvest.mp4", "file: lost.mp4", "“lost.mp4” is not in the folder “videos”"),
        ("licence: CC BY-SA 4.0", "licence: CC0 1.0", "“harvest.mp4” has another licence"),
    ],
)
def test_a_video_that_lacks_something_is_refused(course: Course, old: str, new: str, sentence: str) -> None:
    add_video(course)
    course.change("en/lesson-1.md", "words:\n\\#", "\\#")
    course.change("en/lesson-1.md", old, new)
    with pytest.raises(ManuscriptError, match=sentence):
        load.load_course(course.path)
    assert not Film.objects.exists()


def test_a_playlist_among_the_videos_is_refused(course: Course) -> None:
    add_video(course)
    (course.path / "videos" / "harvest.mp4").write_bytes(b"#EXTM3U\n#EXTINF:5,\n/etc/passwd\n")
    with pytest.raises(ManuscriptError, match="does not contain what its name promises"):
        load.load_course(course.path)
