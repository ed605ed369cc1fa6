"""Many requests in the same second, on a server with several processes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from dev.server import running_server

from .client import OdooError

# Odoo's queue for new connections is eight for each worker: enough for all at once.
WORKERS = 7


@contextmanager
def racing_server(source, **options):
    """Yield a server that keeps fifty customers waiting rather than hang up on them.

    The options are those of ``running_server``.
    """
    with pytest.MonkeyPatch.context() as patch:
        # the two cores are busy: a client may need a while to send its request
        patch.setenv("ODOO_HTTP_SOCKET_TIMEOUT", "60")
        with running_server(source, workers=WORKERS, **options) as odoo:
            yield odoo


def all_at_once(items, action):
    """Run ``action(item)`` for all items at the same moment.

    :return: list of (item, the error Odoo answered with, or None)
    """
    gate = threading.Barrier(len(items), timeout=60)

    def run(item):
        gate.wait()
        try:
            action(item)
        except OdooError as error:
            return item, error
        return item, None

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, items))


def server_problems(server):
    """Warnings and errors of the server's log, but for queries that met a
    serialization error: Odoo runs them again."""
    return [
        entry
        for entry in server.problems()
        if "could not serialize access" not in entry
    ]


def server_errors(server):
    """The errors among the problems: Odoo logs each refusal as a warning."""
    return [
        entry
        for entry in server_problems(server)
        if " WARNING " not in entry.splitlines()[0]
    ]
