"""Right to left: what turns round with the language, and what must not. Pictures of it go to `var/screenshots/`.

That style sheets know no left and right is held by tests/conventions/test_templates.py.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.answering import LESSONS, language_paths, learn_quickly
from tests.browser.conftest import OpenPage, assert_fits, picture
from tests.served_site import COURSE, Site

LESSON = f"/ar/{LESSONS[1]}/"


def left_of(one: Locator, other: Locator) -> bool:
    """Whether one thing ends before the other begins, seen from the left."""
    first, second = one.bounding_box(), other.bounding_box()
    assert first
    assert second
    return first["x"] + first["width"] <= second["x"] + 1


@pytest.fixture
def certified(chromium: Browser, site: Site) -> Iterator[Page]:
    """The phone of somebody with an Arabic name and all lamps lit, and one with a Latin name."""
    context = chromium.new_context(base_url=site.url, locale="ar", viewport={"width": 360, "height": 740})
    learn_quickly(context, site, *language_paths("ar"))
    yield context.new_page()
    context.close()


# --- what turns round -------------------------------------------------------------------------------------------------------


def test_lamps_light_from_the_right_and_progress_grows_to_the_left(open_page: OpenPage) -> None:
    page = open_page(LESSON)
    lamps = page.locator(".lamps i").all()
    assert all(left_of(later, sooner) for sooner, later in pairwise(lamps))
    page.goto(f"/ar/{COURSE}/")
    page.locator("[data-keep]").evaluate("one => { one.hidden = false; one.querySelector('progress').hidden = false; }")
    bar = page.locator("progress")
    bar.evaluate("one => { one.max = 4; one.value = 1; }")
    assert bar.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert filled_side(page, bar) == "right"
    picture(page, "rtl-progress")
    page.goto(f"/en/{COURSE}/")
    page.locator("[data-keep]").evaluate("one => { one.hidden = false; one.querySelector('progress').hidden = false; }")
    page.locator("progress").evaluate("one => { one.max = 4; one.value = 1; }")
    assert filled_side(page, page.locator("progress")) == "left"


DIFFERS = """async ([before, after]) => {
  const read = async data => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + data;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width; canvas.height = image.height;
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [one, other] = [await read(before), await read(after)];
  let left = 0, right = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    if (Math.abs(one.data[at] - other.data[at]) > 8) { (at / 4) % one.width < one.width / 2 ? left++ : right++; }
  }
  return left > right ? 'left' : 'right';
}"""


def filled_side(page: Page, bar: Locator) -> str:
    """On which side a quarter of progress is drawn: where the bar looks different from an empty one."""
    quarter = base64.b64encode(bar.screenshot()).decode()
    bar.evaluate("one => { one.value = 0; }")
    empty = base64.b64encode(bar.screenshot()).decode()
    blank = page.context.new_page()  # a page without our policy, which lets no page draw data
    side: str = blank.evaluate(DIFFERS, [quarter, empty])
    blank.close()
    return side


def test_the_way_on_is_at_the_left_and_arrows_point_there(open_page: OpenPage) -> None:
    page = open_page(LESSON, width=800)
    back, onward = page.locator(".pager .back"), page.locator(".pager .go")
    assert left_of(onward, back)
    sign = back.evaluate("one => getComputedStyle(one, '::before').content").strip('"')
    assert sign == "‹"
    assert unicodedata.mirrored(sign)  # so a browser turns it round where lines begin at the right
    assert back.evaluate("one => getComputedStyle(one, '::before').direction") == "rtl"
    page.goto(LESSON.replace("/ar/", "/en/"))
    assert left_of(page.locator(".pager .back"), page.locator(".pager .go"))


def test_boxes_and_circles_stand_at_the_right_of_their_words_and_touch_none(open_page: OpenPage) -> None:
    page = open_page(f"/ar/{LESSONS[0]}/")
    places = page.evaluate(
        """() => [...document.querySelectorAll('.opt')].map(label => {
          const words = document.createRange();
          words.selectNodeContents(label.querySelector('span'));
          const [box, lines, all] = [label.querySelector('input'), words, label].map(one => one.getBoundingClientRect());
          return {kind: label.querySelector('input').type, free: box.left - lines.right, inside: all.right - box.right,
            middle: Math.abs((box.top + box.bottom) / 2 - (words.getClientRects()[0].top + words.getClientRects()[0].bottom) / 2)};
        })"""
    )
    assert {place["kind"] for place in places} == {"radio", "checkbox"}
    for place in places:
        assert place["free"] >= 4, place
        assert place["inside"] >= 4, place
        assert place["middle"] <= 8, place  # beside the first line


def test_numbers_of_questions_and_lists_stand_at_the_right(open_page: OpenPage) -> None:
    page = open_page(LESSON)
    number, card = page.locator(".number").first.bounding_box(), page.locator(".card.question").first.bounding_box()
    assert number
    assert card
    assert number["x"] > card["x"] + card["width"] / 2
    marks = page.evaluate(
        "[...document.querySelectorAll('main ul:not(.list)')].map(one => getComputedStyle(one).paddingInlineStart)"
    )
    sides = page.evaluate("[...document.querySelectorAll('main ul:not(.list)')].map(one => getComputedStyle(one).paddingRight)")
    assert marks == sides


# --- what stays -------------------------------------------------------------------------------------------------------------


def test_media_controls_are_not_turned_round(open_page: OpenPage) -> None:
    """A recording runs from left to right everywhere."""
    looks = {}
    for language in ("ar", "en"):
        page = open_page(f"/{language}/{LESSONS[1]}/")
        page.evaluate(
            """() => {
              const sound = document.createElement('audio');
              sound.controls = true;
              sound.preload = 'none';
              document.querySelector('main').replaceChildren(sound);
            }"""
        )
        looks[language] = page.locator("audio").screenshot()
    assert looks["ar"] == looks["en"]


def test_pictures_lamps_and_the_globe_are_drawn_as_they_are(open_page: OpenPage) -> None:
    page = open_page(LESSON)
    turned = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')].flatMap(one => [null, '::before', '::after']
          .map(part => getComputedStyle(one, part).transform)).filter(one => one !== 'none' && /matrix\\(-1/.test(one))"""
    )
    assert turned == []


def test_codes_and_numbers_are_read_from_the_left(open_page: OpenPage, certified: Page) -> None:
    page = open_page("/ar/join/")
    assert page.locator("#code").get_attribute("dir") == "ltr"
    page.goto("/ar/verify/")
    assert page.locator("#number").get_attribute("dir") == "ltr"
    certified.goto(f"/ar/me/certificate/{COURSE}/")
    certified.locator("#name").fill("Amina Yusuf")
    certified.locator("main button.go").click()
    certified.locator("main button.go").click()
    certified.wait_for_url("**/certificates/*/")
    isolated = certified.locator(".cert bdi").all_inner_texts()
    assert "Amina Yusuf" in isolated
    assert any(text.startswith("MW-") for text in isolated)
    assert certified.locator("html").get_attribute("dir") == "rtl"
    foot, code = certified.locator(".foot p").first, certified.locator(".foot .qr")
    assert left_of(code, foot)  # at the end, which is at the left
    picture(certified, "rtl-certificate")


# --- forms and small screens ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/ar/search/", f"/ar/{LESSONS[0]}/", "/ar/join/", "/ar/verify/"])
def test_what_one_types_takes_its_own_direction(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    fields = page.locator("input:not([type=hidden], [type=radio], [type=checkbox]), textarea").all()
    assert {field.get_attribute("dir") for field in fields} <= {"auto", "ltr"}


def test_the_name_on_a_certificate_takes_its_own_direction(certified: Page) -> None:
    certified.goto(f"/ar/me/certificate/{COURSE}/")
    name = certified.locator("#name")
    directions = []
    for words in ("آمنة يوسف", "Amina Yusuf"):
        name.fill(words)
        directions.append(name.evaluate("one => getComputedStyle(one).direction"))
    assert directions == ["rtl", "ltr"]


CLIPPED = """() => [...document.querySelectorAll('main *')].filter(one => {
  const style = getComputedStyle(one);
  return one.checkVisibility() && style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("width", [240, 360])
@pytest.mark.parametrize("path", ["/ar/", f"/ar/{COURSE}/", LESSON, f"{LESSON}languages/", "/ar/languages/me/", "/bundles/"])
def test_no_list_is_cut_off(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, width=width, language="ar")
    assert_fits(page)
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate("[...document.querySelectorAll('li')].every(one => one.getBoundingClientRect().left >= 0)")


VIEWS: dict[str, Callable[[Page], object]] = {
    "rtl-home": lambda page: page.goto("/ar/"),
    "rtl-course": lambda page: page.goto(f"/ar/{COURSE}/"),
    "rtl-lesson": lambda page: page.goto(LESSON),
    "rtl-languages": lambda page: page.goto(f"{LESSON}languages/"),
    "rtl-not-yet": lambda page: page.goto("/ar/nothing/is/here/"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_pictures_for_people_to_look_at(open_page: OpenPage, name: str) -> None:
    page = open_page("/healthz", language="ar")
    VIEWS[name](page)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert_fits(page)
    picture(page, name)
