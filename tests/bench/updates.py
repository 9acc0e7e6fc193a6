"""Updates of bundles: what one changed sentence costs in bytes and requests, and how long Python alone takes for it.

The starter course in English, with a small server of files on this machine. In the last lines what is decoded and checked in
Python alone stands beside the libraries written in C.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.bench.clock import seconds

COURSE: Final = "safe-and-strong-with-ai"
MOST_CHANGED: Final = 2500
MOST_UNCHANGED: Final = 500


def figures(data: Path) -> Iterator[dict[str, Any]]:
    """For each tier: the delta, the update, no change, the update without a delta; then the parts in Python alone."""
    from django.conf import settings

    from courses.models import CourseVersion

    key = CourseVersion.objects.current().filter(slug=COURSE, language="en").get().course_key
    for tier in ("text", "pictures"):
        work = data / f"bench-{tier}"
        work.mkdir()
        before = built(key, tier)
        shutil.copyfile(settings.BUNDLES_ROOT / before.file_name, work / "old.zip")
        change_a_sentence(key, f"This sentence was changed for the tier of {tier}.")
        after = built(key, tier)
        yield from updates(work, {"bench": "updates", "course": COURSE, "tier": tier, "zip": after.size})
    yield from python_alone()


def built(key: Any, tier: str) -> Any:
    """A bundle, published."""
    from django.utils import timezone

    from courses.rendering.documents import render_course
    from learning.bundles.builder import build_bundle
    from learning.bundles.sources import Wanted
    from learning.bundles.updates.publishing import publish_updates

    render_course(key)
    bundle = build_bundle(Wanted(key, "en", tier))
    publish_updates(bundle, at=timezone.now())
    return bundle


def change_a_sentence(key: Any, sentence: str) -> None:
    """The first text card of the first lesson in English ends with another sentence."""
    from courses.models import LessonPage, LessonVersion

    version = LessonVersion.objects.current().filter(course_key=key, language="en").order_by("path")[0]
    page = LessonPage.objects.get(translation_key=version.lesson_key, locale__language_code="en")
    text = next(child for child in page.body if child.block_type == "text")
    first, _end, rest = text.value["text"].source.partition("</p>")
    text.value["text"].source = f"{first.rpartition('. ')[0] or first} {sentence}</p>{rest}"
    page.save_revision().publish()


def updates(work: Path, shared: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a partner with the old file pays."""
    from django.conf import settings

    from tests.learning.bundles.updates.partner import NO_CUT, Partner, serving

    asked: list[int] = []

    def count(length: int) -> int:
        asked.append(length)
        return NO_CUT

    with serving(settings.BUNDLES_ROOT, count) as address:
        for what, old, most in (("one sentence changed", "old.zip", MOST_CHANGED), ("no change", "new.zip", MOST_UNCHANGED)):
            partner = Partner(work / "new.zip", settings.BUNDLES_ROOT, b"")
            if old != "new.zip":
                shutil.copyfile(work / old, partner.file)
            begun = time.perf_counter()
            outcome = partner.update(address)
            facts = {"bytes": outcome.fetched, "to_zip": round(outcome.fetched / shared["zip"], 5), "requests": len(asked)}
            yield {
                **shared,
                "what": what,
                **facts,
                "bodies": [*asked],
                "seconds": round(time.perf_counter() - begun, 2),
                "holds": outcome.fetched <= most,
            }
            asked.clear()
    (line,) = (work / "new.zip.update").glob("timestamp.json")
    yield {**shared, "what": "signed news, smallest file", "bytes": line.stat().st_size}


def python_alone() -> Iterator[dict[str, Any]]:
    """Decoding and checking without libraries, beside those."""
    import zstandard
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from learning.bundles.tool.ed25519 import is_signed
    from learning.bundles.tool.zstd import unpatched

    content = b"".join(path.read_bytes() for path in sorted(Path("learning").rglob("*.py")))[:300_000]
    frame = zstandard.ZstdCompressor(level=19).compress(content)
    slow = seconds(lambda: unpatched(frame, b"", len(content)))
    fast = seconds(lambda: zstandard.ZstdDecompressor().decompress(frame), 50)
    yield {"bench": "updates", "what": "decoding 300 KB in Python", "seconds": round(slow, 3), "to_library": round(slow / fast)}
    secret = Ed25519PrivateKey.generate()
    public, signature = secret.public_key(), secret.sign(content)
    slow = seconds(lambda: is_signed(public.public_bytes_raw(), content, signature), 10)
    fast = seconds(lambda: public.verify(signature, content), 50)
    yield {
        "bench": "updates",
        "what": "checking a signature in Python",
        "seconds": round(slow, 4),
        "to_library": round(slow / fast),
    }
