"""The Celery application. Tasks stand in each app's `tasks.py`; what is to be done stands in job rows."""

from __future__ import annotations

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

TRANSPORT_ALIASES["file-queue"] = "config.file_queue:Transport"

app = Celery("mwanga")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
