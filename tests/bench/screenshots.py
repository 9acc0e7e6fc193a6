"""`python -m tests.bench.screenshots`: the pictures of the README and the guides, taken from a freshly set-up site in Chromium."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tests.real_chromium import SWITCHES, chromium_program
from tests.served_site import COURSE, PASSWORD, ROOT, Site, environment, run

PICTURES = ROOT / "docs" / "pictures"
LESSON = f"{COURSE}/around-you/lesson-1/"
EDITED = f"en/{COURSE}/stay-safe/lesson-3"
PHONE = {"width": 360, "height": 740}
GROUND, INK = "#EFE6D3", "#1B1E3C"
RIM, CORNER, MARGIN = 12, 40, 20
LARGEST = 150_000  # bytes: the README is read on phones too


def main() -> int:
    """Sets up, serves, takes every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run([sys.executable, "-m", "config.set_up"], environment(Path(folder)))
        run([sys.executable, "manage.py", "resume_jobs", "--here"], environment(Path(folder)))
        site = Site(Path(folder))
        site.start()
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=SWITCHES)
        try:
            take_all(browser, site)
        finally:
            browser.close()
            site.stop()
    return 0


def take_all(browser: Browser, site: Site) -> None:
    """Each picture by its name."""
    home, course = phone(browser, f"{site.url}/en/"), phone(browser, f"{site.url}/en/{COURSE}/")
    english, arabic = phone(browser, f"{site.url}/en/{LESSON}"), phone(browser, f"{site.url}/ar/{LESSON}", at_picture)
    keep("home", side_by_side([home, course]))
    keep("lesson", side_by_side([english, arabic]))
    keep("answered", side_by_side([phone(browser, f"{site.url}/{language}/{LESSON}", answer_one) for language in ("en", "ar")]))
    keep("bundles", side_by_side([phone(browser, f"{site.url}/bundles/")]))
    keep("cms-lesson", editor(browser, site))


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
    """Answers the third question, in Arabic rightly, and scrolls to its feedback."""
    question = page.locator("section.question").nth(2)
    question.locator("label.opt").nth(int("/ar/" in page.url)).click()
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
    [(number,)] = site.rows(f"SELECT page_id FROM courses_lessonversion WHERE path = '{EDITED}' AND is_current")
    page.goto(f"{site.url}/cms/pages/{number}/edit/")
    page.locator("#panel-child-content-body-section").scroll_into_view_if_needed()
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture


def side_by_side(screens: list[Image.Image]) -> Image.Image:
    """Screens as phones on a table."""
    width, height = screens[0].width + 2 * RIM, screens[0].height + 2 * RIM
    table = Image.new("RGB", (MARGIN + (width + MARGIN) * len(screens), height + 2 * MARGIN), GROUND)
    for number, screen in enumerate(screens):
        left = MARGIN + (width + MARGIN) * number
        ImageDraw.Draw(table).rounded_rectangle((left, MARGIN, left + width, MARGIN + height), CORNER, INK)
        glass = Image.new("L", screen.size)
        ImageDraw.Draw(glass).rounded_rectangle((0, 0, *screen.size), CORNER - RIM, 255)
        table.paste(screen.convert("RGB"), (left + RIM, MARGIN + RIM), glass)
    return table


def keep(name: str, picture: Image.Image) -> None:
    """Keeps a picture with few colours. Raises `RuntimeError` when it is too heavy to be shown to everybody."""
    path = PICTURES / f"{name}.png"
    picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise RuntimeError(f"{path.name} has {path.stat().st_size} bytes; {LARGEST} are allowed.")


if __name__ == "__main__":
    sys.exit(main())
