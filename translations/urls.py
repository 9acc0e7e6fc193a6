"""Addresses of the translation desk, below `/cms/translations/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from translations.views import board, bulk, exchange

app_name = "translations"
urlpatterns: list[URLPattern] = [
    path("", board.show_board, name="board"),
    path("board.csv", board.board_csv, name="board_csv"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/<uuid:uuid>/", bulk.bulk_run, name="bulk_run"),
    path("changes/<uuid:uuid>/", board.show_changes, name="changes"),
    path("<uuid:course_key>/<str:language>/", board.show_course, name="course"),
    path("<uuid:course_key>/<str:language>/pages.csv", board.course_csv, name="course_csv"),
    path("exchange/<uuid:uuid>/export/<slug:kind>/", exchange.export, name="export"),
    path("exchange/<uuid:uuid>/import/", exchange.import_page, name="import_page"),
    path("exchange/course/<uuid:course_key>/<slug:language>/export/<slug:kind>/", exchange.export_course, name="export_course"),
    path("exchange/course/<uuid:course_key>/<slug:language>/import/", exchange.import_course, name="import_course"),
]
