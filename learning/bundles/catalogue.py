"""The catalogue for machines, as plain data: each course in each language with its files. OPDS, Atom and OAI-PMH write it down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CourseVersion
from courses.rendering.learning_resource import address_of
from learning.bundles.formats import WRITERS
from learning.bundles.models import Bundle
from learning.bundles.offered import changes_of, course_title, plain_title_of, tier_words


@dataclass
class Entry:
    """Courses in some languages, mostly one in one. What is offered no longer has no `files`; `modified` says since when."""

    course_key: UUID  # the main one
    language: str  # the main one
    courses: tuple[UUID, ...]
    languages: tuple[str, ...]
    version: CourseVersion
    modified: datetime
    files: list[Bundle] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called by machines: the same whatever host serves it."""
        if len(self.courses) == len(self.languages) == 1:
            return f"{self.course_key}:{self.language}"
        said = " ".join([*map(str, self.courses), *self.languages])
        return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}:{self.language}"

    @property
    def urn(self) -> str:
        """Its name in the world."""
        return f"urn:mwanga:{self.name}"

    @property
    def title(self) -> str:
        """The main course's title in its own language, and how many more there are."""
        with override(self.language):
            return course_title(self.version, len(self.courses))

    @cached_property
    def summary(self) -> str:
        """What it is about, as plain text."""
        content = self.version.content
        return " ".join(strip_tags(content["summary"] or content["description"]).split())

    @property
    def page_url(self) -> str:
        """Where people read about it."""
        return address_of(self.version)

    @property
    def forms_url(self) -> str:
        """Where people choose among its forms."""
        return settings.SITE_URL + reverse("bundles:forms", args=[self.course_key, self.language])

    @property
    def subjects(self) -> list[str]:
        """The names of what it teaches."""
        return [str(competency["name"]) for competency in self.version.content["competencies"]]

    @property
    def publisher(self) -> str:
        """Who offers it."""
        return urlsplit(settings.SITE_URL).netloc


def entries(*, language: str = "") -> list[Entry]:
    """What is offered, by courses and languages, the one changed last first. One query."""
    rows = listed().filter(is_current=True).order_by("format", "tier")
    if language:
        rows = rows.filter(language=language)
    return sorted(grouped(rows), key=lambda entry: (-entry.modified.timestamp(), str(entry.course_key), entry.language))


def entries_ever() -> list[Entry]:
    """What is offered, and what was offered once and is gone. Two queries; of what is gone, one row each is read."""
    found = entries()
    known = {(" ".join(map(str, entry.courses)), " ".join(entry.languages)) for entry in found}
    by_choice = ("selection__courses", "selection__languages")
    last = Bundle.objects.filter(is_current=False, selection__offered_by="").values(*by_choice).annotate(last=Max("pk"))
    gone = [row["last"] for row in last if tuple(row[name] for name in by_choice) not in known]
    return found + (grouped(listed().filter(pk__in=gone)) if gone else [])


def grouped(rows: Iterable[Bundle]) -> list[Entry]:
    """Files that belong together: of the same courses in the same languages."""
    found: dict[tuple[str, str], Entry] = {}
    for bundle in rows:
        chosen = bundle.selection
        entry = found.setdefault(
            (chosen.courses, chosen.languages),
            Entry(
                bundle.course_key,
                bundle.language,
                chosen.course_keys,
                chosen.language_codes,
                bundle.course_version,
                changed_at(bundle),
            ),
        )
        entry.modified = max(entry.modified, changed_at(bundle))
        if bundle.is_current:
            entry.files.append(bundle)
            entry.version = max(entry.version, bundle.course_version, key=lambda version: version.number)
    return list(found.values())


def changed_at(bundle: Bundle) -> datetime:
    """Since when it is offered, or no longer."""
    return bundle.built_at if bundle.is_current else bundle.replaced_at or bundle.built_at


def listed() -> QuerySet[Bundle]:
    """Files for everybody: those with an institution's name on them are that institution's to hand on. Without whole manifests."""
    rows = Bundle.objects.filter(selection__offered_by="").select_related("course_version", "selection", "manifest")
    return rows.defer("manifest__packed")


def news(*, language: str = "", most: int = 50) -> list[Bundle]:
    """The files built last, older versions too. One query."""
    rows = listed().filter(dropped_at=None).order_by("-built_at", "-pk")
    return list((rows.filter(language=language) if language else rows)[:most])


def file_url(bundle: Bundle) -> str:
    """Where the file is."""
    return settings.SITE_URL + reverse("bundles:download", args=[bundle.file_name])


def content_type_of(bundle: Bundle) -> str:
    """Its media type, by its form; a form of an earlier release is just bytes."""
    form = WRITERS.get(bundle.format)
    return form.content_type if form else "application/octet-stream"


def file_title(bundle: Bundle) -> str:
    """ "Folder for any browser (ZIP), text only", in the file's own language."""
    with override(bundle.language):
        form = WRITERS.get(bundle.format)
        return f"{form.title if form else bundle.format}, {tier_words().get(bundle.tier, bundle.tier)}"


def news_title(bundle: Bundle) -> str:
    """ "Safe and strong with AI: English, text only, version 3", in the file's own language."""
    with override(bundle.language):
        said = {
            "course": course_title(bundle.course_version, len(bundle.selection.course_keys)),
            "file": plain_title_of(bundle),
            "version": bundle.number,
        }
        return _("%(course)s: %(file)s, version %(version)s") % said


def news_text(bundle: Bundle) -> str:
    """What changed, in sentences; what it is about where it is the first."""
    return " ".join(changes_of(bundle)) or str(bundle.course_version.content["summary"])


def moment(at: datetime) -> str:
    """A time as machines write it, in whole seconds (RFC 3339)."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
