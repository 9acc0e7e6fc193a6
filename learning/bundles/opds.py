"""The catalogue as OPDS 2.0 (https://drafts.opds.io/opds-2.0): what readers, hubs and mirrors look through."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from courses.rendering.document import own_name
from courses.rendering.learning_resource import LICENCES
from learning.bundles.catalogue import Entry, content_type_of, file_title, file_url, moment
from learning.bundles.models import Bundle

FEED: Final = "application/opds+json"
PUBLICATION: Final = "application/opds-publication+json"
ACQUISITION: Final = "http://opds-spec.org/acquisition/open-access"
PER_PAGE: Final = 100
ICON: Final = "icons/bundle.png"


def address(**query: str | int) -> str:
    """The catalogue's address, or that of a part of it."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return settings.SITE_URL + reverse("bundles:catalogue") + (f"?{asked}" if asked else "")


def feed(found: list[Entry], *, page: int, language: str, languages: list[str]) -> dict[str, Any]:
    """A page of the catalogue; `languages` are those it can be narrowed to."""
    last = max(1, -(-len(found) // PER_PAGE))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {
        "metadata": {
            "title": "Mwanga" + (f" · {own_name(language)}" if language else ""),
            "numberOfItems": len(found),
            "itemsPerPage": PER_PAGE,
            "currentPage": page,
            **({"modified": moment(max(entry.modified for entry in found))} if found else {}),
        },
        "links": page_links(page, last, language),
        "navigation": [navigation(code) for code in languages],
        "publications": [publication(entry) for entry in shown],
    }


def page_links(page: int, last: int, language: str) -> list[dict[str, str]]:
    """This page, those beside it, and where else the same stands."""
    pages = {"self": page, "first": 1, "last": last}
    pages |= {"previous": page - 1} if page > 1 else {}
    pages |= {"next": page + 1} if page < last else {}
    links = [{"rel": rel, "href": address(language=language, page=0 if at == 1 else at), "type": FEED} for rel, at in pages.items()]
    return [
        *links,
        {"rel": "start", "href": address(), "type": FEED},
        {"rel": "alternate", "href": settings.SITE_URL + reverse("bundles:list"), "type": "text/html"},
        {"rel": "alternate", "href": settings.SITE_URL + reverse("bundles:feed"), "type": "application/atom+xml"},
    ]


def navigation(code: str) -> dict[str, str]:
    """The way to one language."""
    return {"title": own_name(code), "href": address(language=code), "type": FEED, "rel": "subsection"}


def publication(entry: Entry) -> dict[str, Any]:
    """A course in one language, with each of its files."""
    licence = LICENCES.get(entry.version.content["licence"], "")
    return {
        "metadata": {
            "@type": "http://schema.org/Course",
            "identifier": entry.urn,
            "title": entry.title,
            "language": entry.language,
            "modified": moment(entry.modified),
            "published": moment(entry.version.published_at),
            "publisher": entry.publisher,
            "description": entry.summary,
            "subject": entry.subjects,
        },
        "links": [
            {"rel": "self", "href": address(id=entry.urn), "type": PUBLICATION},
            {"rel": "alternate", "href": entry.forms_url, "type": "text/html"},
            *([{"rel": "license", "href": licence, "type": "text/html"}] if licence else []),
            *[acquisition(bundle) for bundle in entry.files],
        ],
        "images": [{"href": settings.SITE_URL + staticfiles_storage.url(ICON), "type": "image/png", "width": 96, "height": 96}],
    }


def acquisition(bundle: Bundle) -> dict[str, Any]:
    """A file: its size and hash say whether it arrived whole, and its address never changes its bytes."""
    return {
        "rel": ACQUISITION,
        "href": file_url(bundle),
        "type": content_type_of(bundle),
        "title": file_title(bundle),
        "language": bundle.languages,
        "size": bundle.size,
        "properties": {
            "availability": {"state": "available", "since": moment(bundle.built_at)},
            "hash": [{"algorithm": "sha256", "value": bundle.sha256}],
            "format": bundle.format,
            "tier": bundle.tier,
            "version": bundle.number,
        },
    }
