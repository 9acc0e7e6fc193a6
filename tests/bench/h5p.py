"""H5P: checking, planning, importing and exporting packages, what a play weighs, results a second, and what a bundle carries.

Two packages: twenty questions of the course that we bring along in our own runnable library, and the same with photographs of
twenty megabytes. Baselines: unpacking the same bytes, zipping what was exported, the door for answers. On SQLite, by one process.
"""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from tests.bench.clock import rate, seconds

QUESTIONS: Final = 20
PHOTOGRAPHS: Final = 10
PHOTOGRAPH: Final = 2_000_000  # bytes
RESULTS: Final = 200
TIMES: Final = 5
SECOND_PLAY: Final = 10_240  # bytes, at most


def figures(_data: Path) -> Iterator[dict[str, Any]]:
    """Packages first, then plays, results and bundles."""
    from courses.models import CoursePage, LessonPage, ModulePage
    from tests.courses.playing.packages import exported, install_own

    install_own()
    module = ModulePage.objects.child_of(CoursePage.objects.get(slug="safe-and-strong-with-ai", locale__language_code="en")).first()
    assert isinstance(module, ModulePage)
    small, large = exported(*questions(), mode="own"), exported(*questions(), *photographs(), mode="own", files=photograph_files())
    yield from checking(small, "20 questions")
    yield from checking(large, "20 questions, 20 MB of photographs")
    yield from importing(small, module)
    yield from exporting(LessonPage.objects.child_of(module).live().first())
    yield from playing(module)


def questions() -> list[Any]:
    """The first twenty of the course that we bring along, as blocks."""
    from courses.models import LessonPage
    from courses.playing.native import blocks_of
    from courses.questions import KINDS

    lessons = LessonPage.objects.filter(locale__language_code="en", url_path__contains="/safe-and-strong-with-ai/").order_by("path")
    cards = [(card["type"], card["value"]) for lesson in lessons for card in lesson.body.get_prep_value()]
    return [block for card in cards if card[0] in KINDS for block in blocks_of(card)][:QUESTIONS]


def photographs() -> list[Any]:
    from h5p.blocks import Picture

    return [Picture(path, "A lamp") for path in photograph_files()]


def photograph_files() -> dict[str, bytes]:
    """Bytes that begin as JPEGs do and cannot be compressed; the same in every run."""
    noise = random.Random(7)
    return {f"images/{place}.jpg": b"\xff\xd8\xff\xe0" + noise.randbytes(PHOTOGRAPH) for place in range(PHOTOGRAPHS)}


def checking(package: io.BytesIO, what: str) -> Iterator[dict[str, Any]]:
    """The whole check of a package, beside unpacking and hashing it with the standard library, in memory."""
    from courses.h5p_storage import SiteStore
    from h5p.validate import Rules, check_file

    def unpacked() -> None:
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                hashlib.sha256(archive.read(name)).hexdigest()

    rules = Rules(installed=SiteStore(), may_install=False, needs_libraries=False)
    assert check_file(package, name="x.h5p", rules=rules).ok
    plain, checked = seconds(unpacked, TIMES), seconds(lambda: check_file(package, name="x.h5p", rules=rules), TIMES)
    shared = {"bench": "h5p", "what": f"check: {what}", "bytes": len(package.getvalue())}
    yield {**shared, "ms": round(checked * 1000, 1), "to_unpacking": round(checked / plain, 2), "budget_ms": 1000}


def importing(package: io.BytesIO, module: Any) -> Iterator[dict[str, Any]]:
    """Plan and import of twenty questions; what one question weighs as our own and as it came."""
    from courses.playing.importing import EMBEDDED, import_package, plan_import

    plan = plan_import(package, name="x.h5p")
    planned = seconds(lambda: plan_import(package, name="x.h5p"), TIMES)
    shared = {"bench": "h5p", "questions": QUESTIONS}
    yield {**shared, "what": "plan", "ms": round(planned * 1000)}
    native = seconds(lambda: import_package(package, name="x.h5p", into=module), TIMES)
    yield {**shared, "what": "import, native", "ms": round(native * 1000), "to_plan": round(native / planned, 2)}
    embedded = seconds(lambda: import_package(package, name="x.h5p", into=module, ways={0: EMBEDDED}), TIMES)
    yield {**shared, "what": "import, embedded", "ms": round(embedded * 1000), "to_plan": round(embedded / planned, 2)}
    [item] = plan.items
    yield {
        **shared,
        "what": "weight",
        "native_bytes": item.native_bytes,
        "embedded_bytes": item.embedded_bytes,
        "native_to_embedded": round(item.native_bytes / item.embedded_bytes, 4),
    }


def exporting(lesson: Any) -> Iterator[dict[str, Any]]:
    """A real lesson as a package, beside zipping what is in it."""
    from courses.playing.packages import export_lesson

    for mode in ("content-only", "own"):
        done = export_lesson(lesson, mode=mode)
        with zipfile.ZipFile(io.BytesIO(done.data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        plain, took = seconds(lambda: zipped(members), TIMES), seconds(lambda: export_lesson(lesson, mode=mode), TIMES)  # noqa: B023
        yield {
            "bench": "h5p",
            "what": f"export: {mode}",
            "bytes": len(done.data),
            "ms": round(took * 1000, 1),
            "to_zipping": round(took / plain, 1),
        }


def zipped(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def playing(module: Any) -> Iterator[dict[str, Any]]:
    """A first play and a second of its kind, results beside answers, and what a bundle carries for each."""
    from courses.models import LessonVersion
    from courses.playing.core import core
    from courses.playing.frame import document_bytes
    from courses.playing.weights import first_play_bytes
    from tests.courses.playing.contents import own_content
    from tests.factories import make_lesson
    from tests.learning.h5p_of import Playing, body_with

    first, second = (own_content(f"Question {place}", question) for place, question in enumerate(questions()[:2]))
    shared = {"bench": "h5p", "core": core() is not None}
    yield {**shared, "what": "first play", "bytes": first_play_bytes(first)}
    weight = document_bytes(second)
    yield {**shared, "what": "second play of its kind", "bytes": weight, "budget": SECOND_PLAY, "holds": weight <= SECOND_PLAY}

    page = make_lesson(module, f"plays-{uuid4().hex[:6]}", title="Plays", body=body_with(first))
    version = LessonVersion.objects.current().get(lesson_key=page.translation_key, language="en")
    yield from results(Playing(version))
    if core():
        yield from carried(first, second)


def results(played: Any) -> Iterator[dict[str, Any]]:
    """Results of what was played, recorded one by one, beside answers to questions of ours."""
    from learning.answers import Address, record_answer
    from learning.h5p_cards import CardAddress, begin_playing, card_at
    from learning.h5p_results import record_h5p_result
    from learning.people import keep_progress
    from tests.factories import right_response
    from tests.learning.h5p_of import statement

    version, person = played.version, keep_progress(person=None, pin=("sun", "fish", "drum"))
    question, asked = next(iter(version.questions.items()))
    address = Address(question_id=question, lesson_key=version.lesson_key, language="en", version=version.number)
    card = CardAddress(version.path, played.card_id, played.result()["hash"])
    begin_playing(person=person, card=card_at(card))
    answers = rate(
        range(RESULTS), lambda _n: record_answer(uuid=uuid4(), person=person, address=address, response=right_response(asked))
    )
    taken = rate(range(RESULTS), lambda _n: record_h5p_result(uuid=uuid4(), person=person, address=card, statement=statement()))
    yield {
        "bench": "h5p",
        "what": "results recorded",
        "database": "sqlite",
        "results": RESULTS,
        "per_second": round(taken),
        "to_answers": round(taken / answers, 2),
    }


def carried(*contents: Any) -> Iterator[dict[str, Any]]:
    """The scripts that a bundle carries for a content, deflated; the second shares core and libraries with the first."""
    from learning.bundles.play_parts import parts_of

    known: set[str] = set()
    for name, content in zip(("first content", "second of its kind"), contents, strict=True):
        files = {file.path: file for file in parts_of(content, iri=f"https://example.org/h5p/{content.uuid}").files}
        new = {path: file.data for path, file in files.items() if path not in known}
        known |= set(files)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, data in new.items():
                archive.writestr(path, data)
        yield {
            "bench": "h5p",
            "what": f"bundle: {name}",
            "files": len(new),
            "bytes": sum(map(len, new.values())),
            "zip_bytes": len(out.getvalue()),
        }
