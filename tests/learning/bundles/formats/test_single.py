"""A lesson in one file: nothing beside it is needed, nothing but its own script runs, and it is light enough to send."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from courses.models import LessonVersion
from learning.bundles.formats import single
from learning.bundles.formats.single_page import lesson_file
from learning.bundles.formats.styles import needed_rules
from tests.learning.bundles.formats.conftest import LESSON_1, SOUNDS, Writing

FIRST, SECOND = "light-course-en-01.html", "light-course-en-02.html"


def files_in(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def addresses_in(page: BeautifulSoup) -> list[str]:
    """All that a page loads, links or sends to."""
    names = ("href", "src", "srcset", "action", "poster")
    return [str(tag[name]) for tag in page.find_all(True) for name in names if tag.has_attr(name)]


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_bundle_holds_each_lesson_its_list_and_the_licence(writing: Writing) -> None:
    files = files_in(writing.write(writing.inside("single", "ar")))
    assert set(files) == {"index.html", "LICENSE.txt", "light-course-ar-01.html", SECOND}
    listed = [link for link in addresses_in(BeautifulSoup(files["index.html"], "html.parser")) if link.endswith(".html")]
    assert listed == ["light-course-ar-01.html", SECOND]


def test_two_languages_share_the_lesson_that_one_lends_the_other(writing: Writing) -> None:
    files = files_in(writing.write(writing.inside("single", "ar", also=("en",))))
    assert set(files) == {"index.html", "LICENSE.txt", "light-course-ar-01.html", FIRST, SECOND}


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_nothing_leads_out_of_a_file(writing: Writing, tier: str) -> None:
    for name, data in files_in(writing.write(writing.inside("single", "ar", tier))).items():
        if name.startswith("light"):
            page = BeautifulSoup(data, "html.parser")
            loose = [link for link in addresses_in(page) if not re.match(r"data:|#|about:blank$|tel:", link)]
            assert loose == [], name
            assert len(data) <= (60_000 if tier == "text" else 1_000_000)
            assert page.html is not None
            assert page.html["dir"] == ("rtl" if "-ar-" in name else "ltr")


def test_only_the_files_own_style_and_script_may_run(writing: Writing) -> None:
    page = BeautifulSoup(files_in(writing.write(writing.inside("single")))[FIRST], "html.parser")
    policy = str(page.select_one("meta[http-equiv=Content-Security-Policy]")["content"])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    [script] = page.select("script")
    assert digest(script.text) in policy
    for style in page.select("style"):
        assert digest(style.text) in policy
    assert all(not name.startswith("on") and name != "style" for tag in page.find_all(True) for name in tag.attrs)


def test_a_text_of_a_lesson_cannot_end_its_script(writing: Writing) -> None:
    inside = writing.inside("single")
    lesson = next(lesson for lesson in inside.lessons if lesson.path == LESSON_1)
    for index in lesson.questions.values():
        index["prompt"] = "</script><script>alert(1)</script><!-- <script>"
    page = BeautifulSoup(lesson_file(lesson, inside.documents[LESSON_1]), "html.parser")
    assert len(page.select("script")) == 1
    assert "alert(1)</script>" not in page.select("script")[0].text


def test_pictures_are_jpeg_and_sounds_the_lighter_form_inside_the_file(writing: Writing) -> None:
    data = files_in(writing.write(writing.with_sound("single")))[FIRST]
    page = BeautifulSoup(data, "html.parser")
    assert [str(image["src"])[:23] for image in page.select("img")] == ["data:image/jpeg;base64,"]
    [source] = page.select("audio source")
    assert source["src"] == f"data:audio/ogg;base64,{base64.b64encode(SOUNDS['ogg']).decode()}"
    assert page.select("picture") == []
    loose = [link for link in addresses_in(page) if not re.match(r"data:|#|about:blank$|tel:", link)]
    assert loose == []
    assert "tel:116" in addresses_in(page)


def test_what_is_too_heavy_goes_with_words_instead(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = files_in(writing.write(writing.inside("single", tier="pictures")))[FIRST]
    monkeypatch.setattr(single, "HEAVIEST", len(heavy) - 1)
    files = files_in(writing.write(writing.inside("single", tier="pictures")))
    assert b"<img" not in files[FIRST]
    assert b"Picture: A lamp." in files[FIRST]
    assert files[FIRST] == files_in(writing.write(writing.inside("single")))[FIRST]


def test_each_file_names_the_next(writing: Writing) -> None:
    files = files_in(writing.write(writing.inside("single")))
    assert SECOND.encode() in files[FIRST]
    assert FIRST.encode() not in files[SECOND]


def test_the_same_bytes_everywhere(writing: Writing, elsewhere: Any) -> None:
    here = writing.write(writing.inside("single", "ar", "pictures")).read_bytes()
    assert elsewhere(lambda: writing.write(writing.inside("single", "ar", "pictures"))).read_bytes() == here


def test_a_lesson_comes_alone_from_the_site_as_it_is_in_the_bundle(writing: Writing, client: Client) -> None:
    files = files_in(writing.write(writing.inside("single", tier="pictures")))
    answer = client.get(f"/bundles/lesson/{LESSON_1}.html?tier=pictures")
    assert answer.content == files[FIRST]
    assert answer["Content-Disposition"] == f'attachment; filename="{FIRST}"'
    again = client.get(f"/bundles/lesson/{LESSON_1}.html?tier=pictures", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/bundles/lesson/{LESSON_1}.html").content != answer.content


def test_what_is_not_published_or_not_offered_does_not_come_alone(course_key: UUID, client: Client) -> None:
    for path in (f"{LESSON_1}.html?tier=video", f"{LESSON_1}.html?tier=smell", f"{LESSON_1}9.html", "xx/light-course/first/a.html"):
        assert client.get(f"/bundles/lesson/{path}").status_code == 404, path
    LessonVersion.objects.filter(path=LESSON_1).update(is_current=False)
    assert client.get(f"/bundles/lesson/{LESSON_1}.html").status_code == 404


def test_a_style_sheet_loses_what_no_word_of_the_page_names() -> None:
    sheet = '/* a */ .a,.b .c{x:y}\n@media print{.c{d:e}p{f:url("data:<style>{</style>")}}\n.a:hover{g:h}'
    assert needed_rules(sheet, '<p class="a">') == '.a{x:y}@media print{p{f:url("data:<style>{%3c/style>")}}.a:hover{g:h}'


# --- in a browser -------------------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_from_anywhere_a_question_is_answered_in_the_file_itself(writing: Writing, chromium: Any, tmp_path: Path) -> None:
    alone = tmp_path / "received.html"
    alone.write_bytes(files_in(writing.write(writing.inside("single", tier="pictures")))[FIRST])
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    page, asked, errors = context.new_page(), [], []
    page.on("request", lambda request: request.url.startswith("data:") or asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for address in (alone.as_uri(), "http://10.0.0.7/received.html"):  # from a folder; and as a hub hands it out
        page.route("http://10.0.0.7/*", lambda route: route.fulfill(body=alone.read_text(), content_type="text/html"))
        page.goto(address)
        form = page.locator("#q-1 form")
        form.locator("input[name=answer]").first.check()
        form.locator("fieldset + button").click()
        form.locator(".feedback").first.wait_for()
        assert "Saved on this phone." in form.locator(".verdict").inner_text()
        assert not page.locator("#answers").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert asked == [alone.as_uri(), "http://10.0.0.7/received.html"]
    assert errors == []
    context.close()


@pytest.mark.browser
def test_without_scripts_the_answers_stand_at_the_end(writing: Writing, chromium: Any, tmp_path: Path) -> None:
    alone = tmp_path / "received.html"
    alone.write_bytes(files_in(writing.write(writing.inside("single")))[FIRST])
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(alone.as_uri())
    assert page.locator("#answers").is_visible()
    assert "It only puts words together." in page.locator("#answers").inner_text()
    context.close()
