"""The fields of `h5p.json` and `library.json` (the paper, 3.3): which must be there, and what each may hold. Pure.

Every pattern is matched whole, in ASCII, in linear time. Unknown keys are ignored, `null` counts as absent, empty optional lists
are fine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from h5p.errors import Issue
from h5p.names import is_machine_name, version_number

Check = Callable[[Any, str], "Iterator[Issue]"]
"""A value and its path → what is wrong with it."""

LONGEST_LIST = 5_000
SCRIPT = r"[\\/a-zA-Z_\-\s0-9.]+\.js"
STYLE = r"[\\/a-zA-Z_\-\s0-9.]+\.css"
LICENCE_VERSIONS = "1.0|2.0|2.5|3.0|4.0"
LICENCES = (
    "CC BY|CC BY-SA|CC BY-ND|CC BY-NC|CC BY-NC-SA|CC BY-NC-ND|CC0 1.0|GNU GPL|PD|ODC PDDL|CC PDM|U|C"  # as the editor writes them
)
_LIBRARY_LICENCES = "cc-by|cc-by-sa|cc-by-nd|cc-by-nc|cc-by-nc-sa|cc-by-nc-nd|pd|cr|MIT|GPL1|GPL2|GPL3|MPL|MPL2"


@dataclass(frozen=True, slots=True)
class _Table:
    """The rules of one file, and the code of a value that breaks them."""

    code: str
    required: Mapping[str, Check]
    optional: Mapping[str, Check]

    def check_file(self, data: Any, path: str) -> list[Issue]:
        if not isinstance(data, dict):
            return [Issue(self.code, "The file must hold a JSON object.", path)]
        return list(self.check(data, f"{path}#"))

    def check(self, data: Mapping[str, Any], path: str) -> Iterator[Issue]:
        for key, check in (*self.required.items(), *self.optional.items()):
            if data.get(key) is not None:
                yield from check(data[key], f"{path}/{key}")
            elif key in self.required:
                yield Issue("missing-required-property", f"The required property {key!r} is missing.", f"{path}/{key}")


def check_h5p_json(data: Any, path: str = "h5p.json") -> list[Issue]:
    """Codes: invalid-h5p-json-file, missing-required-property, illegal-option-in-library, missing-main-library."""
    issues = _H5P.check_file(data, path)
    if not issues and not _depends_on_main(data):
        message = f"The main library {data['mainLibrary']!r} is not among preloadedDependencies."
        issues.append(Issue("missing-main-library", message, f"{path}#/mainLibrary"))
    return issues


def check_library_json(data: Any, path: str = "library.json", core_api: tuple[int, int] = (1, 28)) -> list[Issue]:
    """Codes: invalid-library-json-file, missing-required-property, illegal-option-in-library, invalid-library-name,
    api-version-unsupported."""
    issues = _LIBRARY.check_file(data, path)
    asked = (data.get("coreApi") if isinstance(data, dict) else None) or {}
    if not issues and asked:
        major, minor = version_number(asked["majorVersion"]), version_number(asked["minorVersion"])
        if (major, minor) > core_api:
            message = f"The library needs the H5P core API {major}.{minor}; this one is {core_api[0]}.{core_api[1]}."
            issues.append(Issue("api-version-unsupported", message, f"{path}#/coreApi"))
    return issues


def _depends_on_main(data: Mapping[str, Any]) -> bool:
    return any(item["machineName"] == data["mainLibrary"] for item in data["preloadedDependencies"])


def _short(value: Any) -> str:
    return f"{value!r:.80}" if isinstance(value, str | int | float | bool) else f"a {type(value).__name__}"


class _Rules:
    """Checks that complain under one code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def wrong(self, value: Any, expected: str, path: str) -> Issue:
        return Issue(self.code, f"{_short(value)} is not allowed here; expected {expected}.", path)

    def text(self, pattern: str, expected: str) -> Check:
        compiled = re.compile(pattern, re.ASCII)

        def check(value: Any, path: str) -> Iterator[Issue]:
            if not isinstance(value, str) or not compiled.fullmatch(value):
                yield self.wrong(value, expected, path)

        return check

    def digits(self, most: int) -> Check:
        """A whole number, or digits as text."""

        def check(value: Any, path: str) -> Iterator[Issue]:
            number = version_number(value)
            if number is None or len(str(value)) > most:
                yield self.wrong(value, f"a whole number of 1 to {most} digits", path)

        return check

    def option(self, options: str) -> Check:
        allowed = options.split("|")

        def check(value: Any, path: str) -> Iterator[Issue]:
            if not isinstance(value, str) or value not in allowed:
                yield Issue("illegal-option-in-library", f"{_short(value)} is not one of: {', '.join(allowed)}.", path)

        return check

    def name(self, value: Any, path: str) -> Iterator[Issue]:
        if not is_machine_name(value):
            yield Issue(
                "invalid-library-name", f"{_short(value)} is not a library's machine name, such as 'H5P.MultiChoice'.", path
            )

    def flag(self, value: Any, path: str) -> Iterator[Issue]:
        if not isinstance(value, int | str) or value not in (0, 1, "0", "1"):
            yield self.wrong(value, "0 or 1", path)

    def anything(self, value: Any, path: str) -> Iterator[Issue]:
        if not isinstance(value, dict):
            yield self.wrong(value, "an object", path)

    def each(self, item: Check) -> Check:
        """A list whose items all pass."""

        def check(value: Any, path: str) -> Iterator[Issue]:
            if not isinstance(value, list) or len(value) > LONGEST_LIST:
                yield self.wrong(value, f"a list of at most {LONGEST_LIST:,} items", path)
                return
            for number, entry in enumerate(value):
                yield from item(entry, f"{path}/{number}")

        return check

    def object(self, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
        table = _Table(self.code, required, optional or {})

        def check(value: Any, path: str) -> Iterator[Issue]:
            if isinstance(value, dict):
                yield from table.check(value, path)
            else:
                yield self.wrong(value, "an object", path)

        return check

    def dependencies(self) -> Check:
        number = self.digits(5)
        detailed = self.object({"machineName": self.name, "majorVersion": number, "minorVersion": number})

        def check(value: Any, path: str) -> Iterator[Issue]:
            if not _is_dependency(value):  # asked first, because a package may hold a hundred thousand
                yield from detailed(value, path)

        return self.each(check)


def _is_dependency(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and is_machine_name(value.get("machineName"))
        and version_number(value.get("majorVersion")) is not None
        and version_number(value.get("minorVersion")) is not None
    )


_T255 = (".{1,255}", "text of 1 to 255 characters in one line")
_T5000 = (r"[\s\S]{1,5000}", "text of 1 to 5,000 characters")
_FILLED = (r"[\s\S]{1,100000}", "text")


def _h5p_table() -> _Table:
    rules = _Rules("invalid-h5p-json-file")
    t255, t5000, number, dependencies = rules.text(*_T255), rules.text(*_T5000), rules.digits(4), rules.dependencies()
    date = rules.text(r"\d{2}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}", "a date such as '26-11-30 9:05:00'")
    main = rules.text(r"[$a-zA-Z_][0-9a-zA-Z_.$]{1,254}", "a library's machine name")
    return _Table(
        rules.code,
        required={
            "title": t255,
            "language": rules.text(r"[-a-zA-Z]{1,10}", "a language code of 1 to 10 letters"),
            "preloadedDependencies": dependencies,
            "mainLibrary": main,
            "embedTypes": rules.each(rules.option("iframe|div")),
        },
        optional={
            "contentType": t255,
            "author": t255,
            "dynamicDependencies": dependencies,
            "authors": rules.each(rules.object({"name": t255, "role": rules.text(r"\w+", "a word")})),
            "source": rules.text(r"https?://.+", "an address that begins with http:// or https://"),
            "license": rules.option(LICENCES),
            "licenseVersion": rules.option(LICENCE_VERSIONS),
            "licenseExtras": t5000,
            "authorComments": t5000,
            **dict.fromkeys(("yearsFrom", "yearsTo", "yearFrom", "yearTo", "w", "h"), number),
            "changes": rules.each(rules.object({"date": date, "author": t255, "log": t5000})),
            "metaKeywords": rules.text(*_FILLED),
            "metaDescription": rules.text(*_FILLED),
        },
    )


def _library_table() -> _Table:
    rules = _Rules("invalid-library-json-file")
    t255, number, dependencies = rules.text(*_T255), rules.digits(5), rules.dependencies()
    # No containment here, that needs the folder: `library_folder.py`.
    script, style = rules.text(SCRIPT, "the path of a .js file"), rules.text(STYLE, "the path of a .css file")
    return _Table(
        rules.code,
        required={
            "title": t255,
            "majorVersion": number,
            "minorVersion": number,
            "patchVersion": number,
            "machineName": rules.name,
            "runnable": rules.flag,
        },
        optional={
            "author": t255,
            "description": rules.text(*_FILLED),
            "license": rules.option(_LIBRARY_LICENCES),
            "metadataSettings": rules.object({}, {"disable": rules.flag, "disableExtraTitleField": rules.flag}),
            **dict.fromkeys(("preloadedDependencies", "dynamicDependencies", "editorDependencies"), dependencies),
            "preloadedJs": rules.each(rules.object({"path": script})),
            "preloadedCss": rules.each(rules.object({"path": style})),
            "dropLibraryCss": rules.each(rules.object({"machineName": rules.name})),
            "addTo": rules.anything,
            **dict.fromkeys(("w", "h"), rules.digits(4)),
            "embedTypes": rules.each(rules.option("iframe|div")),
            "fullscreen": rules.flag,
            "coreApi": rules.object({"majorVersion": number, "minorVersion": number}),
        },
    )


_H5P = _h5p_table()
_LIBRARY = _library_table()
