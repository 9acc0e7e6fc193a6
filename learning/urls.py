"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import answers_api, code, course, help_page, lesson, mine, own_data

app_name = "learning"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("me/about/", own_data.about, name="about"),
    path("me/data/", own_data.data, name="data"),
    path("me/data/export/", own_data.export, name="export"),
    path("me/data/erase/", own_data.erase, name="erase"),
    path("me/data/erased/", own_data.erased, name="erased"),
    path("me/phone/", own_data.phone, name="phone"),
    path("me/touched/", own_data.touched, name="touched"),
    path("help/", help_page.help_page, name="help"),
    path("join/", code.join, name="join"),
    path("<slug:course>/<slug:module>/<slug:lesson>/mine.json", mine.mine, name="mine"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [
    path("api/answers", answers_api.answers, name="answers_api"),
    path("leave.html", help_page.leave, name="leave"),
]
