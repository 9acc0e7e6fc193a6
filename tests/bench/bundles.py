"""Building every bundle of a large library, beside a plain ZIP of the same bytes.

50 synthetic courses in five languages and three tiers (`make bench ARGS="bundles:5"` for another number of courses), as the worker
builds them, one after the other. The baseline deflates the same files with the standard library, each bundle by itself.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

from tests.bench.rendering import render_all
from tests.bench.synthetic import COURSES, make_library

LANGUAGES: Final = ("en", "ar", "hi", "sw", "fr")
TIERS: Final = ("text", "pictures", "audio")


def figures(_data: Path, courses: int = COURSES) -> Iterator[dict[str, Any]]:
    """All of them from nothing, the baseline, and all of them again."""
    from django.conf import settings

    from learning.bundles import builder, store
    from learning.bundles.sources import Wanted

    keys = make_library(LANGUAGES, courses)
    with mock.patch("courses.jobs.wake"):
        render_all(keys)
    wishes = [Wanted(key, language, tier) for key in keys for language in LANGUAGES for tier in TIERS]
    shared = {"bench": "bundles", "courses": courses, "languages": len(LANGUAGES), "tiers": len(TIERS)}

    texts_before = texts_kept()
    with spent_in(store, "deflated") as deflations, spent_in(builder, "keep", "written") as spent:
        bundles, took = timed(lambda: [builder.build_bundle(wanted) for wanted in wishes])
    files = [settings.BUNDLES_ROOT / bundle.file_name for bundle in bundles]
    plain = sum(seconds_of_plain_zip(file) for file in files)
    size = sum(bundle.size for bundle in bundles)
    yield {**shared, "what": "from nothing", "bundles": len(bundles), "bytes": size, **beside(plain, took, spent)}

    texts = texts_kept() - texts_before
    members = sum(len(zipfile.ZipFile(file).namelist()) for file in files)
    yield {
        **shared,
        "what": "deflated once",
        "members": members,
        "texts": texts,
        "deflations": len(deflations),
        "budget": texts,
        "holds": len(deflations) == texts,
    }

    with spent_in(builder, "keep", "written") as spent:
        again, took = timed(lambda: [builder.build_bundle(wanted) for wanted in wishes])
    holds = [bundle.pk for bundle in again] == [bundle.pk for bundle in bundles]
    yield {**shared, "what": "again, nothing changed", **beside(plain, took, spent), "holds": holds}


def texts_kept() -> int:
    """How many texts the store holds deflated."""
    from django.conf import settings

    return len(list((settings.BUNDLES_ROOT / "objects").glob("??/*.gz")))


def beside(plain: float, took: float, spent: list[float]) -> dict[str, float]:
    """Seconds of a core in all, and of these for storing and writing: what a plain ZIP does as well. The rest draws pages."""
    return {
        "plain_cpu_seconds": round(plain, 1),
        "cpu_seconds": round(took, 1),
        "to_plain": round(took / plain, 2),
        "storing_and_writing_to_plain": round(sum(spent) / plain, 2),
    }


def seconds_of_plain_zip(file: Path) -> float:
    """How long the standard library needs a core for a ZIP of the same files, from memory to memory."""
    with zipfile.ZipFile(file) as bundle:
        members = [(info.filename, info.compress_type, bundle.read(info)) for info in bundle.infolist()]
    began = time.process_time()
    with zipfile.ZipFile(io.BytesIO(), "w") as archive:
        for name, how, data in members:
            archive.writestr(name, data, compress_type=how, compresslevel=9)
    return time.process_time() - began


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What an act returns, and the seconds of a core it took: others may be at work on this machine."""
    began = time.process_time()
    return act(), time.process_time() - began


@contextmanager
def spent_in(place: Any, *names: str) -> Iterator[list[float]]:
    """The seconds of each call of some functions of a module."""
    spent: list[float] = []
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(mock.patch.object(place, name, noted(getattr(place, name), spent)))
        yield spent


def noted(act: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    """A function that also notes how long it took."""

    def wrapped(*arguments: Any) -> Any:
        result, took = timed(lambda: act(*arguments))
        spent.append(took)
        return result

    return wrapped
