"""`python -m h5p`: exit codes and what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from h5p.__main__ import main
from tests.h5p.packages import packed, whole, with_files


def written(folder: Path, data: bytes, name: str = "rain.h5p") -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def test_an_accepted_package_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", written(tmp_path, packed(whole().items()))]) == 0
    assert capsys.readouterr().out == "rain.h5p: accepted\n"


def test_a_refused_package_ends_with_1_and_names_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = packed(with_files({"content/x.exe": "", "content/content.json": "[]"}).items())
    assert main(["check", "--json", written(tmp_path, data)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert {error["code"] for error in report["errors"]} == {"not-in-whitelist", "content-not-object"}
    assert {"code", "message", "path"} == set(report["errors"][0])
    assert report["warnings"] == []


def test_orders_to_the_terminal_are_printed_as_letters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = packed([*whole().items(), ("content/\x1b[2Jx.png", b""), ("content/\u202ex.exe", b"")])
    assert main(["check", written(tmp_path, data)]) == 1
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "error unsafe-path: content/\\x1b[2Jx.png: " in printed


def test_content_alone_may_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = packed((name, value) for name, value in whole().items() if not name.startswith("Test."))
    file = written(tmp_path, data)
    assert main(["check", file]) == 1
    assert main(["check", "--content-only", file]) == 0
    assert "warning missing-required-library: h5p.json#/preloadedDependencies/0: Test.Question 1.0" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "info"])
def test_a_file_that_cannot_be_opened_ends_with_2(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(tmp_path / "missing.h5p")]) == 2
    assert main([command, str(tmp_path)]) == 2
    assert "missing.h5p: No such file" in capsys.readouterr().err


def test_a_wrong_call_ends_with_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])


def test_info_says_what_the_package_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, packed(whole().items()))
    assert main(["info", "--json", file]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["title"] == "Rain and soil"
    assert list(facts["libraries"]) == ["Test.Question-1.0"]
    assert main(["info", file]) == 0
    assert "mainLibrary: Test.Question\n" in capsys.readouterr().out


@pytest.mark.parametrize("head", ["[]", "{", None])
def test_info_needs_an_h5p_json(head: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", written(tmp_path, packed(with_files({"h5p.json": head}).items()))]) == 1
    assert capsys.readouterr().out.startswith("error ")
