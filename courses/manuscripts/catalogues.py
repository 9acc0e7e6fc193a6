"""The catalogue of each language that has content: the English one is the site's root page, the others are its translations."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site
from wagtail_localize.strings import StringValue

from courses.manuscripts.report import Report
from courses.manuscripts.rows import Sentences, is_complete, write_rows
from courses.manuscripts.translate import translation_of
from courses.models import CataloguePage
from courses.signals import translation_loaded


def catalogue_in(locale: Locale, report: Report) -> CataloguePage:
    """The catalogue of a language, made now if there is none. The site's own language comes first."""
    main_locale, _new = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    main = CataloguePage.objects.filter(locale=main_locale).order_by("path").first() or make_main(main_locale, report)
    point_site_at(main)
    if locale == main_locale:
        return main
    found = CataloguePage.objects.filter(locale=locale).order_by("path").first()
    if found is None:
        return translate_main(main, locale, report)
    if found.translation_key != main.translation_key:
        # Made by hand before any course was translated: from now on it is the translation.
        CataloguePage.objects.filter(pk=found.pk).update(translation_key=main.translation_key)
        found.refresh_from_db()
    return found


def make_main(locale: Locale, report: Report) -> CataloguePage:
    """The catalogue everything hangs from."""
    name = settings.WAGTAIL_SITE_NAME
    page = CataloguePage(title=name, slug=slugify(name) or "catalogue", locale=locale, live=False)
    Page.get_first_root_node().add_child(instance=page)
    page.save_revision().publish(log_action="wagtail.publish")
    report.created(locale.language_code)
    return CataloguePage.objects.get(pk=page.pk)


def point_site_at(main: CataloguePage) -> None:
    """Makes the catalogue the site's root page and takes Wagtail's welcome page away."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id and issubclass(site.root_page.specific_class or Page, CataloguePage):
        return
    site.root_page = main
    site.save()
    for page in Page.objects.filter(depth=2, numchild=0):
        if page.specific_class is Page:
            page.delete()


def translate_main(main: CataloguePage, locale: Locale, report: Report) -> CataloguePage:
    """The catalogue in another language. Its title is a name and stays; what else it says waits for a translator."""
    translation = translation_of(main, locale, sync=False)
    title = StringValue.from_plaintext(main.title).data
    write_rows(translation, Sentences({("title", title): title}, {}, ""), replace=False)
    main.copy_for_translation(locale)
    complete = is_complete(translation)
    translation_loaded.send(CataloguePage, translation=translation, status="", is_complete=complete)
    translation.save_target(publish=False)
    page = CataloguePage.objects.get(translation_key=main.translation_key, locale=locale)
    if complete:
        page.latest_revision.publish(log_action="wagtail.publish")
    report.created(locale.language_code)
    return CataloguePage.objects.get(pk=page.pk)
