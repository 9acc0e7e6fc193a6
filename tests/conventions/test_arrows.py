"""Arrows only point down: imports, foreign keys, templates and addresses know nothing of what stands above them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.conventions.sources import MAY_KNOW, ROOT, app_of, python_files, shown, template_source, templates


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_app_of_ours_has_its_place() -> None:
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path}
    assert ours == set(MAY_KNOW)


def test_foreign_keys_point_down() -> None:
    wrong = []
    for label, known in MAY_KNOW.items():
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                other = field.related_model if field.is_relation and field.concrete else None
                if other is None or other._meta.label == settings.AUTH_USER_MODEL:
                    continue  # which model people are is a setting, and Wagtail's own fields name it
                if other._meta.app_label in set(MAY_KNOW) - known:
                    wrong.append(f"{model._meta.label}.{field.name} -> {other._meta.label}")
    assert wrong == []


NAMED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")


def home_of(name: str) -> str:
    """The app a template's name belongs to: its first folder, or the lowest app for the shell and its components."""
    first = name.split("/", 1)[0]
    return first if first in MAY_KNOW else "courses"


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_templates_are_built_from_what_stands_below_them(path: Path) -> None:
    known = MAY_KNOW[app_of(path)]
    wrong = [name for name in NAMED.findall(template_source(path)) if home_of(name) not in known]
    assert wrong == []


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_templates_name_no_address_and_no_tag_of_what_stands_above_them(path: Path) -> None:
    source = template_source(path)
    known = MAY_KNOW[app_of(path)] | {"components"}
    urls = re.findall(r"""{%\s*url\s+["']([a-z_]+):""", source)
    tags = [name for names in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", source) for name in names.split()]
    assert [name for name in urls if name in MAY_KNOW and name not in known] == []
    assert set(tags) <= {"i18n", "l10n", "static", "tz", "wagtailadmin_tags"} | own_tags(known)


def own_tags(apps_below: set[str]) -> set[str]:
    """Tag libraries of the apps a template may know."""
    folders = [Path(apps.get_app_config(label).path) / "templatetags" for label in apps_below if label in MAY_KNOW]
    return {file.stem for folder in folders for file in folder.glob("*.py")} - {"__init__"}


def test_the_lowest_templates_never_mention_what_stands_above() -> None:
    words = re.compile(r"\b(learning|translations|certificates|bundles)/")
    assert [shown(path) for path in templates() if app_of(path) == "courses" and words.search(template_source(path))] == []


def test_the_lowest_app_names_no_app_above_in_its_code() -> None:
    """Texts like "learning.Person" or "certificates:verify" are arrows too; names of view contexts stand in the settings."""
    named = re.compile(r"""["'](learning|translations|certificates|bundles)[.:/][\w./:]*["']""")
    wrong = [
        f"{shown(path)}: {found.group()}"
        for path in python_files()
        if app_of(path) == "courses"
        for found in named.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
