"""Addresses of pages that are the same for everybody. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from courses import keeping, views
from courses.uploads import upload

app_name = "courses"

LESSON = "<slug:course>/<slug:module>/<slug:lesson>/"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("offline.html", keeping.without_line, name="without_line"),
    path("<slug:course>/files.json", keeping.files, name="files"),
    path("<slug:course>/<slug:module>/", views.module, name="module"),
    path(LESSON, views.lesson, name="lesson"),
    path(f"{LESSON}answers.js", keeping.answers, name="answers_script"),
    path(f"{LESSON}languages/", views.lesson_languages, name="lesson_languages"),
]

root_patterns = [
    path("objects/<slug:folder>/<str:name>", views.stored_object, name="object"),
    path("sw.js", keeping.worker, name="worker"),
    path("leave.html", views.leave, name="leave"),
    path("media/<path:name>", upload, name="upload"),
]
