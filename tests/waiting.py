"""Waiting for what a running server does by itself, with a limit."""

import time

LIMIT = 30
PAUSE = 0.1


def wait_until(condition):
    """Return once ``condition()`` holds; fail when it does not within the limit."""
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, f"not within {LIMIT} s: {condition}"
        time.sleep(PAUSE)
