"""The queue of a machine without Redis: one small file per message in the data folder.

This is kombu's `filesystem` transport with two holes closed. There a message can be read before it is written (the
worker then falls over), and one being read lies in the system's temporary folder. The queue only wakes the worker;
what is to be done stands in job rows, so a message lost with a killed worker loses no work.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Puts and takes messages by renaming, which no other process can see half done."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.replace(Path(self.data_folder_out, name))

    def _get(self, queue: str) -> Any:
        for name in sorted(entry.name for entry in os.scandir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":  # another queue's, a draft, or one being read
                continue
            taken = Path(self.data_folder_in, f".taken-{os.getpid()}-{name}")
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # another reader's, or no message
                Path(self.data_folder_in, name).rename(taken)
                try:
                    return loads(taken.read_text(encoding="utf-8"))
                finally:
                    taken.unlink()
        raise Empty


class Transport(filesystem.Transport):
    """Known to Celery as `file-queue://`, see `config/celery_app.py`."""

    Channel = Channel
