"""The board: what it counts, who sees which columns, what is looked for, files, what changed; it costs the same for any size."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.models import CoursePage, LessonPage, ModulePage
from learning.models import Person
from learning.staff_roles import set_up_roles
from tests.bench.board import make_catalogues, make_set
from tests.cast import Member
from tests.factories import make_catalogue, make_course, make_lesson, make_locale, make_module
from tests.translations.conftest import Desk, member
from translations.board import NOBODY, Language, Wanted, board, languages_in_sight
from translations.board_pages import lines, source_of
from translations.models import Stage, TranslationState
from translations.models.invitation import DeskRole
from translations.models.state import Standing
from translations.roles import set_up_desk
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, assign, publish, submit

pytestmark = pytest.mark.django_db
SW = [Language("sw")]


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def cell_of(desk: Desk, wanted: Wanted = Wanted()) -> Any:  # noqa: B008 - frozen
    rows = [row for row in board(SW, wanted).rows if row.key == desk.course.translation_key]
    return rows[0].cells[0] if rows else None


def page_of(client: Client, name: str = "board", *args: object, **query: str) -> str:
    answer = client.get(reverse(f"translations:{name}", args=args, query=query))
    assert answer.status_code == 200
    return answer.content.decode()


# --- what is counted --------------------------------------------------------------------------------------------------


def test_each_page_stands_where_it_is(desk: Desk, translator: Person, reviewer: Person) -> None:
    course, module, lesson = desk.states()
    desk.translate(course, translator)
    publish(approve(submit(course, by=translator), by=reviewer), by=reviewer)
    desk.translate(module, translator)
    submit(module, by=translator)
    sentence = sentences_of(lesson.translation)[0]
    record_sentences(
        translation=lesson.translation, targets={sentence.segment: "SW"}, origin=Origin(translator, "machine", by_machine=True)
    )
    cell = cell_of(desk)
    assert cell.standings == {Standing.PUBLISHED: 1, Standing.IN_REVIEW: 1, Standing.MACHINE_DRAFT: 1, Standing.UNTRANSLATED: 0}
    assert (cell.pages, cell.published, cell.live, cell.behind) == (3, 1, 1, 0)
    assert cell.words_left == desk.state().words_left > 0


def test_the_database_and_the_row_say_the_same_of_every_standing(desk: Desk) -> None:
    state = desk.state()
    for stage in Stage.values:
        for translated, by_machine in ((0, 0), (3, 3), (3, 1)):
            for is_live in (True, False):
                TranslationState.objects.filter(pk=state.pk).update(
                    stage=stage, sentences=translated, translated=translated, by_machine=by_machine, is_live=is_live
                )
                found = TranslationState.objects.with_standing().filter(now=desk.state().standing)
                assert state in found, (stage, translated, by_machine, is_live)


def test_pages_never_sent_are_untranslated(desk: Desk) -> None:
    before = cell_of(desk)
    make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2")
    make_lesson(ModulePage.objects.get(locale__language_code="en"), "half-written", live=False)
    cell = cell_of(desk)
    assert (cell.pages, cell.standings[Standing.UNTRANSLATED]) == (before.pages + 1, before.pages + 1)


def test_words_that_another_language_has_counted_are_words_left(desk: Desk) -> None:
    [row] = [row for row in board([Language("sw"), Language("ha")], Wanted()).rows if not row.is_home]
    swahili, hausa = row.cells
    assert swahili.words_left == hausa.words_left == sum(state.words for state in desk.states())
    assert hausa.pages == 3
    assert row.uncounted == 0


def test_a_course_sent_nowhere_stands_there_with_words_not_counted(desk: Desk) -> None:
    make_module(make_course("second", title="Second"))
    text = page_of(browser_of(desk.coordinator))
    assert "Second" in text
    assert "words not counted yet" in text


def test_a_translation_taken_from_learners_is_approved_and_not_published(desk: Desk, translator: Person, reviewer: Person) -> None:
    course = desk.states()[0]
    desk.translate(course, translator)
    publish(approve(submit(course, by=translator), by=reviewer), by=reviewer)
    CoursePage.objects.get(locale__language_code="sw").unpublish()
    assert cell_of(desk).published == 0
    assert cell_of(desk).standings[Standing.APPROVED] == 1


# --- pages that went away or moved ------------------------------------------------------------------------------------


def test_a_deleted_source_page_leaves_no_ghost(desk: Desk) -> None:
    LessonPage.objects.get(pk=desk.lesson.pk).delete()
    assert cell_of(desk).pages == 2
    assert not TranslationState.objects.filter(page_key=desk.lesson.translation_key).exists()
    call_command("rebuild_translation_states")
    assert cell_of(desk).pages == 2


def test_a_row_whose_source_is_gone_is_not_shown_and_rebuilding_takes_it_away(desk: Desk) -> None:
    LessonPage.objects.filter(pk=desk.lesson.pk).update(translation_key="00000000-0000-4000-8000-000000000001")
    assert cell_of(desk).standings[Standing.UNTRANSLATED] == 3  # the two, and the page that bears another key now
    call_command("rebuild_translation_states")
    assert not TranslationState.objects.filter(page_key=desk.lesson.translation_key).exists()


def test_a_deleted_course_is_no_row(desk: Desk) -> None:
    CoursePage.objects.get(pk=desk.course.pk).delete()
    assert cell_of(desk) is None
    assert not TranslationState.objects.of_course(desk.course.translation_key).exists()


def test_a_lesson_moved_to_another_course_is_counted_there(desk: Desk) -> None:
    other = make_course("second", title="Second")
    module = make_module(other)
    LessonPage.objects.get(pk=desk.lesson.pk).move(ModulePage.objects.get(pk=module.pk), pos="last-child")
    assert desk.state().course_key == other.translation_key
    assert cell_of(desk).pages == 2
    found = lines(source_of(other.translation_key), "sw", Wanted())  # type: ignore[arg-type]
    # What it stands under now is on the desk as well.
    assert [(line.level, line.state is None) for line in found] == [(0, False), (1, False), (2, False)]


def test_a_module_takes_its_lessons_along(desk: Desk) -> None:
    other = make_course("second", title="Second")
    module = ModulePage.objects.get(locale__language_code="en")
    module.move(CoursePage.objects.get(pk=other.pk), pos="last-child")
    assert {state.kind for state in TranslationState.objects.of_course(other.translation_key)} == {"course", "module", "lesson"}


def test_a_moved_translation_changes_no_row(desk: Desk) -> None:
    course = make_course("other", "sw")
    module = make_module(course, "other")
    target = desk.lesson.get_translation(make_locale("sw"))
    target.move(ModulePage.objects.get(pk=module.pk), pos="last-child")
    assert desk.state().course_key == desk.course.translation_key


def test_rebuilding_puts_a_row_back_into_its_course(desk: Desk) -> None:
    TranslationState.objects.update(course_key="00000000-0000-4000-8000-000000000001", title="Old")
    call_command("rebuild_translation_states")
    assert cell_of(desk).listed == 3
    assert desk.state().title == desk.lesson.title


# --- what is looked for -----------------------------------------------------------------------------------------------


def test_looking_for_what_is_behind(desk: Desk) -> None:
    assert cell_of(desk, Wanted(is_behind=True)) is None
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.title = "Another title"
    lesson.save_revision().publish()
    cell = cell_of(desk, Wanted(is_behind=True))
    assert (cell.behind, cell.matching) == (1, 1)
    text = page_of(browser_of(desk.coordinator), behind="on")
    assert "1 behind" in text
    assert "1 page found" in text


def test_looking_for_ones_own_work_and_for_nobodys(desk: Desk, translator: Person) -> None:
    assert cell_of(desk, Wanted(person=translator, who="me")) is None
    assign(desk.state(), translator=translator, reviewer=None, by=desk.coordinator)
    assert cell_of(desk, Wanted(person=translator, who="me")).matching == 1
    assert cell_of(desk, Wanted(who="anybody")).matching == 1
    assert cell_of(desk, Wanted(who=NOBODY)).matching == 2
    assert cell_of(desk).people == ["translator"]
    client = browser_of(translator)
    assert page_of(client, "course", desk.course.translation_key, "sw", who="me").count('name="page"') == 1
    assert page_of(client, "course", desk.course.translation_key, "sw", who="nobody").count('name="page"') == 2


@pytest.mark.parametrize("standing", Standing.values)
def test_the_board_and_its_pages_agree_on_what_is_found(desk: Desk, translator: Person, standing: str) -> None:
    desk.translate(desk.states()[0], translator)
    submit(desk.states()[0], by=translator)
    make_lesson(ModulePage.objects.get(locale__language_code="en"), "lesson-2")
    wanted = Wanted(standing=standing)
    cell = cell_of(desk, wanted)
    found = lines(source_of(desk.course.translation_key), "sw", wanted)  # type: ignore[arg-type]
    assert (cell.matching if cell else 0) == len(found)


def test_what_is_not_understood_is_said_and_left_out(desk: Desk) -> None:
    text = page_of(browser_of(desk.coordinator), standing="lost", course="no-key", language="xx")
    assert "error-message" in text
    assert desk.course.title in text


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_people_of_one_language_see_its_column_only(desk: Desk, translator: Person) -> None:
    make_catalogues(["ha"])
    assert [language.code for language in languages_in_sight(translator)] == ["sw"]
    text = page_of(browser_of(translator))
    assert "Kiswahili" in text
    assert 'lang="ha"' not in text
    assert browser_of(translator).get(reverse("translations:course", args=[desk.course.translation_key, "ha"])).status_code != 200
    changes = reverse("translations:changes", args=[Translation.objects.filter(target_locale__language_code="sw")[0].uuid])
    assert browser_of(member("hausa", DeskRole.TRANSLATOR, "ha")).get(changes).status_code != 200


def test_trainers_and_administrators_see_every_language(desk: Desk, trainer: Member) -> None:
    assert len(languages_in_sight(desk.coordinator)) == len(languages_in_sight(trainer.person)) >= 9


def test_staff_without_pages_see_no_board(desk: Desk) -> None:
    from django.contrib.auth.models import Permission

    person = Person.objects.create_user(username="bookkeeper", password="correct-horse-battery")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = browser_of(person)
    assert client.get(reverse("translations:board")).status_code == 302
    assert "/cms/translations/" not in client.get("/cms/").content.decode()


def test_the_state_of_the_interface_stands_in_the_heads(desk: Desk, translator: Person) -> None:
    assert "interface: machine draft" in page_of(browser_of(translator))


def test_names_of_languages_say_their_language_and_direction(desk: Desk) -> None:
    assert '<span lang="ar" dir="rtl">العربية</span>' in page_of(browser_of(desk.coordinator))


# --- what changed -----------------------------------------------------------------------------------------------------


def test_what_changed_is_shown_word_by_word(desk: Desk, translator: Person) -> None:
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.summary = "A short lesson & more."
    lesson.save_revision().publish()
    client = browser_of(translator)
    listed = page_of(client, "course", desk.course.translation_key, "sw")
    address = reverse("translations:changes", args=[desk.state().translation.uuid])
    assert f'data-src="{address}?part"' in listed
    assert "behind since" in listed
    for query in ("", "?part"):
        text = client.get(address + query).content.decode()
        assert "<del>" in text
        assert '<ins><span class="w-sr-only">[new: </span>' in text
        assert "&amp;" in text
    assert "<html" not in client.get(address + "?part").content.decode()


# --- files ------------------------------------------------------------------------------------------------------------


def table(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_board_as_a_file(desk: Desk, translator: Person) -> None:
    heads, *body = table(browser_of(translator), reverse("translations:board_csv"))
    [line] = [dict(zip(heads, cells, strict=True)) for cells in body if cells[0] == desk.course.title]
    assert (line["Language"], line["Name"], line["Pages"], line["untranslated"]) == ("sw", "Kiswahili", "3", "3")
    assert int(line["Words left"]) > 0


def test_no_cell_of_a_file_is_a_formula(desk: Desk, translator: Person) -> None:
    title = '=HYPERLINK("http://example.org")'
    course = CoursePage.objects.get(pk=desk.course.pk)
    course.title = course.draft_title = title
    course.save_revision().publish()
    client = browser_of(translator)
    cells = [cell for line in table(client, reverse("translations:board_csv")) for cell in line]
    cells += [c for line in table(client, reverse("translations:course_csv", args=[course.translation_key, "sw"])) for c in line]
    assert f"'{title}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_pages_of_a_course_as_a_file(desk: Desk, translator: Person) -> None:
    assign(desk.state(), translator=translator, reviewer=None, by=desk.coordinator)
    heads, *body = table(browser_of(translator), reverse("translations:course_csv", args=[desk.course.translation_key, "sw"]))
    assert [cells[1] for cells in body] == ["course", "module", "lesson"]
    assert dict(zip(heads, body[2], strict=True))["Translator"] == "translator"


# --- the menu, the dashboard, the editor ------------------------------------------------------------------------------


def test_the_desk_stands_in_the_menu(desk: Desk, translator: Person, trainer: Member) -> None:
    for client in (browser_of(translator), trainer.client):
        assert "/cms/translations/" in client.get("/cms/", follow=True).content.decode()


def test_what_waits_for_somebody_is_on_their_first_page(desk: Desk, translator: Person, reviewer: Person) -> None:
    assert "Waiting for you" not in browser_of(translator).get("/cms/", follow=True).content.decode()
    assign(desk.state(), translator=translator, reviewer=reviewer, by=desk.coordinator)
    text = browser_of(translator).get("/cms/", follow=True).content.decode()
    assert "Waiting for you" in text
    assert "To translate" in text
    assert "Waiting for you" not in browser_of(reviewer).get("/cms/", follow=True).content.decode()
    desk.translate(desk.state(), translator)
    assert "ready to be sent to review" in browser_of(translator).get("/cms/", follow=True).content.decode()
    submit(desk.state(), by=translator)
    assert "To review" in browser_of(reviewer).get("/cms/", follow=True).content.decode()
    assert "Waiting for you" not in browser_of(translator).get("/cms/", follow=True).content.decode()
    assert "To review" not in browser_of(member("hausa", DeskRole.REVIEWER, hausa())).get("/cms/", follow=True).content.decode()


def test_trainers_see_what_waits_on_the_dashboard(desk: Desk, trainer: Member) -> None:
    set_up_desk(set_up_roles())
    assign(desk.state(), translator=trainer.person, reviewer=None, by=desk.coordinator)
    text = trainer.client.get("/cms/").content.decode()
    assert "Waiting for you" in text
    assert reverse("translations:desk", args=[desk.state().translation.uuid]) in text


def test_a_course_leads_to_its_files_and_its_pages_to_the_desk(desk: Desk, translator: Person) -> None:
    text = page_of(browser_of(translator), "course", desk.course.translation_key, "sw")
    for name, place in (("import_course", [desk.course.translation_key, "sw"]), ("desk", [desk.state().translation.uuid])):
        address = reverse(f"translations:{name}", args=place)
        assert f'href="{address}"' in text
        assert browser_of(translator).get(address).status_code == 200


def hausa() -> str:
    """The desk of another language."""
    make_catalogue("ha")
    set_up_desk(set_up_roles())
    return "ha"


def test_the_editor_of_a_page_leads_to_its_translations(desk: Desk, trainer: Member) -> None:
    text = trainer.client.get(reverse("wagtailadmin_pages:edit", args=[desk.lesson.pk])).content.decode()
    address = reverse("translations:board", query={"course": str(desk.course.translation_key)})
    assert f'href="{address}"' in text
    make_course("second", title="Second")
    board_text = trainer.client.get(address).content.decode()
    assert desk.course.title in board_text
    assert "Second" not in board_text


# --- what it costs ----------------------------------------------------------------------------------------------------


def opened(client: Client, address: str) -> int:
    client.get(address)  # what Django and Wagtail learn once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_board_costs_the_same_however_much_there_is(desk: Desk, trainer: Member, translator: Person) -> None:
    set_up_desk(set_up_roles())
    address = reverse("translations:board")
    clients = [browser_of(desk.coordinator), trainer.client, browser_of(translator)]
    before = [opened(client, address) for client in clients]
    make_catalogues(["ha", "ar"])
    make_set(4, lessons=5, languages=["sw", "ha", "ar"])
    TranslationState.objects.update(translator=translator)
    assert [opened(client, address) for client in clients] == before
    # An administrator, a trainer, somebody invited for one language: of these ours are 4, 5 and 6.
    assert before == [10, 14, 15]


def test_the_pages_of_a_course_cost_the_same_however_many_there_are(desk: Desk, translator: Person) -> None:
    client = browser_of(translator)
    address = reverse("translations:course", args=[desk.course.translation_key, "sw"])
    before = opened(client, address)
    for number in range(3):
        make_lesson(ModulePage.objects.get(locale__language_code="en"), f"lesson-{number + 2}")
    assert opened(client, address) == before
    assert Page.objects.count() > 3
