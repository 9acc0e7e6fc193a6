"""Settings, URLs and processes: the only package that knows everyone."""

import gc

# Little of what a start makes is rubbish: looking for it less often than after each 700 new objects (Python's own habit) saves
# about a fifth of a start, and the memory after it is the same. Said before anything large is imported.
gc.set_threshold(10_000, 10, 10)

from config.celery_app import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
