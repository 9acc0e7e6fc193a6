"""The facilitator's page, the projector and the print pack as everybody sees them; counts of a class only for its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from courses.models import LessonPage, LessonVersion
from learning.models import ClassSession, Cohort, HandsUp
from learning.teaching import questions_asked, slides_of
from tests.cast import Member
from tests.factories import make_course, make_lesson, make_module
from tests.kept_rows import kept
from tests.learning.class_of import make_for_own_phones, script_of_lesson

pytestmark = pytest.mark.django_db
LESSON = "/en/teach/tiny-course/first/lesson-1/"
SHOW = f"{LESSON}show/"
CAST = ["visitor", "guest", "learner", "other_learner", "facilitator", "other_facilitator", "administrator"]


@kept
def lesson() -> LessonPage:
    return make_lesson(make_module(make_course()), title="Finding AI", sensitive=True, **script_of_lesson())


def words_of(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def question_card(version: LessonVersion, kind: str = "question") -> int:
    """The number of the first screen of a kind."""
    return next(place for place, slide in enumerate(slides_of(version), start=1) if slide.kind == kind)


@pytest.mark.parametrize("who", CAST)
def test_everybody_may_read_the_script(version: LessonVersion, who: str, request: pytest.FixtureRequest) -> None:
    words = words_of(request.getfixturevalue(who).client.get(LESSON))
    for part in ("Finding AI", "Greet everybody.", "The script: 2 minutes", "A torch", "Sort the cards.", "It guesses words."):
        assert part in words
    assert "do not promise secrecy" in words


def test_a_lesson_without_a_script_has_the_frame_and_says_so(client: Client) -> None:
    make_lesson(make_module(make_course()))
    words = words_of(client.get(LESSON))
    assert "Nobody has written a script" in words
    assert "The script: 27 minutes" in words
    assert "do not promise secrecy" not in words


def test_what_is_not_published_has_no_facilitators_page(version: LessonVersion, client: Client) -> None:
    for path in ("/en/teach/tiny-course/first/no-lesson/", "/ar/teach/tiny-course/first/lesson-1/show/"):
        assert client.get(path).status_code == 404


def test_the_script_stays_out_of_what_learners_get(version: LessonVersion, client: Client) -> None:
    assert version.content["script"]["materials"] == ["A torch", "A radio"]
    page = client.get("/en/tiny-course/first/lesson-1/").content.decode()
    assert "Greet everybody." not in page
    assert "A torch\n" not in page
    assert "Sort the cards." not in page


def test_a_lesson_without_a_script_keeps_the_hash_it_had() -> None:
    page = make_lesson(make_module(make_course()))
    content = LessonVersion.objects.current().get(lesson_key=page.translation_key).content
    assert "script" not in content


# --- the projector ------------------------------------------------------------------------------------------------------------


def test_every_screen_is_reached_by_the_link_of_the_one_before(version: LessonVersion, client: Client) -> None:
    path, seen = SHOW, []
    while True:
        page = client.get(path).content.decode()
        seen.append(re.search(r'<main id="main" class="at-(\w+)"', page)[1])  # type: ignore[index]
        link = re.search(r'rel="next" href="([^"]+)"', page)
        button = re.search(r'name="to" value="(\d+)"', page)
        if not link and not button:
            break
        path = SHOW + (link[1].replace("&amp;", "&") if link else f"?to={button[1]}")  # type: ignore[index]
    assert seen == [slide.kind for slide in slides_of(version)]
    assert seen.count("question") == seen.count("answer") == 5


def test_hands_are_counted_without_scripts_and_kept_nowhere(version: LessonVersion, client: Client) -> None:
    card = question_card(version)
    for fields, shown in (
        ({"step": "+1"}, 1),
        ({"h1": "4", "step": "+1"}, 5),
        ({"h1": "4", "step": "-1"}, 3),
        ({"h1": "0", "step": "-1"}, 0),
    ):
        page = client.get(SHOW, {"card": card, **fields}).content.decode()
        assert f'name="h1" value="{shown}"' in page
    words = words_of(client.get(SHOW, {"card": card, "to": card + 1, "h1": "4", "h2": "7"}))
    assert "Right, only words." in words
    assert "It only puts words together." in words
    assert re.search(r"\b7\b", words)
    assert not ClassSession.objects.exists()


@pytest.mark.parametrize("given", ["", "0", "999", "-3", "x", "²", "1e9", "9" * 30])
def test_a_strange_number_of_a_card_shows_some_card(version: LessonVersion, client: Client, given: str) -> None:
    assert client.get(SHOW, {"card": given, "h1": given, "step": given, "to": given}).status_code == 200


def test_counts_of_a_class_are_kept_for_its_facilitator(version: LessonVersion, cohort: Cohort, facilitator: Member) -> None:
    card = question_card(version)
    address = f"{SHOW}?class={cohort.uuid}"
    answer = facilitator.client.post(address, {"card": card, "to": card + 1, "h1": "2", "h2": "10"})
    assert (answer.status_code, answer["Location"]) == (302, f"?card={card + 1}&class={cohort.uuid}")
    assert sorted(HandsUp.objects.values_list("count", flat=True)) == [2, 10]
    words = words_of(facilitator.client.get(f"{address}&card={card + 1}"))
    assert re.search(r"\b10\b", words)
    assert 'name="h2" value="10"' in facilitator.client.get(f"{address}&card={card}").content.decode()
    # Pressing + stores nothing yet.
    facilitator.client.post(address, {"card": card, "step": "+1", "h1": "2", "h2": "10"})
    assert sorted(HandsUp.objects.values_list("count", flat=True)) == [2, 10]


@pytest.mark.parametrize("who", ["visitor", "guest", "learner", "other_learner", "other_facilitator"])
def test_nobody_else_counts_for_a_class(version: LessonVersion, cohort: Cohort, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    card = question_card(version)
    address = f"{SHOW}?class={cohort.uuid}&card={card}"
    for answer in (client.get(address), client.post(address, {"card": card, "to": card + 1, "h1": "2"})):
        assert cohort.name not in answer.content.decode()
        assert str(cohort.uuid) not in answer.content.decode()
        assert answer.status_code == (404 if who == "other_facilitator" else 200)
    assert not ClassSession.objects.exists()


def test_the_page_of_a_class_leads_to_its_register(version: LessonVersion, cohort: Cohort, facilitator: Member) -> None:
    page = facilitator.client.get(f"{LESSON}?class={cohort.uuid}").content.decode()
    assert f"/en/classes/{cohort.uuid}/register/?lesson={version.lesson_key}" in page
    assert f"/show/?class={cohort.uuid}" in page
    assert facilitator.client.get(f"{LESSON}?class=nonsense").status_code == 404


def test_the_page_of_a_class_has_the_way_of_all_pages_of_classes(
    version: LessonVersion, cohort: Cohort, facilitator: Member
) -> None:
    pages = [f"/en/classes/{cohort.uuid}/register/", f"{LESSON}?class={cohort.uuid}", f"/en/classes/{cohort.uuid}/"]
    ways = [re.search(r'<nav class="tabs".*?</nav>', facilitator.client.get(page).content.decode()) for page in pages]
    hrefs = [re.findall(r'href="([^"]+)"', way[0]) for way in ways if way]
    assert hrefs == [["/en/classes/", "/en/reports/", "/en/staff/certificates/"]] * 3
    for page in pages[:2]:
        assert f'<a class="back" href="/en/classes/{cohort.uuid}/">' in facilitator.client.get(page).content.decode()
    assert '<nav class="tabs"' not in facilitator.client.get(LESSON).content.decode()


def test_a_lesson_that_the_class_does_not_take_is_not_shown_for_it(cohort: Cohort, facilitator: Member) -> None:
    make_lesson(make_module(make_course("other-course")))
    address = "/en/teach/other-course/first/lesson-1/"
    for path in (address, f"{address}show/"):
        answer = facilitator.client.get(f"{path}?class={cohort.uuid}")
        assert answer.status_code == 404
        assert "This class does not take this lesson." in answer.content.decode()
    sent = {"card": 2, "to": 3, "h1": "2"}
    assert facilitator.client.post(f"{address}show/?class={cohort.uuid}", sent).status_code == 404
    assert not ClassSession.objects.exists()
    assert facilitator.client.get(address).status_code == 200


def test_what_is_for_each_ones_own_phone_is_one_quiet_screen(version: LessonVersion, client: Client) -> None:
    make_for_own_phones(version, 0, 1, 2)
    asked = questions_asked(version)
    own, others = [one for one in asked if one.for_own_phone], [one for one in asked if not one.for_own_phone]
    assert own
    assert others
    slides = slides_of(version)
    assert [slide.kind for slide in slides].count("own_phone") == 1
    seen = "".join(words_of(client.get(SHOW, {"card": place})) for place in range(1, len(slides) + 1))
    assert "This part is for each one’s own phone." in seen
    assert "AI guesses." not in seen
    assert not [one.prompt for one in own if one.prompt in seen]
    assert all(one.prompt.partition("\n")[0] in seen for one in others)
    # Learners read it in their lesson, and the facilitator's page says where it stands.
    assert "AI guesses." in client.get("/en/tiny-course/first/lesson-1/").content.decode()
    assert "A part of this lesson is for each one’s own phone" in words_of(client.get(LESSON))


def test_paper_has_what_is_read_alone_on_a_sheet_of_its_own(version: LessonVersion, client: Client) -> None:
    assert "To read alone" not in words_of(client.get(f"{LESSON}print/"))
    make_for_own_phones(version, 0, 1)
    words = words_of(client.get(f"{LESSON}print/"))
    alone = words.index("To read alone")
    prompt = next(one.prompt for one in questions_asked(version) if one.for_own_phone)
    assert words.index("The cards, to read aloud") < words.index("stands on a sheet of its own. Nobody") < alone
    assert words.count("AI guesses.") == words.count(prompt) == 1
    assert min(words.index("AI guesses."), words.index(prompt)) > alone


# --- paper --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", CAST)
def test_everybody_may_print(version: LessonVersion, who: str, request: pytest.FixtureRequest) -> None:
    words = words_of(request.getfixturevalue(who).client.get(f"{LESSON}print/"))
    for part in ("The cards, to read aloud", "AI guesses.", "Questions", "Answers, with what to say", "Numbers only, never names"):
        assert part in words


def test_the_pdf_is_a_file_that_can_be_resumed(version: LessonVersion, client: Client) -> None:
    answer = client.get(f"{LESSON}print/pack.pdf")
    whole = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="tiny-course-lesson-1-en-pack.pdf"'
    assert whole.startswith(b"%PDF-")
    part = client.get(f"{LESSON}print/pack.pdf", headers={"Range": "bytes=5-9"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, whole[5:10])
    assert client.get(f"{LESSON}print/pack.pdf", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_nothing_is_drawn_for_somebody_who_has_the_pdf(
    version: LessonVersion, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from learning import print_pack

    tag = client.get(f"{LESSON}print/pack.pdf")["ETag"]
    for path in print_pack.settings.PACKS_ROOT.iterdir():
        path.unlink()
    for drawing in ("drawn", "render_to_string"):
        monkeypatch.setattr(print_pack, drawing, None)
    for method in (client.get, client.head):
        answer = method(f"{LESSON}print/pack.pdf", headers={"If-None-Match": tag})
        assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (304, tag, "public, max-age=300")


def test_without_weasyprint_the_pdf_says_what_to_do_instead(
    version: LessonVersion, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from learning import print_pack
    from learning.errors import PdfUnavailable

    def missing() -> None:
        raise PdfUnavailable("No Pango. Print this page instead.")

    monkeypatch.setattr(print_pack, "loaded_weasyprint", missing)
    answer = client.get(f"{LESSON}print/booklet.pdf")
    assert answer.status_code == 503
    assert "Print this page instead." in answer.content.decode()
