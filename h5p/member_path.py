"""May a member of a zip have this name, and is it one that H5P looks at? Pure rules about text (the paper, 3.1.2 and 3.6).

Nothing is ever unpacked to a path made from these names; the rules keep other readers of the same file safe too, Windows' included.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ENCODED = re.compile(r"%(?:2e|2f|5c|00|25)", re.IGNORECASE)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_LONGEST_PART = 255


def unsafe_reason(name: str, longest: int) -> str:
    """Why a name is refused, as the end of a sentence; empty when it is safe. A folder's name may end in one slash."""
    path = name[:-1] if name.endswith("/") else name
    if not path or path.startswith("/"):
        return "is empty or absolute"
    if len(name) > longest:
        return f"is longer than {longest} characters"
    if _CONTROL.search(name):
        return "holds a NUL or another control character"
    if "\\" in name or ":" in name:
        return "holds a backslash or a colon"
    if _ENCODED.search(name):
        return "holds a percent-encoded dot, slash, backslash or NUL"
    return _first_of(path.split("/")) or _look_alike(path)


def _first_of(parts: list[str]) -> str:
    return next(filter(None, map(_unsafe_part, parts)), "")


def _unsafe_part(part: str) -> str:
    if part in ("", ".", ".."):
        return "has an empty part, '.' or '..'"
    if part[-1] in ". ":
        return "has a part that ends in a dot or a space"
    if _DEVICE.fullmatch(part):
        return "has a part that is a device on Windows"
    return f"has a part of more than {_LONGEST_PART} bytes" if len(part.encode()) > _LONGEST_PART else ""


def _look_alike(path: str) -> str:
    """Full-width dots and slashes, which some file systems and servers turn into real ones."""
    if path.isascii():
        return ""
    plain = unicodedata.normalize("NFKC", path).replace("∕", "/").replace("⧵", "\\")
    if plain.count("/") != path.count("/") or "\\" in plain or ".." in plain.split("/"):
        return "holds letters that look like dots, slashes or backslashes"
    return ""


def is_ignored(name: str) -> bool:
    """H5P ignores what has a part that begins with `.` or `_`: `__MACOSX/`, `.DS_Store`, `language/.en.json`."""
    return any(part.startswith((".", "_")) for part in name.split("/"))


def canonical(name: str) -> str:
    """The two names that H5P finds in any case are read in one spelling; the folder `content` too."""
    if name.lower() in ("h5p.json", "content/content.json"):
        return name.lower()
    first, slash, rest = name.partition("/")
    return f"content/{rest}" if slash and first.lower() == "content" else name


def folded(name: str) -> str:
    """Equal for names that are one file where case or accents' spelling do not count."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def extension(name: str) -> str:
    """After the last dot, lower-case, without the dot; empty when there is none."""
    stem, dot, last = name.rpartition("/")[2].rpartition(".")
    return last.lower() if dot and stem else ""
