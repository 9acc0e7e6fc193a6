"""The page that checks certificates without a network, drawn for the web (`/v`) and for every bundle (`verify.html`).

Its scripts are two objects of the store, named by their bytes: one that checks, and one that reads picture codes, which is fetched
when somebody wants to scan. All words stand in the page, so that the scripts hold no language.
"""

from __future__ import annotations

import functools
import json
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.addresses import static_file
from courses.editions import best_editions
from courses.models import CourseVersion
from courses.rendering.document import own_name, shell_context
from courses.rendering.pages import language_link
from courses.rendering.script import SCANNING, joined_path
from learning.certificates.bundle_trust import bundle_trust
from learning.certificates.trust import KEPT_SECONDS, script_of
from learning.parts import BundlePart, PartFile, Titles, add_bundle_part

BUNDLE_PAGE: Final = "verify.html"
BUNDLE_TRUST: Final = "trust.js"
WORKER: Final = "js/verify-worker"
# In the order in which they build on each other.
CHECKING: Final = tuple(
    f"offline/verify/{name}"
    for name in ("bytes", "sha", "ed25519", "inflate", "token", "terms", "quads", "credential", "files", "verdict", "page")
)
# Where the script writes what it found out.
DAY: Final = mark_safe("<time data-day></time>")
HOST: Final = mark_safe("<bdi data-host></bdi>")
ADDRESS: Final = mark_safe("<bdi data-address></bdi>")
ISSUER: Final = mark_safe('<bdi data-fact="issuer"></bdi>')


# --- the page -------------------------------------------------------------------------------------------------------------


def page_html(language: str) -> str:
    """The page at `/v`, with the language active. No query but once in ten minutes: the titles of all courses."""
    codes = [code for code, _name in settings.LANGUAGES]
    titles = cache.get_or_set(f"titles:{language}", functools.partial(titles_in, language), KEPT_SECONDS) or {}
    return drawn(
        {
            **page_context(language, up="/", titles=titles),
            "trust_href": reverse("trust"),
            "worker_href": reverse("verify_worker"),
            "languages": [language_link(code, f"{reverse('offline_page')}?l={code}", current=code == language) for code in codes],
            "number_action": reverse("certificates:verify"),
        }
    )


def bundle_files(language: str, titles: Titles) -> list[PartFile]:
    """The page and its trust for a bundle, with its language active; the scripts are found by what the page names."""
    page = drawn({**page_context(language, up="./", titles=titles), "trust_href": BUNDLE_TRUST})
    return [PartFile(BUNDLE_PAGE, page.encode()), PartFile(BUNDLE_TRUST, script_of(bundle_trust()).encode())]


def drawn(context: dict[str, Any]) -> str:
    """The document."""
    return render_to_string("certificates/verify_offline.html", context).strip() + "\n"


def page_context(language: str, *, up: str, titles: Titles) -> dict[str, Any]:
    """What both pages have. `titles` are those of courses that may be named by their short names."""
    names = {code: own_name(code) for code, _name in settings.LANGUAGES}
    return {
        **shell_context(language, up),
        "js_href": "",
        "page_title": _("Check a certificate"),
        "verify_css_href": static_file(up, "css/verify.css"),
        "script_href": up + joined_path(CHECKING),
        "scan_href": up + joined_path(SCANNING),
        "verdicts": [{"word": word, "sentence": sentence} for word, sentence in sentences().items()],
        "language_names": json.dumps(names, ensure_ascii=False),
        "titles": json.dumps(dict(titles), ensure_ascii=False, sort_keys=True),
        "day_slot": DAY,
        "verify_address": f"{settings.SITE_URL.partition('://')[2]}/{language}/verify/",
    }


def sentences() -> dict[str, str]:
    """Word of an answer -> what it means, in the active language, with places that the script fills."""
    unchanged = format_html(_("It was signed by {issuer}, and nothing in it was changed."), issuer=ISSUER)
    unknown = _("It says it comes from {host}, which is not known here. Nothing in it was checked.")
    newer = _("What was taken back since {day} is not known here, and this certificate is newer than that.")
    return {
        "genuine": unchanged,
        "revoked": _("It was issued and then taken back. It no longer counts."),
        "replaced": _("A newer certificate takes the place of this one. Ask its holder for the newer one."),
        "expired": _("It was issued, and nobody took it back. Its last day has passed."),
        "not_yet": _("It says that it was issued in the future. Look whether the date of this device is right."),
        "status_unknown": format_html("{} {}", unchanged, _("Whether it was taken back later cannot be said here.")),
        "status_since": format_html("{} {}", unchanged, format_html(newer, day=DAY)),
        "changed": _(
            "It bears the name of an issuer known here, but its signature does not fit: something in it was changed, or that "
            "issuer never made it."
        ),
        "key_leaked": _("The key that signed it was stolen, and it says it was signed after that. Anybody may have made it."),
        "unknown_issuer": format_html(
            "{} {}",
            format_html(unknown, host=HOST),
            format_html(_("That issuer’s own page may know more: {address}"), address=ADDRESS),
        ),
        "unknown_key": format_html(
            _("It says it comes from {host}, but the key that signed it is not known here. A newer copy of this page may know it."),
            host=HOST,
        ),
        "unreadable": _("This is no certificate that can be read here, or it was damaged on the way."),
        "number": _("This is the number of a certificate and nothing else. Checking a number needs a line."),
        "cannot_check": _("What is needed for checking did not arrive on this device. Open this page again when there is a line."),
    }


def titles_in(language: str) -> dict[str, str]:
    """Slug of a course -> its title in a language, or in the one it was written in. One query."""
    versions = list(CourseVersion.objects.current())
    best = best_editions(versions, [language])
    return {version.slug: best[version.course_key].title for version in versions}


add_bundle_part(BundlePart("verify", BUNDLE_PAGE, gettext_lazy("Check a certificate"), bundle_files))
