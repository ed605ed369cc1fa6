"""``make demo``: a wholesaler's shop and its supplier, built once, then served.

The database's comment says that it is ours, which version of the addons it holds,
and who can log in.
"""

import json
import signal
import socket
import sys

from . import database, setup, stamp
from .console import Failure, say
from .layout import DEMO_DATABASE, ROOT, installed_addons, present_addons, setting
from .locks import lock
from .server import OdooServer

BUILD = """
import json
from dev import demo_data
logins = demo_data.build(env) or []
env.cr.commit()
print("K2K-LOGINS", json.dumps([list(login) for login in logins]))
"""


def main(progress):
    """Build what is missing, then serve until interrupted."""
    name, port = setting("DB", DEMO_DATABASE), int(setting("PORT", "8069"))
    _check_port(port)
    odoo = setup.with_template(progress)
    with lock(name, wait=False):
        with progress.step(f"Database {name} (some minutes once)") as outcome:
            outcome.text, logins = _ensure_database(odoo, name)
        signal.signal(signal.SIGTERM, _leave)
        server = OdooServer(name, odoo.server, port=port, own_group=False)
        try:
            with progress.step(f"Starting Odoo on port {port}"):
                server.start()
            _print_addresses(server, logins)
            return server.process.wait()
        finally:
            server.stop()


def _leave(*_args):
    """Leave in an orderly way when asked to, even if asked twice."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + signal.SIGTERM)


def _check_port(port):
    """Fail early when somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Failure(f"Port {port} is in use: choose another with PORT=.")


def _ensure_database(odoo, name):
    """Build or update the database; return what was done and the logins."""
    version = _addons_version()
    if not database.exists(odoo.server, name):
        return "built", _build(odoo, name, version)
    known = database.read_mark(odoo.server, name)
    if not known:
        raise Failure(f"The database {name} is not one that `make demo` built.")
    if known["addons"] == version:
        return "up to date", known["logins"]
    odoo.run("demo-update", name, "-u", ",".join(present_addons()))
    database.write_mark(odoo.server, name, {**known, "addons": version})
    return "updated to the addons' present state", known["logins"]


def _build(odoo, name, version):
    """Build the database under another name, so that it is there whole or not."""
    building = name + "_building"
    database.clone(odoo.server, database.template_name(odoo), building)
    odoo.run("demo-install", building, "-i", ",".join(installed_addons()))
    output = odoo.script("demo-data", building, BUILD)
    lines = (line.partition("K2K-LOGINS ") for line in output.splitlines())
    logins = next(json.loads(text) for _before, found, text in lines if found)
    odoo.compile_assets(building)
    database.write_mark(odoo.server, building, {"addons": version, "logins": logins})
    database.rename(odoo.server, building, name)
    return logins


def _addons_version():
    """Return a text that changes with the addons' files."""
    files = (
        path
        for addon in present_addons()
        for path in sorted((ROOT / addon).rglob("*"))
        if path.is_file() and not {"tests", "__pycache__"} & set(path.parts)
    )
    return stamp.fingerprint(*files)


def _print_addresses(server, logins):
    """Say where to go and who can log in."""
    address = server.url.replace("127.0.0.1", "localhost")
    say(f"\n  shop     {address}/shop\n  backend  {address}/odoo\n")
    rows = [("who", "login", "password"), *map(tuple, logins)]
    widths = [max(len(str(row[column])) for row in rows) for column in range(3)]
    for row in rows:
        cells = (str(cell).ljust(w) for cell, w in zip(row, widths, strict=True))
        say("  " + "  ".join(cells).rstrip())
    say(f"\n  log: {server.log_path.relative_to(ROOT)}; Ctrl-C stops the server.")
