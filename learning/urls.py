"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import answers_api, code, course, lesson, mine, reports

app_name = "learning"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("join/", code.join, name="join"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:file_name>", reports.report_file, name="report_file"),
    path("<slug:course>/<slug:module>/<slug:lesson>/mine.json", mine.mine, name="mine"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [
    path("api/answers", answers_api.answers, name="answers_api"),
    path("api/reports", reports.reports_api, name="reports_api"),
]
