"""`python -m tests.bench.style_page`: every part of a page in every state, from the real templates and the real style sheet.

Writes docs/style/index.html, left to right in English and then right to left in Arabic, and its pictures in docs/pictures/style/.
docs/style.md explains what is seen there.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from PIL import Image

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "style" / "index.html"
STYLE: Final = "../../static/css/mwanga.css"
DIRECTIONS: Final = {"en": "ltr", "ar": "rtl"}
PART: Final = re.compile(r"<main id=\"main\">(.*)</main>", re.DOTALL)
LARGEST: Final = 150_000  # bytes of a picture
COLUMN, WIDEST, GUTTER = 1600, 1600, 16  # pixels: a long page is shown in columns side by side
# name of a picture -> where it begins, how wide, and what the reader asked for
VIEWS: Final[dict[str, dict[str, Any]]] = {
    "ltr": {"start": "en", "width": 360},
    "rtl": {"start": "ar", "width": 360},
    "dark": {"start": "en", "width": 360, "color_scheme": "dark"},
    "240px": {"start": "ar", "width": 240},
    "large-text": {"start": "en", "width": 360, "text": "225%"},
    "print": {"start": "en", "width": 700, "media": "print"},
    "forced-colours": {"start": "en", "width": 360, "forced_colors": "active"},
    "wide": {"start": "en", "width": 1280},
}


ONLY_PICTURED: Final = """start => {
  for (const part of [...document.body.children]) { if (part.id !== start) { part.remove(); } }
  for (const one of document.querySelectorAll('main > div:not([data-pictured])')) { one.remove(); }
}"""


def build() -> str:
    """The page. No database; takes a second."""
    sections = "\n".join(section(language, direction) for language, direction in DIRECTIONS.items())
    return (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>Mwanga: style page</title>\n'
        f'<link rel="icon" href="data:,">\n<link rel="stylesheet" href="{STYLE}">\n</head>\n<body>\n{sections}\n</body>\n</html>\n'
    )


def section(language: str, direction: str) -> str:
    """All examples in one language, in the shell of a learner's page."""
    from django.template.loader import render_to_string
    from django.utils.translation import override

    from tests.bench.style_examples import examples

    shell = {
        "lang": language,
        "dir": direction,
        "up": "#",
        "css_href": STYLE,
        "language_name": {"en": "English", "ar": "العربية"}[language],
    }
    with override(language):
        head = re.search(r"<header.*?</header>", render_to_string("base.html", shell), re.DOTALL)
        parts = [part_of(example, shell) for example in examples(language) if is_there(example.template)]
    return (
        f'<div id="{language}" lang="{language}" dir="{direction}">\n{head.group() if head else ""}\n<hr>\n'
        f"<main>\n{''.join(parts)}</main>\n</div>"
    )


def is_there(template: str) -> bool:
    """Whether the product has the template; kinds of card come and go."""
    from django.template import TemplateDoesNotExist
    from django.template.loader import get_template

    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


def part_of(example: Any, shell: dict[str, Any]) -> str:
    """One example under its name; of a whole page only what stands between head and foot."""
    from django.template.loader import render_to_string

    drawn = "\n".join(render_to_string(example.template, {**shell, **context}).strip() for context in example.contexts)
    if found := PART.search(drawn):
        drawn = found.group(1).strip()
    if example.in_form:
        drawn = f"<form>{drawn}</form>"
    name = example.template.removesuffix(".html") + (f": {example.state}" if example.state else "")
    pictured = " data-pictured" if example.is_pictured else ""
    return f'<div{pictured}>\n<p class="soft" lang="en" dir="ltr">{name}</p>\n{drawn}\n</div>\n'


def main() -> int:
    """Writes the page and takes its pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(build(), encoding="utf-8")
    take_pictures()
    return 0


def take_pictures() -> None:
    """One picture for each way of looking at the page."""
    from playwright.sync_api import sync_playwright

    from tests.real_chromium import SWITCHES, chromium_program

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=SWITCHES)
        for name, view in VIEWS.items():
            context = browser.new_context(
                viewport={"width": view["width"], "height": 800},
                color_scheme=view.get("color_scheme", "light"),
                forced_colors=view.get("forced_colors", "none"),
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(PAGE.as_uri())
            page.emulate_media(media=view.get("media", "screen"))
            page.evaluate("size => document.documentElement.style.fontSize = size", view.get("text", ""))
            page.evaluate(ONLY_PICTURED, view["start"])
            for image in page.locator("img").all():
                image.scroll_into_view_if_needed()
                image.evaluate("one => one.decode()")
            page.evaluate("scrollTo(0, 0)")
            keep(name, columns(Image.open(io.BytesIO(page.screenshot(full_page=True)))))
            context.close()
        browser.close()


def keep(name: str, picture: Image.Image) -> None:
    """Keeps a picture in as many colours as its weight allows. Raises `RuntimeError` when few are still too many."""
    for colours in (96, 64, 48, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(picture_of(name), optimize=True)
        if picture_of(name).stat().st_size <= LARGEST:
            return
    raise RuntimeError(f"{name}.png has {picture_of(name).stat().st_size} bytes; {LARGEST} are allowed.")


def picture_of(name: str) -> Path:
    """Where a picture is kept."""
    folder = ROOT / "docs" / "pictures" / "style"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"


def columns(screen: Image.Image) -> Image.Image:
    """A long page in columns side by side, as many as fit."""
    step = screen.width + GUTTER
    count = min(-(-screen.height // COLUMN), max(1, WIDEST // step))
    sheet = Image.new("RGB", (step * count - GUTTER, min(COLUMN, screen.height)), "#8F8A80")
    for place in range(count):
        piece = screen.crop((0, COLUMN * place, screen.width, min(COLUMN * (place + 1), screen.height)))
        sheet.paste(piece.convert("RGB"), (step * place, 0))
    return sheet


if __name__ == "__main__":
    sys.exit(main())
