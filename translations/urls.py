"""Addresses of the translation desk, below `/cms/translations/`."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from translations.views import accept, board, bulk, exchange, glossary, invitations, machine, memory, release
from translations.views.desk import desk
from translations.views.desk_answers import near_matches, preview, save_sentence

app_name = "translations"
urlpatterns: list[URLPattern] = [
    path("", board.show_board, name="board"),
    path("board.csv", board.board_csv, name="board_csv"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/<uuid:uuid>/", bulk.bulk_run, name="bulk_run"),
    path("changes/<uuid:uuid>/", board.show_changes, name="changes"),
    path("<uuid:course_key>/<str:language>/", board.show_course, name="course"),
    path("<uuid:course_key>/<str:language>/pages.csv", board.course_csv, name="course_csv"),
    path("desk/<uuid:uuid>/", desk, name="desk"),
    path("desk/<uuid:uuid>/sentence/", save_sentence, name="desk_sentence"),
    path("desk/<uuid:uuid>/near/<int:segment>/", near_matches, name="desk_near"),
    path("desk/<uuid:uuid>/preview/", preview, name="desk_preview"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/add/", glossary.term, name="add_term"),
    path("glossary/import/", glossary.import_terms, name="import_terms"),
    re_path(r"^glossary/export\.(?P<kind>csv|tbx)$", glossary.export, name="export_terms"),
    path("glossary/<int:pk>/", glossary.term, name="term"),
    path("glossary/<int:pk>/approve/", glossary.approve, name="approve_term"),
    path("glossary/<int:pk>/delete/", glossary.delete, name="delete_term"),
    path("memory/", memory.memory, name="memory"),
    path("memory/export.tmx", memory.export, name="export_memory"),
    path("memory/import/", memory.import_units, name="import_memory"),
    path("memory/release/", release.release, name="release_memory"),
    path("memory/<int:pk>/delete/", memory.delete, name="delete_unit"),
    path("exchange/<uuid:uuid>/export/<slug:kind>/", exchange.export, name="export"),
    path("exchange/<uuid:uuid>/import/", exchange.import_page, name="import_page"),
    path("exchange/course/<uuid:course_key>/<slug:language>/export/<slug:kind>/", exchange.export_course, name="export_course"),
    path("exchange/course/<uuid:course_key>/<slug:language>/import/", exchange.import_course, name="import_course"),
    path("invitations/", invitations.list_invitations, name="invitations"),
    path("invitations/<uuid:uuid>/withdraw/", invitations.withdraw_invitation, name="withdraw_invitation"),
    path("machine/<uuid:uuid>/", machine.machine_page, name="machine_page"),
    path("machine/state/<uuid:uuid>/", machine.machine_page_state, name="machine_page_state"),
    path("machine/<uuid:course_key>/<str:language>/", machine.machine_course, name="machine_course"),
    path("machine/state/<uuid:course_key>/<str:language>/", machine.machine_course_state, name="machine_course_state"),
]

# For people without an account; these stand before Wagtail's door, which asks for one.
open_patterns: list[URLPattern] = [
    path("translations/invitation/<str:secret>/", accept.accept_invitation, name="accept"),
]
