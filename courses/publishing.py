"""What publishing sets in motion: versions are recorded at once, documents are rendered in the background.

`refresh_course` looks at what is live now and makes the rows fit, so that it does not matter which event called it, how often or
in which order: publish, unpublish, move, a new slug, delete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses import jobs
from courses.models import (
    Competency,
    CoursePage,
    CourseVersion,
    FormerAddress,
    LessonPage,
    LessonVersion,
    ModulePage,
    RenderedDocument,
)
from courses.models.purpose import Purpose
from courses.models.version import Version
from courses.rendering import published
from courses.rendering.content import course_content, hash_of, lesson_content
from courses.rendering.resources import keep_captions
from courses.search.index import index_due

RENDER_COURSE = "render_course"

Changed = set[int] | None  # ids of lesson pages to read anew, or all of them

waiting: ContextVar[dict[UUID, Changed] | None] = ContextVar("waiting", default=None)  # courses that `together` refreshes


@contextmanager
def together() -> Iterator[None]:
    """Many pages of a course change inside: its versions are made once, at the end and in the same transaction."""
    with transaction.atomic():
        courses: dict[UUID, Changed] = {}
        token = waiting.set(courses)
        try:
            yield
        finally:
            waiting.reset(token)
        for course_key, changed in courses.items():
            refresh_course(course_key, changed=changed)


@transaction.atomic
def refresh_course(course_key: UUID, *, changed: Changed = None) -> None:
    """Makes versions fit what is live. `changed` holds ids of lesson pages to read anew; `None` reads all of them.

    Costs a few queries per language and one lesson's reading per changed lesson. When all fits already nothing is written, and
    no job is asked for. Inside `together` it is put off to the end.
    """
    courses = waiting.get()
    if courses is not None:
        known = courses.get(course_key, set())
        courses[course_key] = None if changed is None or known is None else known | changed
        return
    is_touched = False
    pages = list(
        CoursePage.objects.filter(translation_key=course_key, live=True, alias_of=None).select_related("locale").order_by("pk")
    )
    trees = {page.locale.language_code: live_tree(page) for page in pages}
    for language, tree in trees.items():
        for module, lesson in tree:
            read = changed is None or lesson.pk in changed
            is_touched |= record_lesson(lesson, module, course_key=course_key, language=language, read=read)
    is_touched |= withdraw_lessons(
        course_key, {(language, lesson.translation_key) for language, tree in trees.items() for _, lesson in tree}
    )
    versions = {
        (version.language, version.lesson_key): version for version in LessonVersion.objects.current().filter(course_key=course_key)
    }
    for page in pages:
        is_touched |= record_course(page, trees, versions)
    gone = CourseVersion.objects.current().filter(course_key=course_key).exclude(language__in=trees)
    is_touched |= bool(gone.update(is_current=False))
    if is_touched:
        index_due(course_key)
        jobs.ask(RENDER_COURSE, str(course_key))


def courses_behind() -> set[UUID]:
    """Keys of courses whose versions show pages that are no longer live: a process died before it said so. Two queries."""
    lessons = LessonVersion.objects.current().exclude(page__live=True).values_list("course_key", flat=True)
    live = CoursePage.objects.live().values("translation_key")
    courses = CourseVersion.objects.current().exclude(course_key__in=live).values_list("course_key", flat=True)
    return {*lessons, *courses}


def live_tree(course: CoursePage) -> list[tuple[ModulePage, LessonPage]]:
    """Live lessons of live modules in the order of the tree. Two queries."""
    modules = {module.path: module for module in ModulePage.objects.child_of(course).live().filter(alias_of=None)}
    lessons = LessonPage.objects.descendant_of(course).live().filter(alias_of=None).order_by("path")
    step = LessonPage.steplen
    return [(modules[lesson.path[:-step]], lesson) for lesson in lessons if lesson.path[:-step] in modules]


def record_lesson(lesson: LessonPage, module: ModulePage, *, course_key: UUID, language: str, read: bool) -> bool:
    """Adds a version when the lesson's content is new; keeps its address up to date. Whether anything changed."""
    course_slug = lesson.url_path.strip("/").split("/")[-3]
    path = f"{language}/{course_slug}/{module.slug}/{lesson.slug}"
    current = LessonVersion.objects.current().filter(lesson_key=lesson.translation_key, language=language).first()
    if current and not read:
        content, title = current.content, current.title
    else:
        content, title = lesson_content(lesson), lesson.title
    content_hash = hash_of([title, content])
    if current and current.content_hash == content_hash:
        if (current.path, current.page_id, current.course_key) != (path, lesson.pk, course_key):
            LessonVersion.objects.filter(pk=current.pk).update(path=path, page=lesson, course_key=course_key)
            take_away(current)
            remember_address(current, now=path)
            return True
        return False
    if current:
        LessonVersion.objects.filter(pk=current.pk).update(is_current=False)
        take_away(current)
        remember_address(current, now=path)
    keep_captions(content["cards"])
    add_version(
        LessonVersion,
        {"lesson_key": lesson.translation_key, "language": language},
        {
            "course_key": course_key,
            "path": path,
            "title": title,
            "purpose": content.get("purpose", Purpose.LESSON),
            "content": content,
            "content_hash": content_hash,
            "page": lesson,
        },
    )
    return True


def withdraw_lessons(course_key: UUID, live: set[tuple[str, UUID]]) -> bool:
    """Takes lessons of the course that are no longer live out of sight; their versions stay for what was answered."""
    is_touched = False
    for version in LessonVersion.objects.current().filter(course_key=course_key).only("pk", "language", "lesson_key", "path"):
        if (version.language, version.lesson_key) not in live:
            LessonVersion.objects.filter(pk=version.pk).update(is_current=False)
            take_away(version)
            remember_address(version, now="")
            is_touched = True
    return is_touched


def take_away(version: LessonVersion) -> None:
    """No longer serves a version's documents: until there are new ones, the page is drawn from its current version, if any.

    Called when the version's row has been changed, and so is locked, and before that is committed: a worker that links the
    address has done so before us, or sees the change.
    """
    published.withdraw(version.path)
    RenderedDocument.objects.filter(lesson_version=version.pk).delete()


def remember_address(version: LessonVersion, *, now: str) -> None:
    """Old links lead to where a lesson is now; see `courses.elsewhere`."""
    if version.path != now:
        FormerAddress.objects.remember(path=version.path, key=version.lesson_key)


def record_course(
    page: CoursePage, trees: dict[str, list[tuple[ModulePage, LessonPage]]], versions: dict[tuple[str, UUID], LessonVersion]
) -> bool:
    """Adds a course version when the course page, its outline or a lesson in it is new. Whether it did."""
    language = page.locale.language_code
    source_language = next(iter(trees))
    own_modules = {module.translation_key: module for module in ModulePage.objects.child_of(page).live().filter(alias_of=None)}
    modules: list[dict[str, Any]] = []
    checks: dict[str, dict[str, Any]] = {}
    tags: set[str] = set()
    for module, lesson in trees[source_language]:
        version = versions.get((language, lesson.translation_key)) or versions[source_language, lesson.translation_key]
        if lesson.is_check:
            checks.setdefault(lesson.purpose, lesson_entry(version))
            continue
        named = own_modules.get(module.translation_key, module)
        if not modules or modules[-1]["key"] != str(module.translation_key):
            modules.append(
                {
                    "key": str(module.translation_key),
                    "title": named.title,
                    "summary": named.summary,
                    "slug": named.slug,
                    "lessons": [],
                }
            )
        modules[-1]["lessons"].append(lesson_entry(version))
        tags |= set(version.content["teaches"])
    content = {
        **course_content(page),
        "source_language": source_language,
        "competencies": competencies_of(tags),
        "modules": modules,
        **({"checks": checks} if checks else {}),
    }
    content_hash = hash_of([page.title, content])
    current = CourseVersion.objects.current().filter(course_key=page.translation_key, language=language).first()
    if current and current.content_hash == content_hash:
        return False
    if current and current.slug != page.slug:
        FormerAddress.objects.remember(path=f"{language}/{current.slug}", key=page.translation_key)
    if current and shown_around_lessons(current.title, current.content) != shown_around_lessons(page.title, content):
        take_away_surroundings(page.translation_key, language)
    add_version(
        CourseVersion,
        {"course_key": page.translation_key, "language": language},
        {"title": page.title, "slug": page.slug, "content": content, "content_hash": content_hash},
    )
    return True


def shown_around_lessons(title: str, content: dict[str, Any]) -> Any:
    """What lessons' documents show of their course: its name and look, and the modules and neighbours they link to."""
    facts = [content[name] for name in ("slug", "band", "band_colours", "licence")]
    modules = [
        [module["title"], [[lesson[name] for name in ("path", "language", "title")] for lesson in module["lessons"]]]
        for module in content["modules"]
    ]
    return [title, facts, modules]


def take_away_surroundings(course_key: UUID, language: str) -> None:
    """No longer serves documents that show their course as it was; what is not drawn anew is linked again as it is.

    The versions are locked first: a worker that has drawn from the course as it was waits, and then sees that it has changed.
    """
    for version in LessonVersion.objects.current().select_for_update().filter(course_key=course_key, language=language):
        published.withdraw(version.path)


def lesson_entry(version: LessonVersion) -> dict[str, Any]:
    """A lesson as a course's outline lists it."""
    return {
        "key": str(version.lesson_key),
        "language": version.language,
        "path": version.path,
        "version": version.number,
        "title": version.title,
        "summary": version.content["summary"],
        "minutes": version.content["minutes"],
        "sensitive": version.content["sensitive"],
        "questions": len(version.questions),
    }


def competencies_of(tags: set[str]) -> list[dict[str, str]]:
    """The named competencies, sorted by tag. One query."""
    rows = Competency.objects.select_related("framework").filter(code__in={tag.split("/", 1)[1] for tag in tags})
    found = [
        {"tag": row.tag, "framework": row.framework.name, "code": row.code, "name": row.name} for row in rows if row.tag in tags
    ]
    return sorted(found, key=lambda competency: competency["tag"])


def add_version(model: type[Version], identity: dict[str, Any], fields: dict[str, Any]) -> None:
    """Makes a new version the current one. The caller holds the transaction; a race ends in an IntegrityError, not in two."""
    rows = model.objects.filter(**identity)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    rows.filter(is_current=True).update(is_current=False)
    model.objects.create(**identity, **fields, number=number)
