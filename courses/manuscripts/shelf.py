"""What cards refer to: pictures, recordings, videos and H5P contents by their file name, competencies by their tag; and back.

The shelf only looks up. Rows are made by `media` and `frameworks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.text import slugify

from courses.manuscripts.identity import Names
from courses.models import Competency, Film, H5PContent, Picture, Recording


@dataclass(frozen=True)
class MediaFile:
    """A picture, recording or video as a manuscript names it. `title` and `words` (the transcript) are a recording's."""

    file: str
    licence: str
    credit: str
    title: str = ""
    words: str = ""


@dataclass
class Shelf:
    """Rows by what manuscripts call them, and the other way round."""

    competencies: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)
    recordings: dict[str, int] = field(default_factory=dict)
    films: dict[str, int] = field(default_factory=dict)
    contents: dict[str, int] = field(default_factory=dict)
    picture_rows: dict[int, MediaFile] = field(default_factory=dict)
    recording_rows: dict[int, MediaFile] = field(default_factory=dict)
    film_rows: dict[int, MediaFile] = field(default_factory=dict)
    content_rows: dict[int, MediaFile] = field(default_factory=dict)

    @classmethod
    def with_competencies(cls) -> Shelf:
        """A shelf that knows all competencies. One query."""
        rows = Competency.objects.select_related("framework")
        return cls(competencies={row.tag: row.pk for row in rows})

    def competency(self, tag: str) -> int | None:
        """A competency's key; none for an empty or unknown tag, which loading has refused before."""
        return self.competencies.get(tag)

    def tag(self, competency_pk: int | None) -> str:
        """A competency's tag, empty when none is chosen."""
        return next((tag for tag, pk in self.competencies.items() if pk == competency_pk), "")

    def picture(self, pk: int | None) -> MediaFile:
        """A picture by its key; an empty one when none is chosen."""
        return self.picture_rows.get(pk or 0, MediaFile("", "", ""))

    def recording(self, pk: int | None) -> MediaFile:
        """A recording by its key; an empty one when none is chosen."""
        return self.recording_rows.get(pk or 0, MediaFile("", "", ""))

    def film(self, pk: int | None) -> MediaFile:
        """A video by its key; an empty one when none is chosen."""
        return self.film_rows.get(pk or 0, MediaFile("", "", ""))

    def content(self, pk: int | None) -> MediaFile:
        """An H5P content by its key; an empty one when none is chosen."""
        return self.content_rows.get(pk or 0, MediaFile("", "", ""))

    def learn_pictures(self, pks: Iterable[int], names: Mapping[int, str]) -> None:
        """Gets to know pictures that pages show. `names` are the file names that loads kept, by key."""
        for row in Picture.objects.filter(pk__in=set(pks) - self.picture_rows.keys()).order_by("pk"):
            file = self.free_name(names.get(row.pk) or plain_name(row.title, row.file.name), row.pk, self.picture_rows)
            self.picture_rows[row.pk] = MediaFile(file, row.licence, row.credit)

    def learn_recordings(self, pks: Iterable[int], names: Mapping[int, str]) -> None:
        """Gets to know recordings that pages use, likewise."""
        for row in Recording.objects.filter(pk__in=set(pks) - self.recording_rows.keys()).order_by("pk"):
            file = self.free_name(names.get(row.pk) or plain_name(row.title, row.file.name), row.pk, self.recording_rows)
            self.recording_rows[row.pk] = MediaFile(file, row.licence, row.credit, row.title, row.transcript)

    def learn_films(self, pks: Iterable[int], names: Mapping[int, str]) -> None:
        """Gets to know videos that pages use, likewise."""
        for row in Film.objects.filter(pk__in=set(pks) - self.film_rows.keys()).order_by("pk"):
            file = self.free_name(names.get(row.pk) or plain_name(row.title, row.file.name), row.pk, self.film_rows)
            self.film_rows[row.pk] = MediaFile(file, row.licence, row.credit)

    def learn_contents(self, pks: Iterable[int], names: Mapping[int, str]) -> None:
        """Gets to know H5P contents that pages use. Their rights stand in their packages."""
        for row in H5PContent.objects.filter(pk__in=set(pks) - self.content_rows.keys()).order_by("pk"):
            file = self.free_name(names.get(row.pk) or plain_name(row.title, "content.h5p"), row.pk, self.content_rows)
            self.content_rows[row.pk] = MediaFile(file, "", "")

    def free_name(self, name: str, pk: int, rows: Mapping[int, MediaFile]) -> str:
        """A file name no other row has."""
        if name not in {row.file for row in rows.values()}:
            return name
        path = PurePosixPath(name)
        return f"{path.stem}-{pk}{path.suffix}"


@dataclass(frozen=True)
class Known:
    """What it takes to read a page back as a manuscript: the names of its ids, and what its cards refer to."""

    names: Names
    shelf: Shelf


def plain_name(title: str, stored: str | None) -> str:
    """A file name for what was uploaded in the CMS: its title's letters and the stored file's ending."""
    ending = re.sub(r"[^a-z0-9.]", "", PurePosixPath(stored or "").suffix.lower())
    stem = slugify(title.removesuffix(ending)) or slugify(PurePosixPath(stored or "").stem) or "file"
    return f"{stem[:60].strip('-')}{ending}"
