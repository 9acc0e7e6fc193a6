"""`python -m h5p convert` and `export`: a package to JSON and back from a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from h5p import blocks as b
from h5p.__main__ import main
from h5p.block_json import block_json

ONE = b.OneAnswer("Which?", (b.Option("a", True, "Yes."), b.Option("b", False, "No.")))
LESSON = [block_json(ONE), block_json(b.Picture("images/a.png", "A torch")), block_json(b.Essay("Write"))]


def write(path: Path, blocks: Any) -> Path:
    path.write_text(json.dumps({"blocks": blocks, "credits": {"title": "T", "language": "sw"}}))
    (path.parent / "images").mkdir(exist_ok=True)
    (path.parent / "images/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def test_what_is_exported_is_converted_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = write(tmp_path / "a.json", LESSON), tmp_path / "a.h5p"
    assert main(["export", str(source), "-o", str(target)]) == 0
    capsys.readouterr()
    assert main(["convert", str(target)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["blocks"] == [{"type": "page", "value": {"title": "T", "blocks": LESSON}}]
    assert found["credits"]["language"] == "sw"
    assert found["losses"] == []
    again = tmp_path / "again.h5p"
    (tmp_path / "b.json").write_text(json.dumps(found))
    assert main(["export", str(tmp_path / "b.json"), "-o", str(again)]) == 0
    assert again.read_bytes() == target.read_bytes()


def test_an_own_package_says_what_it_simplifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = write(tmp_path / "a.json", LESSON), tmp_path / "a.h5p"
    assert main(["export", str(source), "-o", str(target), "--mode", "own"]) == 0
    assert "simpler-form" in capsys.readouterr().out
    assert main(["check", str(target)]) == 0


def test_wrong_files_end_with_a_sentence_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "a.h5p")
    for blocks in ([{"type": "x"}], "none", [block_json(b.Picture("../a.png", "x"))], []):
        assert main(["export", str(write(tmp_path / "a.json", blocks)), "-o", target]) == 1
    assert main(["export", str(tmp_path / "gone.json"), "-o", target]) == 2
    assert main(["convert", str(tmp_path / "gone.h5p")]) == 2
    (tmp_path / "bad.h5p").write_bytes(b"no zip")
    assert main(["convert", str(tmp_path / "bad.h5p")]) == 1
    assert "invalid-block" in capsys.readouterr().out
    assert main(["export", str(write(tmp_path / "a.json", LESSON)), "-o", str(tmp_path / "no/a.h5p")]) == 2
    assert "no/a.h5p: No such file" in capsys.readouterr().err
