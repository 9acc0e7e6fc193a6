"""Addresses of certificates. `config/urls.py` puts the language before the second list."""

from __future__ import annotations

from django.urls import path

from learning.certificates import views

# Short, for the picture code, and without a language: whoever checks is asked by their browser's.
urlpatterns = [path("c/<path:typed>", views.check, name="certificate_check")]

language_patterns = [
    path("me/certificate/<slug:course>/", views.name, name="name"),
    path("me/certificate/<slug:course>/correct/", views.correct, name="correct"),
    path("me/certificates/<str:number>.pdf", views.pdf, name="pdf"),
    path("me/certificates/<str:number>/", views.holder, name="holder"),
    path("verify/", views.verify, name="verify"),
]
