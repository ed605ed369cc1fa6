"""Locks between processes: two ``make`` at once must not get in each other's way."""

import fcntl
from contextlib import contextmanager

from .console import Failure
from .layout import CACHE


@contextmanager
def lock(name, wait=True):
    """Let one process at a time do a thing; others wait, or are told."""
    path = CACHE / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Failure(f"Another process is at work on {name}.") from None
        yield
