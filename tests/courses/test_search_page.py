"""The search page: marked quotes, nothing behind a content note, any input, light, private, and the same without scripts."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonPage, LessonVersion
from courses.rendering.documents import render_due
from courses.search.question import question_of
from courses.search.quote import LONGEST, Marker
from courses.search_page import PAGE
from tests.config.test_logs import written
from tests.courses.test_search import lesson_of
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db

PAGE_LIMIT = 14_000  # bytes on the wire, style sheet and all
HOSTILE = [
    '"',
    "'",
    '"unclosed',
    "phone*",
    "*",
    "^phone",
    "title : phone",
    "{title body} : phone",
    "phone NOT scam",
    "phone AND",
    "NEAR(phone)",
    "(phone",
    "- -phone",
    "phone & | ! <-> :*",
    "phone:*A",
    "%",
    "%s %(x)s %d",
    "_",
    "\\",
    "\\'",
    "phone\x00scam",
    "\x00",
    "\u202e\u2066phone\u2069",
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "'; DROP TABLE courses_searchentry; --",
    "a" * 10_000,
    "phone " * 2_000,
    "🙂 👍🏽",
    "\ufffd\ufffe",
    "ﷺ",
    "e" + "\u0301" * 500,
    "ِ" * 50,
    "፼" * 90,
    "９" * 90,
]


def ask(typed: str, language: str = "en", **more: str) -> str:
    """The page for what somebody typed."""
    answer = Client().get(f"/{language}/search/", {"q": typed, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def results(page: str) -> list[str]:
    """The items of the list of results."""
    found = re.search(r'<ul class="list hits">(.*?)</ul>', page, re.DOTALL)
    return found.group(1).split("<li>")[1:] if found else []


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_an_empty_question_shows_the_field_and_a_sentence() -> None:
    for page in (ask(""), ask("   "), Client().get("/en/search/").content.decode()):
        assert 'name="q" value=""' in page
        assert "Write one or two words." in page
        assert "<h2>" not in page


def test_a_result_is_title_course_minutes_weight_and_the_words_around_the_hit() -> None:
    lesson = lesson_of("en", title="False <photos>", text="Look at the shadows &amp; hands. Then ask.")
    render_due()
    (result,) = results(ask("photos shadow"))
    assert "False &lt;<mark>photos</mark>&gt;" in result
    assert "Look at the <mark>shadows</mark> &amp; hands. Then ask." in result
    assert 'href="../../en/tiny-course/first/lesson-1/index.html"' in result
    assert "Tiny course" in result
    assert f"{lesson.minutes} minutes" in result
    assert re.search(r"\d KB", result)
    assert 'class="chip clay"' in result
    assert Client().get(urljoin("/en/search/", "../../en/tiny-course/first/lesson-1/index.html")).status_code == 200


def test_a_course_is_found_too() -> None:
    lesson_of("en")
    (result,) = results(ask("tiny"))
    assert '<a href="../../en/tiny-course/index.html"><mark>Tiny</mark> course</a>' in result
    assert "Course · 1 lesson · 60 minutes" in result


def test_what_somebody_typed_comes_back_escaped() -> None:
    page = ask('<b>"x"</b>')
    assert 'value="&lt;b&gt;&quot;x&quot;&lt;/b&gt;"' in page
    assert "<b>" not in page


def test_nothing_found_says_so_and_leads_to_the_courses() -> None:
    page = ask("qqqqqq")
    assert "Nothing was found." in page
    assert 'href="../../en/index.html">All courses</a>' in page


def test_a_slip_and_missing_words_are_said() -> None:
    lesson_of("en", "one", text="A harvest.")
    lesson_of("en", "two", text="A zebra.")
    assert "This was found for: <bdi>harvest</bdi>" in ask("harvets")
    assert "No lesson has all of these words." in ask("harvest zebra")


def test_a_cut_question_says_so() -> None:
    assert "That was long." in ask("zebra " * 40)
    assert "That was long." not in ask("zebra")


def test_a_page_in_arabic_is_arabic_and_reads_from_the_right() -> None:
    lesson_of("ar", title="كيف تعرف الصُّورة المزيفة", text="انظر إلى الأيدي.")
    page = ask("صوره", "ar")
    assert '<html lang="ar" dir="rtl"' in page
    assert "<mark>الصُّورة</mark>" in page
    assert 'dir="auto"' in page


def test_results_in_another_language_say_so() -> None:
    lesson_of("ar", title="صورة", text="كلمة")
    lesson_of("en", title="Zebra", text="A zebra.")
    page = ask("zebra", "ar")
    (result,) = results(page)
    assert '<bdi lang="en" dir="ltr"><mark>Zebra</mark></bdi>' in result
    assert '<bdi lang="en" dir="ltr">Tiny course</bdi>' in result
    assert '<p lang="en" dir="ltr">A <mark>zebra</mark>.</p>' in result
    assert '<bdi lang="en">English</bdi>' in result
    assert "العربية" in page
    (result,) = results(ask("صورة", "en"))
    assert '<bdi lang="ar" dir="rtl">' in result


def test_the_browser_s_languages_come_first() -> None:
    for language in ("am", "en", "fr"):
        lesson_of(language, title=f"Zebra {language}")
    answer = Client().get("/ar/search/", {"q": "zebra"}, headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert "Accept-Language" in answer.headers["Vary"]
    assert [re.search(r"</mark> (\w\w)", one).group(1) for one in results(answer.content.decode())] == ["fr", "am", "en"]  # type: ignore[union-attr]


# --- sensitive lessons ------------------------------------------------------------------------------------------------


def test_of_a_sensitive_lesson_nothing_behind_its_note_is_quoted() -> None:
    lesson_of("en", title="Hard things", summary="Who can help.", text="A zebra threatened her.", sensitive=True)
    (result,) = results(ask("zebra"))
    assert "Hard things" in result
    assert "Who can help." in result
    assert "threatened" not in result
    assert "zebra" not in result


# --- quotes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 30, 60, 99])
def test_a_quote_is_short_and_holds_the_hit(place: int) -> None:
    words = [f"word{number}" for number in range(100)]
    words[place] = "zebra"
    quoted = str(Marker(question_of("zebra").words).quote([" ".join(words)]))
    assert "<mark>zebra</mark>" in quoted
    assert len(quoted) <= LONGEST + len("… <mark></mark> …")
    assert quoted.startswith("… ") == (place > 8)
    assert not re.search(r"\bord|\bwor\b", quoted)


def test_a_hit_in_a_text_without_spaces_is_quoted_whole() -> None:
    quoted = str(Marker(question_of("x" * 100).words).quote(["a" * 300 + " " + "x" * 400 + " end"]))
    assert f"<mark>{'x' * 400}</mark>" in quoted


def test_the_passage_with_most_words_is_quoted() -> None:
    marker = Marker(question_of("zebra goat").words)
    assert str(marker.quote(["One.", "A goat.", "A goat, a zebra."])) == "A <mark>goat</mark>, a <mark>zebra</mark>."
    assert str(marker.quote(["One.", "Two."])) == "One."
    assert str(marker.quote([])) == ""


# --- pages ------------------------------------------------------------------------------------------------------------


@kept
def many() -> LessonVersion:
    """Forty-five lessons about zebras, in Hindi too."""
    for language, words in (("en", "A zebra stands here. "), ("hi", "ज़ेबरा यहाँ खड़ा है, और पानी पीता है। ")):
        lesson_of(language, title=words)
        model = LessonVersion.objects.get(language=language)
        for place in range(2, 46):
            model.pk, model.lesson_key, model.path = None, f"{place:032d}", f"{language}/tiny-course/first/lesson-{place}"
            model.content["cards"][0]["html"] = f"<p>{words * 8} {place}</p>"
            model.save()
    render_due()
    return model


def test_further_pages_are_plain_links(many: LessonVersion) -> None:
    first = ask("zebra")
    assert "45 results <small>page 1 of 3</small>" in first
    assert len(results(first)) == PAGE
    assert "Previous page" not in first
    seen = {re.search(r'href="([^"]+)"', one).group(1) for one in results(first)}  # type: ignore[union-attr]
    page = first
    for count in (PAGE, 5):
        (href,) = re.findall(r'<a class="button" href="([^"]+)">Next page', page)
        query = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
        page = ask(query["q"][0], page=query["page"][0])
        assert len(results(page)) == count
        seen |= {re.search(r'href="([^"]+)"', one).group(1) for one in results(page)}  # type: ignore[union-attr]
    assert len(seen) == 45
    assert "Next page" not in page
    assert "Previous page" in page


def test_any_number_is_some_page(many: LessonVersion) -> None:
    numbers = ["0", "-1", "4", "99999", "9" * 50, "x", "", "²", "٢"]
    assert [number for number in numbers if not results(ask("zebra", page=number))] == []


@pytest.mark.parametrize(("language", "typed"), [("en", "zebra"), ("hi", "ज़ेबरा पानी")])
def test_a_full_page_comes_in_one_go(many: LessonVersion, language: str, typed: str, record_property) -> None:
    answer = Client(headers={"accept-encoding": "gzip"}).get(f"/{language}/search/", {"q": typed})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(results(gzip.decompress(answer.content).decode())) == PAGE
    with open(finders.find("css/mwanga.css"), "rb") as css:  # type: ignore[arg-type]
        weights = {"html": len(answer.content), "css": len(gzip.compress(css.read()))}
    record_property("bytes", weights)
    assert sum(weights.values()) <= PAGE_LIMIT, weights


def test_a_search_costs_four_queries_at_most(many: LessonVersion) -> None:
    most = {
        ("", "en"): 0,
        ("zebra", "en"): 2,
        ("tiny qqqqqq", "en"): 3,
        ("zebbra", "en"): 4,
        ("qqqqqq", "en"): 2,
        ("zebra", "ar"): 2,
    }
    assert {asked: queries(*asked) for asked in most} == most


def queries(typed: str, language: str) -> int:
    """How many queries a search costs."""
    with CaptureQueriesContext(connection) as captured:
        Client().get(f"/{language}/search/", {"q": typed})
    return len(captured)


# --- any input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:24]))
def test_nothing_that_can_be_typed_breaks_the_page(typed: str) -> None:
    lesson_of("en", title="Phone", text="A scam.")
    answer = Client().get("/en/search/", {"q": typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    shown = re.search(r'name="q" value="([^"]*)"', page).group(1)  # type: ignore[union-attr]
    assert "\x00" not in page
    assert "\u202e" not in page
    assert len(shown) < 800
    assert "<script" not in page


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "q=a&q=b", "q[]=a", "page=2", "q=%E0%A4%A", "&&&", "q=%u0041", "x=" + "y" * 5_000]
)
def test_no_query_string_breaks_the_page(query: str) -> None:
    assert Client().get(f"/en/search/?{query}").status_code == 200


def test_operators_are_words(db: None) -> None:
    lesson_of("en", "one", title="Goat", text="Here and there.")
    lesson_of("en", "two", title="Zebra")
    assert len(results(ask("goat OR zebra"))) == 2  # neither has all the words
    assert len(results(ask("title:goat"))) == 1  # of “title” and “goat” it has one
    assert "No lesson has all of these words." in ask("goat NOT zebra")


# --- private ----------------------------------------------------------------------------------------------------------


def test_no_search_is_kept_by_others_or_listed_by_search_engines(lesson: LessonPage) -> None:
    answer = Client().get("/en/search/", {"q": "torch"})
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert Client().get("/en/search/").headers["Cache-Control"] == "public, max-age=300"


def test_no_log_says_what_was_looked_for(lesson: LessonPage, monkeypatch: pytest.MonkeyPatch) -> None:
    with written() as log:
        ask("zebrasecret")
        Client().post("/en/search/?q=zebrasecret")
        Client().get("/en/search/nothing/?q=zebrasecret")
        monkeypatch.setattr("courses.search_page.find", broken)
        Client(raise_request_exception=False).get("/en/search/", {"q": "zebrasecret"})
    assert "zebrasecret" not in log()
    assert json.loads(log().splitlines()[-1])["level"] == "error"


def broken(question: object, **_: object) -> None:
    raise RuntimeError(f"cannot look for {question!r}")


# --- the way to it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ar", "am"])
@pytest.mark.parametrize("path", ["/{}/", "/{}/nothing/is/here/", "/{}/search/"])
def test_the_field_stands_on_the_home_page_and_where_nothing_is(lesson: LessonPage, code: str, path: str) -> None:
    page = Client().get(path.format(code)).content.decode()
    assert page.count(f'role="search" action="/{code}/search/"') == 1
    assert "<script" not in page


def test_every_language_has_the_page() -> None:
    for code, _name in settings.LANGUAGES:
        assert Client().get(f"/{code}/search/index.html").status_code == 200


def test_a_search_is_asked_for_and_never_posted() -> None:
    assert Client().post("/en/search/", {"q": "torch"}).status_code == 405
    assert Client().head("/en/search/", {"q": "torch"}).status_code == 200
