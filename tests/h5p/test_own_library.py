"""Our own runnable library: ES5, escaped texts, grades as the native questions do, and tells the H5P core in xAPI."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from h5p import blocks as b
from h5p.export import OWN, own_files
from h5p.mapping import mwanga_questions

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = "Mwanga.Questions-1.0"
node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

TWO = (b.Option("a & b", True, "Yes."), b.Option("c <d>", False, "No."), b.Option("e", True))
PAGE = b.Page(
    "",
    (
        b.Text("<p>Read</p>"),
        b.Picture("images/a.png", "A torch"),
        b.OneAnswer("One?", (b.Option("x", False, "Why <not>?"), b.Option("y", True, "Good."))),
        b.SeveralAnswers("Some?", TWO),
        b.TrueFalse("So?", "false", "Hm.", "Right so."),
        b.FillTheGap("Fill", "It is {1} and {2}.", (b.Gap("30; thirty", "Count."), b.Gap("b")), "All.", "Some."),
        b.PutInOrder("Sort", (b.Step("first", "1st"), b.Step("second"), b.Step("third"))),
    ),
)


def play(page: b.Page, acts: list[dict[str, Any]], state: Any = None) -> Any:
    params = mwanga_questions.from_native(page)
    given = {"script": own_files()[f"{FOLDER}/questions.js"].decode(), "params": params, "acts": acts, "state": state}
    done = subprocess.run(
        ["node", str(HERE / "play_own_library.js")], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


@node
def test_every_kind_is_graded_as_the_native_question_is() -> None:
    # Controls in the page's order: 2 radios, 3 boxes, 2 radios, 2 gaps, then the steps mixed: second, first, third.
    acts: list[dict[str, Any]] = [
        {"set": 1, "value": True},
        {"check": 0},
        {"set": 2, "value": True},
        {"set": 3, "value": True},
        {"check": 1},
        {"set": 6, "value": True},
        {"check": 2},
        {"set": 7, "value": " ٣٠ "},
        {"set": 8, "value": "c"},
        {"check": 3},
        {"set": 9, "value": "2"},
        {"set": 10, "value": "1"},
        {"set": 11, "value": "3"},
        {"check": 4},
    ]
    found = play(PAGE, acts)
    results = [(one["verb"], *(one["result"]["score"][key] for key in ("raw", "max"))) for one in found["statements"][1:]]
    assert results == [
        ("answered", 1, 1),
        ("answered", 0, 2),
        ("answered", 1, 1),
        ("answered", 1, 2),
        ("answered", 3, 3),
        ("completed", 6, 9),
    ]
    responses = [one["result"].get("response") for one in found["statements"][1:]]
    assert responses == ["1", "0[,]1", "false", "٣٠[,]c", "0[,]1[,]2", None]
    assert found["score"] == [6, 9]
    assert found["children"] == 5
    assert found["pictures"] == [["/content/7/images/a.png", "A torch"]]


@node
def test_parts_have_a_parent_and_a_single_question_speaks_for_the_whole() -> None:
    several = play(PAGE, [{"set": 1, "value": True}, {"check": 0}])["statements"][1]
    assert several["object"]["id"].startswith("content?subContentId=")
    assert several["context"]["contextActivities"]["parent"]
    alone = play(b.Page("", (PAGE.blocks[2],)), [{"set": 0, "value": True}, {"check": 0}])["statements"]
    assert [one["verb"] for one in alone] == ["attempted", "answered"]
    assert "context" not in alone[1]
    definition = alone[1]["object"]["definition"]
    assert definition["interactionType"] == "choice"
    assert definition["correctResponsesPattern"] == ["1"]
    assert [one["description"]["en-US"] for one in definition["choices"]] == ["x", "y"]


@node
def test_escaped_texts_are_decoded_and_shown_as_text() -> None:
    found = play(PAGE, [{"set": 0, "value": True}, {"check": 0}])
    assert "a & b" in found["texts"]
    assert "c <d>" in found["texts"]
    assert "Why <not>?" in found["texts"]


@node
def test_without_an_answer_nothing_is_sent_and_a_kept_state_comes_back() -> None:
    assert len(play(PAGE, [{"check": 0}, {"check": 4}])["statements"]) == 1
    kept = {"responses": [["1"], None, None, ["30", "b"], None]}
    found = play(PAGE, [], kept)
    assert found["state"] == kept
    assert found["score"] == [3, 9]


@node
def test_the_script_is_es5() -> None:
    acorn = ROOT / "node_modules/acorn/bin/acorn"
    if not acorn.exists():
        pytest.skip("acorn is not installed")
    script = own_files()[f"{FOLDER}/questions.js"]
    subprocess.run(["node", str(acorn), "--ecma5", "--silent"], input=script, check=True, timeout=60, capture_output=True)


def test_the_library_stays_small_and_its_semantics_know_every_field() -> None:
    files = own_files()
    assert sorted(files) == sorted(f"{FOLDER}/{name}" for name in OWN)
    assert sum(map(len, files.values())) < 26_000
    semantics = json.loads(files[f"{FOLDER}/semantics.json"])
    known = {field["name"] for field in semantics[0]["field"]["fields"]}
    written = {key for block in mwanga_questions.from_native(PAGE)["blocks"] for key in block}
    assert written <= known
    texts = {field["name"]: field["default"] for field in semantics[1]["fields"]}
    assert texts == mwanga_questions.L10N
