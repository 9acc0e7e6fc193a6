"""The whole way of an H5P content, up to where somebody plays it: a lesson's questions, our own package, a lesson that plays it."""

from __future__ import annotations

import io

from courses.models import H5PContent, LessonPage
from courses.playing.importing import EMBEDDED, import_package, plan_import
from courses.playing.packages import export_lesson
from tests.courses.playing.contents import install_own
from tests.factories import ALL_KINDS, make_competency, make_course, make_lesson, make_module

NAME = "lamps.h5p"


def author_export_import() -> H5PContent:
    """Authors a lesson, exports it with our own library, and imports that into another lesson, which is published."""
    competency = make_competency()
    questions = [(kind, {**value, "assesses": competency}) for kind, value in ALL_KINDS]
    module = make_module(make_course("circle-course", title="Circle course"))
    authored = make_lesson(module, "authored", title="Authored", body=[("text", {"text": "<p>Light.</p>"}), *questions])
    data = export_lesson(authored, mode="own").data
    install_own()
    plan = plan_import(io.BytesIO(data), name=NAME)
    assert plan.report.ok, plan.report.errors
    playing = make_lesson(module, "playing", title="Playing", body=[("text", {"text": "<p>Play.</p>"}), questions[0]])
    embedded = {item.place: EMBEDDED for item in plan.items if EMBEDDED in item.ways}
    brought = import_package(io.BytesIO(data), name=NAME, into=playing, ways=embedded)
    publish_with_words(brought.lesson)
    [content] = brought.contents
    return content


def publish_with_words(lesson: LessonPage) -> None:
    """As a trainer does who fills in what the import could not know."""
    draft = lesson.get_latest_revision_as_object()
    for block in draft.body:
        if block.block_type == "h5p" and not block.value["summary"]:
            block.value["summary"] = "Answer five questions about lamps."
    draft.save_revision().publish()
