"""How large, how many, how deep, which kinds of file: every bound in one place, each changeable by the site.

The defaults hold the memory of a check under 64 MB whatever the file (the paper, 3.2, 3.6, 3.8). Sizes are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20

_CONTENT = """
    json png jpg jpeg gif bmp tif tiff eot ttf woff woff2 otf webm mp4 ogg mp3 m4a wav txt pdf rtf doc docx xls xlsx ppt pptx
    odt ods odp csv diff patch md textile vtt webvtt gltf glb
"""
CONTENT_EXTENSIONS = frozenset(_CONTENT.split())
"""H5P's list without `swf`, which no browser plays any more."""

LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css", "svg", "xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    max_members: int = 20_000
    """Members of the zip, ignored ones included; the largest real package has 1,694."""
    max_folders: int = 4_000
    max_directory: int = 4 * MB
    """The zip's central directory, which is read into memory before anything else."""
    max_file: int = 100 * MB
    max_total: int = 500 * MB
    max_ratio: int = 1000
    """Unpacked against packed size; asked of members above `ratio_from`."""
    ratio_from: int = MB
    max_overall_ratio: int = 100
    """The same of all members together, when they come to more than `overall_from`; media hardly pack at all."""
    overall_from: int = 50 * MB
    max_path: int = 512
    """Characters of a member's whole name."""
    max_json: int = 3 * MB
    """One JSON file; parsed, with one rare letter in it, it takes up to twelve times that."""
    max_json_depth: int = 100
    max_json_values: int = 200_000
    max_json_total: int = 32 * MB
    """All JSON files that one check parses, language files of all libraries too."""
    max_json_total_values: int = 500_000
    max_issues: int = 200
    """A report names so many errors (and as many warnings) and then says that there are more."""
    core_api: tuple[int, int] = (1, 28)
    """The newest H5P core API whose libraries are taken."""
    content_ext: frozenset[str] = CONTENT_EXTENSIONS
    library_ext: frozenset[str] = LIBRARY_EXTENSIONS


DEFAULT_LIMITS = Limits()
