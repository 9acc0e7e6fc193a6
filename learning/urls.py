"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "learning"
urlpatterns: list[URLPattern] = []
machine_patterns: list[URLPattern] = []
