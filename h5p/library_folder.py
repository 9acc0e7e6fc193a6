"""One library's folder in a package: its name, `library.json`, semantics, languages, scripts and styles (the paper, 3.4, 3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from h5p.archive import SafeArchive
from h5p.errors import H5PError, Issue
from h5p.findings import Findings, JsonFiles
from h5p.library import contained_path
from h5p.member_path import extension
from h5p.names import LibraryName, is_machine_name
from h5p.schema import check_library_json

# The separator is no letter, so nothing can be matched in two ways.
_LANGUAGE = re.compile(r"-?[a-z]+(-[a-z]+){0,6}\.json", re.ASCII | re.IGNORECASE)
_LONGEST_LANGUAGE = 64


@dataclass(frozen=True, slots=True)
class FoundLibrary:
    """A folder that passed: `data` is its `library.json`."""

    folder: str
    name: LibraryName
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LibraryFolders:
    """Checks all folders of one archive into the same findings."""

    archive: SafeArchive
    findings: Findings
    json: JsonFiles

    def check_all(self) -> list[FoundLibrary]:
        """The libraries that passed. Two folders with the same name and version are refused: which one would be installed?"""
        found: dict[tuple[str, int, int], FoundLibrary] = {}
        for folder in self.archive.library_folders():
            library = self._check(folder)
            if library is None:
                continue
            first = found.setdefault(library.name.line, library)
            if first is not library:
                message = f"The folders {first.folder} and {folder} both hold {library.name.spec}."
                self.findings.error("library-conflict", message, folder)
        return list(found.values())

    def _check(self, folder: str) -> FoundLibrary | None:
        if not is_machine_name(folder):
            self.findings.error("invalid-library-name", f"{folder!r:.120} is not the name of a library's folder.", folder)
            return None
        self._check_files(folder)
        path = f"{folder}/library.json"
        if path not in self.archive:
            self.findings.error("invalid-library-json-file", "The folder has no library.json.", path)
            return None
        data = self.json.read(path, "invalid-library-json-file")
        if data is None:
            return None
        issues = check_library_json(data, path, self.archive.limits.core_api)
        self.findings.add(issues)
        return None if issues else self._check_whole(folder, data)

    def _check_whole(self, folder: str, data: dict[str, Any]) -> FoundLibrary | None:
        name = LibraryName.from_json(data)
        if folder not in (name.machine_name, name.folder):
            message = f"The folder holds {name.spec}, so it must be called {name.folder}."
            self.findings.error("library-directory-name-mismatch", message, folder)
            return None
        problems = [*self._loaded_files(folder, data)]
        self.findings.add(problems)
        return None if problems else FoundLibrary(folder, name, data)

    def _check_files(self, folder: str) -> None:
        """Kinds of all files, semantics, languages: what can be checked without `library.json`."""
        for member in self.archive.iter_library(folder):
            inner = member.name[len(folder) + 1 :]
            if extension(inner) not in self.archive.limits.library_ext:
                self.findings.error("not-in-whitelist", f"Files of the kind {extension(inner)!r} are not allowed.", member.name)
            elif inner == "semantics.json":
                self._check_json(member.name, "invalid-semantics-json-file", list)
            elif inner.startswith("language/") and inner.endswith(".json"):
                self._check_language(member.name, inner.removeprefix("language/"))

    def _check_language(self, path: str, file: str) -> None:
        if len(file) > _LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(file):
            self.findings.error("invalid-language-file", f"{file!r:.80} is not a language such as 'fr.json' or 'pt-br.json'.", path)
        else:
            self._check_json(path, "invalid-language-file", dict)

    def _check_json(self, path: str, code: str, kind: type) -> None:
        value = self.json.read(path, code)
        if value is not None and not isinstance(value, kind):
            self.findings.error(code, f"The file must hold a JSON {'list' if kind is list else 'object'}.", path)

    def _loaded_files(self, folder: str, data: dict[str, Any]) -> Iterator[Issue]:
        for key in ("preloadedJs", "preloadedCss"):
            for number, entry in enumerate(data.get(key) or []):
                where = f"{folder}/library.json#/{key}/{number}/path"
                try:
                    inside = contained_path(entry["path"])
                except H5PError as error:
                    yield Issue(error.code, error.message, where)
                    continue
                if f"{folder}/{inside}" not in self.archive:
                    yield Issue("library-missing-file", f"The file {entry['path']!r:.120} is not in the package.", where)
