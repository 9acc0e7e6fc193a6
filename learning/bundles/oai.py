"""The catalogue for harvesters of libraries and repositories: OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html).

An item is a course in one language, a set is a language, the one format is Dublin Core. No state is kept: a resumption token says
all that the next answer needs, signed. Errors are answers of the protocol, not of HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.conf import settings
from django.core import signing
from django.urls import reverse

from courses.rendering.document import own_name
from learning.bundles.catalogue import Entry, content_type_of, file_url, moment

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
DC: Final = "http://purl.org/dc/elements/1.1/"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX: Final = "oai_dc"
PER_ANSWER: Final = 100
SALT: Final = "learning.bundles.oai"
SET: Final = "language:"
EARLIEST: Final = "2026-01-01T00:00:00Z"  # nothing of ours is older

for _prefix, _uri in (("", OAI), ("dc", DC), ("oai_dc", OAI_DC), ("xsi", XSI)):
    register_namespace(_prefix, _uri)

Items = Callable[[], list[Entry]]

# Verb -> which arguments it must have and which it may have besides (sections 4.1 to 4.6).
ARGUMENTS: Final[dict[str, tuple[set[str], set[str]]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set", "resumptionToken"}),
}


class OaiError(Exception):
    """What the protocol calls an error: a code of section 3.6, and a sentence for whoever runs the harvester."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """Which records a list is of, and how many of them were handed out already."""

    since: str = ""
    until: str = ""
    language: str = ""
    offset: int = 0


def answer(query: Mapping[str, list[str]], items: Items, *, at: datetime) -> bytes:
    """The answer to a request. `items` gives every item there is, those that are gone too, and is called at most once."""
    root = Element(f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    text(root, "responseDate", moment(at))
    request = text(root, "request", base_url())
    try:
        verb, arguments = checked(query)
        body = VERBS[verb](arguments, items)
        request.attrib.update({"verb": verb, **arguments})
        root.append(body)
    except OaiError as error:
        if error.code not in {"badVerb", "badArgument"}:  # section 3.6: then the request is not repeated
            request.attrib.update({name: values[0] for name, values in query.items()})
        text(root, "error", str(error)).set("code", error.code)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"


def base_url() -> str:
    """Where requests go."""
    return settings.SITE_URL + reverse("bundles:oai")


def checked(query: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises `OaiError`: an argument that is unknown, missing or there twice is an error."""
    verbs = query.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise OaiError("badVerb", f"Ask with one verb of these: {', '.join(ARGUMENTS)}.")
    needed, allowed = ARGUMENTS[verbs[0]]
    given = {name: values for name, values in query.items() if name != "verb"}
    if twice := [name for name, values in given.items() if len(values) != 1]:
        raise OaiError("badArgument", f"The argument “{twice[0]}” stands there twice.")
    if unknown := sorted(set(given) - needed - allowed):
        raise OaiError("badArgument", f"{verbs[0]} knows no argument “{unknown[0]}”.")
    if "resumptionToken" in given and len(given) > 1:
        raise OaiError("badArgument", "A resumptionToken stands alone.")
    if "resumptionToken" not in given and (missing := sorted(needed - set(given))):
        raise OaiError("badArgument", f"{verbs[0]} needs the argument “{missing[0]}”.")
    return verbs[0], {name: values[0] for name, values in given.items()}


# --- the six verbs ---------------------------------------------------------------------------------------------------------


def identify(_arguments: dict[str, str], items: Items) -> Element:
    """Section 4.2."""
    body = Element(tag("Identify"))
    oldest = min((moment(item.modified) for item in items()), default=EARLIEST)
    for name, value in (
        ("repositoryName", "Mwanga"),
        ("baseURL", base_url()),
        ("protocolVersion", "2.0"),
        ("adminEmail", settings.CONTACT_EMAIL),
        ("earliestDatestamp", min(oldest, EARLIEST)),
        ("deletedRecord", "transient"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        text(body, name, value)
    return body


def list_formats(arguments: dict[str, str], items: Items) -> Element:
    """Section 4.4."""
    if "identifier" in arguments:
        item_named(arguments["identifier"], items())
    body = Element(tag("ListMetadataFormats"))
    form = SubElement(body, tag("metadataFormat"))
    text(form, "metadataPrefix", PREFIX)
    text(form, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    text(form, "metadataNamespace", OAI_DC)
    return body


def list_sets(arguments: dict[str, str], _items: Items) -> Element:
    """Section 4.6: the languages, all in one answer."""
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is never cut.")
    body = Element(tag("ListSets"))
    for code, _name in settings.LANGUAGES:
        one = SubElement(body, tag("set"))
        text(one, "setSpec", SET + code)
        text(one, "setName", own_name(code))
    return body


def get_record(arguments: dict[str, str], items: Items) -> Element:
    """Section 4.1."""
    known_format(arguments["metadataPrefix"])
    body = Element(tag("GetRecord"))
    body.append(record(item_named(arguments["identifier"], items())))
    return body


def list_identifiers(arguments: dict[str, str], items: Items) -> Element:
    """Section 4.3."""
    return listed("ListIdentifiers", arguments, items, write=header)


def list_records(arguments: dict[str, str], items: Items) -> Element:
    """Section 4.5."""
    return listed("ListRecords", arguments, items, write=record)


VERBS: Final = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}

# --- lists, and taking them up again ------------------------------------------------------------------------------------------


def listed(verb: str, arguments: dict[str, str], items: Items, *, write: Callable[[Entry], Element]) -> Element:
    """A list, or the next part of it."""
    asked = taken_up(verb, arguments["resumptionToken"]) if "resumptionToken" in arguments else begun(arguments)
    found = [item for item in in_order(items()) if is_asked(item, asked)]
    part = found[asked.offset : asked.offset + PER_ANSWER]
    if not part:
        raise OaiError("noRecordsMatch", "There is nothing of that kind.")
    body = Element(tag(verb))
    body.extend(write(item) for item in part)
    rest = asked.offset + len(part) < len(found)
    if rest or asked.offset:
        token = token_for(verb, asked, asked.offset + len(part)) if rest else ""
        end = text(body, "resumptionToken", token)
        end.attrib.update({"completeListSize": str(len(found)), "cursor": str(asked.offset)})
    return body


def begun(arguments: dict[str, str]) -> Asked:
    """What the first request of a list asks for. Raises `OaiError`."""
    known_format(arguments["metadataPrefix"])
    since, until, language = arguments.get("from", ""), arguments.get("until", ""), arguments.get("set", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "“from” and “until” are written in the same way.")
    first, last = day_or_moment(since, is_end=False), day_or_moment(until, is_end=True)
    if first and last and first > last:
        raise OaiError("badArgument", "“from” is later than “until”.")
    if language and language.removeprefix(SET) not in dict(settings.LANGUAGES):
        raise OaiError("noRecordsMatch", "There is no such set.")
    return Asked(first, last, language.removeprefix(SET))


def day_or_moment(written: str, *, is_end: bool) -> str:
    """A limit to the second. Raises `OaiError` for what is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ."""
    if not written:
        return ""
    form = "%Y-%m-%d" if len(written) == 10 else "%Y-%m-%dT%H:%M:%SZ"
    try:
        found = datetime.strptime(written, form).replace(tzinfo=UTC)
    except ValueError as error:
        raise OaiError("badArgument", f"“{written}” is no time. Write 2026-11-26 or 2026-11-26T12:00:00Z.") from error
    return moment(found + timedelta(days=1, seconds=-1) if is_end and len(written) == 10 else found)


def token_for(verb: str, asked: Asked, offset: int) -> str:
    """What asks for the rest of a list."""
    return signing.dumps([verb, asked.since, asked.until, asked.language, offset], salt=SALT)


def taken_up(verb: str, token: str) -> Asked:
    """What a token asks for. Raises `OaiError`."""
    try:
        for_verb, since, until, language, offset = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise OaiError("badResumptionToken", "This resumptionToken is none of ours. Begin the list again.") from error
    if for_verb != verb:
        raise OaiError("badResumptionToken", f"This resumptionToken belongs to {for_verb}.")
    return Asked(since, until, language, offset)


def in_order(items: Iterable[Entry]) -> list[Entry]:
    """By when they changed: what changes while a list is read comes again at its end, and nothing is left out."""
    return sorted(items, key=lambda item: (item.modified, identifier(item)))


def is_asked(item: Entry, asked: Asked) -> bool:
    """Whether an item belongs to a list."""
    at = moment(item.modified)
    is_in_time = (not asked.since or at >= asked.since) and (not asked.until or at <= asked.until)
    return is_in_time and (not asked.language or item.language == asked.language)


def known_format(prefix: str) -> None:
    """Raises `OaiError` for any format but ours."""
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"There is one format: {PREFIX}.")


# --- items ----------------------------------------------------------------------------------------------------------------------


def identifier(item: Entry) -> str:
    """As https://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm has it."""
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{item.name}"


def item_named(name: str, items: list[Entry]) -> Entry:
    """Raises `OaiError` when there is none of that name."""
    found = next((item for item in items if identifier(item) == name), None)
    if found is None:
        raise OaiError("idDoesNotExist", "There is no item of that name.")
    return found


def header(item: Entry) -> Element:
    """What every record begins with. One that is gone says so."""
    head = Element(tag("header"), {} if item.files else {"status": "deleted"})
    text(head, "identifier", identifier(item))
    text(head, "datestamp", moment(item.modified))
    text(head, "setSpec", SET + item.language)
    return head


def record(item: Entry) -> Element:
    """An item with its Dublin Core."""
    whole = Element(tag("record"))
    whole.append(header(item))
    if not item.files:
        return whole
    metadata = SubElement(whole, tag("metadata"))
    where = {f"{{{XSI}}}schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"}
    dc = SubElement(metadata, f"{{{OAI_DC}}}dc", where)
    for name, value in dublin_core(item):
        SubElement(dc, f"{{{DC}}}{name}").text = value
    return whole


def dublin_core(item: Entry) -> list[tuple[str, str]]:
    """Its elements in the course's own language."""
    kinds = dict.fromkeys(content_type_of(bundle) for bundle in item.files)
    return [
        ("title", item.title),
        ("creator", "Mwanga"),
        *(("subject", subject) for subject in item.subjects),
        ("description", item.summary),
        ("publisher", item.publisher),
        ("date", moment(item.version.published_at)[:10]),
        ("type", "InteractiveResource"),
        *(("format", kind) for kind in kinds),
        ("identifier", item.page_url),
        *(("identifier", file_url(bundle)) for bundle in item.files),
        ("language", item.language),
        ("rights", str(item.version.content["licence"])),
    ]


def tag(name: str) -> str:
    """An element of the protocol's own."""
    return f"{{{OAI}}}{name}"


def text(parent: Element, name: str, value: str) -> Element:
    """A new element with words in it."""
    child = SubElement(parent, tag(name))
    child.text = value
    return child
