"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import (
    after,
    answers_api,
    certificate_desk,
    class_announcements,
    class_cards,
    class_joining,
    class_learner,
    class_page,
    classes,
    code,
    course,
    h5p_api,
    help_page,
    lesson,
    mine,
    my_classes,
    own_data,
    partner,
    play,
    programme,
    register,
    reports,
    results,
    review,
    show,
    teach,
)
from learning.views.room import board, choices, field_versions, taken, tokens

app_name = "learning"

HOUSE = "partner/<uuid:institution>/"
TEACH = "teach/<slug:course>/<slug:module>/<slug:lesson>/"

urlpatterns = [
    path("me/", course.me, name="me"),
    path("me/review/", review.review, name="review"),
    path("me/keep/", code.keep, name="keep"),
    path("me/code/", code.code_card, name="code_card"),
    path("me/clear/", code.clear, name="clear"),
    path("me/classes/<uuid:cohort>/", my_classes.my_class, name="my_class"),
    path("me/about/", own_data.about, name="about"),
    path("me/data/", own_data.data, name="data"),
    path("me/data/export/", own_data.export, name="export"),
    path("me/data/erase/", own_data.erase, name="erase"),
    path("me/data/erased/", own_data.erased, name="erased"),
    path("me/phone/", own_data.phone, name="phone"),
    path("me/touched/", own_data.touched, name="touched"),
    path("help/", help_page.help_page, name="help"),
    path("join/", code.join, name="join"),
    path("join/class/", class_joining.type_code, name="type_class_code"),
    path("join/class/<str:class_code>/", class_joining.join_with, name="join_class"),
    path("classes/", classes.classes, name="classes"),
    path("classes/new/", classes.new_class, name="new_class"),
    path("classes/<uuid:cohort>/", class_page.class_page, name="class"),
    path("classes/<uuid:cohort>/change/", classes.change, name="change_class"),
    path("classes/<uuid:cohort>/end/", classes.end, name="end_class"),
    path("classes/<uuid:cohort>/learners/", class_cards.learners, name="make_learners"),
    path("classes/<uuid:cohort>/cards.pdf", class_cards.pdf, name="cards_pdf"),
    path("classes/<uuid:cohort>/log/", class_page.class_log, name="class_log"),
    path("classes/<uuid:cohort>/announcements/", class_announcements.announcements, name="class_announcements"),
    path("classes/<uuid:cohort>/learners/<int:seat>/", class_learner.class_learner, name="class_learner"),
    path("staff/certificates/", certificate_desk.certificates, name="certificates"),
    path("staff/certificates/<str:number>/", certificate_desk.certificate, name="certificate"),
    path("partner/", partner.partner, name="partner"),
    path("partner/board/", board.board, name="board"),
    path("partner/board/new/", board.new_listing, name="new_listing"),
    path("partner/board/check/", board.check_listings, name="check_listings"),
    path("partner/board/<uuid:listing>/", board.listing, name="listing"),
    path("partner/<uuid:institution>/", partner.institution, name="institution"),
    path(f"{HOUSE}bundles/", choices.choices, name="choices"),
    path(f"{HOUSE}bundles/new/", choices.new_choice, name="new_choice"),
    path(f"{HOUSE}bundles/<uuid:subscription>/", choices.choice, name="choice"),
    path(f"{HOUSE}downloads/", taken.downloads, name="room_downloads"),
    path(f"{HOUSE}versions/", field_versions.versions, name="room_versions"),
    path(f"{HOUSE}tokens/", tokens.tokens, name="room_tokens"),
    path("partner/<uuid:institution>/results/", results.partner_results, name="partner_results"),
    path("partner/<uuid:institution>/results/<uuid:returned>/", results.partner_return, name="partner_return"),
    path("partner/<uuid:institution>/results/<uuid:returned>/receipt.json", results.partner_receipt, name="partner_receipt"),
    path("classes/<uuid:cohort>/results/", results.class_results, name="class_results"),
    path("classes/<uuid:cohort>/results/<uuid:returned>/", results.class_return, name="class_return"),
    path("classes/<uuid:cohort>/results/<uuid:returned>/receipt.json", results.class_receipt, name="class_receipt"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:file_name>", reports.report_file, name="report_file"),
    path("programmes/<slug:programme>/", programme.programme, name="programme"),
    path(TEACH, teach.teach, name="teach"),
    path(f"{TEACH}show/", show.show, name="show"),
    path(f"{TEACH}print/", teach.pack, name="pack"),
    path(f"{TEACH}print/pack.pdf", teach.pack_pdf, name="pack_pdf"),
    path(f"{TEACH}print/booklet.pdf", teach.booklet_pdf, name="booklet_pdf"),
    path("classes/<uuid:cohort>/register/", register.register, name="register"),
    path("classes/<uuid:cohort>/register/empty.csv", register.empty, name="register_empty"),
    path("classes/<uuid:cohort>/register/file/", register.file, name="register_file"),
    path("<slug:course>/review/", review.course_review, name="course_review"),
    path("<slug:course>/<slug:module>/<slug:lesson>/after/", after.after, name="after"),
    path("<slug:course>/<slug:module>/<slug:lesson>/mine.json", mine.mine, name="mine"),
    path("<slug:course>/<slug:module>/<slug:lesson>/answer/", lesson.answer, name="answer"),
    path("<slug:course>/<slug:module>/<slug:lesson>/play/<slug:card>/", play.play, name="play"),
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [
    path("api/answers", answers_api.answers, name="answers_api"),
    path("api/h5p/results", h5p_api.results, name="h5p_results_api"),
    path("api/h5p/state", h5p_api.state, name="h5p_state_api"),
    path("h5p/play/<str:language>/<slug:course>/<slug:module>/<slug:lesson>/<slug:card>/", play.frame, name="play_frame"),
    path("leave.html", help_page.leave, name="leave"),
    path("api/reports", reports.reports_api, name="reports_api"),
]
