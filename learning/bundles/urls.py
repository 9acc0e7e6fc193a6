"""Addresses of bundles. They stand before the languages: a file belongs to all of them."""

from __future__ import annotations

from django.urls import path

from learning.bundles import views

app_name = "bundles"

urlpatterns = [
    path("bundles/", views.bundles, name="list"),
    path("bundles/<str:file_name>", views.download, name="download"),
]
