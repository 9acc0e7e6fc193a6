"""Each attack class is refused under its code, in a second and in 64 MB."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.h5p.attacks import ATTACKS
from tests.h5p.cpu_time import less_than
from tests.h5p.packages import check, codes

PEAK_OF_A_CHECK = """
import sys
from h5p.__main__ import main
assert main(["check", sys.argv[1]]) == 1
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
"""Prints the most memory that the process ever held, in kilobytes, the interpreter itself included. Linux only."""

HEAVY = [
    "a hundred thousand members",
    "more members than allowed",
    "folders without end",
    "a file of zeros",
    "many files of nothing",
    "deep JSON",
    "wide JSON of lists",
    "wide JSON of objects",
    "escaped quotes without end",
    "the largest JSON",
    "JSON of many files",
    "thousands of libraries",
    "a number of a million digits",
    "a slow name",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_under_its_code_within_a_second(attack: str) -> None:
    code, build = ATTACKS[attack]
    data = build()
    with less_than(1.0):
        report = check(data)
    assert code in codes(report)
    assert not report.ok


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("attack", HEAVY)
def test_an_attack_costs_less_than_64_megabytes(attack: str, tmp_path: Path) -> None:
    file = tmp_path / "attack.h5p"
    file.write_bytes(ATTACKS[attack][1]())
    words = [sys.executable, "-S", "-c", PEAK_OF_A_CHECK, str(file)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True)
    assert int(done.stdout.splitlines()[-1]) < 64 * 1024


def test_the_documents_name_the_code_of_every_attack() -> None:
    documented = (Path(__file__).parents[2] / "h5p/docs/checks.md").read_text(encoding="utf-8")
    assert {code for code, _ in ATTACKS.values() if f"`{code}`" not in documented} == set()
