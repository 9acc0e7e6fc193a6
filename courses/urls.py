"""Addresses of pages that are the same for everybody. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from courses import keeping, language_choice, search_page, sitemaps, views
from courses.data_saver import data_saver
from courses.uploads import upload

app_name = "courses"

LESSON = "<slug:course>/<slug:module>/<slug:lesson>/"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("languages/", language_choice.languages, name="languages"),
    path("languages/<path:rest>", language_choice.languages, name="languages_of"),
    path("chosen/", language_choice.chosen, name="chosen"),
    path("chosen/<path:rest>", language_choice.chosen, name="chosen_page"),
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
    path("media/<path:name>", upload, name="upload"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<slug:language>.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
