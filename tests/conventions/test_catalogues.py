"""The interface's catalogues: what the code says stands in each of them, translated, with its placeholders and tags."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.conventions.sources import python_files, shown

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "translations" / "locale"
CODES = [code for code, _name in settings.LANGUAGES]
STATES = {"source", "machine draft", "in review", "reviewed"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")
TAG = re.compile(r"</?[a-z]+")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / code / "LC_MESSAGES" / "django.po"))


def texts(entry: polib.POEntry) -> list[str]:
    """All that an entry says in its language."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated_and_none_is_fuzzy(code: str) -> None:
    entries = [entry for entry in catalogue(code) if not entry.obsolete]
    assert [entry.msgid for entry in entries if entry.fuzzy or not all(texts(entry))] == []
    assert len(entries) == len([entry for entry in catalogue("en") if not entry.obsolete])


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_placeholders_and_tags(code: str) -> None:
    """A number may be left out where a plural form says it in words (“one lesson”), nothing may be added."""
    broken = []
    for entry in catalogue(code):
        allowed = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)), sorted(TAG.findall(entry.msgid))
        for text in texts(entry):
            found = sorted(PLACEHOLDER.findall(text)), sorted(TAG.findall(text))
            fits = set(found[0]) <= set(allowed[0]) if entry.msgid_plural else found[0] == allowed[0]
            if not fits or found[1] != allowed[1]:
                broken.append((entry.msgid, text))
    assert broken == []


@pytest.mark.parametrize("code", CODES)
def test_gettext_finds_nothing_wrong(code: str) -> None:
    file = FOLDER / code / "LC_MESSAGES" / "django.po"
    said = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", str(file)], capture_output=True, text=True, check=True
    )
    assert re.search(r"^\d+ translated messages\.$", said.stderr.strip().splitlines()[-1])


def test_the_catalogues_hold_what_the_code_says_now(tmp_path: Path) -> None:
    """`make messages` would add nothing and take nothing away."""
    for name in ("config", "courses", "learning", "translations", "h5p"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "locale", "*.png"))
    shutil.copytree(FOLDER / "en", tmp_path / "locale" / "en")
    shutil.copy(ROOT / "manage.py", tmp_path)
    code = (
        "import django; django.setup(); from django.conf import settings; from django.core.management import call_command\n"
        f"settings.LOCALE_PATHS = [{str(tmp_path / 'locale')!r}]\n"
        "call_command('makemessages', '--locale', 'en', '--add-location', 'file', '--no-wrap')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
    now = polib.pofile(str(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    said, kept = ({(one.msgctxt, one.msgid) for one in po if not one.obsolete} for po in (now, catalogue("en")))
    assert said == kept


def test_the_status_file_tells_of_every_language() -> None:
    status = tomllib.loads((FOLDER / "status.toml").read_text(encoding="utf-8"))["languages"]
    assert set(status) == set(CODES)
    assert set(status.values()) <= STATES


def test_no_message_hides_in_an_f_string() -> None:
    """xgettext does not look into them, so such a message would stay English everywhere."""
    asking = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy"}
    hidden = [
        f"{shown(path)}:{call.lineno}"
        for path in python_files()
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in asking
    ]
    assert hidden == []
