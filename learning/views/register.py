"""The register of a class: one screen for a meeting, or one CSV file; saved whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.addresses import static_file
from courses.models import LessonVersion
from courses.rendering.document import writing_direction
from learning.class_lessons import ClassLesson, lesson_for, lessons_of
from learning.cohorts import cohort_for, members_of
from learning.errors import LessonNotPublished, RegisterRefused
from learning.models import ClassSession, Cohort
from learning.register_table import LARGEST, empty_register, read_register
from learning.registers import Register, SavedRegister, hands_of, projector_uuid, save_register
from learning.teaching import Asked, questions_asked, script_for
from learning.views.classes import class_href
from learning.views.staff import for_class_staff, staff_context
from learning.views.teach import addresses


@dataclass
class Typed:
    """What somebody has typed into the form, kept while something is wrong with it."""

    uuid: str = ""
    day: str = ""
    minutes: str = ""
    everybody: bool = False
    present: set[int] = field(default_factory=set)
    all_right: set[int] = field(default_factory=set)
    marks: dict[tuple[int, int], str] = field(default_factory=dict)  # (number of the learner, of the question) -> "1" or "0"
    hands: dict[tuple[int, int], str] = field(default_factory=dict)  # (number of the question, of the choice) -> count


@require_http_methods(["GET", "HEAD", "POST"])
@for_class_staff
def register(request: HttpRequest, cohort: UUID) -> HttpResponseBase:
    """The register of one meeting: lesson, day, minutes, who was there, results."""
    group = cohort_for(request.user, cohort)  # type: ignore[arg-type]
    lessons = lessons_of(group)
    key = asked_key(request, lessons)
    if key is None:
        return render(request, "learning/register.html", register_shell(request, group, lessons))
    number = request.POST.get("version", "")
    version = lesson_for(lessons, key, number=int(number) if number.isdecimal() and len(number) < 7 else None)
    asked = questions_asked(version)
    seats = [member.seat for member in members_of(group)]
    if request.method != "POST":
        return register_page(request, group, version, typed=begun(group, version, asked), lessons=lessons, seats=seats)
    typed = read_form(request, asked, seats)
    try:
        saved = save_register(
            cohort=group,
            version=version,
            register=register_of(typed, asked),
            by=request.user,  # type: ignore[arg-type]
        )
    except RegisterRefused as refusal:
        return register_page(
            request, group, version, typed=typed, lessons=lessons, seats=seats, problems=refusal.problems, status=refusal.status
        )
    return saved_answer(request, group, saved)


def asked_key(request: HttpRequest, lessons: list[ClassLesson]) -> UUID | None:
    """The lesson asked for; by default the first that no register speaks of. None for a class without lessons."""
    data = request.POST if request.method == "POST" else request.GET
    try:
        return UUID(data["lesson"])
    except (KeyError, ValueError):
        following = [lesson for lesson in lessons if not lesson.is_held] or lessons
        return following[0].key if following else None


def begun(cohort: Cohort, version: LessonVersion, asked: list[Asked]) -> Typed:
    """An empty form; what was counted on the projector today stands in it already."""
    today = timezone.localdate()
    shown = ClassSession.objects.filter(uuid=projector_uuid(cohort, version.lesson_key, today), minutes=None).first()
    counted = hands_of(shown, [one.id for one in asked])
    return Typed(
        uuid=str(shown.uuid if shown else uuid4()),
        day=today.isoformat(),
        minutes=str(script_for(version)["minutes"]),
        hands={
            (one.number, choice.number): str(counted[one.id, choice.id])
            for one in asked
            for choice in one.choices
            if (one.id, choice.id) in counted
        },
    )


def read_form(request: HttpRequest, asked: list[Asked], seats: list[int]) -> Typed:
    """The form as it was typed."""
    data = request.POST
    return Typed(
        uuid=data.get("uuid", ""),
        day=data.get("held_on", "").strip(),
        minutes=data.get("minutes", "").strip(),
        everybody="everybody" in data,
        present={seat for seat in seats if f"there-{seat}" in data},
        all_right={seat for seat in seats if f"all-{seat}" in data},
        marks={
            (seat, one.number): data[name]
            for seat in seats
            for one in asked
            if (name := f"result-{seat}-{one.number}") in data and data[name]
        },
        hands={
            (one.number, choice.number): data[name].strip()
            for one in asked
            for choice in one.choices
            if (name := f"hands-{one.number}-{choice.number}") in data and data[name].strip()
        },
    )


def register_of(typed: Typed, asked: list[Asked]) -> Register:
    """What was typed as a register. A mark on one question counts more than “all right”. Raises `RegisterRefused`."""
    problems = []
    ids = {one.number: one.id for one in asked}
    choices = {(one.number, choice.number): choice.id for one in asked for choice in one.choices}
    results = {(seat, ids[question]): mark == "1" for (seat, question), mark in typed.marks.items()}
    for seat in sorted(typed.present if typed.everybody else typed.all_right):
        for question in ids.values():
            results.setdefault((seat, question), True)
    try:
        day = date.fromisoformat(typed.day)
    except ValueError:
        problems.append(_("Write the day as year, month and day, for example 2026-11-26."))
        day = timezone.localdate()
    if not typed.minutes.isdecimal() or len(typed.minutes) > 4:
        problems.append(_("Write the minutes as a whole number."))
    if any(not count.isdecimal() or len(count) > 4 for count in typed.hands.values()):
        problems.append(_("Hands must be whole numbers."))
    try:
        uuid = UUID(typed.uuid)
    except ValueError:
        problems.append(_("The number of the register was changed. Open the register again."))
        uuid = uuid4()
    if problems:
        raise RegisterRefused(problems)
    hands = {(ids[place[0]], choices[place]): int(count) for place, count in typed.hands.items()}
    return Register(
        uuid=uuid, held_on=day, minutes=int(typed.minutes), present=frozenset(typed.present), hands=hands, results=results
    )


def saved_answer(request: HttpRequest, cohort: Cohort, saved: SavedRegister) -> HttpResponseRedirect:
    """Back to the register, with what was saved."""
    count = saved.session.attendances.count()
    if saved.is_replay:
        messages.success(request, _("This register was saved before. Nothing changed."))
    else:
        sentence = ngettext(
            "The register is saved: %(count)s learner was there.", "The register is saved: %(count)s learners were there.", count
        )
        messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(reverse("learning:register", args=[cohort.uuid]))


def register_shell(request: HttpRequest, cohort: Cohort, lessons: list[ClassLesson]) -> dict[str, Any]:
    """What every page of the register shows."""
    return staff_context(
        request,
        register_css_href=static_file("/", "css/staff-register.css"),
        page_title=_("Register: %(class)s") % {"class": cohort.name},
        crumb={"href": class_href(cohort), "text": cohort.name},
        lessons=lessons,
        file_action=reverse("learning:register_file", args=[cohort.uuid]),
    )


def register_page(
    request: HttpRequest,
    cohort: Cohort,
    version: LessonVersion,
    *,
    typed: Typed,
    lessons: list[ClassLesson],
    seats: list[int],
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with what is wrong with it."""
    asked = questions_asked(version)
    query = urlencode({"lesson": version.lesson_key})
    context = register_shell(request, cohort, lessons) | {
        "problems": problems or [],
        "lesson": {
            "key": str(version.lesson_key),
            "title": version.title,
            "number": version.number,
            "language": version.language,
            "dir": writing_direction(version.language),
        },
        "typed": typed,
        "empty_href": f"{reverse('learning:register_empty', args=[cohort.uuid])}?{query}",
        "teach": addresses(version, cohort),
        "learners": [learner_row(seat, asked, typed) for seat in seats],
        "asked": [
            {
                "one": one,
                "choices": [
                    {"choice": choice, "count": typed.hands.get((one.number, choice.number), "")} for choice in one.choices
                ],
            }
            for one in asked
        ],
    }
    return render(request, "learning/register.html", context, status=status)


def learner_row(seat: int, asked: list[Asked], typed: Typed) -> dict[str, Any]:
    """A learner in the form."""
    return {
        "seat": seat,
        "is_there": seat in typed.present,
        "is_all_right": seat in typed.all_right,
        "marks": [{"number": one.number, "mark": typed.marks.get((seat, one.number), "")} for one in asked],
    }


# --- one CSV --------------------------------------------------------------------------------------------------------------------


@require_safe
@for_class_staff
def empty(request: HttpRequest, cohort: UUID) -> HttpResponse:
    """An empty register of a lesson as CSV, to be filled in without a line."""
    group = cohort_for(request.user, cohort)  # type: ignore[arg-type]
    lessons = lessons_of(group)
    key = asked_key(request, lessons)
    if key is None:
        raise LessonNotPublished(_("This class has no lesson yet. Give it a course first."))
    version = lesson_for(lessons, key)
    today = projector_uuid(group, key, timezone.localdate())
    shown = ClassSession.objects.filter(uuid=today, minutes=None).first()
    data = empty_register(
        version,
        uuid=shown.uuid if shown else uuid4(),
        seats=[member.seat for member in members_of(group)],
        class_name=group.name,
        hands=hands_of(shown, version.questions),
        language=get_language() or group.language,
    )
    name = f"register-{version.path.rsplit('/', 1)[-1]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@for_class_staff
def file(request: HttpRequest, cohort: UUID) -> HttpResponseBase:
    """A filled-in register comes back."""
    group = cohort_for(request.user, cohort)  # type: ignore[arg-type]
    lessons = lessons_of(group)
    sent = request.FILES.get("file")
    if sent is None:
        return file_refused(request, group, lessons, problems=[_("No file was chosen. Choose the CSV file of the register.")])
    try:
        read = read_register(sent.read(LARGEST + 1), lesson=lambda key, number: lesson_for(lessons, key, number=number))
        saved = save_register(cohort=group, version=read.version, register=read.register, by=request.user)  # type: ignore[arg-type]
    except RegisterRefused as refusal:
        return file_refused(request, group, lessons, problems=refusal.problems)
    return saved_answer(request, group, saved)


def file_refused(request: HttpRequest, cohort: Cohort, lessons: list[ClassLesson], *, problems: list[str]) -> HttpResponse:
    """What is wrong with a file, line by line; nothing of it was stored."""
    context = register_shell(request, cohort, lessons) | {"problems": problems, "is_file": True}
    return render(request, "learning/register.html", context, status=RegisterRefused.status)
