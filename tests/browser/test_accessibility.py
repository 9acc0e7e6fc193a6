"""Every page a learner meets, in English and Arabic, light and dark: for eyes, ears, fingers, and very small screens.

Each page is opened once and looked at from all sides. `PICTURES=all` keeps pictures of them all in `var/screenshots/` for people to
look at, which takes twice as long.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.template.loader import get_template
from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import LESSONS, TRANSLATED, language_paths, learn_quickly, questions_of, said
from tests.browser.conftest import assert_accessible, assert_fits, picture
from tests.factories import right_response, wrong_response
from tests.served_site import COURSE, Site

NAMES = {"en": "Amina Yusuf", "ar": "آمنة يوسف الحسن"}
SEARCHED = {"en": "voice photo", "ar": "الصوت"}


@dataclass
class Visit:
    """A page, and what the steps that lead to a place need."""

    page: Page
    site: Site
    language: str
    certificate: str

    def go(self, path: str) -> None:
        """Opens a path, `{}` being the language."""
        self.page.goto(path.format(self.language))

    def lesson(self, place: int) -> str:
        """The path of a lesson in the language."""
        return language_paths(self.language)[place]


# --- steps that lead to a place ---------------------------------------------------------------------------------------------


def keep_without_pictures(visit: Visit) -> None:
    visit.go("/{}/me/keep/")
    visit.page.locator("main form").evaluate("one => one.submit()")  # past the browser's own check
    expect(visit.page.get_by_role("alert")).to_be_visible()


def join_with_a_slip(visit: Visit) -> None:
    visit.go("/{}/join/")
    visit.page.locator("#code").fill("ABCD EFG")
    visit.page.locator("main form").evaluate("one => one.submit()")
    expect(visit.page.get_by_role("alert").first).to_be_visible()
    assert visit.page.locator("#code").get_attribute("aria-describedby") == "code-error"


def break_the_site(visit: Visit) -> None:
    """The page that is sent when everything else is broken."""
    words = get_template("500.html").template.source
    visit.page.route("**/broken/", lambda route: route.fulfill(status=500, content_type="text/html", body=words))
    visit.go("/{}/broken/")


def send_a_strange_answer(visit: Visit) -> None:
    visit.go(f"/{visit.lesson(0)}/")
    form = visit.page.locator(".question form").first
    form.evaluate("one => { one.elements.question.value = 'no-question'; one.submit(); }")
    expect(visit.page.locator("h1")).to_have_text(said(visit.language, "This did not work"))


def answer_by_script(visit: Visit) -> None:
    visit.go(f"/{visit.lesson(2)}/")
    for form in visit.page.locator(".question form").all():
        if form.locator("input[name=answer]").count():
            form.locator("label").first.click()
        form.locator("> button").click()
        expect(form.locator(".verdict small")).to_have_text(said(visit.language, "Your answer is saved."))


def name_the_certificate(visit: Visit, name: str) -> None:
    visit.go("/{}/me/certificate/" + COURSE + "/")
    visit.page.locator("#name").fill(name)
    visit.page.locator("main button.go").click()
    expect(visit.page.locator(".cert, #name-error")).to_be_visible()


# --- places: who stands there ("" nobody, "begun", "finished" or "certified") and how one gets there ------------------------

Steps = Callable[[Visit], None]
PLACES: dict[str, tuple[str, Steps]] = {
    "home": ("", lambda visit: visit.go("/{}/")),
    "course": ("", lambda visit: visit.go("/{}/" + COURSE + "/")),
    "lesson": ("", lambda visit: visit.go(f"/{visit.lesson(1)}/")),
    "lesson-sensitive": ("", lambda visit: visit.go(f"/{visit.lesson(2)}/")),
    "languages": ("", lambda visit: visit.go(f"/{visit.lesson(0)}/languages/")),
    "languages-of-a-page": ("", lambda visit: visit.go("/{}/languages/me/")),
    "not-yet": ("", lambda visit: visit.go("/ha/" + LESSONS[3] + "/")),
    "me-empty": ("", lambda visit: visit.go("/{}/me/")),
    "keep": ("", lambda visit: visit.go("/{}/me/keep/")),
    "keep-error": ("", keep_without_pictures),
    "join": ("", lambda visit: visit.go("/{}/join/")),
    "join-error": ("", join_with_a_slip),
    "clear": ("", lambda visit: visit.go("/{}/me/clear/")),
    "verify-form": ("", lambda visit: visit.go("/{}/verify/")),
    "verify-form-error": ("", lambda visit: visit.go("/{}/verify/?number=MW-1234")),
    "verify-unknown": ("", lambda visit: visit.go("/c/MW-0000-0000-0000-0000")),
    "verify-genuine": ("", lambda visit: visit.go(f"/c/{visit.certificate}")),
    "bundles": ("", lambda visit: visit.go("/bundles/")),
    "search-empty": ("", lambda visit: visit.go("/{}/search/")),
    "search": ("", lambda visit: visit.go(f"/{visit.language}/search/?q={SEARCHED[visit.language]}")),
    "search-other-language": ("", lambda visit: visit.go("/{}/search/?q=" + SEARCHED["en" if visit.language == "ar" else "ar"])),
    "search-nothing": ("", lambda visit: visit.go("/{}/search/?q=qqqqq")),
    "not-found": ("", lambda visit: visit.go("/{}/nothing/is/here/")),
    "broken": ("", break_the_site),
    "refused": ("", send_a_strange_answer),
    "course-begun": ("begun", lambda visit: visit.go("/{}/" + COURSE + "/")),
    "answers-right": ("begun", lambda visit: visit.go(f"/{visit.lesson(0)}/answer/")),
    "answers-wrong": ("begun", lambda visit: visit.go(f"/{visit.lesson(1)}/answer/")),
    "answers-partly": ("begun", lambda visit: visit.go(f"/{visit.lesson(2)}/answer/")),
    "answers-by-script": ("begun", answer_by_script),
    "certificate-not-yet": ("begun", lambda visit: visit.go("/{}/me/certificate/" + COURSE + "/")),
    "me-begun": ("begun", lambda visit: visit.go("/{}/me/")),
    "me-finished": ("finished", lambda visit: visit.go("/{}/me/")),
    "certificate-name": ("finished", lambda visit: visit.go("/{}/me/certificate/" + COURSE + "/")),
    "certificate-name-error": ("finished", lambda visit: name_the_certificate(visit, "12345")),
    "certificate-preview": ("finished", lambda visit: name_the_certificate(visit, NAMES[visit.language])),
    "certificate": ("certified", lambda visit: visit.go("/{}/me/certificates/" + visit.certificate + "/")),
    "certificate-correct": ("certified", lambda visit: visit.go("/{}/me/certificate/" + COURSE + "/correct/")),
    "me-certified": ("certified", lambda visit: visit.go("/{}/me/")),
    "code-card": ("certified", lambda visit: visit.go("/{}/me/code/")),
}


# --- learners -------------------------------------------------------------------------------------------------------------

Learners = dict[tuple[str, str], dict[str, Any]]


def half_right(question: dict[str, Any]) -> Any:
    """Some of it right where a question can be answered in part."""
    response = right_response(question)
    return response[:1] if question["kind"] == "several_answers" else wrong_response(question)


@pytest.fixture(scope="module")
def learners(chromium: Browser, site: Site) -> Learners:
    """(language, how far) -> what the browser of such a learner keeps; the number of a certificate beside it."""
    found: Learners = {}
    for language in NAMES:
        paths = language_paths(language)
        found[language, ""] = {"state": None}
        begun = {paths[0]: right_response, paths[1]: wrong_response, paths[2]: half_right}
        found[language, "begun"] = learned(chromium, site, begun)
        found[language, "finished"] = learned(chromium, site, dict.fromkeys(paths, right_response))
        found[language, "certified"] = certified(chromium, site, language)
    return found


def learned(chromium: Browser, site: Site, lessons: dict[str, Any]) -> dict[str, Any]:
    """Somebody who answered whole lessons, each in a way of its own."""
    context = chromium.new_context(base_url=site.url)
    for path, response in lessons.items():
        learn_quickly(context, site, path, response=response)
    kept = {"state": context.storage_state()}
    context.close()
    return kept


def certified(chromium: Browser, site: Site, language: str) -> dict[str, Any]:
    """A learner with a code and a certificate."""
    context = chromium.new_context(base_url=site.url, locale=language)
    learn_quickly(context, site, *language_paths(language))
    page = context.new_page()
    page.goto(f"/{language}/me/keep/")
    for place in (1, 2, 3):
        page.locator(f"[name=picture{place}]").nth(place).locator("xpath=..").click()
    page.locator("main button.go").click()
    page.wait_for_url(re.compile("/me/code/"))
    visit = Visit(page, site, language, "")
    name_the_certificate(visit, NAMES[language])
    page.locator("main button.go").click()
    page.wait_for_url("**/certificates/*/")
    kept = {"state": context.storage_state(), "certificate": page.url.rstrip("/").rpartition("/")[2]}
    context.close()
    return kept


@pytest.fixture(params=NAMES)
def language(request: pytest.FixtureRequest) -> str:
    """English, then Arabic."""
    return str(request.param)


@pytest.fixture(scope="module")
def page_of(chromium: Browser, site: Site, learners: Learners) -> Iterator[Callable[[str, str], Page]]:
    """The browser of somebody; each is opened once."""
    pages: dict[tuple[str, str], Page] = {}

    def found(language: str, who: str) -> Page:
        if (language, who) not in pages:
            state = learners[language, who]["state"]
            pages[language, who] = chromium.new_context(base_url=site.url, locale=language, storage_state=state).new_page()
        return pages[language, who]

    yield found
    for page in pages.values():
        page.context.close()


@pytest.fixture
def visit(page_of: Callable[[str, str], Page], site: Site, learners: Learners, language: str, place: str) -> Iterator[Visit]:
    """Somebody at a place, with a phone in their hand. A script error fails the test."""
    who, steps = PLACES[place]
    page = page_of(language, who)
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="light")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    visit = Visit(page, site, language, learners[language, "certified"]["certificate"])
    steps(visit)
    yield visit
    page.unroute_all()
    assert errors == []


# --- what must hold -------------------------------------------------------------------------------------------------------

SMALL_TARGETS = """() => {
  const inText = one => one.parentElement.matches('p, li, dd') && [...one.parentElement.childNodes]
    .some(other => other.nodeType === 3 && other.textContent.trim().length > 1);
  return [...document.querySelectorAll('a[href], button, select, summary, input:not([type=hidden]), audio')]
    .filter(one => one.checkVisibility() && !one.matches('.skip') && !inText(one))
    .map(one => [one, (one.closest('label') || one).getBoundingClientRect()])
    .filter(([one, box]) => box.height < (one.matches('button, .button, .go, input, select, .way, .lesson, .head a') ? 44 : 24)
      || box.width < 24)
    .map(([one, box]) => [one.outerHTML.slice(0, 90), box.width, box.height]);
}"""

# Targets of fingers (look.md §3): at least 44 px each way and 8 px apart. Links within a sentence are free, as WCAG 2.5.8 says; a
# course card is one target; the safe exit floats over the page on purpose.
TARGETS = """() => {
  const inText = one => one.parentElement.matches('p, li, dd, figcaption') && [...one.parentElement.childNodes]
    .some(other => other.nodeType === 3 && other.textContent.trim().length > 1);
  const boxes = [...document.querySelectorAll('a[href], button, select, summary, label:has(input), .field, .gap, audio, video')]
    .filter(one => one.checkVisibility() && !one.matches('.skip') && !inText(one))
    .map(one => [one, (one.matches('.tap') ? one.closest('.card') : one).getBoundingClientRect()]);
  const said = (one, box) => one.outerHTML.slice(0, 90) + ' ' + box.width.toFixed(1) + ' x ' + box.height.toFixed(1);
  const wrong = boxes.filter(([one, box]) => Math.min(box.width, box.height) < 43.5).map(([one, box]) => said(one, box));
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    const gap = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
    if (gap < 7.5 && !one.contains(other) && !one.matches('.exit') && !other.matches('.exit')) {
      wrong.push(said(one, a) + ' is ' + gap.toFixed(1) + ' px from ' + said(other, b));
    }
  }));
  return wrong;
}"""

# Words in another script than their element's language is written in. Free are our name, names of services and things that have no
# other, abbreviations in capitals, addresses, and codes in a `bdi`. Left out are competencies, in the words of their frameworks:
# certificates do not know in which language those are.
FOREIGN_WORDS = """() => {
  const scripts = {ar: 'Arabic', hi: 'Devanagari', bn: 'Bengali', am: 'Ethiopic'};
  const names = 'Mwanga StopNCII Take It Down Moodle Kolibri Kiwix Studio Common Cartridge Raspberry Pi Bluetooth Atom'.split(' ');
  const free = { test: word => names.includes(word.replace(/^و/, '')) || /^\\p{Lu}{2,}$/u.test(word) };
  const address = /[\\w:/.-]*[.:/][\\w:/.-]+/g;
  const seen = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const lang = node.parentElement.closest('[lang]').lang, script = scripts[lang] || 'Latin', text = node.textContent;
    const own = new RegExp(`^[\\\\p{Script=${script}}\\\\p{Script=Common}\\\\p{Script=Inherited}]+$`, 'u');
    const words = text.replace(address, ' ').match(/[\\p{L}\\p{M}]+/gu) || [];
    const foreign = words.filter(word => !own.test(word) && !free.test(word));
    const isCode = node.parentElement.matches('bdi:not([lang]), .code') && /[0-9]/.test(text);
    if (foreign.length && !isCode && !node.parentElement.closest('.line')) { seen.push([lang, foreign.join(' '), text.trim()]); }
  }
  return seen;
}"""


def keep_picture(page: Page, name: str) -> None:
    """For people to look at, when they ask for it."""
    if os.environ.get("PICTURES") == "all":
        picture(page, name)


def in_the_dark(page: Page) -> None:
    """Contrast in dark colours; axe is in the page already."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(
        "axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}})"
        ".then(result => result.violations.map(one => [one.id, one.nodes.map(node => node.html + node.failureSummary)]))"
    )
    assert found == []


def on_small_screens(page: Page, name: str) -> None:
    """Nothing is wider than 240 px, nor than 320 px with letters of twice the size; each control can be hit, easily at 360 px."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(TARGETS) == []
    for width, size in ((240, ""), (320, "225%"), (360, "225%")):
        page.set_viewport_size({"width": width, "height": 480})
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert_fits(page)
        assert page.evaluate(SMALL_TARGETS) == []
        keep_picture(page, f"{name}-{width}")
    page.evaluate("document.documentElement.style.fontSize = ''")


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_for_everybody(visit: Visit, language: str, place: str) -> None:
    page, name = visit.page, f"{place}-{language}"
    keep_picture(page, name)
    assert_accessible(page)
    assert page.title().strip()
    if place not in {"broken", "not-yet"}:  # which speaks several languages itself, or the one that was asked for
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert page.evaluate(FOREIGN_WORDS) == []
    assert page.locator("a[href='']").count() == 0
    in_the_dark(page)
    keep_picture(page, f"{name}-dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert_fits(page)
    keep_picture(page, f"{name}-1280")
    page.emulate_media(color_scheme="light")
    on_small_screens(page, name)


# --- keyboard -------------------------------------------------------------------------------------------------------------

FOCUS = """() => {
  const one = document.activeElement, target = one.closest('label') || one;
  const mark = getComputedStyle(one.matches('.opt input, .tile input') ? one.nextElementSibling : one);
  const box = target.getBoundingClientRect(), last = window.last;
  window.last = one;
  return {
    tag: one.tagName, html: one.outerHTML.slice(0, 90),
    ring: mark.outlineStyle === 'solid' && parseFloat(mark.outlineWidth) >= 3,
    seen: box.top >= 0 && box.bottom <= innerHeight
      && target.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)),
    after: !last || !!(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""


@pytest.mark.parametrize("place", ["lesson-sensitive"])
def test_the_focus_goes_through_a_lesson_in_order_and_is_always_seen(visit: Visit, language: str) -> None:
    page, stops = visit.page, []
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    while True:
        stop = page.evaluate(FOCUS)
        if stop["tag"] == "BODY":
            break
        assert stop["ring"], stop
        assert stop["seen"], stop
        assert stop["after"], stop
        stops.append(stop)
        page.keyboard.press("Tab")
    assert len(stops) > 3 + 4 * len(questions_of(visit.site, visit.lesson(2)))
    assert stops[-1]["tag"] == "A"


@pytest.mark.parametrize("place", ["lesson"])
def test_the_skip_link_leads_past_the_head(visit: Visit, language: str) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# --- languages within a page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["home"])
def test_each_language_is_named_in_itself(visit: Visit, language: str) -> None:
    links = visit.page.locator(".langs a")
    named = {link.get_attribute("lang"): (link.inner_text(), link.get_attribute("dir")) for link in links.all()}
    assert named["ar"] == ("العربية", "rtl")
    assert named["en"] == ("English", "ltr")
    assert links.locator("xpath=self::*[@aria-current]").get_attribute("lang") == language


@pytest.mark.parametrize("place", ["me-begun"])
def test_titles_in_another_language_say_so(visit: Visit, language: str) -> None:
    """Hindi has two lessons of six; the others stand there in English, or in the language that whoever asks reads."""
    assert visit.page.locator(".list bdi[lang]").count() == 0
    for path in (f"/hi/{COURSE}/", "/hi/me/"):
        visit.page.goto(path)
        foreign = visit.page.locator(".list bdi[dir]")
        assert foreign.count() >= len(LESSONS) - TRANSLATED["hi"]
        directions = {(title.get_attribute("lang"), title.get_attribute("dir")) for title in foreign.all()}
        assert directions == {(language, "rtl" if language == "ar" else "ltr")}
        assert visit.page.evaluate(FOREIGN_WORDS) == []


# --- what people ask of their device ----------------------------------------------------------------------------------------

TOLD_APART = """() => {
  const look = one => {
    const its = getComputedStyle(document.querySelector(one));
    return [its.backgroundImage.length > 100, its.backgroundPositionX, its.outlineStyle].join();
  };
  return {
    lamps: ['.lit', '.half', '.off'].map(kind => look('.lamps i' + kind)),
    options: [':checked', ':not(:checked)'].map(which => look('.opt input' + which + ' + span')),
  };
}"""


@pytest.mark.parametrize("place", ["answers-partly"])
def test_lamps_and_chosen_options_are_told_apart_where_a_device_forces_its_colours(visit: Visit, language: str) -> None:
    visit.page.emulate_media(forced_colors="active")
    looks = visit.page.evaluate(TOLD_APART)
    assert len(set(looks["lamps"])) == 3, looks
    assert all(lamp.startswith("true") for lamp in looks["lamps"]), looks
    assert len(set(looks["options"])) == 2, looks
    visit.page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("place", ["lesson"])
def test_nothing_moves_for_those_who_asked_for_less_motion(visit: Visit, language: str) -> None:
    page = visit.page
    page.evaluate("document.querySelector('.lamps span').className = 'glow'")
    names = {}
    for wish in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=wish)
        names[wish] = page.evaluate("getComputedStyle(document.querySelector('.lamps i')).animationName")
    page.emulate_media(reduced_motion="no-preference")
    assert names == {"reduce": "none", "no-preference": "glow"}
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.lamps i')).animationDuration)") <= 0.15


@pytest.mark.parametrize("place", ["certificate"])
def test_a_printed_certificate_is_one_sheet(visit: Visit, language: str) -> None:
    paper = visit.page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "10mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


@pytest.mark.parametrize("place", ["me-certified"])
def test_a_certificate_once_made_is_shown_and_not_made_again(visit: Visit, language: str) -> None:
    main = visit.page.locator("main a.go")
    assert main.inner_text() == said(language, "See my certificate")
    assert visit.certificate in (main.get_attribute("href") or "")
