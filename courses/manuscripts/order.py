"""The order of pages under their parent: as in the manuscript, unless somebody ordered them in the CMS since the last load."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from courses.manuscripts.history import last_order, remember_order
from courses.manuscripts.report import Report


def keep_order(parent: Page, wanted: list[str], report: Report, *, subject: str, overwrite: bool) -> None:
    """Puts the children named by their slugs in order. Pages made in the CMS stay where they are."""
    children: dict[str, Any] = {page.slug: page for page in parent.get_children() if page.slug in wanted}
    now = list(children)
    wanted = [slug for slug in wanted if slug in children]
    before = last_order(parent)
    if now != wanted:
        known = set(now) & set(before)
        if not overwrite and [slug for slug in now if slug in known] != [slug for slug in before if slug in known]:
            report.kept(subject)
            return
        for place, slug in enumerate(wanted):
            if now[place] != slug:
                page = Page.objects.get(pk=children[slug].pk)
                page.move(Page.objects.get(pk=children[now[place]].pk), pos="left")
                now.remove(slug)
                now.insert(place, slug)
        report.updated(subject)
    if before != wanted:
        remember_order(parent, wanted)
