"""The catalogue for machines: OPDS 2.0 by the rules of its schemas, Atom by RFC 4287, the same files everywhere."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from courses.models import CoursePage
from learning.bundles import opds
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from tests.kept_rows import kept

ATOM = "{http://www.w3.org/2005/Atom}"
ACQUISITIONS = {"http://opds-spec.org/acquisition", "http://opds-spec.org/acquisition/open-access"}


@kept
def bundle(course_key: UUID) -> Bundle:
    return build_bundle(Wanted(course_key, "en", "text"))


@kept
def arabic(course_key: UUID, bundle: Bundle) -> Bundle:
    return build_bundle(Wanted(course_key, "ar", "text"))


def ask(path: str) -> Any:
    return Client().get(f"/bundles/{path}")


def catalogue(query: str = "") -> dict[str, Any]:
    response = ask(f"catalogue.json{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/opds+json")
    return dict(json.loads(response.content))


# --- what the schemas of https://drafts.opds.io/schema/ demand ---------------------------------------------------------------


def rels(links: list[dict[str, Any]]) -> set[str]:
    return {link["rel"] for link in links}


def check_link(link: dict[str, Any]) -> None:
    """link.schema.json."""
    assert urlsplit(link["href"]).scheme in {"http", "https"}
    assert re.fullmatch(r"[\w.+-]+/[\w.+-]+", link["type"])


def check_publication(publication: dict[str, Any]) -> None:
    """publication.schema.json: metadata, links and images; a self link, an acquisition, a picture that every reader draws."""
    assert {"metadata", "links", "images"} <= set(publication)
    metadata = publication["metadata"]
    assert metadata["title"]
    assert re.match(r"urn:", metadata["identifier"])
    assert datetime.fromisoformat(metadata["modified"]).tzinfo
    assert metadata["language"] in dict(settings.LANGUAGES)
    for link in [*publication["links"], *publication["images"]]:
        check_link(link)
    assert "self" in rels(publication["links"])
    assert rels(publication["links"]) & ACQUISITIONS
    assert {image["type"] for image in publication["images"]} & {"image/jpeg", "image/png", "image/gif"}


def check_feed(feed: dict[str, Any]) -> None:
    """feed.schema.json: a title, a self link, titles of what leads on."""
    assert feed["metadata"]["title"]
    assert all(feed["metadata"][name] > 0 for name in ("itemsPerPage", "currentPage"))
    assert "self" in rels(feed["links"])
    assert all(link["title"] for link in feed["navigation"])
    for link in [*feed["links"], *feed["navigation"]]:
        check_link(link)
    for publication in feed["publications"]:
        check_publication(publication)


def test_the_catalogue_follows_the_schemas(bundle: Bundle, arabic: Bundle) -> None:
    feed = catalogue()
    check_feed(feed)
    assert feed["metadata"]["numberOfItems"] == len(feed["publications"]) == 2
    assert [link["title"] for link in feed["navigation"]] == ["English", "العربية"]


def test_an_empty_catalogue_follows_them_too(db: None) -> None:
    feed = catalogue()
    check_feed(feed)
    assert feed["publications"] == []


def test_each_file_says_how_large_it_is_and_what_its_hash_is(bundle: Bundle) -> None:
    [publication] = catalogue()["publications"]
    [link] = [link for link in publication["links"] if link["rel"] == opds.ACQUISITION]
    assert link["href"] == f"{settings.SITE_URL}/bundles/{bundle.file_name}"
    assert (link["size"], link["type"]) == (bundle.size, "application/zip")
    assert link["properties"]["hash"] == [{"algorithm": "sha256", "value": bundle.sha256}]
    assert link["title"] == "Folder for any browser (ZIP), text only"


def test_a_publication_stands_at_its_own_address(bundle: Bundle, arabic: Bundle) -> None:
    for publication in catalogue()["publications"]:
        [link] = [link for link in publication["links"] if link["rel"] == "self"]
        response = Client().get(link["href"].removeprefix(settings.SITE_URL))
        assert response.headers["Content-Type"] == link["type"] == "application/opds-publication+json"
        assert json.loads(response.content) == publication
    assert ask("catalogue.json?id=urn:mwanga:nothing").status_code == 404


def test_it_can_be_narrowed_to_a_language_and_read_page_by_page(
    bundle: Bundle, arabic: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    [publication] = catalogue("?language=ar")["publications"]
    assert publication["metadata"]["title"] == "دورة الضوء"
    monkeypatch.setattr(opds, "PER_PAGE", 1)
    first = catalogue()
    [onwards] = [link["href"] for link in first["links"] if link["rel"] == "next"]
    second = json.loads(Client().get(onwards.removeprefix(settings.SITE_URL)).content)
    check_feed(second)
    assert "next" not in rels(second["links"])
    assert len({page["publications"][0]["metadata"]["identifier"] for page in (first, second)}) == 2


@pytest.mark.parametrize("query", ["?language=xx", "?page=0", "?page=9", "?page=x", "?page=٣", "?id="])
def test_what_is_not_there_is_not_found(bundle: Bundle, query: str) -> None:
    assert ask(f"catalogue.json{query}").status_code == 404


def test_the_catalogue_costs_one_query(bundle: Bundle, arabic: Bundle, django_assert_num_queries: Any) -> None:
    for path in ("catalogue.json", "feed.atom"):
        with django_assert_num_queries(1):
            ask(path)


# --- Atom ---------------------------------------------------------------------------------------------------------------------


def entries(query: str = "") -> list[ElementTree.Element]:
    response = ask(f"feed.atom{query}")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    for name in ("id", "title", "updated", "author"):  # RFC 4287, section 4.1.1
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    for entry in feed.findall(f"{ATOM}entry"):
        assert all(len(entry.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated", "summary"))
    return feed.findall(f"{ATOM}entry")


def test_the_feed_tells_what_is_new_and_in_which_language(bundle: Bundle, arabic: Bundle) -> None:
    both = entries()
    assert {entry.get("{http://www.w3.org/XML/1998/namespace}lang") for entry in both} == {"en", "ar"}
    [entry] = entries("?language=en")
    [enclosure] = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
    assert enclosure.get("length") == str(bundle.size)
    assert str(enclosure.get("href")).endswith(bundle.file_name)
    assert entry.findtext(f"{ATOM}title") == "Light course: English, text only, version 1"


def test_a_new_version_says_what_changed(bundle: Bundle, course_key: UUID) -> None:
    page = CoursePage.objects.get(translation_key=course_key, locale__language_code="en")
    page.summary = "Another <word> & sentence"
    page.save_revision().publish()
    newer = build_bundle(Wanted(course_key, "en", "text"))
    found = entries()
    assert len(found) == 2
    assert found[0].findtext(f"{ATOM}summary") == "The page of the course “Light course” has changed."
    assert newer.number == 2


def test_an_empty_feed_is_a_feed(db: None) -> None:
    assert entries() == []
