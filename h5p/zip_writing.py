"""Zips whose bytes follow from their content alone: sorted names, fixed times, no directory entries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

OLDEST: Final = (1980, 1, 1, 0, 0, 0)  # the first time a zip can hold
PACKED: Final = (".png", ".jpg", ".jpeg", ".gif", ".webm", ".mp4", ".mp3", ".m4a", ".ogg", ".woff", ".woff2")


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The zip's bytes. Files that are compressed already are stored."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.lower().endswith(PACKED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return target.getvalue()
