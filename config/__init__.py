"""Settings, URLs and processes: the only package that knows everyone."""

from config.celery_app import app as celery_app

__all__ = ["celery_app"]
