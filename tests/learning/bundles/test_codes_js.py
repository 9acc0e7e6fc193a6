"""Codes at a bundle's device: `static/offline/codes.js` and Python pass the same table."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learning.bundles.completion_code import completion_code, shown_completion_code
from learning.codes import check_sign, read_code

ROOT = Path(__file__).parents[3]
OFFLINE = ROOT / "static" / "offline"
TABLE: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "claim.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def coding_page(chromium: Any) -> Any:
    """A blank page with the scripts in it; it may use no Web Crypto, which hubs do not have."""
    page = chromium.new_page()
    for name in ("verify/bytes", "verify/sha", "codes"):
        page.add_script_tag(path=str(OFFLINE / f"{name}.js"))
    yield page
    page.close()


@pytest.mark.parametrize("case", TABLE["completion"], ids=lambda case: case["name"])
def test_a_completion_code_is_the_same_in_python(case: dict[str, Any]) -> None:
    code = completion_code(UUID(case["course"]), case["learner"], map(UUID, case["answers"]))
    assert code == case["code"]
    assert check_sign(code[:-1]) == code[-1]


def test_other_answers_another_code() -> None:
    codes = [case["code"] for case in TABLE["completion"]]
    assert len(set(codes)) == len(codes) - 1  # two cases differ in the order of their answers only


@pytest.mark.parametrize(("typed", "plain"), TABLE["typed"])
def test_a_learner_code_is_read_alike_in_python(typed: str, plain: str | None) -> None:
    assert read_code(typed) == plain


@pytest.mark.browser
def test_the_page_makes_and_reads_codes_as_the_table_says(coding_page: Any) -> None:
    for case in TABLE["completion"]:
        made = coding_page.evaluate(
            "case_ => MwangaCodes.completion(case_.course, case_.learner, case_.answers)",
            case,
        )
        assert made == case["code"], case["name"]
        assert coding_page.evaluate("code => MwangaCodes.shown(code)", made) == shown_completion_code(made)
    for typed, plain in TABLE["typed"]:
        assert coding_page.evaluate("typed => MwangaCodes.read(typed)", typed) == plain, typed


@pytest.mark.browser
def test_the_page_keeps_a_pin_as_the_contract_says(coding_page: Any) -> None:
    for case in TABLE["pins"]:
        said = f"{case['id']}:{' '.join(case['pictures'])}"
        assert hashlib.sha256(said.encode()).hexdigest() == case["digest"]
        assert coding_page.evaluate("case_ => MwangaCodes.pin(case_.id, case_.pictures)", case) == case["digest"]
