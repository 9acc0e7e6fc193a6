"""`/healthz` says that the process answers, `/readyz` that it can serve people: database, migrations and data folder.

Both come before every other middleware: no session, no language, no host check.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

UNCACHED = {"Cache-Control": "no-store"}
READY_SENTENCES = {
    "database": "The database does not answer.",
    "migrations": "The database is behind the code: run `manage.py migrate`.",
    "data": "The data folder cannot be written.",
}


class HealthMiddleware:
    """Answers the two probes of a load balancer and leaves every other request alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=UNCACHED)
        if request.path_info == "/readyz":
            troubles = readiness_troubles()
            body = {"ready": not troubles, "troubles": [READY_SENTENCES[name] for name in troubles]}
            return JsonResponse(body, status=503 if troubles else 200, headers=UNCACHED)
        return self.get_response(request)


def readiness_troubles() -> list[str]:
    """The names in `READY_SENTENCES` that do not hold now. Costs two queries and one byte written."""
    troubles = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            troubles.append("migrations")
    except DatabaseFailure:
        troubles.append("database")
    if not can_write(settings.DATA_DIR):
        troubles.append("data")
    return troubles


def can_write(folder: Path) -> bool:
    """Whether a byte can really be stored there: rights say nothing of a full or read-only disk. Nothing stays behind."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b".")
            file.flush()
    except OSError:
        return False
    return True
