"""The list of bundles, and downloads that can be cut and taken up again."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from courses.models import CoursePage
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from tests.kept_rows import kept


@kept
def bundle(course_key: UUID) -> Bundle:
    return build_bundle(Wanted(course_key, "ar", "text"))


@pytest.fixture
def data(bundle: Bundle) -> bytes:
    return (settings.BUNDLES_ROOT / bundle.file_name).read_bytes()


def get(name: str, method: str = "get", **headers: str) -> Any:
    """A request as browsers send it: they always take gzip."""
    return getattr(Client(), method)(f"/bundles/{name}", headers={"accept-encoding": "gzip, br", **headers})


def read(language: str = "en") -> str:
    """The list's page in a browser of that language."""
    return Client().get("/bundles/", headers={"accept-language": language}).content.decode()


def text(path: str) -> str:
    """A page or document as it is read."""
    return Client().get(f"/bundles/{path}", headers={"accept-language": "en"}).content.decode()


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def test_the_whole_file_comes_with_its_hash_and_length(bundle: Bundle, data: bytes) -> None:
    response = get(bundle.file_name)
    assert (response.status_code, body(response)) == (200, data)
    assert response.headers["ETag"] == f'"{bundle.sha256}"'
    assert response.headers["Content-Length"] == str(len(data))
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{bundle.file_name}"'
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "immutable" in response.headers["Cache-Control"]
    assert "Content-Encoding" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize(
    ("wanted", "start", "end"), [("bytes=0-0", 0, 0), ("bytes=-1", -1, -1), ("bytes=100-199", 100, 199), ("bytes=5-", 5, -1)]
)
def test_ranges_are_right_to_the_first_and_last_byte(bundle: Bundle, data: bytes, wanted: str, start: int, end: int) -> None:
    first, last = start % len(data), end % len(data)
    response = get(bundle.file_name, range=wanted)
    assert (response.status_code, body(response)) == (206, data[first : last + 1])
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"
    assert response.headers["Content-Length"] == str(last - first + 1)


def test_the_last_byte_by_number_is_there_and_the_one_after_it_is_not(bundle: Bundle, data: bytes) -> None:
    size = len(data)
    assert body(get(bundle.file_name, range=f"bytes={size - 1}-{size - 1}")) == data[-1:]
    response = get(bundle.file_name, range=f"bytes={size}-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_a_cut_download_goes_on_where_it_stopped_only_while_the_file_is_the_same(bundle: Bundle, data: bytes) -> None:
    rest = get(bundle.file_name, range="bytes=1000-", **{"if-range": f'"{bundle.sha256}"'})
    assert (rest.status_code, data[:1000] + body(rest)) == (206, data)
    whole = get(bundle.file_name, range="bytes=1000-", **{"if-range": '"another"'})
    assert (whole.status_code, body(whole)) == (200, data)


def test_who_has_the_file_gets_304_and_who_only_asks_gets_no_bytes(bundle: Bundle, data: bytes) -> None:
    assert get(bundle.file_name, **{"if-none-match": f'"{bundle.sha256}"'}).status_code == 304
    head = get(bundle.file_name, "head")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(data)))


def test_a_download_costs_one_query(bundle: Bundle, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        get(bundle.file_name)


def test_an_older_version_can_still_be_downloaded(bundle: Bundle, data: bytes, course_key: UUID) -> None:
    page = CoursePage.objects.get(translation_key=course_key, locale__language_code="ar")
    page.summary = "ملخص"
    page.save_revision().publish()
    newer = build_bundle(Wanted(course_key, "ar", "text"))
    listing = read()
    assert newer.file_name in listing
    assert bundle.file_name not in listing
    assert body(get(bundle.file_name)) == data


@pytest.mark.parametrize("name", ["unknown.zip", "..%2Fsecret-key", ".lock"])
def test_an_unknown_file_is_not_found_in_words(db: None, name: str) -> None:
    response = Client().get(f"/bundles/{name}", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_a_file_that_is_gone_from_disk_is_not_found(bundle: Bundle) -> None:
    (settings.BUNDLES_ROOT / bundle.file_name).unlink()
    assert get(bundle.file_name).status_code == 404


def test_the_list_says_of_each_file_what_it_is(bundle: Bundle) -> None:
    page = read()
    assert f'href="/bundles/{bundle.file_name}/fetch/"' in page
    assert f'href="/bundles/{bundle.course_key}/ar/"' in page
    title = '<span lang="ar" dir="rtl">العربية</span> + English, text only'
    for words in ("Light course", title, "version 1", "CC BY 4.0", bundle.sha256):
        assert words in page
    assert f'href="/bundles/{bundle.file_name}"' in page


def test_the_list_speaks_the_visitors_language(bundle: Bundle) -> None:
    assert '<html lang="ar" dir="rtl"' in read("ar,en;q=0.5")
    assert "دورة الضوء" in read("ar")
    assert '<html lang="en"' in read("xx")
    assert "Accept-Language" in get("").headers["Vary"]


def test_the_list_costs_two_queries_however_many_files(bundle: Bundle, course_key: UUID, django_assert_num_queries: Any) -> None:
    build_bundle(Wanted(course_key, "en", "pictures"))
    with django_assert_num_queries(2):
        get("")


def test_an_empty_list_says_what_to_do(db: None) -> None:
    assert "No course is ready to take away yet." in read()


def test_a_file_that_names_an_institution_is_in_no_list(course_key: UUID, bundle: Bundle) -> None:
    theirs = build_bundle(Wanted(course_key, "en", "text", offered_by="6c1c6f53-6f0c-4b4e-9f3e-0d6b8f0d7a11"))
    for path in ("", "catalogue.json", "feed.atom", "oai?verb=ListRecords&metadataPrefix=oai_dc", f"{course_key}/en/"):
        assert theirs.file_name not in text(path), path
    assert get(theirs.file_name).status_code == 200


def test_a_file_of_several_languages_stands_apart(course_key: UUID, bundle: Bundle) -> None:
    several = build_bundle(Wanted(course_key, "en", "text", also=("ar",)))
    page = read()
    assert page.index("Several in one file") < page.index(several.file_name)
    entries = json.loads(text("catalogue.json"))["publications"]
    assert len({entry["metadata"]["identifier"] for entry in entries}) == 2


# --- the page that fetches in pieces, and the one that checks ---------------------------------------------------------------


def test_the_page_that_fetches_names_file_size_and_hash_and_other_ways(bundle: Bundle) -> None:
    page = text(f"{bundle.file_name}/fetch/")
    for words in (f'data-fetch="/bundles/{bundle.file_name}"', f'data-size="{bundle.size}"', f'data-sha="{bundle.sha256}"'):
        assert words in page
    assert f"curl -C - -O {settings.SITE_URL}/bundles/{bundle.file_name}" in page
    assert '<bdi lang="en">Light course</bdi>' in page
    assert get("nothing.zip/fetch/").status_code == 404


def test_a_hash_tells_which_file_it_is_and_which_took_its_place(bundle: Bundle, course_key: UUID) -> None:
    assert "This is the file that is offered now" in text(f"check/?sha256={bundle.sha256.upper()}")
    page = CoursePage.objects.get(translation_key=course_key, locale__language_code="ar")
    page.summary = "ملخص"
    page.save_revision().publish()
    newer = build_bundle(Wanted(course_key, "ar", "text"))
    said = text(f"check/?sha256={bundle.sha256}")
    assert "There is a newer one" in said
    assert newer.file_name in said
    assert "No file of this site" in text("check/?sha256=00ff")
    assert "No file of this site" not in text("check/?sha256=zz")
