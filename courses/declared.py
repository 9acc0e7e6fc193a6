"""How an app declares what it keeps: each model with its purpose and its life, each field of a model about people with its own.

Every app of ours has a file `declarations.py` with a table `DECLARED`; together they are `docs/data.md` (`manage.py
describe_data`). A field that no table names fails `tests/conventions/test_personal_data.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from django.apps import AppConfig, apps
from django.db.models import Model

LEARNERS: Final = "learners"
STAFF: Final = "staff"
NOBODY: Final = "nobody"

OUR_PACKAGES: Final = ("courses", "learning", "translations")
TITLES: Final = {LEARNERS: "About learners", STAFF: "About staff and institutions", NOBODY: "About nobody: what is taught"}
HEAD: Final = """# What is kept, why, and for how long

Made from the declarations in the code by `manage.py describe_data`; a test compares. What each rule of life means and when it runs:
[data-protection.md](data-protection.md). `id` is the database's own number and leaves it nowhere.
"""


@dataclass(frozen=True)
class Declared:
    """A model: about whom its rows say something, why they are kept, until when; and each field with its reason.

    A reason may be empty where rows are about nobody: the model's purpose is each field's.
    """

    about: str
    purpose: str
    life: str
    fields: Mapping[str, str] = field(default_factory=dict)


def content(purpose: str, life: str, names: str) -> Declared:
    """A model about nobody, with the names of its fields."""
    return Declared(NOBODY, purpose, life, dict.fromkeys(names.split(), ""))


def our_apps() -> Iterator[AppConfig]:
    """The apps whose rows we answer for."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OUR_PACKAGES and config.models_module:
            yield config


def declared() -> dict[str, Declared]:
    """Label (app and model) -> declaration, of all our apps. Raises `ImportError` for an app without its table."""
    tables: dict[str, Declared] = {}
    for config in our_apps():
        tables.update(import_module(f"{config.name}.declarations").DECLARED)
    return tables


def fields_of(model: type[Model]) -> set[str]:
    """The names of a model's own fields, without those of a parent that has a table of its own."""
    return {one.name for one in [*model._meta.local_fields, *model._meta.local_many_to_many]}


def data_page() -> str:
    """The text of `docs/data.md`."""
    parts = [HEAD]
    tables = declared()
    for about, title in TITLES.items():
        parts.append(f"## {title}\n")
        for label in sorted(label for label, table in tables.items() if table.about == about):
            table = tables[label]
            parts.append(f"### {label}\n\n{table.purpose}\n\nLife: {table.life}\n")
            if about == NOBODY:
                parts.append(f"Fields: {', '.join(f'`{name}`' for name in table.fields)}\n")
            else:
                rows = [f"| `{name}` | {reason} |" for name, reason in table.fields.items()]
                parts.append("\n".join(["| field | why |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)
