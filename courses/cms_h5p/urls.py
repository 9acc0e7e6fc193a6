"""Addresses of H5P in the CMS, all below `/cms/h5p/`."""

from __future__ import annotations

from django.urls import path

from courses.cms_h5p import contents, downloads, libraries, wizard

urlpatterns = [
    path("", contents.listed, name="h5p_contents"),
    path("import/", wizard.choose, name="h5p_import"),
    path("import/<str:sha256>/", wizard.decide, name="h5p_decide"),
    path("contents/<int:pk>/", contents.one, name="h5p_content"),
    path("contents/<int:pk>/replace/", contents.replace, name="h5p_replace"),
    path("contents/<int:pk>/delete/", contents.delete, name="h5p_delete"),
    path("libraries/", libraries.listed, name="h5p_libraries"),
    path("libraries/install/", libraries.choose, name="h5p_install"),
    path("libraries/install/<str:sha256>/", libraries.difference, name="h5p_difference"),
    path("libraries/<int:pk>/", libraries.one, name="h5p_library"),
    path("libraries/<int:pk>/switch/", libraries.switch, name="h5p_switch"),
    path("libraries/<int:pk>/remove/", libraries.remove, name="h5p_remove"),
    path("download/<int:page_id>/", downloads.offered, name="h5p_download"),
    path("download/<int:page_id>/file/", downloads.file, name="h5p_download_file"),
]
