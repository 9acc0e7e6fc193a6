"""The records of languages, and those that an operator switches on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import polib
import pytest
from babel import Locale
from django.conf import settings
from django.utils.translation import get_language_info, to_locale

from config import env
from tests.conventions.sources import ROOT, python_files, shown, template_source, templates
from translations.languages import (
    CURLY,
    FURTHER,
    KNOWN,
    LANGUAGES,
    RIGHT_TO_LEFT,
    SPOKEN,
    Language,
    UnknownLanguage,
    language_of,
    languages_on,
)


def ids(language: Language) -> str:
    return language.code


@pytest.mark.parametrize("language", KNOWN.values(), ids=ids)
def test_django_knows_each_language_as_its_record_says(language: Language) -> None:
    info = get_language_info(language.code)
    assert (info["name_local"], info["bidi"]) == (language.name, language.direction == "rtl")


@pytest.mark.parametrize("language", KNOWN.values(), ids=ids)
def test_direction_and_name_are_those_of_cldr(language: Language) -> None:
    locale = Locale.parse(to_locale(language.code))
    assert locale.text_direction == language.direction
    names = {locale.languages.get(name, "").casefold() for name in (str(locale), locale.language)}
    assert language.name.casefold() in names


@pytest.mark.parametrize("language", KNOWN.values(), ids=ids)
def test_a_name_is_written_in_the_language_s_own_script(language: Language) -> None:
    scripts = {"Latn": "LATIN", "Arab": "ARABIC", "Aran": "ARABIC", "Deva": "DEVANAGARI", "Beng": "BENGALI", "Ethi": "ETHIOPIC"}
    wanted = scripts.get(language.script) or {"Hans": "CJK", "Adlm": "ADLAM"}[language.script]
    assert {unicodedata.name(sign).split()[0] for sign in language.name if sign.isalpha()} == {wanted}


def test_ten_languages_are_on_and_three_wait() -> None:
    assert settings.LANGUAGES == LANGUAGES
    assert [code for code, _name in LANGUAGES] == ["en", "fr", "ar", "sw", "ha", "pt", "es", "hi", "bn", "am"]
    assert [language.code for language in FURTHER] == ["ur", "zh-hans", "ff-adlm"]
    assert {"ar", "ur", "ff-adlm"} == RIGHT_TO_LEFT


def test_the_style_sheet_has_the_line_heights_of_the_records() -> None:
    style = (ROOT / "static" / "css" / "mwanga.css").read_text(encoding="utf-8")
    found = {}
    for selectors, height in re.findall(r"^((?:\[lang[^\]]+\],?)+){line-height:([\d.]+)", style, re.MULTILINE):
        for code in re.findall(r"\[lang\|?=([\w-]+)\]", selectors):
            found["zh-hans" if code == "zh" else code] = float(height)
    [latin] = re.findall(r"^html{font:[\d.]+%/([\d.]+)", style, re.MULTILINE)
    assert {code: found.get(code, float(latin)) for code in KNOWN} == {code: one.line_height for code, one in KNOWN.items()}


def test_languages_are_switched_on_by_their_codes_in_our_order() -> None:
    on = languages_on(["ff-Adlm", "zh_Hans", "en", "ur"])
    assert [code for code, _name in on] == ["en", "ur", "zh-hans", "ff-adlm"]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["en", "xx"], "There is no language “xx”. Choose some of: en, fr, ar,"),
        (["fr"], "“en” is missing, the language that everything is translated from. Add it."),
    ],
)
def test_a_wrong_list_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, codes: list[str], sentence: str) -> None:
    with pytest.raises(UnknownLanguage, match=re.escape(sentence)):
        languages_on(codes)
    monkeypatch.setenv("MWANGA_LANGUAGES", ", ".join(codes))
    with pytest.raises(env.BadEnvironment, match=re.escape(sentence)) as refusal:
        env.words_read("MWANGA_LANGUAGES", languages_on, LANGUAGES)
    assert str(refusal.value).startswith(f"MWANGA_LANGUAGES is '{','.join(codes)}'. ")


def test_nothing_set_means_the_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MWANGA_LANGUAGES", raising=False)
    assert env.words_read("MWANGA_LANGUAGES", languages_on, LANGUAGES) == LANGUAGES


def test_a_code_without_a_record_is_refused() -> None:
    assert language_of("ur").script == "Aran"
    with pytest.raises(UnknownLanguage, match="There is no language “tlh”"):
        language_of("tlh")


STARTED = """
import json, django; django.setup()
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import check_for_language, get_language_from_path
from courses.rendering.document import shell_context, writing_direction
from translations.catalogues import compile_catalogues
settings.LOCALE_PATHS = [settings.DATA_DIR / "locale"]
compiled = compile_catalogues()
shells = {code: shell_context(code, "/") for code, _name in settings.LANGUAGES}
print(json.dumps({
  "on": [code for code, _name in settings.LANGUAGES],
  "compiled": compiled,
  "known": [check_for_language(code) for code, _name in settings.LANGUAGES],
  "paths": [get_language_from_path(f"/{code}/") for code, _name in settings.LANGUAGES],
  "dirs": {code: [shell["dir"], shell["language_name"]] for code, shell in shells.items()},
}))
"""


def started_with(languages: str, folder: Path) -> dict[str, Any]:
    """What a process says that was started with other languages."""
    surroundings = {"MWANGA_LANGUAGES": languages, "MWANGA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, env=kept | surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_a_server_with_further_languages_starts_and_sets_each_in_its_direction(tmp_path: Path) -> None:
    said = started_with("en,ar,ur,zh-hans,ff-Adlm", tmp_path)
    assert said["on"] == ["en", "ar", "ur", "zh-hans", "ff-adlm"]
    assert said["compiled"] == said["on"]
    assert said["known"] == [True] * 5
    assert said["paths"] == said["on"]
    assert {code: direction for code, (direction, _name) in said["dirs"].items()} == {
        "en": "ltr",
        "ar": "rtl",
        "ur": "rtl",
        "zh-hans": "ltr",
        "ff-adlm": "rtl",
    }
    assert said["dirs"]["ff-adlm"][1] == "𞤆𞤵𞤤𞤢𞤪"


# --- one place for direction ------------------------------------------------------------------------------------------------


def test_no_page_asks_django_which_way_a_language_goes() -> None:
    """`LANGUAGES_BIDI` and what reads it look at “ff” and not at “ff-adlm”."""
    words = re.compile(r"get_language_bidi|get_current_language_bidi|LANGUAGE_BIDI|LANGUAGES_BIDI")
    wrong = [shown(path) for path in python_files() if words.search(code_of(path))]
    learners = [path for path in templates() if "cms" not in path.name and "translations/templates" not in str(path)]
    assert wrong + [shown(path) for path in learners if words.search(template_source(path))] == []


def test_one_function_says_which_way_a_language_goes() -> None:
    askers = [shown(path) for path in python_files() if re.search(r"""\[["']bidi["']\]""", code_of(path))]
    assert [path for path in askers if not path.startswith("translations/")] == ["courses/rendering/document.py"]


def code_of(path: Path) -> str:
    """A module without its comments and docstrings, roughly: sentences about a name are no use of it."""
    return re.sub(r'"""(?:.|\n)*?"""|`[^`]*`|#.*', "", path.read_text(encoding="utf-8"))


def test_quotation_marks_come_in_pairs() -> None:
    for language in (*SPOKEN, *FURTHER):
        assert len(set(language.quotes)) == 4, language.code


QUOTING = set("“”„«»‹›‘")  # ’ is the apostrophe too


@pytest.mark.parametrize("language", SPOKEN, ids=ids)
def test_the_interface_quotes_as_its_language_does(language: Language) -> None:
    catalogue = polib.pofile(str(ROOT / "translations" / "locale" / to_locale(language.code) / "LC_MESSAGES" / "django.po"))
    wrong = []
    for entry in catalogue:
        if (set(entry.msgid) & QUOTING) - set(CURLY):
            continue  # it speaks of marks itself
        for text in [*entry.msgstr_plural.values(), entry.msgstr]:
            words = re.sub(r"<[^>]*>", "", text)
            is_foreign = (set(words) & QUOTING) - set(language.quotes) or words.count('"') > 1
            if is_foreign or words.count(language.quotes.open) != words.count(language.quotes.close):
                wrong.append(text)
    assert wrong == []


def test_no_template_puts_quotation_marks_around_what_it_shows() -> None:
    """Marks differ by language: they belong into the sentences that gettext knows."""
    translated = re.compile(r"{%\s*(?:translate\b.*?%}|blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%})", re.DOTALL)
    learners = [path for path in templates() if "translations/templates" not in str(path)]
    wrong = [shown(path) for path in learners if re.search("[“”„«»‹›‘]", translated.sub("", template_source(path)))]
    assert wrong == []
