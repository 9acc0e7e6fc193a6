"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import include, path

from learning.certificates.urls import language_patterns as certificate_patterns
from learning.views import answers_api, code, course, lesson

app_name = "learning"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("join/", code.join, name="join"),
    path("<slug:course>/", course.course, name="course"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
]

# Before the list above: a course may not take the place of `me` or `verify`.
certificate_urls = [path("", include((certificate_patterns, "certificates")))]

machine_patterns = [path("api/answers", answers_api.answers, name="answers_api")]
