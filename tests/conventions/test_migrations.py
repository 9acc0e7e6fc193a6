"""Migrations are named, linear and need none of the project's code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.conventions.sources import MAY_KNOW, PACKAGES, python_files, shown

MIGRATIONS = [path for path in python_files() if path.parent.name == "migrations" and path.stem != "__init__"]


def test_there_are_some() -> None:
    assert len(MIGRATIONS) >= 4


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", *[label for label in MAY_KNOW if label != "translations"], verbosity=0)


@pytest.mark.parametrize("path", MIGRATIONS, ids=shown)
def test_a_migration_is_named_for_what_it_does(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*", path.stem)
    assert not re.search(r"_auto_|_initial$|_alter_\w+_and_more$|_\d{8}", path.stem)


@pytest.mark.parametrize("app", sorted(MAY_KNOW))
def test_the_migrations_of_an_app_stand_in_one_line(app: str, db: None) -> None:
    graph = MigrationLoader(None).graph
    nodes = [node for node in graph.nodes if node[0] == app]
    parents = Counter(parent for node in nodes for parent in graph.node_map[node].parents if parent.key[0] == app)
    assert max(parents.values(), default=1) == 1
    assert len(graph.leaf_nodes(app)) <= 1
    numbers = sorted(name[:4] for _app, name in nodes)
    assert numbers == [f"{number:04d}" for number in range(1, len(nodes) + 1)]


@pytest.mark.parametrize("path", MIGRATIONS, ids=shown)
def test_data_is_moved_without_the_projects_code(path: Path) -> None:
    """A function that a `RunPython` calls must mean the same in ten years; models come from its `apps`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not any(isinstance(node, ast.Attribute) and node.attr == "RunPython" for node in ast.walk(tree)):
        return
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert [name for name in imported if name.split(".")[0] in PACKAGES] == []
