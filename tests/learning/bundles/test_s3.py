"""Bundles in a storage that speaks S3 over the line: `rclone serve s3`, with signed requests, configured as an operator does."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, override_settings

from config import env
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle, StoredBundle
from learning.bundles.sources import Wanted
from learning.bundles.storage import store_bundle
from tests.free_ports import free_port
from tests.kept_rows import kept
from tests.learning.bundles.test_storage import assert_parts_are_right, get
from tests.served_site import until

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEY, SECRET, BUCKET = "mwanga", "a secret of the test", "courses"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one bucket."""
    folder, port = tmp_path_factory.mktemp("s3"), free_port()
    (folder / BUCKET).mkdir()
    program = Path(sys.executable).with_name("rclone")
    words = [str(program), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--config", os.devnull, str(folder)]
    process = subprocess.Popen(words, env={**os.environ, "RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'})
    address = f"http://127.0.0.1:{port}"
    until(lambda: process.poll() is not None or answers(address), seconds=30)
    assert process.poll() is None
    yield address
    process.kill()
    process.wait()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5)
    except urllib.error.HTTPError:
        return True  # nobody is let in without a key
    except OSError:
        return False
    return False


@pytest.fixture
def operator(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`operator(**changed)`: the settings that the environment of an operator makes."""

    def call(**changed: str) -> dict[str, Any]:
        said = {"BUCKET": BUCKET, "ENDPOINT": server, "REGION": "us-east-1", "KEY": KEY, "SECRET": SECRET, **changed}
        for name, value in said.items():
            monkeypatch.setenv(f"MWANGA_S3_{name}", value)
        return {**settings.STORAGES, "bundles": env.object_storage("MWANGA_S3")}

    return call


@kept
def bundle(course_key: Any) -> Bundle:
    return build_bundle(Wanted(course_key, "en", "text"))


@pytest.fixture
def stored(bundle: Bundle, operator: Any) -> Iterator[tuple[Bundle, bytes]]:
    """A bundle that lies at the server alone."""
    data = bundle.path.read_bytes()
    with override_settings(STORAGES=operator()):
        store_bundle(bundle.file_name)
        bundle.path.unlink()
        yield bundle, data
        storages["bundles"].delete(bundle.file_name)


def test_a_file_arrives_as_it_is_and_only_once(stored: tuple[Bundle, bytes]) -> None:
    bundle, data = stored
    assert StoredBundle.objects.get().bundle == bundle
    with storages["bundles"].open(bundle.file_name) as file:
        assert file.read() == data
    store_bundle(bundle.file_name)
    assert storages["bundles"].listdir("") == ([], [bundle.file_name])


def test_a_half_file_of_an_earlier_try_is_replaced(bundle: Bundle, operator: Any) -> None:
    with override_settings(STORAGES=operator()):
        storages["bundles"].save(bundle.file_name, ContentFile(b"half"))
        store_bundle(bundle.file_name)
        assert storages["bundles"].size(bundle.file_name) == bundle.size
        storages["bundles"].delete(bundle.file_name)


def test_parts_that_come_through_us_are_right_to_the_first_and_last_byte(stored: tuple[Bundle, bytes]) -> None:
    bundle, data = stored
    with override_settings(BUNDLES_STORAGE_LINKS=False):
        assert_parts_are_right(bundle, data)
        head = Client().head(f"/bundles/{bundle.file_name}")
        assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(data)))


def test_a_signed_link_opens_the_file_and_goes_on_after_a_cut(stored: tuple[Bundle, bytes]) -> None:
    bundle, data = stored
    with override_settings(BUNDLES_STORAGE_LINKS=True):
        answer = get(bundle)
    link = answer.headers["Location"]
    assert (answer.status_code, link.partition("?")[0].rpartition("/")[2]) == (302, bundle.file_name)
    with urllib.request.urlopen(link, timeout=30) as whole:
        assert whole.read() == data
    rest = urllib.request.Request(link, headers={"Range": "bytes=1000-"})
    with urllib.request.urlopen(rest, timeout=30) as part:
        assert part.headers["Content-Range"] == f"bytes 1000-{len(data) - 1}/{len(data)}"  # with 200, which S3 itself never says
        assert part.read() == data[1000:]
    for wrong in (link.partition("?")[0], link[:-1] + ("0" if link[-1] != "0" else "1")):
        with pytest.raises(urllib.error.HTTPError, match=r"40[03]"):
            urllib.request.urlopen(wrong, timeout=30)


@pytest.mark.parametrize("changed", [{"SECRET": "another"}, {"BUCKET": "nowhere"}, {"ENDPOINT": "http://127.0.0.1:9"}])
def test_a_storage_that_refuses_leaves_the_file_with_us(bundle: Bundle, operator: Any, changed: dict[str, str]) -> None:
    with override_settings(STORAGES=operator(**changed)), pytest.raises((ClientError, BotoCoreError, OSError)):
        store_bundle(bundle.file_name)
    assert not StoredBundle.objects.exists()
    assert bundle.path.is_file()
