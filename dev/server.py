"""Odoo server processes for tests that need real ones: browsers, races, crashes.

    with running_server(workers=2) as server:
        requests.get(f"{server.url}/shop")
        assert not server.problems()

Each server works on a database of its own, a clone of the test database.
"""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager, suppress

from . import database, odoo_log
from .layout import LOGS, ROOT, setting, venv_python
from .odoo import LAUNCHER, variables
from .postgres import Server

START_TIMEOUT = 300
STOP_TIMEOUT = 20


@contextmanager
def running_server(source=None, postgres=None, prepare=None, **options):
    """Yield a server on a clone of the database ``source``; drop the clone at the end.

    ``prepare`` is called with the server before it starts. The options are those of
    ``OdooServer``. Unless ``postgres`` is given PG* must name the PostgreSQL server, as
    they do under ``make test`` and after ``eval "$(python3 -m dev env)"``.
    """
    name = f"k2k_test_{uuid.uuid4().hex[:8]}"
    server = OdooServer(name, postgres or Server.from_environment(), **options)
    source = source or setting("K2K_TEST_BASE", "k2k_test_base")
    try:
        database.clone(server.postgres, source, name)
        if prepare:
            prepare(server)
        server.start()
        yield server
    finally:
        # nobody needs this database any more: no reason to wait for its workers
        server.kill()
        database.drop(server.postgres, name)


class OdooServer:
    """An ``odoo`` process on one database; it can be killed and started again.

    Without workers it is one process with threads (and websockets on its own port);
    with workers it is Odoo's usual production set-up. ``own_group`` keeps the
    terminal's Ctrl-C from the process and lets ``kill`` reach its workers.
    """

    def __init__(
        self, name, postgres, port=None, workers=0, arguments=(), own_group=True
    ):
        self.database = name
        self.postgres = postgres
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = LOGS / f"{name}.log"
        self.process = None
        self.own_group = own_group
        self.options = [
            *("-d", name, "--http-port", str(self.port)),
            *("--gevent-port", str(free_port()), "--workers", str(workers)),
            *("--max-cron-threads", "1", *arguments),
        ]

    def start(self):
        """Start the process and wait until it answers."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [str(venv_python()), str(LAUNCHER), *self.options],
                cwd=ROOT,
                env={**os.environ, **variables(self.postgres)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=self.own_group,
            )
        deadline = time.monotonic() + START_TIMEOUT
        # The second page comes only when the database's registry is loaded.
        for path in ("/web/health", "/web/login"):
            while not self._answers(path):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    tail = self.log().splitlines()[-30:]
                    raise RuntimeError("Odoo did not start:\n" + "\n".join(tail))
                time.sleep(0.1)

    def _answers(self, path):
        """Tell whether a page of the server comes with success."""
        with suppress(urllib.error.URLError, OSError):
            with urllib.request.urlopen(self.url + path, timeout=60) as response:
                return response.status == 200
        return False

    def stop(self):
        """Stop the process in an orderly way; kill what is left of it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_TIMEOUT)
        self.kill()

    def kill(self):
        """Kill the process and its workers at once, as a crash would."""
        if not self.process:
            return
        if self.own_group:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def log(self):
        """Return what the server has logged so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def problems(self):
        """Return the entries of level WARNING and above of the server's log."""
        return odoo_log.problems(self.log())


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
