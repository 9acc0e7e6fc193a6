"""What the first course weighs in each form, and how long writing it takes; beside its ZIP of the same language and tier.

A single lesson's budget is 60,000 bytes with words only and 1,000,000 with pictures: the heaviest of the course is told.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "ar")
BUDGETS: Final = {"text": 60_000, "pictures": 1_000_000}


def figures(data: Path) -> Iterator[dict[str, Any]]:
    """The ZIP first, then the other forms."""
    from courses.models import CourseVersion
    from learning.bundles.formats import WRITERS
    from learning.bundles.sources import ZIP, Wanted, inside_of

    key = CourseVersion.objects.current().get(language="en", slug="safe-and-strong-with-ai").course_key
    for language in LANGUAGES:
        for tier, budget in BUDGETS.items():
            plain: dict[str, float] = {}
            for form in sorted(WRITERS.values(), key=lambda form: form.key != ZIP):
                if tier in form.tiers:
                    target = data / f"form{form.suffix}"
                    target.unlink(missing_ok=True)
                    inside = inside_of(Wanted(key, language, tier, form.key))
                    began = time.perf_counter()
                    form.write(inside, target)
                    told = {"bytes": target.stat().st_size, "seconds": round(time.perf_counter() - began, 2)}
                    plain = plain or told
                    ratio = round(told["bytes"] / plain["bytes"], 2)
                    where = {"bench": "forms", "form": form.key, "language": language, "tier": tier}
                    yield {**where, **told, "bytes_to_zip": ratio, **(heaviest(target, budget) if form.key == "single" else {})}


def heaviest(bundle: Path, budget: int) -> dict[str, Any]:
    """The heaviest single lesson, beside its budget."""
    with zipfile.ZipFile(bundle) as archive:
        most = max(info.file_size for info in archive.infolist())
    return {"heaviest_lesson": most, "budget": budget, "holds": most <= budget}
