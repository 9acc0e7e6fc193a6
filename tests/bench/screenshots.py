"""`python -m tests.bench.screenshots`: the pictures of the README and the guides, taken from a freshly set-up site in Chromium."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import SWITCHES
from tests.served_site import COURSE, PASSWORD, ROOT, Site, environment, run

PICTURES = ROOT / "docs" / "pictures"
LESSON = f"{COURSE}/stay-safe/lesson-3/"
GROUND = "#8A8577"
PHONE = {"width": 360, "height": 740}


def main() -> int:
    """Sets up, serves, takes every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run([sys.executable, "-m", "config.set_up"], environment(Path(folder)))
        run([sys.executable, "manage.py", "resume_jobs", "--here"], environment(Path(folder)))
        site = Site(Path(folder))
        site.start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        try:
            take_all(browser, site)
        finally:
            browser.close()
            site.stop()
    return 0


def take_all(browser: Browser, site: Site) -> None:
    """Each picture by its name."""
    keep("home", [phone(browser, f"{site.url}/en/"), phone(browser, f"{site.url}/en/{COURSE}/")])
    keep("lesson", [phone(browser, f"{site.url}/{language}/{LESSON}", at_picture) for language in ("en", "ar")])
    keep("answered", [phone(browser, f"{site.url}/en/{LESSON}", answer_one), phone(browser, f"{site.url}/ar/{LESSON}", answer_one)])
    keep("bundles", [phone(browser, f"{site.url}/bundles/")])
    keep("cms-lesson", [editor(browser, site)])


def phone(browser: Browser, url: str, act: Callable[[Page], None] | None = None) -> Image.Image:
    """A page on a phone, after something was done on it."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(url)
    if act:
        act(page)
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture


def at_picture(page: Page) -> None:
    """Scrolls to the lesson's first drawing and waits until it is there."""
    drawing = page.locator("figure img").first
    drawing.scroll_into_view_if_needed()
    drawing.evaluate("image => image.decode()")
    page.evaluate("document.querySelector('figure').scrollIntoView({block: 'center'})")


def answer_one(page: Page) -> None:
    """Answers the second question and scrolls to its feedback."""
    question = page.locator("section.question").nth(1)
    question.locator("label.opt").nth(1).click()
    question.locator("button").last.click()
    question.locator(".feedback").wait_for()
    question.evaluate("element => element.scrollIntoView({block: 'center'})")


def editor(browser: Browser, site: Site) -> Image.Image:
    """The editor of a lesson, as a trainer sees it."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(f"{site.url}/cms/")
    page.fill("input[name=username]", "trainer")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    [(number,)] = site.rows(f"SELECT page_id FROM courses_lessonversion WHERE path = 'en/{LESSON.rstrip('/')}' AND is_current")
    page.goto(f"{site.url}/cms/pages/{number}/edit/")
    page.locator("#panel-child-content-body-section").scroll_into_view_if_needed()
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture


def keep(name: str, pictures: list[Image.Image]) -> None:
    """Puts pictures side by side and keeps them with few colours."""
    gap = 24 if len(pictures) > 1 else 0
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), GROUND)
    place = 0
    for picture in pictures:
        sheet.paste(picture.convert("RGB"), (place, 0))
        place += picture.width + gap
    sheet.quantize(96, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
