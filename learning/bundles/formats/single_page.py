"""One lesson as one file that needs nothing beside it: to pass on by messenger or Bluetooth and open from wherever it lands.

Words, style, pictures, sounds, questions and what grades them stand in the file; a policy in it names each script by its hash and
lets nothing else load or run. Where no script runs, the answers stand at the end.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from bs4 import Tag
from bs4.element import Script, Stylesheet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.addresses import stored_static_name
from courses.models import LessonVersion
from courses.rendering.answers import answers_script
from courses.rendering.script import SPEAK, script_text, without_comments
from learning.bundles.formats.opened import Page, as_jpeg, new_tag, one_source, opened, part_of, remove, without_ways
from learning.bundles.formats.questions import with_answers
from learning.bundles.formats.styles import needed_rules
from learning.bundles.sources import kept_file

NOWHERE: Final = "about:blank"  # where “Leave this page” leads: a page that tells nothing, and is on every device
MEDIA: Final = {"jpeg": "image/jpeg", "ogg": "audio/ogg", "mp3": "audio/mpeg"}
OBJECT: Final = re.compile(r"(?:\.\./)*(objects/.+)")
# Where no script runs, or too old an engine, what the script hides is shown.
WITHOUT_SCRIPTS: Final = "#answers[hidden]{display:block!important}"
OLD_ENGINE: Final = "if(!window.MwangaLesson){document.getElementById('answers').hidden=false}"
# Voices may come late, and the script that offers them leaves alone what it has offered already.
SPEAKING: Final = "if(window.speechSynthesis){var speak=function(){%s};speak();if(speechSynthesis.addEventListener){\
speechSynthesis.addEventListener('voiceschanged',speak)}}"


def lesson_file(lesson: LessonVersion, document: bytes, *, next_file: str = "") -> bytes:
    """The file. `document` is the lesson as the web serves it; `next_file` the name of the file with the next one."""
    with override(lesson.language):
        page = opened(document)
        main = without_ways(page)
        as_jpeg(main)
        one_source(main, ".ogg")
        shorten_shell(page)
        say_what_follows(page, next_file)
        if lesson.questions:
            add_answers(page, lesson)
        for medium in main.select("img[src],source[src]"):
            medium["src"] = as_data(str(medium["src"]))
        return finished(page, scripts_of(lesson) if lesson.questions else "")


def shorten_head(page: Page) -> None:
    """The head without links to files and pages that are not here."""
    remove(page, "head > script", "head > link[rel=stylesheet]", "header > a:not(.brand)")
    brand = part_of(page, "header > .brand")
    brand.name = "b"
    del brand["href"]


def shorten_shell(page: Page) -> None:
    """The same, and the foot and the way out too."""
    shorten_head(page)
    remove(page, "footer > a")
    for way_out in page.select("a.exit"):
        way_out["href"] = NOWHERE


def say_what_follows(page: Page, next_file: str) -> None:
    """The next lesson's name where its button stood, and the name of its file: a messenger hands on no folder."""
    pager = part_of(page, "nav.pager")
    ahead = pager.select_one("a.go")
    if next_file and ahead:
        told = new_tag(page, "p")
        told.extend([*ahead.contents, new_tag(page, "br"), new_tag(page, "small", next_file, dir="ltr")])
        pager.insert_before(told)
    pager.replace_with(new_tag(page, "p", _("The whole lesson is in this one file. You may send it to others."), class_="soft"))


def add_answers(page: Page, lesson: LessonVersion) -> None:
    """Forms that only a script reads, and all answers at the end for whoever has none."""
    for form in page.select("form"):
        del form["method"], form["action"]
    context = {"is_quiet": lesson.is_quiet, "questions": [] if lesson.is_quiet else with_answers(lesson)}
    sheet = opened(render_to_string("bundles/single_answers.html", context))
    part_of(page, "main").extend(list(sheet.contents))


def scripts_of(lesson: LessonVersion) -> str:
    """All that runs in the file, in the order in which it must. No text of a lesson can end the script early."""
    grading = without_comments(kept_file(f"static/{stored_static_name('offline/grade.js')}").read().decode())
    answers = answers_script(lesson).replace("<", "\\u003c")
    return "\n".join([answers, grading, script_text(lesson.language), SPEAKING % script_text(lesson.language, SPEAK), OLD_ENGINE])


def as_data(address: str) -> str:
    """The address of a file of ours as an address that holds it."""
    found = OBJECT.fullmatch(address)
    if not found:
        return address
    data = kept_file(found[1]).read()
    return f"data:{MEDIA[found[1].rsplit('.', 1)[-1]]};base64,{base64.b64encode(data).decode()}"


def finished(page: Page, script: str) -> bytes:
    """The page with the style it needs, its script at the end, and the policy that lets these and nothing else run."""
    head, body = part_of(page, "head"), part_of(page, "body")
    styles = [needed_rules(kept_file(f"static/{stored_static_name('css/mwanga.css')}").read().decode(), f"{page}{script}")]
    head.append(whole(page, "style", styles[0]))
    if script:
        styles.append(WITHOUT_SCRIPTS)
        unscripted = new_tag(page, "noscript")
        unscripted.append(whole(page, "style", WITHOUT_SCRIPTS))
        head.append(unscripted)
        body.append(whole(page, "script", script))
    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        "media-src": "data:",
        "style-src": " ".join(map(source_of, styles)),
        "script-src": source_of(script) if script else "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    told = "; ".join(f"{name} {value}" for name, value in policy.items())
    head.insert(1, new_tag(page, "meta", http_equiv="Content-Security-Policy", content=told))
    return (page.decode(formatter="minimal").strip() + "\n").encode()


def whole(page: Page, name: str, text: str) -> Tag:
    """A style or a script with its text as it is."""
    tag = new_tag(page, name)
    tag.append(Script(text) if name == "script" else Stylesheet(text))
    return tag


def source_of(text: str) -> str:
    """A text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
