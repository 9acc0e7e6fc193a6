"""The documentation names everything a person can set or run, and links to files that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.sources import PACKAGES, ROOT, python_files, shown

READERS = {"text", "flag", "number", "words", "words_read", "folder", "site_url", "database"}


def pages() -> list[Path]:
    """README, CONTRIBUTING and everything below docs/."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def documentation() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in pages())


def environment_variables() -> set[str]:
    """Every name that `config.env` or `os.environ` is asked for."""
    names = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner = ast.unparse(node.func.value)
                asked = (owner == "env" and node.func.attr in READERS) or (owner == "os.environ" and node.func.attr == "get")
                if asked and isinstance(node.args[0], ast.Constant):
                    names.add(node.args[0].value)
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ" and isinstance(node.slice, ast.Constant):
                names.add(node.slice.value)
    # What Django, Python and our own processes tell each other, and what only tests set.
    return {name for name in names if not name.startswith(("DJANGO_", "PYTHON", "CELERY_", "MWANGA_TEST_", "PYTEST_"))}


def commands() -> set[str]:
    """Our own management commands."""
    return {
        path.stem
        for package in PACKAGES
        for path in (ROOT / package).rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }


def test_there_is_something_to_document() -> None:
    assert {
        "MWANGA_DATA",
        "PORT",
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
    } <= environment_variables()
    assert {"load_starter_courses", "render_due_lessons", "resume_jobs"} <= commands()


@pytest.mark.parametrize("name", sorted(environment_variables()))
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", documentation())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", documentation())


def test_every_target_of_make_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = documentation()
    assert [target for target in targets if target != "help" and f"make {target}" not in text] == []


def test_no_documented_command_is_gone() -> None:
    named = set(re.findall(r"manage\.py ([a-z0-9_]+)", documentation()))
    from django.core.management import get_commands

    assert sorted(named - set(get_commands())) == []


@pytest.mark.parametrize("path", pages(), ids=shown)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    broken = [link for link in links if not re.match(r"[a-z]+:|#", link) and not (path.parent / link.split("#")[0]).exists()]
    assert broken == []


@pytest.mark.parametrize("path", pages(), ids=shown)
def test_pages_start_with_their_title(path: Path) -> None:
    assert path.read_text(encoding="utf-8").lstrip().startswith("# ")


def test_the_assessment_names_tests_that_are_there() -> None:
    """Of each requirement the files, and the first words of a test of the file named before them."""
    page = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| P\d+ \|.*$", page, re.MULTILINE)
    assert len(rows) == 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`(?: \(([^)]*)\))?", row)
        assert named, row
        for path, words in named:
            names = re.findall(r"^def test_(\w+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
            for begin in re.findall(r"\*([^*]+)\*", words):
                assert any(begin.replace(" ", "_") in name for name in names), (path, begin)
