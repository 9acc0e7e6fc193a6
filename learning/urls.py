"""Addresses of learners' pages. `config/urls.py` puts the language before the first list."""

from __future__ import annotations

from django.urls import path

from learning.views import (
    after,
    answers_api,
    class_announcements,
    class_cards,
    class_joining,
    class_learner,
    class_page,
    classes,
    code,
    course,
    help_page,
    lesson,
    mine,
    my_classes,
    own_data,
    partner,
    register,
    reports,
    review,
    show,
    teach,
)

app_name = "learning"

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
    path("partner/", partner.partner, name="partner"),
    path("partner/<uuid:institution>/", partner.institution, name="institution"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:file_name>", reports.report_file, name="report_file"),
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
]

# Last of all pages in a language: it takes every word for the name of a course.
course_patterns = [path("<slug:course>/", course.course, name="course")]

machine_patterns = [
    path("api/answers", answers_api.answers, name="answers_api"),
    path("leave.html", help_page.leave, name="leave"),
    path("api/reports", reports.reports_api, name="reports_api"),
]
