"""Bundles in an object storage: copied once, led to, or sent through us in the parts that are asked for.

Here the storage is Django's own in memory; `test_s3.py` has one that speaks S3.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client, override_settings

from config import env
from courses import jobs
from learning.bundles.builder import build_bundle
from learning.bundles.models import Bundle, StoredBundle
from learning.bundles.sources import Wanted
from learning.bundles.storage import STORE_BUNDLE, store_bundle
from tests.kept_rows import kept

MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage", "OPTIONS": {"base_url": "https://store.example.org/"}}


@kept
def bundle(course_key: UUID) -> Bundle:
    return build_bundle(Wanted(course_key, "en", "text"))


@pytest.fixture
def stored(bundle: Bundle) -> Any:
    """A bundle that lies in the storage alone."""
    with override_settings(STORAGES={**settings.STORAGES, "bundles": MEMORY}, BUNDLES_STORAGE_LINKS=False):
        store_bundle(bundle.file_name)
        data = (settings.BUNDLES_ROOT / bundle.file_name).read_bytes()
        (settings.BUNDLES_ROOT / bundle.file_name).unlink()
        yield bundle, data


def get(bundle: Bundle, **headers: str) -> Any:
    return Client().get(f"/bundles/{bundle.file_name}", headers={name.replace("_", "-"): value for name, value in headers.items()})


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_file_is_copied_once_and_the_row_says_so(stored: Any) -> None:
    bundle, data = stored
    assert StoredBundle.objects.get().bundle == bundle
    with storages["bundles"].open(bundle.file_name) as file:
        assert file.read() == data
    store_bundle(bundle.file_name)
    assert StoredBundle.objects.count() == 1


def assert_parts_are_right(bundle: Bundle, data: bytes) -> None:
    """What comes through us is right to the first and last byte."""
    whole = get(bundle)
    assert (whole.status_code, body(whole), whole.headers["ETag"]) == (200, data, f'"{bundle.sha256}"')
    for wanted, part in (("0-0", data[:1]), ("-1", data[-1:]), ("100-199", data[100:200]), ("7-", data[7:])):
        answer = get(bundle, range=f"bytes={wanted}")
        assert (answer.status_code, body(answer)) == (206, part)
    assert get(bundle, range=f"bytes={len(data)}-").status_code == 416


def test_what_comes_through_us_is_right_to_the_first_and_last_byte(stored: Any) -> None:
    bundle, data = stored
    assert_parts_are_right(bundle, data)
    assert get(bundle, if_none_match=f'"{bundle.sha256}"').status_code == 304


def test_downloads_are_led_to_the_storage_and_our_own_page_is_not(stored: Any) -> None:
    bundle, data = stored
    with override_settings(BUNDLES_STORAGE_LINKS=True):
        answer = get(bundle)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"https://store.example.org/{bundle.file_name}")
        assert answer.headers["Cache-Control"] == "no-store"
        part = get(bundle, range="bytes=0-9", x_mwanga_pieces="1")
        assert (part.status_code, body(part)) == (206, data[:10])


def test_a_new_file_is_copied_by_a_job(bundle: Bundle, course_key: UUID, django_capture_on_commit_callbacks: Any) -> None:
    asked: list[tuple[str, str]] = []
    with (
        override_settings(STORAGES={**settings.STORAGES, "bundles": MEMORY}),
        pytest.MonkeyPatch.context() as patch,
        django_capture_on_commit_callbacks(execute=True),
    ):
        patch.setattr(jobs, "ask", lambda kind, subject: asked.append((kind, subject)))
        newer = build_bundle(Wanted(course_key, "ar", "text"))
    assert (STORE_BUNDLE, newer.file_name) in asked


def test_without_a_storage_nothing_is_copied(bundle: Bundle) -> None:
    store_bundle(bundle.file_name)
    assert not StoredBundle.objects.exists()


def test_the_environment_names_a_storage_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.object_storage("MWANGA_S3") == {}
    monkeypatch.setenv("MWANGA_S3_BUCKET", "courses")
    monkeypatch.setenv("MWANGA_S3_ENDPOINT", "https://s3.example.org")
    options = env.object_storage("MWANGA_S3")["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == ("courses", "https://s3.example.org")
    monkeypatch.setenv("MWANGA_S3_ENDPOINT", "s3.example.org")
    with pytest.raises(env.BadEnvironment, match="https://"):
        env.object_storage("MWANGA_S3")
