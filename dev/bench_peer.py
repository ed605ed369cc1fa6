"""Peers to measure beside: installed from PyPI for the benchmark alone.

Nothing of ours depends on them; they lie in the cache and in a database of their own.
"""

import subprocess

from . import database
from .console import Failure
from .layout import CACHE, LOGS, ROOT, venv_python

FOLDER = CACHE / "bench-peers"
DATABASE = "k2k_test_bench_peer"


def install(odoo, packages, modules):
    """Install these packages, and these modules of them on a database of their own.

    :param packages: requirements for pip
    :param modules: names of Odoo modules
    :raise Failure: they can't be had; says why
    """
    log = LOGS / "bench-peers.log"
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check"]
    command += ["install", "--no-deps", "--upgrade", "--target", str(FOLDER), *packages]
    with log.open("w", encoding="utf-8") as output:
        result = subprocess.run(
            command, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if result.returncode:
        tail = log.read_text(encoding="utf-8").splitlines()[-3:]
        raise Failure("the peer can't be installed: " + " ".join(tail))
    database.clone(odoo.server, database.template_name(odoo), DATABASE)
    odoo.run("bench-peer", DATABASE, *_paths(odoo), "-i", ",".join(modules))


def script(odoo, name, text):
    """Run a script in Odoo's shell on the peer's database; return its output."""
    return odoo.script(name, DATABASE, text, *_paths(odoo))


def drop(odoo):
    """Drop the peer's database."""
    database.drop(odoo.server, DATABASE)


def _paths(odoo):
    paths = (*odoo.source.addons, ROOT, FOLDER / "odoo" / "addons")
    return ("--addons-path", ",".join(map(str, paths)))
