"""Files of a package as pictures, recordings and videos of the site, with the licence and credit that the package gives them.

A picture is written anew, so that nothing but its pixels comes in. What a package says nothing of is left for the trainer to say:
publishing asks for it.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import Image, ImageOps

from courses.models import Film, H5PContent, Recording
from courses.models import Picture as PictureRow
from courses.playing.native import Card
from courses.playing.native_media import our_licence
from h5p.archive import SafeArchive
from h5p.blocks import Embed, Picture
from h5p.blocks import Recording as RecordingBlock
from h5p.credits import Credits
from h5p.errors import H5PError, Issue

LONGEST_SIDE: Final = 1600  # pixels of a kept upload; lessons show a third of it
BROKEN: Final = (OSError, ValueError, SyntaxError, ArithmeticError, struct.error, Image.DecompressionBombError, H5PError)
LOSSES: Final = {
    "picture-refused": "A picture cannot be read and is left out. Upload it under Images as PNG or JPEG.",
    "recording-refused": "A sound or video is not of a kind or length that lessons take, and is left out.",
    "licence-to-say": "The package gives a picture, sound or video no licence that is known here. Say its licence and credit.",
    "words-to-write": "A sound or video comes without its words. Write down what is said.",
}


@dataclass
class NoRows:
    """For a plan: stores nothing, and says what an import would ask for."""

    archive: SafeArchive
    credits: Credits
    losses: dict[str, Issue] = field(default_factory=dict)

    def lose(self, code: str) -> None:
        self.losses.setdefault(code, Issue(code, LOSSES[code]))

    def picture(self, block: Picture) -> int | None:
        self.rights(block.licence)
        return None

    def recording(self, block: RecordingBlock) -> Card | None:
        self.rights("")
        self.lose("words-to-write")
        if block.mime.startswith("video/"):
            return "video", {"film": None, "title": block.title, "transcript": "", "captions": ""}
        return "audio", {"recording": None}

    def embed(self, block: Embed) -> int | None:
        return 0

    def rights(self, own: str) -> str:
        """Our licence for a medium: its own, else the package's."""
        licence = our_licence(own) if own else our_licence(self.credits.license, self.credits.license_version)
        if not licence:
            self.lose("licence-to-say")
        return licence

    def credit(self, own: str, own_licence: str) -> str:
        """Who made a medium; with the licence that we do not have, so that it is not forgotten."""
        people = own or ", ".join(name for name, _role in self.credits.authors if name)
        code = own_licence or f"{self.credits.license} {self.credits.license_version}".strip()
        named = f" ({code})" if people and code not in ("", "U") and not our_licence(code) else ""
        return f"{people}{named}"[:200]


@dataclass
class NewRows(NoRows):
    """For an import: stores rows and files. `take_back` removes the files when the rows are not kept."""

    by: Any = None
    embedded: Any = None  # an Embed's content, made by the import
    stored: list[tuple[Storage, str]] = field(default_factory=list)

    def picture(self, block: Picture) -> int | None:
        licence, credit = self.rights(block.licence), self.credit(block.credit, block.licence)
        try:
            data, ending = written_anew(self.archive.read(f"content/{block.path}"))
        except BROKEN:
            self.lose("picture-refused")
            return None
        sha = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        same = PictureRow.objects.filter(file_hash=sha, licence=licence, credit=credit).first()
        if same:
            return int(same.pk)
        name = f"{PurePosixPath(block.path).stem[:80] or 'picture'}.{ending}"
        row = PictureRow(title=(block.alt or name)[:255], licence=licence, credit=credit, uploaded_by_user=self.by)
        row.file = ContentFile(data, name=name)
        row.save()
        self.stored.append((row.file.storage, row.file.name))
        row.get_file_hash()
        row.get_file_size()
        return int(row.pk)

    def recording(self, block: RecordingBlock) -> Card | None:
        is_film = block.mime.startswith("video/")
        name = PurePosixPath(block.path).name
        row: Any = Film() if is_film else Recording()
        row.title = (block.title or self.credits.title or name)[:200]
        row.licence, row.credit = self.rights(""), self.credit("", "")
        with tempfile.TemporaryFile() as copy:
            try:
                for piece in self.archive.stream(f"content/{block.path}"):
                    copy.write(piece)
                copy.seek(0)
                row.file = File(copy, name=name)
                row.clean()
            except (ValidationError, H5PError, OSError):
                self.lose("recording-refused")
                return None
            copy.seek(0)
            row.save()
        self.stored.append((row.file.storage, row.file.name))
        self.lose("words-to-write")
        if is_film:
            return "video", {"film": row.pk, "title": row.title[:120], "transcript": "", "captions": ""}
        return "audio", {"recording": row.pk}

    def embed(self, block: Embed) -> int | None:
        content: H5PContent | None = self.embedded(block)
        return int(content.pk) if content else None

    def take_back(self) -> None:
        """Removes the files of an import that failed."""
        for storage, name in self.stored:
            storage.delete(name)


def written_anew(data: bytes) -> tuple[bytes, str]:
    """A picture's pixels as JPEG or PNG without anything beside them, and how its name ends. Raises one of `BROKEN`."""
    with Image.open(BytesIO(data)) as image:
        if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            raise ValueError(f"{image.width} × {image.height} pixels are too many")
        is_photograph = image.format == "JPEG"
        image.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image) or image
        mode = "RGB" if is_photograph or not upright.has_transparency_data else "RGBA"
        plain = upright.convert(mode)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = BytesIO()
    if is_photograph:
        bare.save(out, "JPEG", quality=88, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    return out.getvalue(), "jpg" if is_photograph else "png"
