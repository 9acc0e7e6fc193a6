"""OAI-PMH 2.0: the six verbs, their errors, and lists that are handed out in parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from learning.bundles import oai
from learning.bundles.builder import build_bundle, withdraw_bundles
from learning.bundles.models import Bundle
from learning.bundles.sources import Wanted
from tests.kept_rows import kept

OAI, DC = f"{{{oai.OAI}}}", f"{{{oai.DC}}}"
RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@kept
def both(course_key: UUID) -> list[Bundle]:
    return [build_bundle(Wanted(course_key, language, "text")) for language in ("en", "ar")]


def ask(method: str = "get", **query: str) -> ElementTree.Element:
    """An answer; its head follows section 3.2."""
    words = {name.rstrip("_"): value for name, value in query.items()}
    response = getattr(Client(), method)("/bundles/oai", words)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(response.content)
    assert [child.tag for child in root][:2] == [f"{OAI}responseDate", f"{OAI}request"]
    assert len(root) == 3
    return root


def error_of(**query: str) -> str:
    found = ask(**query).find(f"{OAI}error")
    assert found is not None
    assert found.text
    return str(found.get("code"))


def identifiers(root: ElementTree.Element) -> list[str]:
    return [str(found.text) for found in root.iter(f"{OAI}identifier")]


def test_who_we_are(both: list[Bundle]) -> None:
    found = ask(verb="Identify").find(f"{OAI}Identify")
    assert found is not None
    assert [child.tag.removeprefix(OAI) for child in found] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
    ]
    assert found.findtext(f"{OAI}baseURL") == f"{settings.SITE_URL}/bundles/oai"
    assert "@" in str(found.findtext(f"{OAI}adminEmail"))


def test_one_format_and_a_set_for_each_language(both: list[Bundle]) -> None:
    assert [found.text for found in ask(verb="ListMetadataFormats").iter(f"{OAI}metadataPrefix")] == ["oai_dc"]
    sets = [found.text for found in ask(verb="ListSets").iter(f"{OAI}setSpec")]
    assert "language:ar" in sets


def test_a_record_tells_what_a_course_is_and_where_its_files_are(both: list[Bundle]) -> None:
    root = ask(**RECORDS, set="language:en")
    assert [found.text for found in root.iter(f"{DC}title")] == ["Light course"]
    assert [found.text for found in root.iter(f"{DC}language")] == ["en"]
    addresses = [str(found.text) for found in root.iter(f"{DC}identifier")]
    assert addresses[0].endswith("/en/light-course/")
    assert addresses[1].endswith(both[0].file_name)
    [name] = identifiers(root)
    alone = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=name)
    assert identifiers(alone) == [name]
    assert name.startswith("oai:testserver:")


def test_a_harvester_may_post(both: list[Bundle]) -> None:
    assert len(identifiers(ask("post", verb="ListIdentifiers", metadataPrefix="oai_dc"))) == 2


def test_a_long_list_comes_in_parts(both: list[Bundle], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PER_ANSWER", 1)
    first = ask(**RECORDS)
    token = first.find(f".//{OAI}resumptionToken")
    assert token is not None
    assert (token.get("completeListSize"), token.get("cursor")) == ("2", "0")
    second = ask(verb="ListRecords", resumptionToken=str(token.text))
    end = second.find(f".//{OAI}resumptionToken")
    assert end is not None
    assert (end.text, end.get("cursor")) == (None, "1")
    assert len({*identifiers(first), *identifiers(second)}) == 2
    assert error_of(verb="ListIdentifiers", resumptionToken=str(token.text)) == "badResumptionToken"


def test_what_changed_since_a_day_or_a_second(both: list[Bundle]) -> None:
    Bundle.objects.filter(language="ar").update(built_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    assert len(identifiers(ask(**RECORDS, from_="2026-03-04"))) == 2
    assert len(identifiers(ask(**RECORDS, from_="2026-03-05"))) == 1
    assert len(identifiers(ask(**RECORDS, until="2026-03-04"))) == 1
    assert len(identifiers(ask(**RECORDS, until="2026-03-04T05:06:07Z"))) == 1
    assert error_of(**RECORDS, until="2026-03-04T05:06:06Z") == "noRecordsMatch"
    assert error_of(**RECORDS, from_=f"{timezone.now() + timedelta(days=2):%Y-%m-%d}") == "noRecordsMatch"


def test_what_is_no_longer_offered_is_told_as_deleted(both: list[Bundle], course_key: UUID) -> None:
    withdraw_bundles(course_key, published=["en"])
    root = ask(**RECORDS)
    assert len(identifiers(root)) == 2
    [gone] = [found for found in root.iter(f"{OAI}header") if found.get("status") == "deleted"]
    assert str(gone.findtext(f"{OAI}identifier")).endswith(":ar")
    assert len(list(root.iter(f"{OAI}metadata"))) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Destroy"}, "badVerb"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({**RECORDS, "from_": "yesterday"}, "badArgument"),
        ({**RECORDS, "from_": "2026-13-01"}, "badArgument"),
        ({**RECORDS, "from_": "2026-01-02", "until": "2026-01-01"}, "badArgument"),
        ({**RECORDS, "from_": "2026-01-02", "until": "2026-01-03T00:00:00Z"}, "badArgument"),
        ({**RECORDS, "set": "language:xx"}, "noRecordsMatch"),
        ({**RECORDS, "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:x:y"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:x:y"}, "idDoesNotExist"),
    ],
)
def test_errors_are_answers_of_the_protocol(both: list[Bundle], query: dict[str, str], code: str) -> None:
    assert error_of(**query) == code


def test_an_argument_may_not_stand_twice(both: list[Bundle]) -> None:
    words = urlencode([*RECORDS.items(), ("metadataPrefix", "oai_dc")])
    assert b'code="badArgument"' in Client().get(f"/bundles/oai?{words}").content


def test_a_list_costs_two_queries_and_an_error_none(both: list[Bundle], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        ask(**RECORDS)
    with django_assert_num_queries(0):
        ask(verb="ListSets")
