"""How large each bundle of a choice of courses and languages is, before anybody builds it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.core.cache import cache

from courses.rendering.variants import TEXT
from learning.bundles.archive import member_overhead, packed_size_of, size_of_zip
from learning.bundles.formats import WRITERS
from learning.bundles.formats.site import site_members
from learning.bundles.models import Bundle, Manifest
from learning.bundles.selections import tiers_of
from learning.bundles.sources import ZIP, Inside, Wanted, inside_of
from learning.bundles.tool.canonical import canonical

KEPT_SECONDS: Final = 3600  # a size that was counted


class Size(NamedTuple):
    """Bytes of a file, and whether to the byte or about so many."""

    bytes: int
    exact: bool


Sizes = dict[str, dict[str, Size]]  # tier -> format -> size


def sizes_of(courses: Sequence[UUID], languages: Sequence[str], *, offered_by: str = "", draws: bool = True) -> Sizes:
    """The size of every tier and form of courses in languages, the main one of each first.

    What is built is known, in three queries. Otherwise a ZIP is drawn to count its bytes, some tenths of a second each, and
    the count is kept for an hour; without `draws` it is estimated from the ZIPs of its courses where these are built. Other
    forms are estimated from how they compare with ZIPs elsewhere. Raises `BundleRefused` for what cannot be had.
    """
    main, *also = languages
    wanted = {
        tier: Wanted(courses[0], main, tier, also=tuple(also), courses=tuple(courses), offered_by=offered_by)
        for tier in tiers_of(courses) or [TEXT]  # then the sentence why not
    }
    built = built_sizes(wanted)
    ratios = ratios_of_forms()
    sizes: Sizes = {}
    for tier, one in wanted.items():
        of_zip = built.get((tier, ZIP)) or size_of_site(one, draws=draws)
        forms = [key for key, form in WRITERS.items() if key != ZIP and tier in form.tiers]
        others = {
            key: built.get((tier, key)) or Size(round(of_zip.bytes * ratios.get((tier, key), 1)), exact=False) for key in forms
        }
        sizes[tier] = {ZIP: of_zip, **others}
    return sizes


def built_sizes(wanted: dict[str, Wanted]) -> dict[tuple[str, str], Size]:
    """Tier and format -> the size of the file that is offered. One query."""
    rows = Bundle.objects.filter(is_current=True, selection__line__in=[one.line for one in wanted.values()])
    return {(tier, form): Size(size, exact=True) for tier, form, size in rows.values_list("tier", "format", "size")}


def ratios_of_forms() -> dict[tuple[str, str], float]:
    """Tier and format -> how long its files are beside the ZIPs of the same selections. One query over all that is offered."""
    by_selection: dict[int, dict[str, int]] = defaultdict(dict)
    tiers: dict[int, str] = {}
    for selection, tier, form, size in Bundle.objects.filter(is_current=True).values_list("selection", "tier", "format", "size"):
        by_selection[selection][form] = size
        tiers[selection] = tier
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for selection, forms in by_selection.items():
        for form, size in forms.items():
            if ZIP in forms:
                sums[tiers[selection], form][0] += size
                sums[tiers[selection], form][1] += forms[ZIP]
    return {key: of_form / of_zip for key, (of_form, of_zip) in sums.items()}


def size_of_site(wanted: Wanted, *, draws: bool) -> Size:
    """The size of a ZIP that is not built."""
    if not draws and (estimate := estimate_of(wanted)):
        return Size(estimate, exact=False)
    inside = inside_of(wanted)
    key = f"bundle-size/{mark_of(inside)}"
    counted = cache.get(key)
    if counted is None:
        counted = size_of_zip(site_members(inside))
        cache.set(key, counted, KEPT_SECONDS)
    return Size(counted, exact=True)


def mark_of(inside: Inside) -> str:
    """Another one when what is published is another."""
    versions = [version.pk for versions in inside.editions.values() for version in versions.values()]
    lessons = [[lesson.pk, hashlib.sha256(inside.documents[lesson.path]).hexdigest()] for lesson in inside.lessons]
    return hashlib.sha256(canonical([inside.wanted.line, inside.history.manifest_id, versions, lessons])).hexdigest()


def estimate_of(wanted: Wanted) -> int:
    """About how long its ZIP would be: all files of its courses' own ZIPs, each once. 0 when one is not built. One query."""
    lines = {Wanted(key, language, wanted.tier).line for key in wanted.courses for language in wanted.languages}
    rows = Manifest.objects.filter(bundles__is_current=True, bundles__format=ZIP, selection__line__in=lines)
    manifests = [row.data for row in rows]
    if len(manifests) < len(lines):
        return 0
    files = {path: (size, sha256) for data in manifests for path, size, sha256 in data["files"]}
    listing = sum(member_overhead(path) for path in files)
    return listing + sum(packed_size_of(path, size, sha256) for path, (size, sha256) in files.items())
