"""Pictures, recordings, videos and H5P contents of a course folder, loaded into rows: found again by their file, replaced in place.

A row edited in the CMS (another file, licence or credit) is kept. Light variants are made by jobs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from courses.manuscripts.folder import PLACES, CourseFolder
from courses.manuscripts.history import Decision, Loaded, decide, files_of, last_load, remember
from courses.manuscripts.problems import ManuscriptError
from courses.manuscripts.report import Report
from courses.manuscripts.shelf import MediaFile, Shelf
from courses.manuscripts.write import hash_of_text
from courses.models import Film, H5PContent, Picture, Recording
from courses.playing.packages import export_content
from courses.playing.whole_contents import PackageRefused, fill_content

MODELS: Final[dict[str, Any]] = {"picture": Picture, "audio": Recording, "video": Film, "h5p": H5PContent}


@dataclass
class MediaLoad:
    """One course's media. `stored` are the files written, to be taken back when the load fails."""

    folder: CourseFolder
    report: Report
    overwrite: bool = False
    stored: list[tuple[Storage, str]] = field(default_factory=list)

    def load(self, shelf: Shelf) -> None:
        """Makes the rows and puts them on the shelf. Call it inside the load's transaction."""
        shelves = {"picture": shelf.pictures, "audio": shelf.recordings, "video": shelf.films, "h5p": shelf.contents}
        for kind, place in PLACES.items():
            model, rows = MODELS[kind], shelves[kind]
            known = {file: pk for pk, file in files_of(model).items()}
            for name, media in sorted(self.folder.media(kind).items()):
                row = model.objects.filter(pk=known.get(f"{self.folder.slug}/{name}", 0)).first() or model()
                rows[name] = self.settle(row, media, self.folder.path / place / name)

    def settle(self, row: Any, media: MediaFile, path: Path) -> int:
        """Creates, updates or keeps one row; returns its key."""
        digest = sha256() if isinstance(row, H5PContent) else sha1(usedforsecurity=False)
        digest.update(path.read_bytes())
        wanted = hash_of_media(media, digest.hexdigest())
        decision = Decision.CREATE
        if row.pk:
            says = hash_of_media(as_media(row), hash_of_file(row))
            decision = decide(says=says, wanted=wanted, loaded=last_load(row), overwrite=self.overwrite)
        subject = f"{self.folder.slug}/{path.parent.name}/{path.name}"
        if decision is Decision.KEEP:
            self.report.kept(subject)
        if decision in (Decision.SAME, Decision.KEEP):
            return int(row.pk)
        self.fill(row, media, path)
        remember(
            row,
            Loaded(wanted, file=f"{self.folder.slug}/{path.name}"),
            action="wagtail.create" if decision is Decision.CREATE else "wagtail.edit",
        )
        (self.report.created if decision is Decision.CREATE else self.report.updated)(subject)
        return int(row.pk)

    def fill(self, row: Any, media: MediaFile, path: Path) -> None:
        """Stores the file and the row. The old file goes when the load is committed."""
        if isinstance(row, H5PContent):
            self.fill_content(row, path)
            return
        old = (row.file.storage, row.file.name) if row.file else None
        row.licence, row.credit = media.licence, media.credit
        if isinstance(row, Recording):
            row.title, row.transcript = media.title, media.words
        elif not row.pk:
            row.title = f"{self.folder.slug}/{path.name}"
        with path.open("rb") as source:
            row.file = File(source, name=path.name)
            try:
                row.full_clean(exclude=["file_hash", "file_size", "width", "height", "uploaded_by_user", "collection"])
            except ValidationError as error:
                sentence = _("“%(file)s” was refused: %(why)s") % {"file": path.name, "why": " ".join(error.messages)}
                raise ManuscriptError.at(f"{self.folder.slug}/{path.parent.name}/{path.name}", sentence) from error
            row.save()
        self.stored.append((row.file.storage, row.file.name))
        if isinstance(row, Picture):
            row.file_hash, row.file_size = "", None
            row.get_file_hash()
            row.get_file_size()
            row.renditions.all().delete()
        if old:
            transaction.on_commit(partial(old[0].delete, old[1]))

    def fill_content(self, row: H5PContent, path: Path) -> None:
        """Reads a package into its row. Files of a load that failed stay without a name and harm nothing."""
        try:
            with path.open("rb") as source:
                fill_content(row, source, name=path.name)
        except PackageRefused as refusal:
            sentence = _("“%(file)s” was refused: %(why)s") % {"file": path.name, "why": str(refusal)}
            raise ManuscriptError.at(f"{self.folder.slug}/{path.parent.name}/{path.name}", sentence) from refusal

    def take_back(self) -> None:
        """Removes the files of a load that failed; its rows are gone with the transaction."""
        for storage, name in self.stored:
            storage.delete(name)


def as_media(row: Any) -> MediaFile:
    """What a row says."""
    if isinstance(row, H5PContent):
        return MediaFile("", "", "")
    words = (row.title, row.transcript) if isinstance(row, Recording) else ("", "")
    return MediaFile("", row.licence, row.credit, *words)


def hash_of_media(media: MediaFile, file_hash: str) -> str:
    """A hash of everything a load stores of a picture, recording or video."""
    return hash_of_text("\n".join([file_hash, media.licence, media.credit, media.title, media.words]))


def hash_of_file(row: Any) -> str:
    """SHA-1 of a row's file, as Wagtail keeps it for pictures, SHA-256 of an H5P package; "" when the file is gone."""
    if isinstance(row, H5PContent):
        return row.package
    try:
        with row.file.open("rb") as source:
            return sha1(source.read(), usedforsecurity=False).hexdigest()
    except FileNotFoundError:
        return ""


def copy_out(shelf: Shelf, path: Path, write: Callable[[Path, bytes], None]) -> None:
    """Writes the files of all rows on the shelf below a course folder."""
    shelves = {"picture": shelf.picture_rows, "audio": shelf.recording_rows, "video": shelf.film_rows}
    for row in H5PContent.objects.filter(pk__in=shelf.content_rows):
        write(path / PLACES["h5p"] / PurePosixPath(shelf.content_rows[row.pk].file).name, export_content(row).data)
    for kind, rows in shelves.items():
        place = PLACES[kind]
        for row in MODELS[kind].objects.filter(pk__in=rows):
            with row.file.open("rb") as source:
                write(path / place / PurePosixPath(rows[row.pk].file).name, source.read())
