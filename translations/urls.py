"""Addresses of the translation desk, below `/cms/translations/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from translations.views.desk import desk
from translations.views.desk_answers import near_matches, preview, save_sentence

app_name = "translations"
urlpatterns: list[URLPattern] = [
    path("desk/<uuid:uuid>/", desk, name="desk"),
    path("desk/<uuid:uuid>/sentence/", save_sentence, name="desk_sentence"),
    path("desk/<uuid:uuid>/near/<int:segment>/", near_matches, name="desk_near"),
    path("desk/<uuid:uuid>/preview/", preview, name="desk_preview"),
]
