"""Addresses of the player below `/h5p/`, before the languages: `config/urls.py` includes them."""

from __future__ import annotations

from django.urls import path

from courses.playing import views

root_patterns = [
    path("core/<str:core_key>/<path:file>", views.core_file, name="h5p_core"),
    path("j/<str:name>", views.joined_file, name="h5p_joined"),
    path("l/<str:libraries>/<path:file>", views.library_file, name="h5p_library_file"),
    path("c/<str:token>/<path:file>", views.content_file, name="h5p_content_file"),
    path("preview/<int:pk>/", views.preview_frame, name="h5p_preview_frame"),
]
