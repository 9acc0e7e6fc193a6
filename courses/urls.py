"""Addresses of pages that are the same for everybody. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from courses import keeping, search_page, views
from courses.data_saver import data_saver
from courses.uploads import upload

app_name = "courses"

LESSON = "<slug:course>/<slug:module>/<slug:lesson>/"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("data/", data_saver, name="data_saver"),
    path("search/", search_page.search, name="search"),
    path("offline.html", keeping.without_line, name="without_line"),
    path("<slug:course>/files.json", keeping.files, name="files"),
    path("<slug:course>/<slug:module>/", views.module, name="module"),
    path(LESSON, views.lesson, name="lesson"),
    path(f"{LESSON}answers.js", keeping.answers, name="answers_script"),
    path(f"{LESSON}languages/", views.lesson_languages, name="lesson_languages"),
]

root_patterns = [
    path("objects/<slug:folder>/<path:name>", views.stored_object, name="object"),
    path("picture.html", views.picture, name="picture"),
    path("sw.js", keeping.worker, name="worker"),
    path("leave.html", views.leave, name="leave"),
    path("media/<path:name>", upload, name="upload"),
]
