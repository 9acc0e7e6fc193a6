"""Is this package one that may be stored and played? All problems in one report, before anything is stored (the paper, 3).

`check_file` is the whole way from an uploaded file; `validate_package` is for an archive that is already open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from h5p.archive import SafeArchive, open_package
from h5p.errors import H5PError, ValidationReport
from h5p.findings import Findings, JsonFiles
from h5p.library_folder import FoundLibrary, LibraryFolders
from h5p.limits import DEFAULT_LIMITS, Limits
from h5p.magic import HEAD, Fit, fit
from h5p.member_path import extension
from h5p.names import LibraryName
from h5p.schema import check_h5p_json

Scanner = Callable[[str, Iterator[bytes]], str | None]
"""A hook for virus scanners: gets a member's name and its bytes in pieces; answers with the name of what it found, or None."""


class Installed(Protocol):
    """What a check asks of a store of libraries."""

    def has(self, name: LibraryName) -> bool:
        """Is this major.minor line there, whatever its patch?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Whose package it is, and what it is for."""

    installed: Installed | None = None
    may_install: bool = True
    """False: the package's libraries are ignored, as for authors; all it needs must be installed."""
    needs_libraries: bool = True
    """False: missing libraries are warnings, as for content that becomes native blocks."""
    scanner: Scanner | None = None


def check_file(
    fileobj: BinaryIO, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS, rules: Rules | None = None
) -> ValidationReport:
    """Raises nothing for any content of the file: whatever is wrong with it is in the report."""
    findings = Findings(limits)
    if name is not None and not name.lower().endswith("h5p"):
        findings.error("missing-h5p-extension", f"{name!r:.120} is not called .h5p; is it an H5P package?", name)
    try:
        with open_package(fileobj, limits) as archive:
            _Validation(archive, findings, rules or Rules()).run()
    except H5PError as error:
        findings.add([error.issue])
    return findings.report()


def validate_package(archive: SafeArchive, installed: Installed | None = None, *, may_install: bool = True) -> ValidationReport:
    """As `check_file`, for an open archive and without a file name."""
    findings = Findings(archive.limits)
    _Validation(archive, findings, Rules(installed=installed, may_install=may_install)).run()
    return findings.report()


class _Validation:
    """One run over one archive, in the order of the paper, 3.1."""

    def __init__(self, archive: SafeArchive, findings: Findings, rules: Rules) -> None:
        self.archive = archive
        self.findings = findings
        self.rules = rules
        self.json = JsonFiles(archive, findings)

    def run(self) -> None:
        self.findings.add(self.archive.issues)
        self._check_content_kinds()
        head = self._check_head()
        libraries: list[FoundLibrary] = []
        if self.rules.may_install:
            libraries = LibraryFolders(self.archive, self.findings, self.json).check_all()
        if head is not None and not self.findings.has_errors:
            self._check_dependencies(head, libraries)
        if not self.archive.issues:
            self._check_bytes()

    def _check_content_kinds(self) -> None:
        for member in self.archive.iter_content():
            kind = extension(member.name)
            if kind not in self.archive.limits.content_ext:
                self.findings.error("not-in-whitelist", f"Files of the kind {kind!r:.20} are not allowed in content.", member.name)

    def _check_head(self) -> dict[str, Any] | None:
        """`h5p.json` and `content/content.json`; the first one when it passed."""
        folder = self._enclosing_folder()
        if folder:
            message = f"Everything is inside the folder {folder!r:.120}. Zip what is in it, not the folder itself."
            self.findings.error("enclosing-folder", message, folder)
            return None
        self._check_content()
        if "h5p.json" not in self.archive:
            self.findings.error("invalid-h5p-json-file", "The package has no h5p.json; is it an H5P package?", "h5p.json")
            return None
        data = self.json.read("h5p.json", "invalid-h5p-json-file")
        if data is None:
            return None
        issues = check_h5p_json(data)
        self.findings.add(issues)
        if not issues and data.get("license") in (None, "U"):
            self.findings.warn(
                "missing-licence", "The package does not say under which licence it may be used.", "h5p.json#/license"
            )
        return None if issues else data

    def _enclosing_folder(self) -> str:
        if "h5p.json" in self.archive:
            return ""
        folders = {name.partition("/")[0] for name in self.archive.members}
        wrapped = [folder for folder in sorted(folders) if f"{folder}/h5p.json" in self.archive]
        return wrapped[0] if wrapped else ""

    def _check_content(self) -> None:
        path = "content/content.json"
        if path not in self.archive:
            self.findings.error("invalid-content-folder", "The package has no content/content.json.", path)
            return
        content = self.json.read(path, "invalid-content-folder")
        if content is None:
            return
        if not isinstance(content, dict):
            self.findings.error("content-not-object", "content.json must hold a JSON object.", path)
            return
        for host in sorted(_other_hosts(content))[:20]:
            self.findings.warn("external-url", f"The content shows media from {host:.120}, which the player does not load.", path)

    def _check_dependencies(self, head: dict[str, Any], libraries: list[FoundLibrary]) -> None:
        have = {library.name.line for library in libraries}
        owners = [("h5p.json", head), *((f"{library.folder}/library.json", library.data) for library in libraries)]
        for path, data in owners:
            for key in ("preloadedDependencies", "dynamicDependencies", "editorDependencies"):
                for number, item in enumerate(data.get(key) or []):
                    line = item["machineName"], int(item["majorVersion"]), int(item["minorVersion"])
                    if line in have:
                        continue
                    name = LibraryName(*line)
                    if not self._is_installed(name):
                        self._missing(name, key, f"{path}#/{key}/{number}")

    def _is_installed(self, name: LibraryName) -> bool:
        return self.rules.installed is not None and self.rules.installed.has(name)

    def _missing(self, name: LibraryName, key: str, path: str) -> None:
        if key == "editorDependencies":
            self.findings.warn("missing-required-library", f"{name.spec} is missing; only an editor would need it.", path)
        elif not self.rules.needs_libraries:
            self.findings.warn("missing-required-library", f"{name.spec} is missing, so the content cannot be played here.", path)
        else:
            message = f"{name.spec} is neither in the package nor installed. Install it, or export the package with its libraries."
            self.findings.error("missing-required-library", message, path)

    def _check_bytes(self) -> None:
        """Every member once, in pieces: CRC, true size, first bytes, scanner. Only when sizes and names were right."""
        for member in self.archive.members.values():
            is_content = member.name.startswith("content/")
            if "/" not in member.name and member.name != "h5p.json":
                continue
            if is_content or self.rules.may_install or member.name == "h5p.json":
                try:
                    self._check_member(member.name)
                except H5PError as error:
                    self.findings.add([error.issue])

    def _check_member(self, name: str) -> None:
        head = b""
        for piece in self.archive.stream(name):
            head = head or piece[:HEAD]
        result = fit(extension(name), head)
        message = f"The bytes are not those of a .{extension(name)} file."
        if result is Fit.WRONG:
            self.findings.error("type-mismatch", message, name)
        elif result is Fit.RELATED:
            self.findings.warn("type-mismatch", f"{message} They look like another harmless format.", name)
        found = self.rules.scanner(name, self.archive.stream(name)) if self.rules.scanner else None
        if found:
            self.findings.error("virus-found", f"The scanner found {found!r:.120}.", name)


def _other_hosts(content: dict[str, Any]) -> Iterator[str]:
    """Hosts of media that are not in the package; each once."""
    hosts: set[str] = set()
    waiting: list[Any] = [content]
    while waiting:
        item = waiting.pop()
        waiting += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if isinstance(item, dict):
            hosts.update(filter(None, (_host(item.get(key)) for key in ("path", "media"))))
    return iter(hosts)


def _host(address: object) -> str:
    if not isinstance(address, str) or not address[:8].lower().startswith(("http://", "https://", "//")):
        return ""
    try:
        return urlsplit(address[:2000]).hostname or ""
    except ValueError:
        return ""
