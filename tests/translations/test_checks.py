"""Every kind of doubt, in Arabic, Swahili, French, Amharic and Hindi: what raises it, and what is right and does not."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.translations.conftest import Desk
from translations import memory
from translations.checks import BLOCKING, Finding, blocking, findings, findings_of, plural_findings
from translations.checks.limits import limit_of, limits
from translations.checks.markup import ethiopic_number, numbers_in
from translations.errors import StepRefused
from translations.models import GlossaryTerm, MemoryUnit
from translations.sentences import Origin, Sentence, record_sentences, sentences_of
from translations.workflow import submit

ID = "4f5b0f6e-1c4a-4a71-9a57-0f3c1d2e3b4a"
CARD = f"body.{ID}.text"
LONG = "Ask somebody you trust before you send any money."


def sentence(source: str, target: str, path: str = CARD) -> Sentence:
    return Sentence(
        segment=1,
        order=1,
        path=path,
        string=1,
        context=1,
        source=source,
        target=target,
        by_machine=False,
        tool="",
        person=None,
        has_error=False,
    )


def kept(term: str) -> GlossaryTerm:
    return GlossaryTerm(source_language="en", term=term, is_kept=True)


def term(words: str, translation: str) -> GlossaryTerm:
    return GlossaryTerm(source_language="en", term=words, translation=translation)


def kinds(language: str, source: str, target: str, *terms: GlossaryTerm, path: str = CARD) -> list[str]:
    found = findings(sentence(source, target, path), language=language, terms=list(terms))
    assert all(isinstance(one, Finding) and one.is_blocking == BLOCKING[one.kind] for one in found)
    assert all(one.sentence[-1] in ".?" for one in found)
    return [one.kind for one in found]


# language, source, target, kinds of doubt
GOOD = [
    ("ar", "Her profit is {1}.", "ربحها هو {١}."),
    ("ar", "AI <b>guesses</b>.", "الذكاء الاصطناعي <b>يخمّن</b>."),
    ("ar", "Call 1,500 people.", "اتصل بـ ١٬٥٠٠ شخص."),
    ("ar", "Is it true?", "هل هذا صحيح؟"),
    ("ar", "Open WhatsApp.", "افتح WhatsApp."),
    ("sw", "Hello %(name)s, you have 3 lessons.", "Habari %(name)s, una masomo 3."),
    ("sw", 'See <a id="a1">this page</a>.', 'Angalia <a id="a1">ukurasa huu</a>.'),
    ("sw", "He said “no”.", "Alisema “hapana”."),
    ("sw", "Amina", "Amina"),
    ("sw", "https://example.org", "https://example.org"),
    ("fr", "Is it true?", "Est-ce vrai\u202f?"),
    ("fr", "He said “no”: wait!", "Il a dit «\u00a0non\u00a0»\u00a0: attends\u202f!"),
    ("fr", "At 10:30 it costs 3.5 dollars.", "À 10:30, cela coûte 3,5 dollars."),
    ("fr", "Really?! Yes.", "Vraiment\u202f?! Oui."),
    ("am", "Ten people have 12 phones.", "አሥር ሰዎች ፲፪ ስልኮች አሏቸው።"),
    ("am", "Stop.", "ቁም።"),
    ("am", "Is it true?", "እውነት ነው?"),
    ("hi", "There are 100,000 people.", "यहाँ १,००,००० लोग हैं।"),
    ("hi", "<strong>Stop</strong> first", "पहले <b>रुकें</b>"),
    ("hi", "Yes", "हाँ"),
    ("es", "Is it true?", "¿Es verdad?"),
    ("ha", "Stop.", "Tsaya."),
]

DOUBTS = [
    # placeholders and gaps
    ("ar", "Her profit is {1}.", "ربحها هو كذا.", ["placeholder"]),
    ("sw", "Hello %(name)s!", "Habari %(jina)s!", ["placeholder", "placeholder"]),
    ("fr", "She pays {1} and {2}.", "Elle paie {1}.", ["placeholder"]),
    ("am", "Hello {name}.", "ሰላም {name} {name}።", ["placeholder"]),
    ("hi", "The gap {1}.", "खाली {2}।", ["placeholder", "placeholder"]),
    # tags and links
    ("ar", 'See <a id="a1">here</a>.', "انظر هنا.", ["link"]),
    ("sw", 'See <a id="a1">here</a> and <a id="a2">there</a>.', 'Angalia <a id="a1">hapa na kule</a>.', ["link"]),
    ("fr", "AI <b>guesses</b>.", "L’IA devine.", ["tag"]),
    ("am", "AI guesses.", "ኤአይ <b>ይገምታል</b>።", ["tag"]),
    ("hi", "one<br>two<br>three", "एक<br>दो तीन", ["tag"]),
    # numbers
    ("ar", "Call 116.", "اتصل بـ ١١٧.", ["number"]),
    ("sw", "It takes 9 minutes.", "Inachukua dakika tisa.", ["number"]),
    ("fr", "Call us.", "Appelez le 112.", ["number"]),
    ("am", "It costs 12 birr.", "፲፫ ብር ነው።", ["number"]),
    ("hi", "There are 100 people.", "यहाँ १,००० लोग हैं।", ["number"]),
    # length
    ("ar", LONG, "اسأل" + " شخصًا تثق به" * 9 + ".", ["grown_long"]),
    ("sw", LONG, "Uliza " + "mtu unayemwamini " * 6 + "kwanza.", ["grown_long"]),
    # script
    ("ar", "Stop and think", "Simama ufikiri", ["no_letter_of_script"]),
    ("am", "Stop and think", "رك وفكر", ["no_letter_of_script"]),
    ("hi", "Stop and think about it", "रुको and think about this please", ["little_of_script"]),
    ("sw", "Stop and think", "قف وفكر", ["no_letter_of_script"]),
    ("fr", "Stop and think", "Oui قف وفكر قليلا", ["little_of_script"]),
    # untranslated
    ("ar", "Stop and think", "Stop and think", ["untranslated"]),
    ("fr", "Ask somebody", "Ask somebody", ["untranslated"]),
    ("hi", "Ask somebody", "Ask somebody", ["untranslated"]),
    # spaces
    ("sw", "Stop now", "Simama  sasa", ["space"]),
    ("ar", "Stop now, please", "قف الآن ، من فضلك", ["space"]),
    ("hi", "Stop.", "रुको ।", ["space"]),
    ("am", "Stop.", "ቁም ።", ["space"]),
    ("fr", "Is it true?", "Est-ce vrai?", ["space"]),
    ("fr", "Is it true?", "Est-ce vrai ?", ["space"]),
    ("fr", "Wait: no", "Attends : non", ["space"]),
    ("fr", "Stop.", "Arrête .", ["space"]),
    # quotation marks
    ("fr", "He said “no”", 'Il a dit "non"', ["quotation_mark"]),
    ("fr", "He said “no”", "Il a dit “non”", ["quotation_mark"]),
    ("sw", "He said “no”", 'Alisema "hapana"', ["quotation_mark"]),
    ("ar", "He said “no”", "قال «لا", ["quotation_mark"]),
    # full stops
    ("hi", "Stop.", "रुको.", ["full_stop"]),
    ("am", "Stop.", "ቁም", ["full_stop"]),
    ("ar", "Is it true?", "هل هذا صحيح?", ["full_stop"]),
    ("sw", "Stop.", "Simama", ["full_stop"]),
    ("sw", "Stop", "Simama.", ["full_stop"]),
    ("es", "Is it true?", "Es verdad?", ["full_stop"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_a_right_translation_raises_no_doubt(language: str, source: str, target: str) -> None:
    assert kinds(language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), DOUBTS)
def test_a_doubt_is_raised_by_its_kind(language: str, source: str, target: str, expected: list[str]) -> None:
    assert kinds(language, source, target) == expected


@pytest.mark.parametrize(
    ("language", "source", "target", "terms", "expected"),
    [
        ("ar", "Ask ChatGPT.", "اسأل بChatGPT.", [kept("ChatGPT")], []),
        ("ar", "Ask ChatGPT.", "اسأل شات جي بي تي.", [kept("ChatGPT")], ["kept_term"]),
        ("ar", "Two chatbots.", "روبوتا الدردشة.", [term("chatbot", "روبوت دردشة")], []),
        ("ar", "A chatbot.", "برنامج.", [term("chatbot", "روبوت دردشة")], ["term"]),
        ("ar", "Three models.", "ثلاثة نماذج.", [term("model", "نموذج")], []),
        ("sw", "Two books.", "Vitabu viwili.", [term("book", "kitabu")], []),
        ("sw", "The prompts.", "Maelekezo hayo.", [term("prompt", "ombi")], ["term"]),
        ("fr", "AI systems.", "Les systèmes d’intelligence artificielle.", [term("AI", "intelligence artificielle")], []),
        ("fr", "Data.", "Les informations.", [term("data", "données")], ["term"]),
        ("am", "Data.", "የመረጃዎች።", [term("data", "መረጃ")], []),
        ("am", "Data.", "ቁጥር።", [term("data", "መረጃ")], ["term"]),
        ("hi", "Data.", "आँकड़ों।", [term("data", "आँकड़े")], []),
        ("hi", "Ask AI.", "एआई से पूछो।", [kept("AI")], ["kept_term"]),
        ("sw", "Ask an aide.", "Uliza msaidizi.", [kept("AI")], []),
    ],
)
def test_terms_are_called_as_the_glossary_says(
    language: str, source: str, target: str, terms: list[GlossaryTerm], expected: list[str]
) -> None:
    assert kinds(language, source, target, *terms) == expected


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("title", 255),
        ("summary", 240),
        ("audience", 240),
        (f"body.{ID}.title", 120),
        (f"body.{ID}.alt", 250),
        (f"body.{ID}.prompt", 400),
        (f"body.{ID}.options.{ID}.text", 250),
        (f"body.{ID}.items.{ID}.text", 200),
        (f"body.{ID}.gaps.{ID}.answers", 250),
        (CARD, None),
        ("can_do", None),
        ("nothing.we.know", None),
    ],
)
def test_a_place_holds_as_much_as_its_field(path: str, most: int | None) -> None:
    assert limit_of(path) == most


def test_longer_than_the_field_blocks() -> None:
    source = "x" * 200
    assert "too_long" not in kinds("sw", source, "y" * 240, path="summary")
    assert "too_long" in kinds("sw", source, "y" * 241, path="summary")
    # Entities and tags take no room on the page.
    assert "too_long" not in kinds("sw", f"<b>&amp;</b>{source}", "<b>&amp;</b>" + "y" * 239, path="summary")
    assert all(size > 0 for size in limits().values())


def test_vowel_signs_do_not_make_a_sentence_long() -> None:
    target = "किसी ऐसे व्यक्ति से पूछें जिस पर आप भरोसा करते हैं, फिर पैसे भेजने की सोचें।"
    assert len(target) > len(LONG) * 1.5
    assert "grown_long" not in kinds("hi", LONG, target)


def test_numbers_are_the_same_in_every_script() -> None:
    written = ["1,500", "1 500", "1.500", "١٬٥٠٠", "१,५००", "১,৫০০", "፲፭፻", "1’500"]
    assert {tuple(numbers_in(number)) for number in written} == {("1500",)}
    assert [ethiopic_number(number) for number in ("፩", "፲፪", "፻", "፪፻፴", "፼", "፲፼፭")] == [1, 12, 100, 230, 10_000, 100_005]
    assert list(numbers_in("{1} and %(count)s of 7")) == ["7"]
    assert list(numbers_in("at 10:30, on 3.4.")) == ["10", "30", "34"]


def test_the_answers_of_a_gap_are_each_languages_own() -> None:
    path = f"body.{uuid4()}.gaps.{uuid4()}.answers"
    assert kinds("hi", "0; zero; none", "0; ०; शून्य; ज़ीरो; कुछ नहीं; कोई नहीं; एक भी नहीं; सिफ़र", path=path) == []


def test_what_is_not_translated_raises_no_doubt() -> None:
    assert kinds("sw", "Stop.", "") == []


def test_a_sentence_approved_as_it_is_is_not_untranslated() -> None:
    one = sentence("alpha beta gamma", "alpha beta gamma")
    assert [doubt.kind for doubt in findings(one, language="sw", terms=[])] == ["untranslated"]
    assert findings(one, language="sw", terms=[], kept=frozenset({"alpha beta gamma"})) == []


@pytest.mark.parametrize(
    ("language", "forms", "expected"),
    [
        ("ar", dict.fromkeys(range(6), "%(count)s درس"), []),
        ("ar", {0: "لا دروس", 1: "درس واحد", 2: "درسان", 3: "%(count)s دروس", 4: "%(count)s درسًا", 5: "%(count)s درس"}, []),
        ("ar", {0: "%(count)s درس", 1: "%(count)s درس"}, ["plural"]),
        ("sw", {0: "somo %(count)s", 1: "masomo %(count)s"}, []),
        ("sw", {0: "somo moja", 1: "masomo %(count)s"}, []),
        ("sw", {0: "somo %(count)s", 1: "masomo"}, ["placeholder"]),
        ("fr", {0: "%(count)s leçon", 1: ""}, ["plural"]),
        ("hi", {0: "%(count)s पाठ", 1: "%(number)s पाठ"}, ["placeholder", "placeholder"]),
        ("am", {0: "%(count)s", 1: "%(count)s", 2: "%(count)s"}, ["plural"]),
        ("am", {0: "", 1: ""}, []),
    ],
)
def test_every_plural_form_of_the_language_is_there(language: str, forms: dict[int, str], expected: list[str]) -> None:
    found = plural_findings(forms, singular="%(count)s lesson", plural="%(count)s lessons", language=language)
    assert [one.kind for one in found] == expected


def test_a_blocking_doubt_stops_the_review_and_names_its_sentence(desk: Desk) -> None:
    state = desk.state()
    desk.translate(state, desk.coordinator)
    assert blocking(state.translation) == []
    gap = next(one for one in sentences_of(state.translation) if "{1}" in one.source)
    record_sentences(translation=state.translation, targets={gap.segment: "Faida yake ni."}, origin=Origin(desk.coordinator))
    (problem,) = blocking(state.translation)
    assert "Her profit is {1}" in problem or "She sells for 120" in problem
    assert "{1} is missing" in problem
    with pytest.raises(StepRefused, match="is missing"):
        submit(desk.state(), by=desk.coordinator)


def test_the_doubts_of_a_page_cost_few_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    state = desk.state()
    sentences = sentences_of(state.translation)
    same = {one.segment: one.source for one in sentences}
    record_sentences(translation=state.translation, targets=same, origin=Origin(desk.coordinator))
    translation = type(state.translation).objects.select_related("source__locale", "target_locale").get(pk=state.translation_id)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        found = findings_of(translation)
    flagged = [one for one in sentences if any(doubt.kind == "untranslated" for doubt in found.get(one.segment, []))]
    assert flagged
    MemoryUnit.objects.update(is_approved=True)
    assert memory.kept({flagged[0].source}, source_language="en", language="sw") == {flagged[0].source}
    assert not any(doubt.kind == "untranslated" for doubts in findings_of(translation).values() for doubt in doubts)
