"""A package as the one content that it is: new, in place of another, or of a course folder, where it lies beside pictures."""

from __future__ import annotations

from typing import BinaryIO, Final

from courses.h5p_storage import SiteStore, Staged, hash_of, pieces
from courses.models import H5PContent
from courses.playing.contents import new_content
from courses.playing.package_parts import opened
from courses.playing.sentences import sentence
from courses.playing.weights import played_bytes
from h5p.archive import SafeArchive, open_package
from h5p.errors import H5PError
from h5p.validate import Rules, check_file

# What of a content comes with its package; the rest is its identity.
CONTENT_FIELDS: Final = (
    *("title", "language", "library", "params", "filtered", "dependencies", "waits_for", "credits", "metadata", "files"),
    *("package", "weight"),
)


class PackageRefused(ValueError):
    """A package that is not taken; the message says why."""


def package_problem(file: BinaryIO, *, name: str) -> str:
    """Why a package is refused, in sentences; "" when it is not. Asks no database, so missing libraries are none of it."""
    report = check_file(file, name=name, rules=Rules(may_install=False, needs_libraries=False))
    return " ".join(sentence(issue) for issue in report.errors[:5])


def fill_content(row: H5PContent, file: BinaryIO, *, name: str) -> None:
    """Stores a package in a row, new or not, whose identity stays. Raises `PackageRefused`. Call it inside a transaction."""
    if problem := package_problem(file, name=name):
        raise PackageRefused(problem)
    try:
        with open_package(file) as archive, Staged() as staged:
            write_over(row, whole_content(file, archive, staged, store=SiteStore()))
            staged.place()
    except H5PError as error:
        raise PackageRefused(sentence(error.issue)) from error


def whole_content(file: BinaryIO, archive: SafeArchive, staged: Staged, *, store: SiteStore) -> H5PContent:
    """A checked package as a content that is not stored yet, its files on their way in; itself too while it waits for libraries.

    Raises `H5PError`.
    """
    package = opened(archive)
    content = new_content(package, package.whole, staged_files(archive, staged), store=store)
    content.weight = played_bytes(content, archive)
    content.package = staged.add(pieces(file)) if content.waits_for else hash_of(file)
    return content


def staged_files(archive: SafeArchive, staged: Staged) -> dict[str, str]:
    """The files of a package's content, put on their way in: path below `content/` -> SHA-256."""
    return {
        member.name.removeprefix("content/"): staged.add(archive.stream(member.name))
        for member in archive.iter_content()
        if member.name != "content/content.json"
    }


def write_over(row: H5PContent, content: H5PContent) -> None:
    """Stores all that came with a package in a row whose identity stays."""
    for field in CONTENT_FIELDS:
        setattr(row, field, getattr(content, field))
    row.save()
