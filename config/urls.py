"""Every address of the site. What stands before the language's pages is for machines, staff and anyone with a certificate."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.playing.urls import root_patterns as player_patterns
from courses.urls import root_patterns
from learning.certificates.urls import language_patterns as certificate_patterns
from learning.staff_urls import door, root_staff_patterns, staff_patterns
from learning.urls import course_patterns, machine_patterns
from translations.urls import open_patterns

handler404 = "courses.error_pages.not_found"
handler429 = "learning.views.sign_in.too_often"  # django-allauth asks for it
handler500 = "courses.error_pages.server_error"

urlpatterns = [
    path("", include("courses.start")),
    path("cms/login/", door),  # before Wagtail's own, which knows no second step
    path("cms/", include((open_patterns, "invitation"))),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("favicon.ico", RedirectView.as_view(url="/static/icons/favicon.svg", permanent=False)),
    path("h5p/", include(player_patterns)),
    *root_patterns,
    *machine_patterns,
    *root_staff_patterns,
    path("", include("learning.certificates.urls")),
    path("", include("learning.bundles.urls")),
    *i18n_patterns(
        path("", include((certificate_patterns, "certificates"))),
        path("_util/login/", door),  # before Wagtail's
        path("staff/", include(staff_patterns)),
        path("", include("learning.urls")),
        path("", include("courses.urls")),
        path("", include(course_patterns)),
        path("", include(wagtail_urls)),
    ),
]
