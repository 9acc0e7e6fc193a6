"""Search finds what learners can read now, in every language, best first; and nothing else, whatever died on the way."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page

from courses.models import CoursePage, CourseVersion, LessonPage, LessonVersion, ModulePage, SearchEntry, SearchWord
from courses.rendering.documents import render_due
from courses.search import index, words
from courses.search.find import Found, find
from courses.search.index import index_due, rebuild
from courses.search.question import question_of
from tests.factories import make_competency, make_course, make_lesson, make_module
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db

# A title, a sentence in a card, and what people may type: each must find the lesson.
LESSONS = {
    "en": ("Spot a false photo", "Look at the hands and the shadows.", ["false photo", "PHOTOS", "shadow", "hands look", "fals"]),
    "fr": (
        "Reconnaître une image truquée",
        "L’IA peut créer l’image d’une élection.",
        ["image", "IA", "election", "créer", "reconnaitre"],
    ),
    "ar": ("كيف تعرف الصُّورة المزيفة", "انظر إلى الأيدي والظلال.", ["صورة", "الصوره", "مزيفه", "ظلال", "ايدي"]),
    "sw": ("Tambua picha ya uongo", "Angalia mikono na vivuli; ng’ombe ana miguu minne.", ["picha", "ngombe", "vivuli", "tambu"]),
    "ha": ("Gane hoton ƙarya", "Duba hannaye da inuwa. Kada ka yi ɗari-ɗari.", ["karya", "ƙarya", "hoto", "dari", "k'arya"]),
    "pt": ("Reconhecer uma imagem falsa", "Observe as mãos e as sombras.", ["maos", "mãos", "imagem", "sombra"]),
    "es": ("Reconocer una imagen falsa", "Mira las manos. ¿Cómo están?", ["como", "imagen", "mano", "estan"]),
    "hi": ("नकली फ़ोटो पहचानें", "हाथ और परछाई देखें। हिन्दी में पढ़ें।", ["फोटो", "हिंदी", "परछाई", "हिन्दी", "पढें"]),
    "bn": ("নকল ছবি চিনুন", "হাত ও ছায়া দেখুন। ছবিটি কে দিয়েছে?", ["ছবি", "ছায়া", "নকল ছবি", "ছবিটি"]),
    "am": ("የሐሰት ፎቶን ለዩ", "እጆችንና ጥላውን ይመልከቱ፡ በስልክ።", ["ሀሰት", "ፎቶ", "ስልክ", "ጥላ"]),
}


def lesson_of(language: str, slug: str = "lesson-1", *, title: str = "", text: str = "", **fields: object) -> LessonPage:
    """A published lesson whose card says `text`; its course and module are made if they are not there."""
    course = CoursePage.objects.filter(locale__language_code=language).first() or make_course(code=language)
    module = ModulePage.objects.child_of(course).first() or make_module(course)
    question = {"prompt": "?", "is_true": "true", "feedback_true": "Feedbackword.", "feedback_false": "Feedbackword."}
    body = [("text", {"text": f"<p>{text or '…'}</p>"}), ("true_false", {**question, "assesses": make_competency()})]
    return make_lesson(module, slug, title=title or slug.title(), body=body, **fields)


def found(typed: str, language: str = "en", **more: object) -> Found:
    return find(question_of(typed), language=language, **more)  # type: ignore[arg-type]


def titles(typed: str, language: str = "en", **more: object) -> list[str]:
    """Titles of what is found, best first."""
    entries = found(typed, language, **more).entries
    rows = SearchEntry.objects.select_related("lesson_version", "course_version").in_bulk(entries)
    return [(rows[pk].lesson_version or rows[pk].course_version).title for pk in entries]


# --- languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LESSONS)
def test_a_lesson_is_found_by_what_people_type(language: str) -> None:
    title, text, asked = LESSONS[language]
    lesson_of(language, title=title, text=text)
    lesson_of(language, "other", title="Mwanga", text="123")
    for typed in asked:
        assert titles(typed, language) == [title], typed
        assert not found(typed, language).in_other_languages


def test_vowel_signs_do_not_cut_a_word() -> None:
    """A tokenizer that takes them for spaces finds हिन्दी by द."""
    lesson_of("hi", text="हिन्दी")
    lesson_of("bn", text="ছবি")
    assert titles("द", "hi") == titles("ব", "bn") == []


def test_the_page_s_own_language_comes_first_and_alone() -> None:
    lesson_of("en", title="Robot")
    lesson_of("sw", title="Robot ya Kiswahili")
    assert titles("robot", "sw") == ["Robot ya Kiswahili"]
    assert titles("robot", "en") == ["Robot"]


def test_what_is_not_in_the_page_s_language_is_offered_from_others() -> None:
    lesson_of("en", title="Deepfake")
    lesson_of("fr", title="Deepfake ou vrai")
    lesson_of("ar", title="صورة")
    answer = found("deepfake", "ar")
    assert answer.in_other_languages
    assert titles("deepfake", "ar") == ["Deepfake", "Deepfake ou vrai"]
    assert titles("deepfake", "ar", readable=["fr", "en"]) == ["Deepfake ou vrai", "Deepfake"]


# --- order ------------------------------------------------------------------------------------------------------------


def test_titles_weigh_most_then_what_a_lesson_says_of_itself() -> None:
    lesson_of("en", "one", title="Wells", text="A torch.")
    lesson_of("en", "two", title="Wells again", summary="About a torch.")
    lesson_of("en", "three", title="The torch")
    lesson_of("en", "four", title="Torches")
    first, *between, last = titles("torch")
    assert (first, set(between), last) == ("The torch", {"Torches", "Wells again"}, "Wells")


def test_a_whole_word_comes_before_a_longer_one() -> None:
    lesson_of("en", "one", text="Photography.")
    lesson_of("en", "two", text="A photo.")
    assert titles("photo") == ["Two", "One"]


def test_lessons_with_all_words_leave_those_with_some_out() -> None:
    lesson_of("en", "one", text="Money and shadows.")
    lesson_of("en", "two", text="Money.")
    lesson_of("en", "three", text="Shadows.")
    lesson_of("en", "four", text="Goats.")
    assert titles("money shadows") == ["One"]
    assert not found("money shadows").in_part


def test_a_question_in_many_words_is_answered_by_the_rare_ones() -> None:
    for place in range(8):
        lesson_of("en", f"lesson-{place}", title=f"Number {place}", text="How do I know if it is so?")
    lesson_of("en", "rare", title="Rare", text="Do know how: is it a counterfeit?")
    assert titles("how do I know if it is counterfeit") == ["Rare"]


def test_when_no_lesson_has_all_words_those_with_some_are_shown_and_it_is_said() -> None:
    lesson_of("en", "one", text="Money.")
    lesson_of("en", "two", text="Shadows.")
    lesson_of("en", "three", text="Goats.")
    assert set(titles("money shadows")) == {"One", "Two"}
    assert found("money shadows").in_part
    assert found("money qqqqqq").in_part


def test_a_word_that_all_lessons_have_is_no_answer_to_a_rare_one() -> None:
    for place in range(6):
        lesson_of("en", f"lesson-{place}", text="AI guesses.")
    assert titles("guesses qqqqqq wwwwww") == []


# --- slips ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "typed", "meant"),
    [
        ("en", "A harvest.", "harvets", "harvest"),
        ("en", "A harvest.", "harvst", "harvest"),
        ("fr", "La récolte.", "recotle", "recolte"),
        ("ar", "المحصول", "المحصل", "المحصول"),
        ("hi", "फसलें उगाना", "उगाता", "उगाना"),
        ("am", "ጥላውን ይመልከቱ", "ይመልክቱ", "ይመልከቱ"),
    ],
)
def test_one_slip_is_forgiven_and_it_is_said(language: str, text: str, typed: str, meant: str) -> None:
    lesson_of(language, title="Target", text=text)
    assert titles(typed, language) == ["Target"]
    assert found(typed, language).near == [meant]


def test_a_word_that_another_language_has_is_no_slip() -> None:
    lesson_of("en", title="Goats", text="Foto")
    lesson_of("es", title="Cabra", text="Fotos fota")
    assert found("cabra", "en").in_other_languages
    assert found("cabra", "en").near == []


def test_short_words_and_numbers_are_taken_as_typed() -> None:
    lesson_of("en", text="cat 1234")
    assert titles("cut") == titles("1235") == []


# --- only what learners can read now ----------------------------------------------------------------------------------


@kept
def target() -> LessonPage:
    return lesson_of("en", title="Target", text="A zebra.")


@pytest.mark.parametrize("what", ["lesson", "module", "course"])
def test_what_is_unpublished_is_not_found(target: LessonPage, what: str) -> None:
    assert titles("zebra") == ["Target"]
    page = {"lesson": target, "module": target.get_parent(), "course": target.get_parent().get_parent()}[what].specific
    page.unpublish()
    assert titles("zebra") == []
    page.save_revision().publish()
    assert titles("zebra") == ["Target"]


@pytest.mark.parametrize("what", ["lesson", "course"])
def test_what_is_deleted_is_not_found(target: LessonPage, what: str, work_done) -> None:
    with work_done():
        {"lesson": target, "course": target.get_parent().get_parent()}[what].specific.delete()
    assert titles("zebra") == []
    assert not SearchEntry.objects.filter(lesson_version__page=None, lesson_version__isnull=False).exists()


def test_drafts_are_not_found(target: LessonPage) -> None:
    lesson_of("en", "draft", text="A giraffe.", live=False)
    target.title = "Giraffe"
    target.save_revision()
    assert titles("giraffe") == []


def test_new_words_are_found_at_once_and_old_ones_no_longer(target: LessonPage) -> None:
    target.body[0].value["text"].source = "<p>A giraffe.</p>"
    target.save_revision().publish()
    assert titles("giraffe") == ["Target"]
    assert titles("zebra") == []
    assert SearchEntry.objects.filter(lesson_version__isnull=False).count() == 1


def test_a_moved_lesson_is_found_with_its_new_course(target: LessonPage) -> None:
    other = make_module(make_course("other", title="Other course"))
    LessonPage.objects.get(pk=target.pk).move(other, "last-child")
    assert titles("zebra") == ["Target"]


def test_publishing_that_fails_leaves_nothing_to_find(target: LessonPage) -> None:
    def publish_and_fail() -> None:
        target.title = "Giraffe"
        target.save_revision().publish()
        assert titles("giraffe") == ["Giraffe"]
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError), transaction.atomic():
        publish_and_fail()
    assert titles("giraffe") == []
    assert titles("zebra") == ["Target"]


def test_what_a_killed_process_left_in_the_index_is_not_found(target: LessonPage) -> None:
    """Entries of a version that is no longer current, and of a course that is gone: the search looks at the versions itself."""
    LessonVersion.objects.update(is_current=False)
    assert SearchEntry.objects.filter(lesson_version__isnull=False).exists()
    assert titles("zebra") == []
    LessonVersion.objects.update(is_current=True)
    CourseVersion.objects.update(is_current=False)
    assert titles("zebra") == titles("tiny") == []


def test_a_lost_deletion_is_repaired_with_the_documents(target: LessonPage) -> None:
    Page.objects.get(pk=target.pk).delete()  # what follows waits for a commit that never comes in this test
    render_due()
    assert titles("zebra") == []


def test_a_search_answers_no_question(db: None) -> None:
    gap = {
        "prompt": "Her profit?",
        "text": "She keeps {1}.",
        "gaps": [{"answers": "37; thirtyseven", "feedback": "Feedbackword."}],
        "right": "Feedbackword.",
        "wrong": "Feedbackword.",
    }
    module = make_module(make_course())
    make_lesson(module, body=[("text", {"text": "<p>AI.</p>"}), ("fill_the_gap", {**gap, "assesses": make_competency()})])
    assert titles("profit keeps") == ["Lesson-1"]
    assert titles("thirtyseven") == titles("feedbackword") == []


def test_every_kind_of_card_and_question_is_read(lesson: LessonPage) -> None:
    for typed in ("guesses", "chatbot", "torch", "sure means", "call back", "sells 120", "name three places"):
        assert titles(typed) == ["Lesson-1"], typed


# --- upkeep -----------------------------------------------------------------------------------------------------------


def test_looking_again_changes_nothing(target: LessonPage) -> None:
    before = list(SearchEntry.objects.order_by("pk").values())
    assert index_due() == 0
    assert list(SearchEntry.objects.order_by("pk").values()) == before


def test_a_lost_index_comes_back_with_the_documents(target: LessonPage) -> None:
    SearchEntry.objects.all().delete()
    assert titles("zebra") == []
    render_due()
    assert titles("zebra") == ["Target"]


def test_new_rules_make_new_entries(target: LessonPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "RULES", words.RULES + 1)
    assert index_due() == 2
    assert titles("zebra") == ["Target"]
    assert set(SearchEntry.objects.values_list("rules", flat=True)) == {words.RULES + 1}


def test_the_command_looks_at_everything_again(target: LessonPage, capsys: pytest.CaptureFixture[str]) -> None:
    SearchWord.objects.create(language="en", word="gone")
    SearchEntry.objects.update(body="giraffe")
    call_command("rebuild_search")
    assert capsys.readouterr().out == "Lessons and courses that can be found: 2.\n"
    assert titles("zebra") == ["Target"]
    assert titles("giraffe") == []
    assert not SearchWord.objects.filter(word="gone").exists()


def test_the_index_follows_whatever_changes_the_rows(target: LessonPage) -> None:
    SearchEntry.objects.filter(lesson_version__isnull=False).update(body="giraffe")
    assert titles("giraffe") == ["Target"]
    assert titles("zebra") == []
    LessonVersion.objects.all().delete()
    assert titles("giraffe") == []
    assert rebuild() == 1


def test_indexing_one_course_leaves_others_alone(target: LessonPage) -> None:
    other = make_module(make_course("other", title="Other course"))
    make_lesson(other, "second", title="Second")
    entries = set(SearchEntry.objects.values_list("pk", flat=True))
    target.title = "Changed"
    target.save_revision().publish()
    assert len(entries & set(SearchEntry.objects.values_list("pk", flat=True))) == 2  # the other course and its lesson
    assert titles("second") == ["Second"]
