"""The queue of files: every message arrives once and whole, in order, however many write and read."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.file_queue import Channel, Transport


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://localhost/", transport=Transport, transport_options=folders) as connection:
        yield connection.channel()


def take_all(channel: Channel, queue: str) -> list[int]:
    taken = []
    while True:
        try:
            taken.append(channel._get(queue)["number"])
        except Empty:
            return taken


def test_messages_come_in_the_order_they_were_put(channel: Channel) -> None:
    for number in range(20):
        channel._put("celery", {"number": number})
    assert take_all(channel, "celery") == list(range(20))


def test_each_queue_has_its_own_messages_and_they_can_be_counted_and_purged(channel: Channel) -> None:
    channel._put("celery", {"number": 1})
    channel._put("other", {"number": 2})
    assert channel._size("other") == 1
    assert channel._purge("other") == 1
    assert take_all(channel, "celery") == [1]


def test_many_writers_and_readers_share_the_messages_without_loss_or_double(channel: Channel) -> None:
    with ThreadPoolExecutor(8) as pool:
        writers = [
            pool.submit(lambda part=part: [channel._put("celery", {"number": 100 * part + n}) for n in range(100)])
            for part in range(4)
        ]
        readers = [pool.submit(take_all, channel, "celery") for _ in range(4)]
        taken = [number for reader in readers for number in reader.result()]
        for writer in writers:
            writer.result()
    assert sorted(taken + take_all(channel, "celery")) == list(range(400))


def test_a_file_that_is_no_message_is_dropped_and_the_next_one_comes(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / f"{0:020d}_broken.celery.msg").write_text("")
    channel._put("celery", {"number": 5})
    assert channel._get("celery") == {"number": 5}
    assert not list(tmp_path.glob("*.msg"))
    assert not list(tmp_path.glob(".*"))
