"""The whole way of a learner in a real browser: in Arabic on a phone, and without scripts on a very small one.

From the home page by what the pages offer. Each page leaves a picture in `var/screenshots/` for people to look at.
"""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.answering import (
    LESSONS,
    answer_right,
    answer_wrong,
    fill,
    form_on,
    language_paths,
    questions_of,
    said,
    verdict_on,
)
from tests.browser.conftest import OpenPage, assert_fits, picture
from tests.factories import right_response, wrong_response
from tests.served_site import COURSE, Site

NAME = "آمنة يوسف الحسن"
PIN = ("fish", "drum", "fish")
HALF = 3  # of the lessons are learned before something else happens
ARABIC = re.compile(r"[\u0600-\u06ff]")


def seen(page: Page, name: str) -> None:
    """What holds for every page of the journey: it fits the window, its pictures are there, and somebody can look at it."""
    assert_fits(page)
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
        assert image.get_attribute("alt")
        image.evaluate("one => one.decode()")
    page.keyboard.press("Control+Home")
    picture(page, f"journey-{name}")


def lit(page: Page) -> int:
    """Lamps that are lit in the row."""
    return page.locator(".lamps i.lit").count()


def learn(page: Page, site: Site, path: str) -> None:
    """All questions of the lesson on the page: wrong first, then right, until the lamp lights."""
    expect(page).to_have_url(re.compile(f"/{path}/(index.html)?$"))
    seen(page, path.replace("/", "-"))
    assert page.locator(".lamps .lit.now").count() == 0
    for question in questions_of(site, path):
        answer_wrong(page, question)
        if question["kind"] == "put_in_order":
            seen(page, path.replace("/", "-") + "-wrong")
        answer_right(page, question)
    expect(page.locator(".lamps .glow .now")).to_have_class("lit now")
    seen(page, path.replace("/", "-") + "-answered")


def test_the_whole_journey_in_arabic(site: Site, open_page: OpenPage) -> None:
    page = open_page("/", language="ar")
    learn_half_the_lessons(page, site)
    see_what_is_left(page)
    change_the_language(page)
    learn_what_is_left(page, site)
    code = keep_the_progress_by_keyboard(page)
    go_on_with_another_phone(open_page("/ar/join/", language="ar"), code)
    number = receive_the_certificate(page)
    anyone_checks_it(open_page(f"/c/{number}", language="ar"))


def learn_half_the_lessons(page: Page, site: Site) -> None:
    """Home, course, and the first lessons in Arabic."""
    expect(page).to_have_url(f"{site.url}/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    seen(page, "home-ar")
    page.locator(f"main a[href*='{COURSE}']").click()
    seen(page, "course-ar")
    page.locator("a.go").click()
    for place, path in enumerate(language_paths("ar")[:HALF], start=1):
        assert ARABIC.search(page.locator("h1").inner_text())
        learn(page, site, path)
        if place < HALF:
            page.locator(".pager .go").click()


def see_what_is_left(page: Page) -> None:
    """My learning: three lamps, and each lesson that is left as a link."""
    page.goto("/ar/me/")
    expect(page.locator("h1")).to_have_text(said("ar", "My learning"))
    assert lit(page) == HALF
    left = page.locator(".course .list a")
    assert left.count() == len(LESSONS) - HALF
    assert all("/ar/" in link.get_attribute("href") for link in left.all())
    seen(page, "me-ar-half")


def change_the_language(page: Page) -> None:
    """By the link in the head of a lesson; the lamps are the same ones."""
    page.goto(f"/{language_paths('ar')[0]}/")
    page.locator(".head a", has_text="العربية").click()
    expect(page).to_have_url(re.compile("/languages/"))
    seen(page, "languages-ar")
    page.locator("a[hreflang=en]").first.click()
    expect(page).to_have_url(re.compile(f"/en/{LESSONS[0]}/"))
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.locator("main a.way").first.click()
    expect(page.locator(".lamps")).to_contain_text("3 of 6")
    expect(page.locator(".lamps i.lit")).to_have_count(HALF)
    seen(page, "course-en-half")


def learn_what_is_left(page: Page, site: Site) -> None:
    """From my learning, by “Continue”: lessons 4 to 6."""
    page.goto("/ar/me/")
    page.locator("a.go").click()
    for path in language_paths("ar")[HALF:]:
        learn(page, site, path)
        page.locator(".pager .go").click()
    expect(page).to_have_url(re.compile(f"/{COURSE}/(index.html)?$"))
    page.goto("/ar/me/")
    assert lit(page) == len(LESSONS)
    seen(page, "me-ar-full")


def choose_by_keyboard(page: Page, pin: tuple[str, ...]) -> None:
    """Three pictures with Tab, the arrows and nothing else; the focus stands before the first."""
    for place, wanted in enumerate(pin, start=1):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        names = page.locator(f"[name=picture{place}]").evaluate_all("all => all.map(one => one.value)")
        for _step in range(names.index(wanted)):
            page.keyboard.press("ArrowDown")
        assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == [f"picture{place}", wanted]


def keep_the_progress_by_keyboard(page: Page) -> str:
    """Three pictures make a code; no hand on the screen."""
    page.locator("a[href='/ar/me/keep/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/me/keep/")
    seen(page, "keep-ar")
    page.locator(".head a").last.focus()
    choose_by_keyboard(page, PIN)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ar/me/code/"))
    code = page.locator(".code").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    seen(page, "code-ar")
    return code


def go_on_with_another_phone(page: Page, code: str) -> None:
    """The same lamps under the code; the wrong pictures are refused in words and nothing is filled in."""
    for pin in (("fish", "drum", "sun"), PIN):
        page.locator("#code").fill(code.lower().replace("-", " "))
        page.locator("#code").focus()
        choose_by_keyboard(page, pin)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        if pin != PIN:
            refusal = page.get_by_role("alert").first
            expect(refusal).to_be_visible()
            assert ARABIC.search(refusal.inner_text())
            assert page.locator(".tile :checked").count() == 0
            seen(page, "join-ar-refused")
    page.wait_for_url("**/ar/me/")
    assert lit(page) == len(LESSONS)


def receive_the_certificate(page: Page) -> str:
    """The name in its own script, a look at the sheet, the confirmation, the file; returns the number."""
    page.goto("/ar/me/")
    page.locator("a.go").click()
    seen(page, "certificate-name-ar")
    page.get_by_label(said("ar", "Name on the certificate")).fill(NAME)
    page.locator("main button.go").click()
    expect(page.locator(".cert h2")).to_have_text(NAME)
    seen(page, "certificate-preview-ar")
    page.locator("main button.go").click()
    expect(page.locator(".cert h2")).to_have_text(NAME)
    expect(page.locator(".cert .lamps .lit")).to_have_count(len(LESSONS))
    seen(page, "certificate-ar")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    seen(page, "certificate-ar-print")
    assert page.locator(".noprint:visible, header:visible, button:visible").count() == 0
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 740})
    reply = page.context.request.get(page.locator("a[href$='.pdf']").get_attribute("href"))
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.body().startswith(b"%PDF-")
    return page.locator("a[href^='/c/']").get_attribute("href").removeprefix("/c/")


def anyone_checks_it(page: Page) -> None:
    """One word and the facts, without the name."""
    expect(page.locator("h1")).to_have_text(said("ar", "Genuine"))
    words = page.locator("main").inner_text()
    assert not any(part in words for part in NAME.split())
    assert NAME[0] in page.locator("dd").nth(1).inner_text()
    assert page.locator("html").get_attribute("dir") == "rtl"
    seen(page, "verify-ar")


# --- without scripts ------------------------------------------------------------------------------------------------------


def test_the_first_lessons_without_scripts_on_a_very_small_screen(site: Site, open_page: OpenPage) -> None:
    """Three lessons hold every kind of question; each answer is a plain form and comes back as a page."""
    page = open_page("/", width=240, height=320, scripts=False)
    seen(page, "plain-home")
    page.locator(f"main a[href*='{COURSE}']").click()
    assert no_cookies(page.context)
    page.locator("a.go").click()
    kinds = set()
    for place, path in enumerate(language_paths("en")[:3], start=1):
        seen(page, f"plain-lesson-{place}")
        for question in questions_of(site, path):
            kinds.add(question["kind"])
            answer_plainly(page, question, is_right=False)
            answer_plainly(page, question, is_right=True)
        seen(page, f"plain-lesson-{place}-answered")
        expect(page.locator(".note strong")).to_have_text(said("en", "This lesson’s lamp is lit."))
        page.locator(".pager .go").click()
    assert kinds == {"one_answer", "several_answers", "true_false", "put_in_order", "fill_the_gap"}
    page.goto("/en/me/")
    assert lit(page) == 3
    seen(page, "plain-me")


def answer_plainly(page: Page, question: dict, *, is_right: bool) -> None:
    """Sends the form; the page that comes back starts at the question and tells what it thinks."""
    fill(page, question, right_response(question) if is_right else wrong_response(question))
    form_on(page, question).locator("> button").click()
    expect(page).to_have_url(re.compile(f"/answer/(index.html)?#q-{question['id']}$"))
    expect(verdict_on(page, question)).to_have_class("verdict yes" if is_right else "verdict no")
    expect(form_on(page, question).locator(".feedback.yes, .feedback.no").first).to_be_visible()
    assert_fits(page)


def no_cookies(context: BrowserContext) -> bool:
    """Nothing is kept on the phone before somebody answers."""
    return context.cookies() == []
