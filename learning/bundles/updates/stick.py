"""A stick: a folder with ZIPs and their updates, from which partners without a line bring theirs up to date."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from learning.bundles.models import Bundle
from learning.bundles.updates.publishing import folder_of, line_of


def write_stick(folder: Path, bundles: Iterable[Bundle]) -> int:
    """Copies bundles and all that leads to them; returns how many bundles. What is there already is replaced file by file.

    `update_bundle FILE --from FOLDER` then works without a line. Raises `OSError`.
    """
    count = 0
    for bundle in bundles:
        line = line_of(bundle)
        target = folder / "updates" / line
        shutil.copytree(folder_of(line), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".writing-*", "timestamp.json"))
        shutil.copyfile(bundle.path, folder / bundle.file_name)
        shutil.copyfile(folder_of(line) / "timestamp.json", target / "timestamp.json")  # last: what it names is there
        count += 1
    return count
