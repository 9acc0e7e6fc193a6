"""Example values for the style page: what each template that draws a part of a page is given, in a language of either direction.

The words are those of the starter course, so that lines are as long as real ones. No database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.utils.safestring import mark_safe

PICTURE: Final = "../../courses/starter/safe-and-strong-with-ai/pictures/lesson-2-goat-sheep.svg"
PIN: Final = "../../static/icons/pin.svg"
QR: Final = mark_safe(
    '<svg viewBox="0 0 9 9" role="img"><title>QR</title>'
    '<path fill="#000" d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 5h1v2H7zM5 7h1v1H5z"/></svg>'
)
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "course": "Safe and Strong with AI",
        "summary": "See where AI acts in your day. Keep your money, your photos and your choices your own.",
        "lesson": "Machines learn from examples",
        "text": "You learned many things from examples. Nobody gave you a written rule for a ripe mango.",
        "more": "Then a new bean comes. The machine compares it with its <b>pattern</b>.",
        "story": "The spotted bean",
        "share": "A machine can be sure and wrong. Ask me about the spotted bean.",
        "alt": "A goat and a sheep look at each other.",
        "caption": "What is the second animal, if you know only goats?",
        "prompt": "A chatbot says: “The clinic is surely open on Sunday.” You walk there, and it is closed. Why?",
        "first": "The chatbot wanted to trick me",
        "first_why": "It has no wishes. It put likely words together.",
        "second": "It put likely words together and did not ask the clinic",
        "second_why": "Yes. Ask the clinic about the hours of the clinic.",
        "third": "The clinic forgot what the chatbot said",
        "before": "The number of sheep it has seen is ",
        "after": ".",
        "near": "So far so good, but something is still missing. Look again.",
        "name": "Amina Yusuf",
        "date": "25 November 2026",
        "rule": "In each of 6 lessons, at least 80 % of the questions answered right, with as many tries as needed.",
        "learned": "Safe and responsible use",
        "how": "online, each answer checked by this site",
        "level": "Understand",
        "lit": "1 of 6 lit",
        "reason": "2 of 4 right",
        "sun": "sun",
        "fish": "fish",
        "said": "Your code is ready.",
        "wrong": "These pictures do not fit this code. Try again.",
        "help": "You can talk to someone here.",
        "line": "Childline",
        "machine": "machine draft",
    },
    "ar": {
        "course": "بأمان وقوة مع الذكاء الاصطناعي",
        "summary": "أين يعمل الذكاء الاصطناعي في يومك، وكيف تبقى أموالك وصورك وقراراتك لك.",
        "lesson": "الآلات تتعلم من الأمثلة",
        "text": "أشياء كثيرة نتعلمها من الأمثلة. لم يكتب لنا أحد قاعدة عن حبة المانجو الناضجة.",
        "more": "ثم تأتي حبة جديدة. تقارنها الآلة بـ<b>النمط</b> الذي عندها.",
        "story": "الحبة المنقّطة",
        "share": "قد تكون الآلة واثقة ومخطئة. عندي قصة عن الحبة المنقّطة.",
        "alt": "عنزة وخروف ينظر أحدهما إلى الآخر.",
        "caption": "ما الحيوان الثاني عند من لا يعرف إلا الماعز؟",
        "prompt": "قال برنامج محادثة: «العيادة مفتوحة يوم الجمعة بالتأكيد». وصلت إلى العيادة مشيًا، وكانت مغلقة. لماذا؟",
        "first": "أراد البرنامج أن يخدعني",
        "first_why": "ليست له رغبات. لقد وضع كلمات مرجّحة معًا.",
        "second": "وضع كلمات مرجّحة معًا ولم يسأل العيادة",
        "second_why": "نعم. مواعيد العيادة نسأل عنها العيادة.",
        "third": "نسيت العيادة ما قاله البرنامج",
        "before": "عدد الخراف التي رأتها هو ",
        "after": ".",
        "near": "هذا جيد حتى الآن، لكن شيئًا ما زال ناقصًا.",
        "name": "آمنة يوسف الحسن",
        "date": "25 نوفمبر 2026",
        "rule": "في كل درس من 6 دروس، 80% على الأقل من الأجوبة صحيحة، والمحاولات غير محدودة.",
        "learned": "الاستخدام الآمن والمسؤول",
        "how": "عبر الإنترنت، وكل جواب راجعه هذا الموقع",
        "level": "الفهم",
        "lit": "المصابيح المضاءة: 1 من 6",
        "reason": "أجوبة صحيحة: 2 من 4",
        "sun": "شمس",
        "fish": "سمكة",
        "said": "رمزك جاهز.",
        "wrong": "هذه الصور لا تناسب هذا الرمز. لنحاول مرة أخرى.",
        "help": "هنا من يستمع إليك.",
        "line": "خط نجدة الطفل",
        "machine": "مسودة آلية",
    },
}
LAMPS: Final = ["lit", "half", "off", "off", "off", "off"]
CLOTHS: Final = (
    ("triangles", "clay"),
    ("diamonds", "indigo"),
    ("steps", "green"),
    ("waves", "ochre"),
    ("seeds", "clay"),
    ("paths", "indigo"),
)


class Example(NamedTuple):
    """A template drawn once for each context. `in_form` gives its fields a form; `is_pictured`: the pictures show it too."""

    template: str
    contexts: list[dict[str, Any]]
    state: str = ""
    in_form: bool = False
    is_pictured: bool = False


PICTURED: Final = {
    "components/lamps: second lesson open",
    "components/language_list",
    "components/notice: machine draft",
    "components/messages",
    "courses/cards/text",
    "courses/cards/example",
    "courses/cards/picture",
    "courses/cards/share",
    "courses/lesson",
    "courses/catalogue_page",
    "courses/questions/one_answer: wrong",
    "courses/questions/several_answers: partly right",
    "courses/questions/put_in_order: partly right",
    "courses/questions/fill_the_gap: right",
    "learning/certificate_sheet",
    "learning/certificate_name",
    "learning/me: begun",
    "learning/verify: genuine",
}


def example(template: str, *contexts: dict[str, Any], state: str = "", in_form: bool = False) -> Example:
    """An example; its name and state decide whether it stands in the pictures."""
    name = template + (f": {state}" if state else "")
    return Example(f"{template}.html", list(contexts), state, in_form, name in PICTURED or template == "components/band")


def examples(language: str) -> Iterator[Example]:
    """Everything on the page, in its order."""
    words = WORDS[language]
    yield from components(words)
    yield from cards(words)
    yield from questions(words, language)
    yield from learning(words)


def components(words: dict[str, str]) -> Iterator[Example]:
    """Parts that many pages share."""
    for band, colours in CLOTHS:
        yield example("components/band", {"band": band, "band_colours": colours}, state=f"{band}, {colours}")
    yield example("components/lamps", {"lamps": LAMPS, "lamps_text": words["lit"], "now": 2}, state="second lesson open")
    yield example("components/lamps", {"lamps": ["lit"] * 6, "lamps_text": ""}, state="all lit")
    languages = [
        {"code": "en", "dir": "ltr", "name": "English", "href": "#", "current": True},
        {"code": "ar", "dir": "rtl", "name": "العربية", "href": "#", "note": words["machine"]},
        {"code": "sw", "dir": "ltr", "name": "Kiswahili", "href": "#"},
    ]
    yield example("components/language_list", {"languages": languages})
    yield example("components/start_check", {"start_check": {"href": "#", "minutes": 2, "language": ""}})
    yield example("components/lesson_title", {"title": words["lesson"], "language": ""})
    yield example("components/data_size", {"bytes": 84_000}, state="kilobytes")
    yield example("components/data_size", {"bytes": 2_600_000}, state="megabytes")
    yield example("components/course_cost", {"bytes": {"text": 15_000, "pictures": 120_000, "audio": 2_600_000, "video": 0}})
    yield example("components/search_form", {"search_href": "#", "question": {"shown": words["story"]}})
    for status in ("machine_draft", "in_review"):
        yield example("components/notice", {"translation_status": status}, state=status.replace("_", " "))
    yield example("components/messages", {"messages": [Message("success", words["said"]), Message("error", words["wrong"])]})
    lesson = {"title": words["lesson"], "sensitive": True, "minutes": 10, "can_do": [words["story"]], "version": 1}
    near = {"previous": {"title": words["story"], "href": "#"}, "next": {"title": words["lesson"], "href": "#"}}
    place = {"position": 2, "total": 6, "course": {"title": words["course"]}, "course_href": "#", "exit_href": "#"}
    yield example("courses/lesson", {"lesson": lesson, **near, **place})


class Message(str):
    """What Django's messages are to a template: a sentence with a level."""

    level_tag: str

    def __new__(cls, level: str, sentence: str) -> Message:
        message = super().__new__(cls, sentence)
        message.level_tag = level
        return message


def cards(words: dict[str, str]) -> Iterator[Example]:
    """What a lesson is made of, without its questions. Media have a sound, a picture and a video that are not there."""
    prose = mark_safe(f"<p>{words['text']}</p>")
    texts = [mark_safe(f"<p>{words[name]}</p>") for name in ("text", "more")]
    yield example("courses/cards/text", *[{"card": {"html": text}} for text in texts])
    yield card("example", {"title": words["story"], "html": prose})
    drawn = {"alt": words["alt"], "caption": words["caption"], "credit": "Mwanga", "licence": "CC BY 4.0"}
    yield card("picture", drawn | {"jpeg": PICTURE, "width": 480, "height": 320})
    yield card("picture", drawn, "text only")
    heard = {"id": "a", "title": words["story"], "transcript_html": prose, "seconds": 42, "bytes": 168_000}
    yield card("audio", heard | {"href": "#", "sources": [{"href": "#", "type": "audio/mpeg"}]})
    yield card("audio", heard, "text only")
    yield card("video", heard | {"width": 480, "height": 270, "sources": [{"href": "#", "type": "video/mp4"}]})
    played = {"title": words["story"], "summary_html": prose, "licence": "CC BY 4.0"}
    yield card("h5p", played | {"play_href": "#", "play_bytes": 63_000})
    yield card("h5p", played, "text only")
    line = {"name": words["line"], "contact": "116", "href": "tel:116", "hours": "24/7"}
    yield card("helpline", {"intro": words["help"], "countries": [{"name": "KE", "lines": [line]}], "help_href": "#help"})
    yield card("share", {"text": words["share"]})


def card(kind: str, values: dict[str, Any], state: str = "") -> Example:
    """A card in the tier that shows most, or in the lightest."""
    tier = "text" if state == "text only" else "video"
    return example(f"courses/cards/{kind}", {"card": {"kind": kind, **values}, "tier": tier}, state=state)


def questions(words: dict[str, str], language: str) -> Iterator[Example]:
    """Each kind before an answer, and after one that was right, partly right or wrong."""
    options = [{"id": name, "text": words[name]} for name in ("first", "second", "third")]
    right, wrong = told("second", words["second_why"], is_right=True), told("first", words["first_why"])
    parts = [{"text": words["before"]}, {"gap": "g", "size": 8}, {"text": words["after"]}]
    kinds = {
        "one_answer": ({"options": options}, answered([right]), None, answered([wrong])),
        "true_false": ({"options": options[:2]}, answered([right]), None, answered([wrong])),
        "several_answers": ({"options": options}, answered([right]), answered([right, wrong], words["near"]), answered([wrong])),
        "fill_the_gap": (
            {"parts": parts},
            answered([told("g", "", is_right=True)], chosen={"g": "0"}),
            None,
            answered([told("g", words["first_why"])], chosen={"g": "50"}),
        ),
        "put_in_order": (
            {"options": options},
            answered([told(one["id"], "", is_right=True) for one in options], chosen={"first": 1, "second": 2, "third": 3}),
            answered([right, wrong], words["near"], chosen={"first": 2, "second": 1, "third": 3}),
            answered([wrong], chosen={"first": 3, "second": 1, "third": 2}),
        ),
    }
    for kind, (values, *states) in kinds.items():
        for number, (state, name) in enumerate(zip((None, *states), ("", "right", "partly right", "wrong"), strict=True), start=1):
            if number == 1 or state:
                question = {
                    "kind": kind,
                    "id": f"{language}-{kind}-{number}",
                    "number": number,
                    "prompt": words["prompt"],
                    **values,
                }
                context = {"card": {**question, "state": state}, "lesson": {"version": 1}, "answer_action": ""}
                yield example(f"courses/questions/{kind}", context, state=name)


def told(about: str, text: str, *, is_right: bool = False) -> dict[str, Any]:
    """One sentence of feedback."""
    return {"id": about, "text": text, "correct": is_right}


def answered(feedback: list[dict[str, Any]], near: str = "", *, chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    """A question's state after an answer; `near` makes it partly right."""
    is_right = all(item["correct"] for item in feedback)
    return {
        "tried": True,
        "correct": is_right,
        "score": 1 if is_right else 0.5 if near else 0,
        "chosen": chosen or {item["id"]: True for item in feedback},
        "feedback": feedback,
        "summary": near,
    }


def learning(words: dict[str, str]) -> Iterator[Example]:
    """Pages about one person's learning, and the way to them."""
    course = {"title": words["course"], "band": "diamonds", "band_colours": "clay", "href": "#"}
    left = [{"title": words["lesson"], "href": "#", "reason": words["reason"]}]
    yield example("learning/left", {"left": left, "total": 6})
    yield example("learning/left", {"left": left, "total": 6, "folded": True}, state="folded")
    pictures = [{"key": "sun", "name": words["sun"]}, {"key": "fish", "name": words["fish"]}]
    yield example("learning/pin_pictures", {"pictures": pictures, "pin_sprite": PIN, "pin_error": words["wrong"]}, in_form=True)
    yield from certificates(words, course)
    yield example("learning/code_card", {"code": "W9G6-Q5DP", "join_address": "mwanga.example/join", "me_href": "#"})
    row = {**course, "lamps": LAMPS, "lamps_text": words["lit"], "left": left, "total": 6}
    row["resume"] = {"title": words["lesson"], "href": "#"}
    yield example("learning/me", {"courses": [row], "has_code": True, "code_card_href": "#", "clear_href": "#"}, state="begun")
    yield example("learning/me", {"home_href": "#", "keep_href": "#", "join_href": "#", "clear_href": "#"}, state="empty")
    offered = {
        **course,
        "summary": words["summary"],
        "lamps": ["off"] * 6,
        "lamps_text": "",
        "minutes": 60,
        "bytes": {"text": 13_000},
    }
    yield example("courses/catalogue_page", {"courses": [offered]})


def certificates(words: dict[str, str], course: dict[str, Any]) -> Iterator[Example]:
    """A certificate, the name on it, and what anyone who checks it is told."""
    certificate = {
        "name": words["name"],
        "kind": "achievement",
        "number": "MW-TMTQ-QWKH-9JQS-FGKV",
        "date": words["date"],
        "issuer": "Mwanga",
        "minutes": 60,
        "level": words["level"],
        "competencies": [words["learned"]],
        "pass_rule": words["rule"],
        "evidence": words["how"],
        "verify_address": "mwanga.example/c/MW-TMTQ-QWKH-9JQS-FGKV",
        "qr_svg": QR,
    }
    sheet = {"course": course, "certificate": certificate}
    yield example("learning/certificate_sheet", sheet | {"lamps": ["lit"] * 6, "lamps_text": ""})
    around = {"number": certificate["number"], "verify_form_href": "#", "replaced_href": "#"}
    yield example("learning/verify", {**around, **sheet, "status": "genuine"}, state="genuine")
    for status in ("replaced", "expired", "revoked", "unknown", "cannot_check"):
        yield example("learning/verify", {**around, "status": status}, state=status.replace("_", " "))
    yield example(
        "learning/verify_form", {"number_value": "MW-1234", "number_error": words["wrong"], "offline_href": "#"}, state="a slip"
    )
    yield example("learning/certificate_name", {"course": course, "name_value": words["name"], "me_href": "#"})
