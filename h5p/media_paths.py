"""Where the files of a content may be: below its own folder, or at an http(s) address. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from h5p.inert_text import escaped

LONGEST = 2_000
_OTHER_CONTENT = re.compile(r"(?:\.\./){1,2}(?:[0-9]{1,20}|editor)/", re.ASCII)
_TEMPORARY = re.compile(r"(?:#tmp){1,500}\Z")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:", re.ASCII)
_MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}(?:;[ \w=\"'.,-]{0,100})?", re.ASCII)


def safe_path(path: object) -> str | None:
    """The path as it is kept: without `#tmp`, from another content's folder brought into our own, escaped; None when it
    leads elsewhere.

    A browser reads `%2e%2e` as `..` and `\\` as `/`, so the decoded spellings are looked at too.
    """
    if not isinstance(path, str) or len(path) > LONGEST:
        return None
    plain = _TEMPORARY.sub("", path[:LONGEST].strip())
    if re.match(r"https?:", plain, re.IGNORECASE):
        return escaped(plain) if host_of(plain) else None
    plain = _OTHER_CONTENT.sub("", plain, count=1) if _OTHER_CONTENT.match(plain) else plain
    return escaped(plain) if _stays_inside(plain) else None


def _stays_inside(path: str) -> bool:
    for spelling in (path, unquote(path), unquote(unquote(path))):
        parts = re.split(r"[\\/]", spelling)
        if not spelling or parts[0] == "" or ".." in parts or _SCHEME.match(spelling) or "\\" in spelling:
            return False
        if any(ord(character) < 32 for character in spelling):
            return False
    return True


def host_of(address: str) -> str:
    """The host of a well-formed http(s) address; "" for everything else."""
    if re.search(r"[\x00-\x20\\]", address):
        return ""
    try:
        parts = urlsplit(address)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def safe_mime(mime: object) -> str | None:
    """A media type such as `video/mp4`, escaped."""
    return escaped(mime) if isinstance(mime, str) and len(mime) <= 260 and _MIME.fullmatch(mime) else None
