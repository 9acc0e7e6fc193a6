"""The import wizard in a real browser: dropped, sent without scripts, in Arabic, on the smallest screens; libraries installed.

Leaves pictures in `var/screenshots/cms-h5p-*.png`; the guide for trainers shows one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, OpenPage, assert_fits, picture
from tests.browser.staff_door import sign_in
from tests.courses.cms_h5p.packages import column, lamps, plays, question
from tests.h5p.packages import packed, whole
from tests.served_site import Site

MODULE = "AI around you"
PRESS = ".h5p-form button[type=submit]"  # whatever it says
READS = """
from learning.models import Person
from wagtail.users.models import UserProfile
profile = UserProfile.get_for_user(Person.objects.get(username="{who}"))
profile.preferred_language = "{language}"
profile.save()
"""
# Puts a file into the browser's hands and drops it on the wizard's field.
DROP = """([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("[data-drop]").dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages."""
    folder = tmp_path_factory.mktemp("packages")
    bad = {**whole(), "content/page.html": b"<p>", "content/run.exe": b"MZ"}
    data_of = {"column": column(), "question": question(), "rain": plays(), "lamps": lamps(), "bad": packed(bad.items())}
    for name, data in data_of.items():
        (folder / f"{name}.h5p").write_bytes(data)
    return folder


def at(open_page: OpenPage, path: str, who: str = "trainer", **more: object) -> Page:
    """A page of the CMS, signed in."""
    page = open_page(f"/cms/login/?next={path}", **{"width": 1280, "height": 900, **more})
    sign_in(page, who)
    page.wait_for_url(f"**{path}")
    return page


def goes_into_module(page: Page) -> None:
    page.locator("#id_into").select_option(label=f"New lesson in “{MODULE}”")


def look(page: Page, name: str) -> None:
    """It fits from very small to wide, and axe finds nothing in our part of it."""
    for width in (240, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        # The CMS's menu slides, and something else of the CMS's takes 25 seconds: whatever has an end is there at once.
        page.evaluate(
            "document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < Infinity).forEach(one => one.finish())"
        )
        assert_fits(page)
        picture(page, f"{name}-{width}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('.h5p', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then(result => result.violations.map(one => [one.id, one.nodes.map(node => node.html)]))"
    )
    assert found == []


def test_a_package_is_dropped_looked_at_and_imported(open_page: OpenPage, packages: Path) -> None:
    page = at(open_page, "/cms/h5p/import/")
    look(page, "cms-h5p-import")
    page.evaluate(DROP, [list((packages / "bad.h5p").read_bytes()), "bad.h5p"])
    expect(page.locator("[data-chosen]")).to_contain_text("bad.h5p")
    goes_into_module(page)
    page.get_by_role("button", name="Look inside").click()
    problems = page.locator(".h5p-problems")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text("page.html")
    expect(problems).to_contain_text("run.exe")
    look(page, "cms-h5p-refused")
    page.locator("input[type=file]").set_input_files(packages / "column.h5p")
    page.get_by_role("button", name="Look inside").press("Enter")
    expect(page.get_by_role("radio", name="Native").first).to_be_checked()
    expect(page.locator(".help-warning")).to_contain_text("Test.Question 1.0")
    look(page, "cms-h5p-decide")
    page.get_by_role("button", name="Import into the draft").click()
    expect(page.get_by_role("button", name="More actions")).to_be_visible()
    expect(page.locator("[data-streamfield-child]").first).to_be_visible()


def test_it_works_without_scripts(open_page: OpenPage, packages: Path, site: Site) -> None:
    page = at(open_page, "/cms/h5p/import/", scripts=False)
    page.locator("input[type=file]").set_input_files(packages / "question.h5p")
    goes_into_module(page)
    page.get_by_role("button", name="Look inside").click()
    page.get_by_role("button", name="Import into the draft").click()
    assert page.url.endswith("/edit/")
    assert site.rows("SELECT 1 FROM wagtailcore_page WHERE title = 'Who wrote it?' AND live = 0")


def test_it_reads_from_right_to_left(open_page: OpenPage, packages: Path, site: Site) -> None:
    site.manage("manage.py", "shell", "-v", "0", "-c", READS.format(who="trainer", language="ar"))
    page = at(open_page, "/cms/h5p/import/")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    look(page, "cms-h5p-import-rtl")
    page.locator("input[type=file]").set_input_files(packages / "column.h5p")
    page.locator("#id_into").select_option(index=1)
    page.locator(PRESS).click()
    expect(page.locator(".h5p-items")).to_be_visible()
    look(page, "cms-h5p-decide-rtl")
    site.manage("manage.py", "shell", "-v", "0", "-c", READS.format(who="trainer", language="en"))


def test_an_administrator_installs_what_a_content_waits_for_and_tries_it(open_page: OpenPage, packages: Path) -> None:
    page = at(open_page, "/cms/h5p/libraries/install/", "admin")
    look(page, "cms-h5p-install")
    page.locator("input[type=file]").set_input_files(packages / "rain.h5p")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".h5p-group")).to_contain_text("Test.Question 1.0.3")
    look(page, "cms-h5p-difference")
    page.get_by_role("button", name="Install").click()
    expect(page.locator(".h5p-list")).to_contain_text("Test.Question 1.0.3")
    look(page, "cms-h5p-libraries")
    page.get_by_role("link", name="Test.Question 1.0.3").click()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()
    look(page, "cms-h5p-library")
    page.goto("/cms/h5p/")
    look(page, "cms-h5p-contents")
    page.locator(".h5p-list tbody a").first.click()
    look(page, "cms-h5p-content")


def test_a_content_is_tried_in_its_box(open_page: OpenPage, packages: Path) -> None:
    page = at(open_page, "/cms/h5p/libraries/install/", "admin")
    page.locator("input[type=file]").set_input_files(packages / "lamps.h5p")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Install").click()
    page.goto("/cms/h5p/import/")
    page.locator("input[type=file]").set_input_files(packages / "lamps.h5p")
    goes_into_module(page)
    page.get_by_role("button", name="Look inside").click()
    page.get_by_role("radio", name="Embedded").check()
    page.get_by_role("button", name="Import into the draft").click()
    expect(page.get_by_role("button", name="More actions")).to_be_visible()
    page.goto("/cms/h5p/")
    page.get_by_role("link", name="Lamps at night").click()
    page.get_by_role("link", name="Play").click()
    expect(page.frame_locator(".h5p-frame").get_by_text("Which lamp is lit?")).to_be_visible()
    look(page, "cms-h5p-tried")


def test_an_administrators_pages_read_from_right_to_left(open_page: OpenPage, packages: Path, site: Site) -> None:
    site.manage("manage.py", "shell", "-v", "0", "-c", READS.format(who="admin", language="ar"))
    page = at(open_page, "/cms/h5p/libraries/install/", "admin")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    look(page, "cms-h5p-install-rtl")
    page.locator("input[type=file]").set_input_files(packages / "lamps.h5p")
    page.locator(PRESS).click()
    expect(page.locator(".h5p-group").first).to_be_visible()
    look(page, "cms-h5p-difference-rtl")
    if page.locator(PRESS).count():  # not when another test has installed the same
        page.locator(PRESS).click()
    page.goto("/cms/h5p/import/")
    page.locator("input[type=file]").set_input_files(packages / "lamps.h5p")
    page.locator("#id_into").select_option(index=1)
    page.locator(PRESS).click()
    page.locator("input[type=radio][value=embedded]").check()
    page.locator(PRESS).click()
    page.wait_for_url("**/edit/")
    page.goto("/cms/h5p/libraries/")
    look(page, "cms-h5p-libraries-rtl")
    page.locator(".h5p-list tbody a").first.click()
    look(page, "cms-h5p-library-rtl")
    page.goto("/cms/h5p/")
    look(page, "cms-h5p-contents-rtl")
    page.locator(".h5p-list tbody a").first.click()
    look(page, "cms-h5p-content-rtl")
    lesson = site.rows("SELECT page_ptr_id FROM courses_lessonpage ORDER BY page_ptr_id LIMIT 1")[0][0]
    page.goto(f"/cms/h5p/download/{lesson}/")
    look(page, "cms-h5p-download-rtl")
    site.manage("manage.py", "shell", "-v", "0", "-c", READS.format(who="admin", language="en"))
