"""A bound on the processor time that a piece of a test takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def less_than(seconds: float) -> Iterator[None]:
    """What other tests left in memory is kept away from the garbage collector, which would go through all of it meanwhile."""
    gc.freeze()
    try:
        started = time.process_time()
        yield
        taken = time.process_time() - started
    finally:
        gc.unfreeze()
    assert taken < seconds
