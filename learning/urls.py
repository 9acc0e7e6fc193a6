"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import after, answers_api, code, course, lesson, mine, review

app_name = "learning"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/review/", review.review, name="review"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("join/", code.join, name="join"),
    path("<slug:course>/review/", review.course_review, name="course_review"),
    path("<slug:course>/<slug:module>/<slug:lesson>/after/", after.after, name="after"),
    path("<slug:course>/<slug:module>/<slug:lesson>/mine.json", mine.mine, name="mine"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [path("api/answers", answers_api.answers, name="answers_api")]
