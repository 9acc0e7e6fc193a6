"""`set_address PATH SLUG`: gives a translated course, module or lesson an address of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page
from wagtail_localize.models import Translation

from courses.models import CataloguePage
from translations.addresses import give_address
from translations.errors import AddressRefused


class Command(BaseCommand):
    """Old links lead to the new address; progress stays."""

    help = (
        "Gives a translated page an address of its own, or without SLUG its source's: set_address fr/ai-for-my-work ia-au-travail"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the page stands now, and the last part of its new address."""
        parser.add_argument("path", help="language/course, language/course/module or language/course/module/lesson")
        parser.add_argument("slug", nargs="?", default="", help="small letters from a to z, digits and hyphens")

    def handle(self, *, path: str, slug: str, **options: Any) -> None:
        """Prints where the page stands now."""
        page = page_at(path)
        translation = (
            Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id)
            .select_related("source")
            .first()
        )
        if translation is None:
            raise CommandError(f"{path} is no translation. Change the address of a source page in the CMS.")
        try:
            page = give_address(translation, slug=slug, person=None)
        except AddressRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("/".join([path.split("/")[0], *page.url_path.strip("/").split("/")[1:]]))


def page_at(path: str) -> Any:
    """The page of a path. Raises `CommandError`."""
    language, *slugs = path.strip("/").split("/")
    page: Page | None = CataloguePage.objects.filter(locale__language_code=language).order_by("path").first()
    for slug in slugs:
        page = page.get_children().filter(slug=slug).first() if page else None
    if page is None or not slugs:
        raise CommandError(f"There is no page {path}. Look the address up in the CMS.")
    return page.specific
