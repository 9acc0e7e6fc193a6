"""Translating a lesson into Arabic in a real browser: by keys alone, over a line that breaks, beside a preview that follows.

Leaves pictures of the desk in `var/screenshots/desk-*.png`, from left to right and from right to left.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import AXE, picture
from tests.browser.line import Line
from tests.served_site import PASSWORD, Site

# The starter course's last lesson, to be translated into Arabic from nothing; the memory knows its title and nearly its summary.
SEND = """
from courses.models import LessonPage
from learning.models import Person
from translations.models import TranslationState
from translations.pages import send_to_translation
from translations.sentences import sentences_of
from translations.states import count
from translations import memory
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation
lesson = LessonPage.objects.filter(locale__language_code="en").order_by("path").last()
admin, trainer = (Person.objects.get(username=name) for name in ("admin", "trainer"))
send_to_translation(lesson, language="ar", person=admin)
state = TranslationState.objects.get(page_key=lesson.translation_key, language="ar")
StringTranslation.objects.filter(context__object_id=lesson.translation_key, locale__language_code="ar").delete()
count(state)
first, second = sentences_of(state.translation)[:2]
memory.remember(state.translation, [(first.source, "عنوان معروف"), (second.source + " Now", "جملة قريبة")], person=admin)
profile = UserProfile.get_for_user(trainer)
profile.preferred_language = "ar"
profile.save()
print("desk", state.translation.uuid)
"""


@pytest.fixture(scope="module")
def uuid(site: Site) -> str:
    """The translation on the desk."""
    words = site.manage("manage.py", "shell", "-v", "0", "-c", SEND).split()
    return words[words.index("desk") + 1]


@pytest.fixture
def at_desk(chromium: Browser, line: Line, uuid: str) -> Iterator[object]:
    """Opens the desk for somebody: `at_desk("admin", width=1440)`. A script error fails the test."""
    contexts, errors = [], []

    def opened(who: str = "admin", *, width: int = 1440, height: int = 1000, query: str = "") -> Page:
        context = chromium.new_context(base_url=line.url, viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"/cms/login/?next=/cms/translations/desk/{uuid}/{query}")
        page.locator("input[name=username]").fill(who)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.locator("#desk")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def sentence(page: Page, place: int) -> Locator:
    """A sentence by its place on the page."""
    return page.locator(".desk-sentence").nth(place)


def box(page: Page, place: int) -> Locator:
    """The textarea of a sentence."""
    return sentence(page, place).locator(".desk-target textarea")


def word(page: Page, place: int) -> Locator:
    """What is said beside a sentence."""
    return sentence(page, place).locator("[data-word]")


def test_a_page_is_translated_by_keys_alone(at_desk: object) -> None:
    page = at_desk()  # type: ignore[operator]
    box(page, 2).focus()
    page.keyboard.type("جملة أولى")
    page.keyboard.press("Control+Enter")
    expect(word(page, 2)).to_contain_text("Saved")
    expect(box(page, 3)).to_be_focused()
    expect(sentence(page, 2)).to_have_attribute("data-state", "done")
    expect(page.locator("#desk-said")).to_contain_text("Saved")
    page.keyboard.type("جملة ثانية")
    page.keyboard.press("Tab")
    expect(word(page, 3)).to_contain_text("Saved")
    page.reload()
    expect(box(page, 2)).to_have_value("جملة أولى")
    expect(box(page, 3)).to_have_value("جملة ثانية")
    expect(page.locator("#desk-progress")).to_contain_text("2 of")


def test_known_and_near_sentences_are_used_by_a_button(at_desk: object) -> None:
    page = at_desk()  # type: ignore[operator]
    sentence(page, 0).get_by_role("button", name="Use").press("Enter")
    expect(box(page, 0)).to_have_value("عنوان معروف")
    box(page, 1).focus()
    expect(word(page, 0)).to_contain_text("Saved")
    sentence(page, 1).get_by_role("button", name="Use").press("Enter")
    expect(box(page, 1)).to_have_value("جملة قريبة")
    page.keyboard.press("Control+Enter")
    expect(word(page, 1)).to_contain_text("Saved")


def test_words_outlive_a_broken_line(at_desk: object, line: Line) -> None:
    page = at_desk()  # type: ignore[operator]
    line.is_cut = True
    box(page, 5).fill("كلمات بلا خط")
    page.keyboard.press("Control+Enter")
    expect(word(page, 5)).to_contain_text("no connection")
    expect(box(page, 5)).to_have_value("كلمات بلا خط")
    with page.expect_event("dialog") as asked:
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    line.mend()
    expect(word(page, 5)).to_contain_text("Saved")
    page.reload()
    expect(box(page, 5)).to_have_value("كلمات بلا خط")


def test_a_broken_tag_is_refused_beside_its_words(at_desk: object) -> None:
    page = at_desk()  # type: ignore[operator]
    box(page, 6).fill("كلمة <b>مفتوحة")
    page.keyboard.press("Control+Enter")
    expect(word(page, 6)).to_contain_text("the tag <b> is not closed")
    expect(box(page, 6)).to_have_attribute("aria-invalid", "true")
    expect(box(page, 6)).to_have_value("كلمة <b>مفتوحة")
    box(page, 6).fill("كلمة <b>مفتوحة</b>")
    page.keyboard.press("Control+Enter")
    expect(word(page, 6)).to_contain_text("Saved")


def test_two_people_at_one_sentence_see_both_versions(at_desk: object) -> None:
    mine, theirs = at_desk(), at_desk()  # type: ignore[operator]
    box(theirs, 7).fill("كلماتهم")
    theirs.keyboard.press("Control+Enter")
    expect(word(theirs, 7)).to_contain_text("Saved")
    box(mine, 7).fill("كلماتي")
    mine.keyboard.press("Control+Enter")
    expect(sentence(mine, 7).locator("[data-theirs]")).to_contain_text("كلماتهم")
    expect(box(mine, 7)).to_have_value("كلماتي")
    sentence(mine, 7).get_by_role("button", name="Use theirs").click()
    expect(box(mine, 7)).to_have_value("كلماتهم")
    expect(word(mine, 7)).not_to_contain_text("Not saved")


def test_the_preview_follows_what_is_saved(at_desk: object) -> None:
    page = at_desk()  # type: ignore[operator]
    page.locator("#desk-preview summary").click()
    frame = page.frame_locator("#desk-preview iframe")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator("#desk-preview iframe").evaluate("one => one.clientWidth") >= 358
    title = page.locator(".desk-sentence").first
    title.locator(".desk-target textarea").fill("عنوان جديد")
    page.keyboard.press("Control+Enter")
    expect(frame.locator("h1")).to_have_text("عنوان جديد")


@pytest.mark.parametrize(("who", "direction"), [("admin", "ltr"), ("trainer", "rtl")])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_desk_is_for_everybody(at_desk: object, who: str, direction: str, width: int) -> None:
    page = at_desk(who, width=width)  # type: ignore[operator]
    assert page.evaluate("document.documentElement.dir") == direction
    source, target = sentence(page, 8).locator(".desk-source"), box(page, 8)
    assert (source.get_attribute("dir"), target.get_attribute("dir"), target.get_attribute("lang")) == ("ltr", "rtl", "ar")
    assert target.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    if width > 1000:
        beside = source.bounding_box(), target.bounding_box()
        assert (beside[0]["x"] < beside[1]["x"]) == (direction == "ltr")  # type: ignore[index]
    picture(page, f"desk-{direction}-{width}", whole=False)
    # What Wagtail draws around the desk is Wagtail's.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('.desk', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then(result => result.violations.map(one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html)]))"
    )
    assert found == []


def test_the_desk_works_without_scripts(chromium: Browser, line: Line, uuid: str) -> None:
    context = chromium.new_context(base_url=line.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/cms/login/?next=/cms/translations/desk/{uuid}/")
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    box(page, 9).fill("بلا برنامج")
    page.locator("#desk-save").click()
    expect(page.locator(".messages")).to_contain_text("1 sentence saved.")
    expect(box(page, 9)).to_have_value("بلا برنامج")
    context.close()
