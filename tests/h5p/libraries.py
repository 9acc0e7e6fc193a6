"""Libraries and stores for tests, built in code: no file of others is in the repository."""

from __future__ import annotations

import json
from typing import Any

from h5p.names import LibraryName
from h5p.semantics import Filtered, filter_params
from h5p.store import MemoryStore


def named(text: str) -> LibraryName:
    return LibraryName.parse(text)


def dependency(text: str) -> dict[str, Any]:
    name = named(text)
    return {"machineName": name.machine_name, "majorVersion": name.major, "minorVersion": name.minor}


def library(text: str, semantics: Any = None, *, files: dict[str, bytes] | None = None, **meta: Any) -> dict[str, bytes]:
    """The files of one library; `needs` lists preloaded ones, other keywords go into its `library.json`."""
    name = named(text)
    needs = [dependency(need) for need in meta.pop("needs", ())]
    described = {
        "title": name.machine_name,
        "machineName": name.machine_name,
        "majorVersion": name.major,
        "minorVersion": name.minor,
        "patchVersion": name.patch,
        "runnable": 1,
        "preloadedDependencies": needs,
        "preloadedJs": [{"path": path} for path in files or {} if path.endswith(".js")],
        "preloadedCss": [{"path": path} for path in files or {} if path.endswith(".css")],
        **meta,
    }
    made = {"library.json": json.dumps(described).encode(), **(files or {})}
    if semantics is not None:
        made["semantics.json"] = json.dumps(semantics).encode()
    return made


MAIN = named("Test.Main 1.0")


def filtered(semantics: list[Any], params: Any, *others: dict[str, bytes]) -> Filtered:
    """The parameters as a library with these semantics keeps them."""
    return filter_params(params, library=MAIN, store=MemoryStore([library("Test.Main 1.0", semantics), *others]))


def kept(field: dict[str, Any], value: Any, *others: dict[str, bytes]) -> Any:
    """One value by one field's rule; `GONE` when nothing of it stays."""
    return filtered([{"name": "x", **field}], {"x": value}, *others).params.get("x", GONE)


GONE = "<gone>"


def codes(found: Filtered) -> list[str]:
    return [issue.code for issue in found.dropped]
