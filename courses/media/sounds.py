"""Recordings as learners get them: the uploaded file, in the object store under the hash of its bytes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from courses.models import Recording
from courses.rendering import objects

log = logging.getLogger(__name__)


class Sound(NamedTuple):
    """A recording in the object store. `size` in bytes."""

    object_name: str
    size: int


def sounds_of(recording_ids: Iterable[int]) -> dict[int, Sound]:
    """Recording id -> its object, stored now if it is not yet. One query; none when there are no recordings.

    A recording whose file is lost is logged and left out: its words stand in the lesson anyway.
    """
    ids = set(recording_ids)
    sounds = {}
    for row in Recording.objects.filter(pk__in=ids) if ids else []:
        try:
            sounds[row.pk] = stored(row)
        except (OSError, ValueError) as error:  # ValueError: the row has no file at all
            log.warning("A recording cannot be read: %s", error, extra={"kind": "recording"})
    return sounds


def stored(recording: Recording) -> Sound:
    """Puts a recording's file into the object store. A replay costs reading it once."""
    with recording.file.open("rb") as source:
        data = source.read()
    return Sound(objects.put(data, str(recording.file.name).rsplit(".", 1)[-1]), len(data))
