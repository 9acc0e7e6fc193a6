"""What the app of courses keeps: what is taught, and nothing about those who learn."""

from __future__ import annotations

from typing import Final

from courses.declared import Declared, content

WITH_THE_PAGE: Final = "until staff delete the page"
WITH_THE_MEDIUM: Final = "until staff delete the upload"
FOR_EVER: Final = "for ever: answers and certificates point at it"

DECLARED: Final[dict[str, Declared]] = {
    "courses.CataloguePage": content("The home page of a language.", WITH_THE_PAGE, "page_ptr intro about"),
    "courses.CoursePage": content(
        "A course.",
        WITH_THE_PAGE,
        "page_ptr summary description audience minutes level licence band band_colours translation_status",
    ),
    "courses.ModulePage": content("A part of a course.", WITH_THE_PAGE, "page_ptr summary"),
    "courses.LessonPage": content(
        "A lesson.",
        WITH_THE_PAGE,
        "page_ptr summary can_do minutes sensitive teaches body translation_status purpose script materials paper_activity",
    ),
    "courses.Framework": content(
        "A list of competencies that others published.", "until staff delete it", "id key name version publisher url note"
    ),
    "courses.Competency": content("What a lesson teaches.", "until staff delete it", "id framework code name aspect level"),
    "courses.Picture": content(
        "A picture with its licence, and where the consent of people shown is kept (audience.md P14). Who uploaded it: staff.",
        WITH_THE_MEDIUM,
        "id collection title file description width height created_at uploaded_by_user focal_point_x focal_point_y "
        "focal_point_width focal_point_height file_size file_hash licence credit consent tags",
    ),
    "courses.PictureRendition": content(
        "A size of a picture for the CMS.", "with its picture", "id filter_spec file width height focal_point_key image"
    ),
    "courses.PictureVariant": content(
        "A picture as learners get it.", "with its picture", "id picture source_hash format width height object_name size"
    ),
    "courses.Recording": content("A sound.", WITH_THE_MEDIUM, "id title file transcript licence credit seconds created_at"),
    "courses.RecordingVariant": content(
        "A sound as learners get it.", "with its recording", "id source format object_name size recording"
    ),
    "courses.Film": content(
        "A video.",
        WITH_THE_MEDIUM,
        "id title file poster licence credit consent seconds width height has_sound created_at",
    ),
    "courses.FilmVariant": content(
        "A video as learners get it.", "with its video", "id source format object_name size film lines width height"
    ),
    "courses.Helpline": content(
        "Whom to call, by country and language.",
        "until staff delete it; hidden six months after the last check",
        "id country language name contact hours cost for_whom last_checked",
    ),
    "courses.DataPrice": content(
        "What data costs in a country.", "until staff delete it", "id country currency price checked_on source"
    ),
    "courses.Job": content(
        "Background work.",
        "the last failure until the work succeeds; what is done, until staff delete it",
        "id kind subject status attempt asked_again created_at progress heartbeat_at finished_at error",
    ),
    "courses.LessonVersion": content(
        "A lesson as it was published.",
        FOR_EVER,
        "id course_key language number content_hash title content is_current published_at lesson_key path page purpose",
    ),
    "courses.CourseVersion": content(
        "A course's outline as it was published.",
        FOR_EVER,
        "id course_key language number content_hash title content is_current published_at slug",
    ),
    "courses.RenderedDocument": content(
        "Where a lesson's document is.",
        "until the lesson is withdrawn or drawn anew",
        "id lesson_version path tier object_name sizes inputs_hash rendered_at",
    ),
    "courses.FormerAddress": content("Where a lesson or course stood before.", "for ever: links on paper", "id path key"),
    "courses.SearchEntry": content(
        "Words to find lessons and courses by. What people search for is kept nowhere.",
        "with its version",
        "id lesson_version course_version language rules title head body",
    ),
    "courses.SearchWord": content("Words that near matches are looked for in.", "with the lessons", "id language word"),
    "courses.H5PLibrary": content(
        "An H5P library that a superuser let in.",
        "until staff delete it",
        "id machine_name major minor patch title license runnable is_enabled sha256 meta files size installed_at",
    ),
    "courses.H5PContent": content(
        "An H5P content to play in lessons.",
        "until staff delete it",
        "id uuid title language library params filtered dependencies waits_for credits metadata files package weight created_at",
    ),
}
