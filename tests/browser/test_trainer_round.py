"""A trainer's first lesson in a real browser: written in the CMS, refused while something is missing, mended, published, read.

Leaves pictures of the editor in `var/screenshots/cms-*.png`; the guide for trainers shows them.
"""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import OpenPage, assert_fits, picture
from tests.served_site import COURSE, PASSWORD, Site, comes_true, until

MODULE = "AI around you"
TITLE = "Voices on the line"
# Options of a question are children of a list in the card; these are the cards themselves.
CARDS = "[data-streamfield-stream-container] > [data-streamfield-child]"
ALT = "A lamp in the dark."
SUMMARY = "A voice can be borrowed: call back before you send anything."
STATEMENT = "A voice I know is always the person I know."


def sign_in(page: Page) -> None:
    page.locator("input[name=username]").fill("trainer")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Write a lesson")).to_be_visible()


def add_card(page: Page, kind: str) -> Locator:
    """Adds a card at the end of the lesson by the last + and the chooser of kinds; returns the card."""
    cards = page.locator(CARDS)
    count = cards.count()
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    expect(cards).to_have_count(count + 1)
    return cards.last


def field(card: Locator, label: str, place: int = 0) -> Locator:
    """The box under a label of a card; the label of one that is required ends in a star."""
    return card.get_by_label(re.compile(rf"^{re.escape(label)}\s*\*?$")).nth(place)


def drawing() -> FilePayload:
    """A picture as a trainer may have drawn it: a lamp in the dark."""
    night = Image.new("RGB", (900, 600), "#12142b")
    pen = ImageDraw.Draw(night)
    pen.ellipse((330, 120, 570, 360), fill="#ffc14d")
    pen.rectangle((400, 360, 500, 460), fill="#b5afc6")
    out = BytesIO()
    night.save(out, "PNG")
    return {"name": "lamp.png", "mimeType": "image/png", "buffer": out.getvalue()}


def upload_picture(page: Page, card: Locator) -> None:
    """Uploads a drawing with its licence and credit from inside the card."""
    card.get_by_role("button", name="Choose an image").click()
    page.get_by_role("tab", name="Upload").click()
    form = page.get_by_role("tabpanel", name="Upload")
    form.get_by_label("File").set_input_files(drawing())
    title = form.get_by_label("Title")
    expect(title).to_have_value("lamp")  # the CMS proposes the file's name
    title.fill("Borrowed voice")
    form.get_by_label("Licence").select_option("CC BY 4.0")
    form.get_by_label("Credit").fill("Mwanga")
    picture(page, "cms-picture-upload", whole=False)
    form.get_by_role("button", name="Upload").click()
    expect(card.locator(".chooser__title")).to_have_text("Borrowed voice")


def choose_competency(page: Page, card: Locator) -> None:
    card.get_by_role("button", name=re.compile("^Choose")).click()
    page.locator(".modal-body").get_by_role("link").filter(has_text="·").first.click()
    expect(card.locator(".chooser__title")).to_contain_text("·")


def picture_of_form(page: Page, name: str) -> None:
    """The whole form of the editor, which scrolls inside its own frame."""
    page.set_viewport_size({"width": 1280, "height": 3400})
    picture(page, name, whole=False)
    page.set_viewport_size({"width": 1280, "height": 900})


def wait_until_kept(page: Page, site: Site, last_typed: str) -> None:
    """The CMS keeps a draft by itself. Publishing in that very moment makes it think of another window.

    What comes while it keeps the words before, it keeps with the next key that is pressed. Where it has paused, it says so, and
    a trainer saves by hand.
    """
    sql = f"SELECT 1 FROM wagtailcore_revision WHERE instr(content, '{last_typed}')"
    if any(comes_true(lambda: site.rows(sql), seconds=4) or page.keyboard.type(" ") for _key in range(8)):
        expect(page.locator(".w-autosave-indicator__state--saved")).to_be_visible()
        return
    expect(page.locator(".w-autosave-indicator__state--paused")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    until(lambda: site.rows(sql), seconds=30)


def press_publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def test_a_trainer_writes_a_lesson_and_a_visitor_reads_it(site: Site, open_page: OpenPage) -> None:
    page = open_page("/cms/", width=1280, height=900)
    sign_in(page)
    picture(page, "cms-dashboard", whole=False)
    page.get_by_role("link", name=f"Add a lesson ({MODULE})").click()
    write_cards(page)
    wait_until_kept(page, site, STATEMENT)
    picture_of_form(page, "cms-lesson-written")
    be_refused(page)
    mend(page)
    press_publish(page)
    expect(page.get_by_text(f"Page '{TITLE}' has been published.")).to_be_visible()
    until(site.jobs_are_done, seconds=60)
    read_as_visitor(open_page)


def write_cards(page: Page) -> None:
    """A text, a picture and two questions; some fields stay empty."""
    page.locator("#id_title").fill(TITLE)
    page.get_by_role("button", name="Insert a block").last.click()
    expect(page.get_by_role("option", name="Fill the gap", exact=True)).to_be_visible()
    picture(page, "cms-chooser", whole=False)
    page.keyboard.press("Escape")
    text = add_card(page, "Text")
    text.get_by_role("textbox").click()
    page.keyboard.type("A machine can speak with the voice of somebody you love.")
    card = add_card(page, "Picture")
    upload_picture(page, card)
    field(card, "Description").fill(ALT)
    one = add_card(page, "One right answer")
    field(one, "Question").fill("A voice asks for money. What now?")
    field(one, "Option", 0).fill("Send it")
    field(one, "Feedback", 0).fill("Wait. A voice alone proves nothing.")
    field(one, "Option", 1).fill("Call back")
    choose_competency(page, one)
    judged = add_card(page, "True or false")
    judged.get_by_role("combobox").select_option("false")
    field(judged, "Feedback to “true”").fill("A machine can borrow it.")
    field(judged, "Feedback to “false”").fill("Right: it can be borrowed.")
    choose_competency(page, judged)
    field(judged, "Statement").fill(STATEMENT)


def be_refused(page: Page) -> None:
    """Publishing names everything that is missing, in sentences, and keeps what was written."""
    press_publish(page)
    for sentence in (
        "The summary is missing. Write one sentence for the course page.",
        "“I can …” is missing. Say what a learner can do after the lesson.",
        "The lesson names 0 competencies. Choose one to three.",
        "Card 3 (one right answer): option “Call back” has no feedback.",
        "Card 3 (one right answer): 0 options are marked right. Mark exactly one.",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator(CARDS)).to_have_count(4)
    picture(page, "cms-refused", whole=False)
    picture_of_form(page, "cms-refused-form")


def mend(page: Page) -> None:
    page.get_by_label("“I can …”").fill("call back on a number I know")
    page.get_by_role("checkbox", name=re.compile("^HCM1 ")).check()
    one = page.locator(CARDS).nth(2)
    field(one, "Feedback", 1).fill("Right: on a number you already know.")
    field(one, "Right", 1).check()
    page.get_by_label("Summary").fill(SUMMARY)


def read_as_visitor(open_page: OpenPage) -> None:
    """On a small phone without scripts: words, picture, questions."""
    visitor = open_page(f"/en/{COURSE}/", scripts=False)
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(visitor.get_by_text("A machine can speak with the voice of somebody you love.")).to_be_visible()
    shown = visitor.get_by_role("img", name=ALT)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.bounding_box()["width"] > 200  # type: ignore[index]
    expect(visitor.get_by_role("button", name="Check my answer")).to_have_count(2)
    assert_fits(visitor)
    picture(visitor, "cms-lesson-as-visitor")
    visitor.get_by_label("Call back").check()
    visitor.get_by_role("button", name="Check my answer").first.click()
    expect(visitor.get_by_text("Right: on a number you already know.")).to_be_visible()
