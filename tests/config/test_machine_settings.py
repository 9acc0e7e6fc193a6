"""The variables that name a machine for drafts: all of them or none, and a sentence at the start for anything else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from config import env
from tests.served_site import ROOT

GOOD: dict[str, Any] = {"kind": "libretranslate", "url": "http://127.0.0.1:5000/", "key": "", "model": "", "seconds": 60}
CHAT = GOOD | {"kind": "openai", "url": "https://ai.example.org/v1", "model": "little-model"}


def test_without_any_the_machine_is_off() -> None:
    assert env.machine(kind="", url="", key="", model="", seconds=60) == {}


def test_both_kinds_are_read() -> None:
    assert env.machine(**GOOD) == GOOD | {"url": "http://127.0.0.1:5000"}
    assert env.machine(**CHAT | {"key": "sk-1"}) == CHAT | {"key": "sk-1"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GOOD | {"kind": ""}, "MWANGA_MACHINE_KIND is ''"),
        (GOOD | {"kind": "deepl"}, "MWANGA_MACHINE_KIND is 'deepl'.*libretranslate or openai"),
        (GOOD | {"url": ""}, "MWANGA_MACHINE_URL is ''"),
        (GOOD | {"url": "127.0.0.1:5000"}, "MWANGA_MACHINE_URL is '127.0.0.1:5000'"),
        (GOOD | {"url": "file:///etc/passwd"}, "MWANGA_MACHINE_URL is 'file"),
        (GOOD | {"url": "https://ai.example.org/?key=1"}, "MWANGA_MACHINE_URL"),
        (GOOD | {"url": "https://me:secret@ai.example.org"}, "name or a password.*MWANGA_MACHINE_KEY"),
        (GOOD | {"key": "two words"}, "MWANGA_MACHINE_KEY"),
        (GOOD | {"key": "a\nb"}, "MWANGA_MACHINE_KEY"),
        (GOOD | {"model": "little-model"}, "MWANGA_MACHINE_MODEL is 'little-model'"),
        (CHAT | {"model": ""}, "MWANGA_MACHINE_MODEL must name"),
        ({"kind": "", "url": "", "key": "sk-1", "model": "", "seconds": 60}, "MWANGA_MACHINE_KIND is ''"),
    ],
)
def test_a_wrong_combination_is_a_sentence_without_the_key(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(env.BadEnvironment, match=sentence) as refused:
        env.machine(**wrong)
    assert "secret" not in str(refused.value)
    assert "sk-1" not in str(refused.value)


def test_a_wrong_combination_stops_the_start(tmp_path: Any) -> None:
    surroundings = os.environ | {"MWANGA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    surroundings["MWANGA_MACHINE_KIND"] = "openai"
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "MWANGA_MACHINE_URL is ''" in done.stderr
