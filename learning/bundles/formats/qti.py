"""A lesson's questions as a QTI 1.2 test in the profile of Common Cartridge 1.1, for platforms that import them as their own quiz.

The profile (IMS Common Cartridge 1.1, `ccv1p1_qtiasiv1p2p1_v1p0`) knows one section, one variable SCORE that is 0 or 100, and six
kinds of question. Steps to put in order and a text with several gaps are none of them: `fits` says so, and a page in the package
names them.
"""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from courses.models import LessonVersion
from courses.questions import KINDS, Index

NAMESPACE: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PROFILES: Final = {
    "one_answer": "cc.multiple_choice.v0p1",
    "several_answers": "cc.multiple_response.v0p1",
    "true_false": "cc.true_false.v0p1",
    "fill_the_gap": "cc.fib.v0p1",
}
OF_THE_QUIZ: Final = {
    "cc_profile": "cc.exam.v0p1",
    "qmd_assessmenttype": "Examination",
    "qmd_scoretype": "Percentage",
    "qmd_feedbackpermitted": "Yes",
    "qmd_hintspermitted": "No",
    "qmd_solutionspermitted": "No",
    "cc_maxattempts": "unlimited",
}
RESPONSE: Final = "response"
GAP: Final = "_____"
# Platforms compare what is typed sign by sign; a gap that takes a number takes it in these digits too.
ARABIC_DIGITS: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def fits(index: Index) -> bool:
    """Whether the profile has this kind of question."""
    return index["kind"] in PROFILES and len(index.get("gaps", [""])) == 1


def fitting(lesson: LessonVersion) -> list[Index]:
    """The questions that a platform can ask; none of a check before the course, which must not tell what is right."""
    return [] if lesson.is_quiet else [index for index in lesson.questions.values() if fits(index)]


def left_out(lesson: LessonVersion) -> list[Index]:
    """The questions that no platform can be given."""
    return [index for index in lesson.questions.values() if lesson.is_quiet or not fits(index)]


def quiz_text(lesson: LessonVersion, *, key: str, title: str) -> str:
    """The test of a lesson's questions, as an XML document. Call it with the lesson's language active."""
    root = Element("questestinterop", xmlns=NAMESPACE)
    test = put(root, "assessment", ident=key, title=title, **{"xml:lang": lesson.language})
    put_fields(test, OF_THE_QUIZ)
    section = put(test, "section", ident=f"{key}-SECTION")
    for index in fitting(lesson):
        put_item(section, index, language=lesson.language)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def put(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new element at the end of another."""
    element = SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def put_fields(parent: Element, fields: dict[str, str]) -> None:
    """Metadata, as labels and entries."""
    metadata = put(parent, "qtimetadata")
    for label, entry in fields.items():
        field = put(metadata, "qtimetadatafield")
        put(field, "fieldlabel", label)
        put(field, "fieldentry", entry)


def put_item(section: Element, index: Index, *, language: str) -> None:
    """One question: what is asked, what is right, what is said to each answer."""
    item = put(section, "item", ident=f"QUESTION-{index['id'].replace('-', '')}", title=index["prompt"])
    put_fields(put(item, "itemmetadata"), {"cc_profile": PROFILES[index["kind"]]})
    presentation = put(item, "presentation")
    put_words(presentation, words_of(index), is_html=True)
    outcomes = Element("resprocessing")
    put(put(outcomes, "outcomes"), "decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100")
    if index["kind"] == "fill_the_gap":
        said = put_gap(presentation, outcomes, index, language=language)
    else:
        said = put_options(presentation, outcomes, index)
    item.append(outcomes)
    for ident, words in said.items():
        put_words(put(put(item, "itemfeedback", ident=ident), "flow_mat"), linebreaks(words, autoescape=True), is_html=True)


def put_words(parent: Element, words: str, *, is_html: bool = False) -> None:
    """Words to read."""
    put(put(parent, "material"), "mattext", words, texttype="text/html" if is_html else "text/plain")


def words_of(index: Index) -> str:
    """What is asked, as HTML; a gap is a line to write on."""
    text = "".join(GAP if "gap" in part else part["text"] for part in index.get("parts", []))
    return f"<p>{escape(index['prompt'])}</p>" + (linebreaks(text, autoescape=True) if text else "")


def put_options(presentation: Element, outcomes: Element, index: Index) -> dict[str, str]:
    """Options to choose from; returns what is said to each. With several right ones all of them count, and no other."""
    several = index["kind"] == "several_answers"
    response = put(presentation, "response_lid", ident=RESPONSE, rcardinality="Multiple" if several else "Single")
    choice = put(response, "render_choice")
    words = {option["id"]: option["text"] for option in KINDS[index["kind"]].shown(index)["options"]}
    for option in index["options"]:
        put_words(put(choice, "response_label", ident=name_of(option)), words[option["id"]])
    for option in sorted(index["options"], key=lambda option: bool(option["correct"])):
        # The first condition that holds ends the grading, unless several answers can be given.
        condition = put(outcomes, "respcondition", **{"continue": "Yes" if several else "No"})
        put(put(condition, "conditionvar"), "varequal", name_of(option), respident=RESPONSE)
        if option["correct"] and not several:
            put_score(condition)
        put(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{name_of(option)}_fb")
    if several:
        put_all_and_no_other(outcomes, index)
    return {f"{name_of(option)}_fb": option["feedback"] for option in index["options"]}


def put_all_and_no_other(outcomes: Element, index: Index) -> None:
    """The condition that every right option was chosen, and none besides."""
    condition = put(outcomes, "respcondition", **{"continue": "No"})
    both = put(put(condition, "conditionvar"), "and")
    for option in index["options"]:
        put(both if option["correct"] else put(both, "not"), "varequal", name_of(option), respident=RESPONSE)
    put_score(condition)


def put_gap(presentation: Element, outcomes: Element, index: Index, *, language: str) -> dict[str, str]:
    """A gap to write in; returns what is said when it fits and when it does not."""
    put(put(presentation, "response_str", ident=RESPONSE, rcardinality="Single"), "render_fib", rows="1", prompt="Box")
    [gap] = index["gaps"]
    condition = put(outcomes, "respcondition", **{"continue": "No"})
    one_of = put(condition, "conditionvar")  # the profile has no "or": whichever of these is equal
    for answer in answers_in(gap["answers"], language):
        put(one_of, "varequal", answer, respident=RESPONSE, case="No")
    put_score(condition)
    put(condition, "displayfeedback", feedbacktype="Response", linkrefid="right_fb")
    condition = put(outcomes, "respcondition", **{"continue": "No"})
    put(put(condition, "conditionvar"), "other")
    put(condition, "setvar", "0", action="Set", varname="SCORE")
    put(condition, "displayfeedback", feedbacktype="Response", linkrefid="wrong_fb")
    return {"right_fb": index["right"], "wrong_fb": f"{index['wrong']}\n\n{gap['feedback']}"}


def answers_in(answers: list[str], language: str) -> list[str]:
    """What fits a gap, and the same in the language's own digits."""
    digits = ARABIC_DIGITS if language == "ar" else {}
    return list(dict.fromkeys(form for answer in answers for form in (answer, answer.translate(digits))))


def put_score(condition: Element) -> None:
    """All points."""
    put(condition, "setvar", "100", action="Set", varname="SCORE")


def name_of(option: dict[str, Any]) -> str:
    """An option's name in the test."""
    return str(option["id"]).replace("-", "")


def quiz_title(lesson: LessonVersion) -> str:
    """What the quiz is called in a list. Call it with the lesson's language active."""
    return _("Questions: %(lesson)s") % {"lesson": lesson.title}
