"""What is new among bundles as an Atom feed (RFC 4287): an entry for each version of a file, with what changed in words."""

from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure

from learning.bundles.catalogue import content_type_of, file_url, news_text, news_title
from learning.bundles.models import Bundle


class LanguageFeed(Atom1Feed):
    """Entries that say in which language they are: the feed holds several."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """`xml:lang` of an entry."""
        return {"xml:lang": item["language"]}


def feed_text(bundles: list[Bundle], *, language: str) -> str:
    """The feed. An entry's id is the address of its file, which never changes its bytes."""
    here = settings.SITE_URL + reverse("bundles:feed")
    feed = LanguageFeed(
        title="Mwanga",
        link=settings.SITE_URL + reverse("bundles:list"),
        description=None,
        feed_url=f"{here}?language={language}" if language else here,
        feed_guid=f"{here}?language={language}" if language else here,
        author_name="Mwanga",
    )
    for bundle in bundles:
        feed.add_item(
            title=news_title(bundle),
            link=settings.SITE_URL + reverse("bundles:forms", args=[bundle.course_key, bundle.language]),
            description=escape(news_text(bundle)),  # a summary is HTML
            unique_id=file_url(bundle),
            pubdate=bundle.built_at,
            updateddate=bundle.built_at,
            enclosures=[Enclosure(file_url(bundle), str(bundle.size), content_type_of(bundle))],
            language=bundle.language,
        )
    return str(feed.writeString("utf-8"))
