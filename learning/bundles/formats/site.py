"""The main form: a ZIP with the course as a site of files, for a memory card, any browser, or a hub that hands out files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from learning.bundles.archive import write_zip
from learning.bundles.contents import files_of
from learning.bundles.formats.format import Format
from learning.bundles.manifest import manifest_of
from learning.bundles.signing import blank_signature, signature_of
from learning.bundles.sources import ZIP, File, Inside


def site_members(inside: Inside) -> list[File]:
    """All that the ZIP holds, with a blank signature: the files, and the manifest that lists them. For sizes."""
    files = files_of(inside)
    return [*files, manifest_of(inside, files), blank_signature()]


def write_site(inside: Inside, target: Path) -> None:
    """The course as a ZIP, with its manifest and, last of all, their signature."""
    files = files_of(inside)
    manifest = manifest_of(inside, files)
    with target.open("wb") as out:
        write_zip(out, [*files, manifest], last=lambda before: signature_of(manifest.data, before))


SITE: Final = Format(
    key=ZIP,
    title=_("Folder for any browser (ZIP)"),
    suffix=".zip",
    content_type="application/zip",
    cannot="",
    write=write_site,
)
