"""One short line of progress for each step, and clear errors."""

import os
import sys
import time
from contextlib import contextmanager


class Failure(Exception):
    """Something the user has to know; shown without a traceback."""


class Outcome:
    """What a step has to say at its end."""

    def __init__(self):
        self.text = "done"
        self.notes = []


class Progress:
    """Numbers the steps of one command: ``[3/7] PostgreSQL … embedded, started``."""

    def __init__(self, total, stream=sys.stdout):
        self.total = total
        self.stream = stream
        self.current = int(os.environ.get("K2K_STEPS_DONE", 0))

    @contextmanager
    def step(self, title):
        """Announce a step; the body sets the outcome's text and notes."""
        self.current += 1
        self._write(f"[{self.current}/{self.total}] {title} … ")
        outcome = Outcome()
        start = time.monotonic()
        try:
            yield outcome
        except BaseException:
            self._write("failed\n")
            raise
        seconds = time.monotonic() - start
        took = f" ({seconds:.0f} s)" if seconds >= 1 else ""
        self._write(f"{outcome.text}{took}\n")
        for note in outcome.notes:
            self._write(f"      note: {note}\n")

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()


def say(text=""):
    """Print a line at once, also when standard output is a pipe."""
    print(text, flush=True)
