"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import answers_api, code, course, lesson, mine, register, show, teach

app_name = "learning"

TEACH = "teach/<slug:course>/<slug:module>/<slug:lesson>/"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("join/", code.join, name="join"),
    path(TEACH, teach.teach, name="teach"),
    path(f"{TEACH}show/", show.show, name="show"),
    path(f"{TEACH}print/", teach.pack, name="pack"),
    path(f"{TEACH}print/pack.pdf", teach.pack_pdf, name="pack_pdf"),
    path(f"{TEACH}print/booklet.pdf", teach.booklet_pdf, name="booklet_pdf"),
    path("classes/<uuid:cohort>/register/", register.register, name="register"),
    path("classes/<uuid:cohort>/register/empty.csv", register.empty, name="register_empty"),
    path("classes/<uuid:cohort>/register/file/", register.file, name="register_file"),
    path("<slug:course>/<slug:module>/<slug:lesson>/mine.json", mine.mine, name="mine"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [path("api/answers", answers_api.answers, name="answers_api")]
