"""Waiting for what a running server does by itself, with a limit."""

import time

LIMIT = 30
PAUSE = 0.1


def wait_until(condition, limit=LIMIT, pause=PAUSE):
    """Return once ``condition()`` holds; fail when it does not within the limit.

    :param limit: seconds
    :param pause: seconds between two looks
    """
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"not within {limit} s: {condition}"
        time.sleep(pause)
