"""Files that are refused: with every reason, and with nothing of them stored."""

from __future__ import annotations

import html
from typing import Any

import polib
import pytest
from wagtail_localize.models import Translation

from courses.models import CoursePage, LessonPage
from tests.factories import make_lesson, make_locale
from tests.sending import send_course
from tests.translations.conftest import Desk
from tests.translations.exchange_files import everything_stored, exported, sent
from translations.errors import ExchangeRefused
from translations.exchange.page_file import translations_of_course
from translations.models import Stage
from translations.pages import sync
from translations.sentences import Origin, record_sentences, sentences_of
from translations.workflow import approve, submit

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KINDS = ["po", "xliff", "xliff2"]
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY l0 "lol">{ENTITIES}]><xliff version="1.2">&l9;</xliff>'
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xliff version="1.2">&f;</xliff>'


def refused(data: bytes | str, *translations: Translation, person: Any) -> list[str]:
    """The reasons; the test fails when the file is taken, or anything of it is stored."""
    before = everything_stored()
    with pytest.raises(ExchangeRefused) as caught:
        sent(data, *translations, person=person)
    assert everything_stored() == before
    return caught.value.sentences


def po_of(data: bytes, targets: dict[str, str]) -> polib.POFile:
    """A PO file with some entries filled, by their source."""
    po = polib.pofile(data.decode())
    for entry in po:
        entry.msgstr = targets.get(entry.msgid, entry.msgstr)
    return po


def with_targets(kind: str, data: bytes, target: str) -> str:
    """A file whose first sentence, the title, has a translation; in XLIFF `target` is XML."""
    text = data.decode()
    if kind == "po":
        return str(po_of(data, {"Lesson-1": target}))
    space = "" if kind == "xliff" else ' xml:space="preserve"'
    source = f"<source{space}>Lesson-1</source>"
    assert source in text
    return text.replace(source, f"{source}<target>{target}</target>")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_for_another_page_is_refused(kind: str, desk: Desk) -> None:
    course, _module, lesson = (state.translation for state in desk.states())
    [reason] = refused(exported(kind, course), lesson, person=desk.coordinator)
    assert "for another page" in reason
    assert "Lesson-1" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_for_another_course_is_refused(kind: str, desk: Desk) -> None:
    from tests.factories import make_course, make_module

    other = make_course("other-course", title="Other course")
    make_lesson(make_module(other, "other-module"), "other-lesson")
    send_course(CoursePage.objects.get(pk=other.pk), language="sw", person=desk.coordinator)
    theirs = translations_of_course(other.translation_key, "sw")
    ours = translations_of_course(desk.course.translation_key, "sw")
    reasons = refused(exported(kind, *ours, theirs[-1]), *ours, person=desk.coordinator)
    assert len(reasons) == 1
    assert "this course does not have" in reasons[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_for_another_language_is_refused(kind: str, desk: Desk) -> None:
    make_locale("ar")
    send_course(CoursePage.objects.get(pk=desk.course.pk), language="ar", person=desk.coordinator)
    arabic = desk.state(language="ar").translation
    [reason] = refused(exported(kind, arabic), desk.state().translation, person=desk.coordinator)
    assert "“ar”" in reason
    assert "“sw”" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_an_earlier_source_says_which_sentences_have_changed(kind: str, desk: Desk) -> None:
    data = with_targets(kind, exported(kind, desk.state().translation), "Somo")
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    lesson.summary = "Another lesson."
    lesson.body = lesson.body.stream_block.to_python([*list(lesson.body.raw_data)[:-1]])
    lesson.save_revision().publish()
    sync(desk.state().translation)
    translation = Translation.objects.get(pk=desk.state().translation_id)
    reasons = refused(data, translation, person=desk.coordinator)
    assert "Export it again" in reasons[0]
    assert reasons[1:3] == ["“A lesson.” is now “Another lesson.”.", "“Her profit?” is gone."]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_page_with_its_cards_in_another_order_is_the_same_version(kind: str, desk: Desk) -> None:
    data = with_targets(kind, exported(kind, desk.state().translation), "Somo")
    lesson = LessonPage.objects.get(pk=desk.lesson.pk)
    first, second, *rest = lesson.body.raw_data
    lesson.body = lesson.body.stream_block.to_python([second, first, *rest])
    lesson.save_revision().publish()
    sync(desk.state().translation)
    translation = Translation.objects.get(pk=desk.state().translation_id)
    assert sent(data, translation, person=desk.coordinator).changed == 1


HOSTILE = {
    "<script>alert(1)</script>": "script",
    "Somo <b>moja": "not closed",
    "<i>Somo</b>": "closes no open tag",
    '<a href="javascript:alert(1)">Somo</a>': "not allowed",
    '<a id="a9">Somo</a>': "does not have",
    "<!-- x -->Somo": "comment",
    "\u202eomoS": "direction",
    "Somo\u2067": "not closed",
    "M" * 1_000_000: "1,000,000",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_translation_is_refused(kind: str, desk: Desk) -> None:
    translation = desk.state().translation
    data = exported(kind, translation)
    for target, why in HOSTILE.items():
        if kind == "po" or "<" not in target:
            reasons = refused(with_targets(kind, data, target), translation, person=desk.coordinator)
            assert any(why in reason for reason in reasons), reasons


@pytest.mark.parametrize("kind", ["xliff", "xliff2"])
def test_a_tag_among_the_words_of_xliff_is_words(kind: str, desk: Desk) -> None:
    """There a tag is a code; a “<” is a sign and reaches the page as one."""
    translation = desk.state().translation
    data = exported(kind, translation)
    for target in (target for target in HOSTILE if "<" in target):
        sent(with_targets(kind, data, html.escape(target)), translation, person=desk.coordinator)
        stored = next(one for one in sentences_of(translation) if one.path == "title").target
        assert stored == html.escape(target, quote=False)


CODES = [
    ("xliff", '<g id="1" ctype="x-script">alert(1)</g>'),
    ("xliff", '<g id="7">Somo</g>'),
    ("xliff", '<g id="1" ctype="x-a-a9">Somo</g>'),
    ("xliff", '<x id="1" ctype="bold"/>'),
    ("xliff", "<script>alert(1)</script>"),
    ("xliff", '<bpt id="1">&lt;b&gt;</bpt>Somo<ept id="1">&lt;/b&gt;</ept>'),
    ("xliff", '<g id="1" ctype="bold">' * 20 + "x" + "</g>" * 20),
    ("xliff2", '<pc id="1" subType="mwanga:script">alert(1)</pc>'),
    ("xliff2", '<pc id="1" subType="mwanga:a-a1">Somo</pc>'),
    ("xliff2", '<ph id="1" subType="xlf:b"/>'),
    ("xliff2", '<cp hex="001B"/>Somo'),
    ("xliff2", '<sc id="1"/>Somo<ec startRef="1"/>'),
]


def test_codes_that_the_source_does_not_have_are_refused(desk: Desk) -> None:
    translation = desk.state().translation
    for kind, target in CODES:
        [reason] = refused(with_targets(kind, exported(kind, translation), target), translation, person=desk.coordinator)
        assert "Lesson-1" in reason, target


def test_document_types_and_entities_are_refused(desk: Desk) -> None:
    for text in [BILLION_LAUGHS, XXE, BILLION_LAUGHS.replace("1.2", "2.1"), "<!DOCTYPE xliff><xliff version='1.2'/>"]:
        [reason] = refused(text, desk.state().translation, person=desk.coordinator)
        assert "document type" in reason


NO_FILES = [
    b"",
    b"  \n",
    b"\x00\x01\x02",
    b"\x89PNG\r\n\x1a\n",
    b"%PDF-1.7",
    b"/etc/passwd",
    b"msgid",
    b'msgid "x"\nmsgstr "y"\n',
    b'msgid "x\nmsgstr "y"\n',
    b"<html><body>Hello</body></html>",
    b"<xliff/>",
    b'<xliff version="1.2"/>',
    b'<xliff version="2.1"/>',
    b'<xliff version="1.2"><file original="other.html"/></xliff>',
    b"<g>" * 100_000,
    b"<xliff version='1.2'>" + b"<g/>" * 300_000 + b"</xliff>",
    b'msgid "x"\nmsgstr ""\n' + b'"y"\n' * 500_000,
    "<?xml version='1.0' encoding='UTF-16'?><xliff version='1.2'/>".encode("utf-16"),
    b"<?xml version='1.0' encoding='ISO-8859-1'?><xliff version='1.2'/>",
    b"<?xml version='1.0' encoding='klingon'?><xliff version='1.2'/>",
    b"x" * (10 * 1024 * 1024 + 1),
]


def test_what_is_no_file_of_ours_is_refused_in_a_sentence(desk: Desk) -> None:
    for data in NO_FILES:
        reasons = refused(data, desk.state().translation, person=desk.coordinator)
        assert all(reason.endswith(".") and len(reason) < 300 for reason in reasons), data[:40]


def test_other_encodings_are_refused(desk: Desk) -> None:
    translation = desk.state().translation
    text = with_targets("po", exported("po", translation), "Leçon")
    [reason] = refused(text.encode("cp1252"), translation, person=desk.coordinator)
    assert "UTF-8" in reason
    [reason] = refused(text.replace("charset=UTF-8", "charset=ISO-8859-1"), translation, person=desk.coordinator)
    assert "ISO-8859-1" in reason
    assert sent("\ufeff" + text.replace("\n", "\r\n"), translation, person=desk.coordinator).changed == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(kind: str, desk: Desk) -> None:
    desk.translate(desk.state(), desk.coordinator)
    translation = desk.state().translation
    data = exported(kind, translation)
    last = data.rindex(b"msgid") if kind == "po" else len(data) - 2
    for end in range(len(data) // 10, last, len(data) // 23):
        refused(data[:end].decode(errors="ignore"), translation, person=desk.coordinator)


def test_entries_that_are_twice_or_missing_or_unknown_are_named(desk: Desk) -> None:
    translation = desk.state().translation
    data = exported("po", translation)
    po = po_of(data, {"Lesson-1": "Somo"})
    po.append(polib.POEntry(msgctxt=po[0].msgctxt, msgid=po[0].msgid, msgstr="Somo lingine"))
    [reason] = refused(str(po), translation, person=desk.coordinator)
    assert "twice" in reason

    po = po_of(data, {"Lesson-1": "Somo"})
    po.remove(po[1])
    [reason] = refused(str(po), translation, person=desk.coordinator)
    assert "1 of" in reason
    assert "A lesson." in reason

    po = po_of(data, {"Lesson-1": "Somo"})
    po[1].msgctxt = po[1].msgctxt.replace("summary", "body.nothing.text")
    assert any("has no sentence" in reason for reason in refused(str(po), translation, person=desk.coordinator))

    po = po_of(data, {"Lesson-1": "Somo"})
    po[1].msgid = "Quite another lesson."
    [reason] = refused(str(po), translation, person=desk.coordinator)
    assert "“Quite another lesson.” in the file" in reason

    po = po_of(data, {"Lesson-1": "Somo"})
    po.append(polib.POEntry(msgid="Loose", msgstr="x"))
    [reason] = refused(str(po), translation, person=desk.coordinator)
    assert "Loose" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_pages_neither_is_taken_when_the_second_is_bad(kind: str, desk: Desk) -> None:
    translations = translations_of_course(desk.course.translation_key, "sw")
    good = exported(kind, *translations).decode()
    if kind == "po":
        po = polib.pofile(good)
        for entry in po:
            entry.msgstr = f"SW {entry.msgid}" if "Her profit" not in entry.msgid else "<script>"
        text = str(po)
    else:
        space = "" if kind == "xliff" else ' xml:space="preserve"'
        text = good.replace(f"<source{space}>Tiny course</source>", f"<source{space}>Tiny course</source><target>Kozi</target>")
        text = with_targets(kind, text.encode(), "Somo\u202e")
        assert "Kozi" in text
    reasons = refused(text, *translations, person=desk.coordinator)
    assert all("Lesson-1" in reason for reason in reasons)


def test_all_reasons_are_given_at_once(desk: Desk) -> None:
    translation = desk.state().translation
    po = po_of(exported("po", translation), {"Lesson-1": "<script>", "A lesson.": "<b>x", "Yes": "\u202ex"})
    assert len(refused(str(po), translation, person=desk.coordinator)) == 3


# --- what is taken, and as whose -----------------------------------------------------------------------------------------


def target_of(desk: Desk, path: str) -> tuple[str, bool]:
    """A sentence's words and whether a machine wrote them."""
    sentence = next(one for one in sentences_of(desk.state().translation) if one.path == path)
    return sentence.target, sentence.by_machine


def as_drafted(desk: Desk) -> Translation:
    """The lesson whose title and summary a machine drafted, and whose “I can” a person wrote."""
    translation = desk.state().translation
    segments = {one.path: one.segment for one in sentences_of(translation)}
    machine = Origin(desk.coordinator, "Machine", by_machine=True)
    record_sentences(translation=translation, targets={segments["title"]: "Somo", segments["summary"]: "Muhtasari"}, origin=machine)
    record_sentences(translation=translation, targets={segments["can_do"]: "taja"}, origin=Origin(desk.coordinator))
    return translation


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_comes_back_untouched_changes_nothing(kind: str, desk: Desk) -> None:
    translation = as_drafted(desk)
    taken = sent(exported(kind, translation), translation, person=desk.coordinator)
    assert (taken.changed, taken.same, taken.doubtful) == (0, 3, 0)
    assert taken.empty == taken.sentences - 3
    assert target_of(desk, "title") == ("Somo", True)


def test_an_empty_entry_leaves_the_translation_as_it_is(desk: Desk) -> None:
    translation = as_drafted(desk)
    taken = sent(str(po_of(exported("po", translation), {"name three places": ""})), translation, person=desk.coordinator)
    assert taken.changed == 0
    assert target_of(desk, "can_do") == ("taja", False)


def test_fuzzy_entries_are_counted_and_not_taken(desk: Desk) -> None:
    translation = as_drafted(desk)
    po = po_of(exported("po", translation), {"Lesson-1": "Somo jipya", "A lesson.": "Muhtasari mpya"})
    po.find("A lesson.").flags.remove("fuzzy")
    taken = sent(str(po), translation, person=desk.coordinator)
    assert (taken.changed, taken.doubtful) == (1, 1)
    assert target_of(desk, "title") == ("Somo", True)
    assert target_of(desk, "summary") == ("Muhtasari mpya", False)


@pytest.mark.parametrize("kind", ["xliff", "xliff2"])
def test_targets_that_need_review_are_counted_and_not_taken(kind: str, desk: Desk) -> None:
    translation = as_drafted(desk)
    text = exported(kind, translation).decode().replace(">Somo<", ">Somo jipya<").replace(">taja<", ">taja tatu<")
    taken = sent(text, translation, person=desk.coordinator)
    assert (taken.changed, taken.doubtful) == (1, 1)
    assert target_of(desk, "title") == ("Somo", True)
    assert target_of(desk, "can_do") == ("taja tatu", False)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("po", "#, fuzzy\n", ""),
        ("xliff", 'state="needs-review-translation"', 'state="translated"'),
        ("xliff2", 'state="initial" subState="mwanga:machine"', 'state="reviewed"'),
    ],
)
def test_a_machines_words_that_somebody_confirmed_are_theirs(kind: str, before: str, after: str, desk: Desk) -> None:
    translation = as_drafted(desk)
    text = exported(kind, translation).decode()
    assert text.count(before) == 2
    taken = sent(text.replace(before, after, 1), translation, person=desk.coordinator)
    assert taken.changed == 1
    assert target_of(desk, "title") == ("Somo", False)
    assert target_of(desk, "summary") == ("Muhtasari", True)


def test_a_mark_that_a_tool_lost_confirms_nothing(desk: Desk) -> None:
    translation = as_drafted(desk)
    text = exported("xliff", translation).decode().replace(' state="needs-review-translation"', "")
    assert sent(text, translation, person=desk.coordinator).changed == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_approved_page_stays_approved_when_its_file_comes_back_unchanged(kind: str, desk: Desk, translator, reviewer) -> None:
    translation = as_drafted(desk)
    rest = {one.segment: f"SW {one.source}" for one in sentences_of(translation) if not one.target}
    record_sentences(translation=translation, targets=rest, origin=Origin(translator))
    approve(submit(desk.state(), by=translator), by=reviewer)
    data = exported(kind, translation)
    assert {"po": b"Approved.", "xliff": b'approved="yes"', "xliff2": b'state="final"'}[kind] in data
    assert sent(data, translation, person=translator).changed == 0
    assert desk.state().stage == Stage.APPROVED
    assert sent(data.replace(b"taja", b"taja tatu"), translation, person=translator).changed == 1
    assert desk.state().stage == Stage.DRAFT
