"""What a phone needs to keep a course: the list of files and its tag, the answers, the page without a line, the service worker."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.addresses import stored_static_name
from courses.models import CourseVersion, LessonPage, LessonVersion, RenderedDocument
from courses.rendering.documents import render_due
from courses.rendering.kept import loaded
from courses.rendering.script import KEEP, MINE, SOURCES, read_source, script_path, source_text
from tests.cast import Member
from tests.factories import make_lesson, make_module

pytestmark = pytest.mark.django_db
LIST = "/en/tiny-course/files.json"


def listed(tier: str = "text", client: Client | None = None) -> dict[str, Any]:
    """The list of files."""
    answer = (client or Client()).get(LIST, {"tier": tier})
    assert answer.status_code == 200
    return json.loads(answer.content)


def bytes_of(answer: Any) -> bytes:
    """A body, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- the list -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", ["text", "pictures"])
def test_every_listed_file_is_there_with_the_bytes_that_were_listed(rendered: LessonVersion, tier: str) -> None:
    data = listed(tier)
    assert (data["version"], data["tier"], data["title"]) == (CourseVersion.objects.current().get().number, tier, "Tiny course")
    assert data["bytes"] == sum(weight for _path, _hash, weight in data["files"])
    for path, hash_, weight in data["files"]:
        if path.startswith("/static/"):
            continue  # WhiteNoise serves them, not Django
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert hashlib.sha256(bytes_of(answer)).hexdigest()[:32] == hash_, path
        assert weight > 0


def test_the_list_holds_what_a_lesson_needs_without_a_line(rendered: LessonVersion) -> None:
    paths = {path for path, _hash, _weight in listed()["files"]}
    lesson = f"/{rendered.path}/"
    assert {
        "/en/tiny-course/?kept",
        "/en/tiny-course/review/?kept",
        "/en/offline.html",
        f"{lesson}?tier=text",
        f"{lesson}answers.js",
        "/static/offline/grade.js",
        "/static/offline/review.js",
    } <= paths
    assert {f"/{script_path('en', name)}" for name in (MINE, KEEP)} | {f"/{script_path('en')}"} <= paths
    assert any(re.fullmatch(r"/static/css/mwanga\.[0-9a-f]{12}\.css", path) for path in paths)


def test_the_list_costs_five_queries_however_many_lessons_there_are(lesson: LessonPage) -> None:
    render_due()
    for more in range(2):
        listed()
        with CaptureQueriesContext(connection) as captured:
            listed()
        assert len(captured.captured_queries) == 5
        make_lesson(make_module(lesson.get_parent().get_parent().specific, f"more-{more}"), f"lesson-{more}")
        render_due()


def test_the_list_is_the_same_for_everybody_and_may_be_kept(rendered: LessonVersion, learner: Member) -> None:
    answer = learner.client.get(LIST)
    assert answer.content == Client().get(LIST).content
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", [LIST, "/en/tiny-course/first/lesson-1/answers.js", "/en/offline.html", "/sw.js"])
def test_whoever_has_it_gets_no_bytes(rendered: LessonVersion, path: str) -> None:
    tag = Client().get(path).headers["ETag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        again = Client().get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
    assert Client().get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_version_of_a_lesson_changes_it_its_answers_and_the_course_page(rendered: LessonVersion, lesson: LessonPage) -> None:
    before, tag = listed(), Client().get(LIST).headers["ETag"]
    lesson.can_do = "name four places"
    lesson.save_revision().publish()
    render_due()
    assert Client().get(LIST).headers["ETag"] != tag
    changed = {
        path for path, _hash, _weight in {tuple(file) for file in listed()["files"]} - {tuple(file) for file in before["files"]}
    }
    address = f"/{rendered.path}/"
    assert changed == {f"{address}?tier=text", f"{address}answers.js", "/en/tiny-course/?kept"}


def test_a_tier_that_is_not_kept_is_refused_in_words(rendered: LessonVersion) -> None:
    answer = Client().get(LIST, {"tier": "video"})
    assert answer.status_code == 400
    assert answer.json()["error"] == "There is no tier “video” to keep. Choose one of: text, pictures."


def test_a_course_that_is_being_drawn_says_so(lesson: LessonPage, rendered: LessonVersion) -> None:
    RenderedDocument.objects.all().delete()
    answer = Client().get(LIST)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "60", "no-store")
    assert "Try again in a minute" in answer.json()["error"]
    assert Client().get("/en/no-course/files.json").status_code == 404


def test_a_page_loads_pictures_and_links_others() -> None:
    page = b'<link rel="icon" href="data:,"><img alt="" src="../../objects/aa/b.jpeg"><a href="../objects/aa/c.jpeg">'
    sources = b'<source srcset="/objects/aa/d/240.avif 240w, ../objects/aa/d/480.avif 480w">'
    assert loaded([page + sources]) == {"objects/aa/b.jpeg", "objects/aa/d/240.avif", "objects/aa/d/480.avif"}


# --- answers, worker ------------------------------------------------------------------------------------------------------


def test_the_answers_of_a_lesson_cost_one_query_and_need_a_published_lesson(rendered: LessonVersion) -> None:
    path = f"/{rendered.path}/answers.js"
    Client().get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(path)
    assert len(captured.captured_queries) == 1
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert str(rendered.lesson_key) in answer.content.decode()
    assert Client().get("/en/tiny-course/first/nothing/answers.js").status_code == 404


def test_the_worker_rules_the_whole_site_and_is_asked_for_each_time(db: None) -> None:
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def code_of(written: str) -> list[str]:
    """The lines of a script without comments and indentation, read line by line."""
    lines, is_comment = [], False
    for line in written.splitlines():
        text = line.strip()
        if not is_comment and text.startswith("/*"):
            is_comment = True
        elif not is_comment:
            lines.append(text.split(" /* ")[0])
        is_comment = is_comment and not text.endswith("*/")
    return [line for line in lines if line]


@pytest.mark.parametrize("name", SOURCES)
def test_a_script_is_sent_without_comments_and_otherwise_as_it_was_written(name: str) -> None:
    sent = source_text(name)
    assert "/*" not in sent
    assert [line for line in sent.splitlines() if line] == [
        line for source in SOURCES[name] for line in code_of(read_source(f"js/{source}"))
    ]


def test_scripts_for_old_phones_use_no_younger_words() -> None:
    """KaiOS runs Gecko 48 and must at least read them: ES5. The service worker is only read where there are some."""
    for path in sorted(Path("static").rglob("*.js")):
        if path.name != "sw.js":
            code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not re.search(r"=>|\b(?:let|const|class|async|await)\s|`", code), path


def test_scripts_that_run_without_a_server_are_stored_as_they_are_sent() -> None:
    for name in ("offline/grade.js", "offline/me.js", "offline/review.js"):
        stored = Path(settings.STATIC_ROOT, stored_static_name(name)).read_text(encoding="utf-8")
        written = Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")
        assert len(stored) < 0.9 * len(written)
        assert "/* " not in stored
        assert Path(settings.STATIC_ROOT, name).read_text(encoding="utf-8") == stored
