"""`/healthz` and `/readyz`: what a load balancer asks, answered before anything else can break."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client

from config import health


def test_a_living_process_says_so_without_a_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_a_ready_server_says_so() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "troubles": []})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_probes_come_by_any_host_name_and_leave_no_cookie(path: str) -> None:
    answer = Client().get(path, headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert Client().head(path).status_code == 200


def troubles() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    assert answer.json()["ready"] is False
    return answer.status_code, answer.json()["troubles"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_named: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connections["default"], "cursor", gone)
    assert troubles() == (503, ["The database does not answer."])


@pytest.mark.django_db
def test_a_database_behind_the_code_is_said() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'courses'")
    assert troubles() == (503, ["The database is behind the code: run `manage.py migrate`."])


@pytest.mark.django_db
def test_a_data_folder_that_cannot_be_written_is_said(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "nothing"  # type: ignore[attr-defined]
    assert troubles() == (503, ["The data folder cannot be written."])


@pytest.mark.django_db
def test_a_full_or_read_only_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "can_write", lambda _folder: False)
    assert troubles() == (503, ["The data folder cannot be written."])


@pytest.mark.django_db
def test_every_trouble_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "readiness_troubles", lambda: list(health.READY_SENTENCES))
    assert troubles() == (503, list(health.READY_SENTENCES.values()))


@pytest.mark.django_db
def test_asking_leaves_nothing_in_the_data_folder(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    before = set(tmp_path.iterdir())
    assert Client().get("/readyz").status_code == 200
    assert set(tmp_path.iterdir()) == before
