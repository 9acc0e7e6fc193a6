"""The logo of a partner institution, for certificates: a small picture of our own making, and who checked that we may print it.

An upload is decoded, made small and written anew without what cameras and programs add, below `LOGOS_ROOT` under the hash of its
bytes. A certificate names the hash, so a later logo changes no certificate that was issued. No logo is printed unchecked.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from courses.rendering.objects import write_whole
from learning.errors import LearningError
from learning.models import Institution, Person
from learning.staff_log import note_action

LARGEST: Final = 500_000  # bytes of an upload
LONGEST_SIDE: Final = 2_000  # pixels of an upload
# Width and height of what we print (40 × 16 mm at 300 dots an inch, and less), and how many colours it has.
SIZES: Final = ((472, 189, 128), (378, 151, 128), (284, 113, 64), (284, 113, 16), (189, 76, 16))
HEAVIEST: Final = 8_000  # bytes of what we print; a certificate has 60,000 in all
FORMATS: Final = ("PNG", "JPEG")
NAME: Final = re.compile(r"[0-9a-f]{64}")
OWN_ENDING: Final = ".png"


class LogoRefused(LearningError):
    """The file cannot be a logo."""


def printable_logo(upload: IO[Any]) -> bytes:
    """An uploaded picture as the PNG we print. Raises `LogoRefused`."""
    data = upload.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise LogoRefused(_("This file has more than 500 KB. Save the logo smaller: it is printed 4 cm wide."))
    if b"<svg" in data[:2_000].lower():
        raise LogoRefused(_("SVG can hold programs, so we do not take it. Save the logo as PNG."))
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if max(picture.size) > LONGEST_SIDE:
                raise LogoRefused(_("This picture is more than 2,000 pixels wide or high. Save the logo smaller."))
            picture.load()
            return small_png(flat(picture))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise LogoRefused(_("This is no whole PNG or JPEG picture. Save the logo as PNG and try again.")) from error


def flat(picture: Image.Image) -> Image.Image:
    """The picture on white, as on paper."""
    layer = picture.convert("RGBA")
    plain = Image.new("RGB", layer.size, "white")
    plain.paste(layer, mask=layer.getchannel("A"))
    return plain


def small_png(picture: Image.Image) -> bytes:
    """The largest of our sizes that is light enough. Raises `LogoRefused` when none is."""
    for width, height, colours in SIZES:
        smaller = picture.copy()
        smaller.thumbnail((width, height), Image.Resampling.LANCZOS)
        target = BytesIO()
        smaller.quantize(colours, dither=Image.Dither.NONE).convert("RGB").save(target, "PNG", optimize=True)
        if len(data := target.getvalue()) <= HEAVIEST:
            return data
    raise LogoRefused(_("This picture has too many details to be printed 4 cm wide. Choose a plainer one."))


@transaction.atomic
def set_logo(*, institution: Institution, by: Person | None, picture: bytes | None = None, is_checked: bool = False) -> None:
    """Gives an institution a new logo, or says of the one it has whether it was checked. Logged."""
    if picture is not None:
        institution.logo = keep(picture)
    if is_checked and not institution.logo:
        raise LogoRefused(_("There is no logo to check yet. Choose a file first."))
    if picture is not None or bool(institution.logo_checked_at) != is_checked:
        institution.logo_checked_at = timezone.now() if is_checked else None
        institution.logo_checked_by = by if is_checked else None
        institution.save(update_fields=["logo", "logo_checked_at", "logo_checked_by"])
        note_action("set_logo", actor=by, institution=institution, detail="checked" if is_checked else "not checked")


@transaction.atomic
def remove_logo(*, institution: Institution, by: Person | None) -> None:
    """New certificates carry no logo; those that were issued keep theirs, and so does the folder. Logged."""
    institution.logo, institution.logo_checked_at, institution.logo_checked_by = "", None, None
    institution.save(update_fields=["logo", "logo_checked_at", "logo_checked_by"])
    note_action("set_logo", actor=by, institution=institution, detail="removed")


def keep(picture: bytes) -> str:
    """Keeps a picture of our own making; its name."""
    name = hashlib.sha256(picture).hexdigest()
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        write_whole(path, picture)
    return name


def logo_bytes(name: str) -> bytes | None:
    """A kept logo; None where there is none, or its file is not on this machine."""
    if not NAME.fullmatch(name):
        return None
    try:
        return path_of(name).read_bytes()
    except OSError:
        return None


def path_of(name: str) -> Path:
    """Where a logo is kept."""
    return Path(settings.LOGOS_ROOT) / f"{name}{OWN_ENDING}"
