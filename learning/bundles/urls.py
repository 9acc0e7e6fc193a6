"""Addresses of bundles. They stand before the languages: a file belongs to all of them."""

from __future__ import annotations

from django.urls import path

from learning.bundles import machine_views, views
from learning.bundles.single_lesson import single_lesson
from learning.bundles.updates.views import update_file

app_name = "bundles"

urlpatterns = [
    path("bundles/", views.bundles, name="list"),
    path("bundles/check/", views.check, name="check"),
    path("bundles/catalogue.json", machine_views.catalogue, name="catalogue"),
    path("bundles/feed.atom", machine_views.feed, name="feed"),
    path("bundles/oai", machine_views.oai, name="oai"),
    path("bundles/<uuid:course_key>/<str:language>/", views.forms, name="forms"),
    path("bundles/updates/<str:line>/<path:name>", update_file, name="update"),
    path("bundles/lesson/<str:language>/<slug:course>/<slug:module>/<slug:lesson>.html", single_lesson, name="single_lesson"),
    path("bundles/<str:file_name>", views.download, name="download"),
    path("bundles/<str:file_name>/fetch/", views.fetch, name="fetch"),
]
