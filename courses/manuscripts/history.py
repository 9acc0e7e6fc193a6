"""What the last load stored, and what follows from it: load, leave alone, or keep because somebody edited in the CMS.

Each load leaves an entry in the log that Wagtail keeps of a page or row anyway, with the hash of the manuscript and the names of
cards and options. The entry is all a later load needs, and it goes with the database into every backup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry, Page

MANUSCRIPT: Final = "manuscript"
ORDER: Final = "manuscript_order"


class Decision(Enum):
    """What a load does with a page or row."""

    CREATE = "create"
    SAME = "same"
    UPDATE = "update"
    KEEP = "keep"


@dataclass(frozen=True)
class Loaded:
    """What a load left behind. `names` are those of a lesson's ids, `file` a picture's or recording's."""

    hash: str
    names: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


def decide(*, says: str, wanted: str, loaded: Loaded | None, overwrite: bool = False) -> Decision:
    """Compares what is there now with the manuscript and with what the last load stored; all as hashes."""
    if says == wanted:
        return Decision.SAME
    if overwrite or (loaded and loaded.hash == says):
        return Decision.UPDATE
    return Decision.KEEP


def remember(instance: Model, loaded: Loaded, *, action: str = "wagtail.edit", revision: Any = None) -> None:
    """Notes in the log of a page or row what was loaded."""
    data = {key: value for key, value in vars(loaded).items() if value}
    extra = {"revision": revision} if revision else {}
    log(instance=instance, action=action, data={MANUSCRIPT: data}, content_changed=True, **extra)


def last_load(instance: Model) -> Loaded | None:
    """What the last load stored of a page or row; none when it was made in the CMS. One query."""
    entries = log_registry.get_logs_for_instance(instance).filter(data__has_key=MANUSCRIPT)
    entry = entries.order_by("-timestamp", "-pk").first()
    return Loaded(**entry.data[MANUSCRIPT]) if entry else None


def files_of(model: type[Model]) -> dict[int, str]:
    """Key of a picture or recording -> the file it was loaded from, as "course/file". One query."""
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), data__has_key=MANUSCRIPT)
    return {int(entry.object_id): entry.data[MANUSCRIPT].get("file", "") for entry in entries.order_by("timestamp", "pk")}


def remember_order(parent: Page, slugs: list[str]) -> None:
    """Notes the order in which a load left a page's children."""
    log(instance=parent, action="wagtail.reorder", data={ORDER: slugs})


def last_order(parent: Page) -> list[str]:
    """The order in which the last load left a page's children; empty when none did."""
    entries = log_registry.get_logs_for_instance(parent).filter(data__has_key=ORDER)
    entry = entries.order_by("-timestamp", "-pk").first()
    return entry.data[ORDER] if entry else []
