"""The starter courses, loaded as `make run` loads them: pages, versions and translations, once; and written out again."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page, Revision, Site
from wagtail_localize.models import StringTranslation, Translation

from courses.manuscripts.export import export_course
from courses.models import CataloguePage, CoursePage, CourseVersion, Job, LessonPage, LessonVersion, ModulePage, Picture
from courses.models.purpose import CHECKS
from tests.kept_rows import kept

pytestmark = [pytest.mark.long, pytest.mark.once]  # loading parts of them is tested on every database (test_manuscripts_changes)

STARTER = Path(__file__).resolve().parents[2] / "courses" / "starter"
SLUG = "safe-and-strong-with-ai"
# Language -> lessons, as machine drafts.
TRANSLATED = {"am": 1, "ar": 6, "bn": 1, "es": 1, "fr": 1, "ha": 1, "hi": 2, "pt": 1, "sw": 6}
CHECKED = ("en", "ar", "sw")  # languages that have the start and the end check; elsewhere they stand in English


@kept
def starter() -> str:
    """The starter courses, loaded. What the command printed."""
    out = StringIO()
    call_command("load_starter_courses", stdout=out)
    return out.getvalue()


def rows() -> dict[str, int]:
    """How many rows there are of everything a load writes."""
    models = (Page, Revision, LessonVersion, CourseVersion, Picture, Translation, StringTranslation, Job)
    return {model.__name__: model.objects.count() for model in models}


def versions(language: str) -> dict[str, LessonVersion]:
    """The lessons and checks learners get in a language, by their slug."""
    found = LessonVersion.objects.current().filter(language=language, path__contains=SLUG).order_by("path")
    return {version.path.rpartition("/")[2]: version for version in found}


def test_the_command_names_every_page(starter: str) -> None:
    lines = starter.splitlines()
    assert f"en/{SLUG}: created" in lines
    assert f"ar/{SLUG}/around-you/lesson-1: created" in lines
    assert len(lines) == len(set(lines))


def test_a_second_load_changes_nothing(starter: str) -> None:
    before, out = rows(), StringIO()
    call_command("load_starter_courses", stdout=out)
    assert out.getvalue() == "Nothing changed.\n"
    assert rows() == before


def test_what_is_for_each_ones_own_phone_is_marked_alike_in_every_language(starter: str) -> None:
    def marked(language: str) -> dict[str, list[int]]:
        cards = {slug: one.content["cards"] for slug, one in versions(language).items()}
        return {slug: [place for place, card in enumerate(some) if card.get("own_phone")] for slug, some in cards.items()}

    assert marked("en") == marked("ar") == marked("sw")
    assert {slug: len(places) for slug, places in marked("en").items() if places} == {"lesson-6": 6}


def test_the_tree_is_sound(starter: str) -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    out = StringIO()
    call_command("fixtree", interactive=False, stdout=out)
    assert out.getvalue().count("No problems found.") == 2


def test_the_english_catalogue_is_the_site_and_the_welcome_page_is_gone(starter: str) -> None:
    root = Site.objects.get().root_page.specific
    assert isinstance(root, CataloguePage)
    assert root.locale.language_code == "en"
    assert not Page.objects.filter(depth=2).exclude(pk__in=CataloguePage.objects.values("pk")).exists()
    assert set(root.get_translations().values_list("locale__language_code", flat=True)) >= set(TRANSLATED)


def test_every_page_is_live_without_drafts_of_its_own(starter: str) -> None:
    pages = Page.objects.filter(depth__gte=2)
    assert not pages.filter(live=False).exists()
    assert not pages.filter(has_unpublished_changes=True).exists()


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_all_modules_stand_in_every_language_in_order(starter: str, language: str) -> None:
    course = CoursePage.objects.get(slug=SLUG, locale__language_code=language)
    assert [page.slug for page in ModulePage.objects.child_of(course)] == ["around-you", "stay-safe", "my-choice"]


def test_lessons_are_published_once(starter: str) -> None:
    for language, translated in {"en": 6, **TRANSLATED}.items():
        checks = set(CHECKS) if language in CHECKED else set()
        assert set(versions(language)) == {f"lesson-{number}" for number in range(1, translated + 1)} | checks
    assert not LessonVersion.objects.filter(path__contains=SLUG, number__gt=1).exists()
    assert not CourseVersion.objects.filter(slug=SLUG, number__gt=1).exists()


@pytest.mark.parametrize("language", TRANSLATED)
def test_questions_and_options_have_the_same_ids_and_marks_in_every_language(starter: str, language: str) -> None:
    english = versions("en")
    for slug, version in versions(language).items():
        assert version.lesson_key == english[slug].lesson_key
        assert len(version.questions) >= 4
        for (there_id, there), (here_id, here) in zip(english[slug].questions.items(), version.questions.items(), strict=True):
            assert there_id == here_id
            assert there["prompt"] != here["prompt"]
            assert there["assesses"] == here["assesses"] is not None
            for name in ("options", "items", "gaps"):
                for one, other in zip(there.get(name, []), here.get(name, []), strict=True):
                    assert (one["id"], one.get("correct")) == (other["id"], other.get("correct"))


def test_ids_do_not_depend_on_the_database(starter: str) -> None:
    questions = versions("en")["lesson-1"].questions
    first = next(iter(questions))
    assert first == "e764a71d-aefd-5678-bc92-fdc17427e87b"
    assert questions[first]["options"][0]["id"] == "2e82aa68-77a1-5cb0-94fb-d740f3f5ad04"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translated_course_lists_all_lessons(starter: str, language: str) -> None:
    version = CourseVersion.objects.current().get(slug=SLUG, language=language)
    translated = TRANSLATED[language]
    assert [lesson["language"] for lesson in version.lessons] == [language] * translated + ["en"] * (6 - translated)
    own = language if language in CHECKED else "en"
    assert {purpose: check["language"] for purpose, check in version.checks.items()} == dict.fromkeys(CHECKS, own)
    assert version.content["translation_status"] == "machine_draft"
    assert version.content["source_language"] == "en"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_went_through_the_desk(starter: str, language: str) -> None:
    locale = Locale.objects.get(language_code=language)
    for page in LessonPage.objects.filter(locale=locale):
        assert page.translation_status == "machine_draft"
        assert page.teaches.count() >= (0 if page.is_check else 1)
        assert page.is_check == (page.slug in CHECKS)
        translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)
        total, done = translation.get_progress()
        assert total == done > 30
        made = StringTranslation.objects.filter(locale=locale, context__object_id=page.translation_key)
        assert set(made.values_list("translation_type", "tool_name", "has_error")) == {("machine", "machine draft", False)}


def test_pictures_carry_licence_and_credit(starter: str) -> None:
    assert Picture.objects.filter(title__startswith=f"{SLUG}/", licence="CC BY 4.0").exclude(credit="").count() == 12


def test_gaps_named_in_the_manuscript_are_numbered_on_the_page(starter: str) -> None:
    page = LessonPage.objects.get(slug="lesson-2", locale__language_code="en", path__startswith=course_path())
    block = next(child for child in page.body if child.block_type == "fill_the_gap")
    assert "{1}" in block.value["text"]
    assert "{2}" in block.value["text"]
    assert "{sheep}" not in block.value["text"]


def course_path() -> str:
    """The tree path of the English course."""
    return CoursePage.objects.get(slug=SLUG, locale__language_code="en").path


def test_exporting_gives_the_same_files(starter: str, tmp_path: Path) -> None:
    export = export_course(SLUG, tmp_path)
    there = {file.relative_to(STARTER / SLUG) for file in (STARTER / SLUG).rglob("*") if file.suffix in (".md", ".png")}
    assert {file.relative_to(tmp_path) for file in export.written} == there
    for name in there:
        assert (tmp_path / name).read_bytes() == (STARTER / SLUG / name).read_bytes(), name
    assert not export.left_over
