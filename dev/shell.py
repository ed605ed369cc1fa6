"""Odoo's shell, and the variables for running Odoo by hand."""

import os
import shlex

from . import database, setup
from .console import Failure, say
from .layout import DEMO_DATABASE, setting, venv_python
from .odoo import variables


def main(progress):
    """``make shell``: interactive on a terminal, else a script from standard input."""
    odoo = setup.with_server(progress)
    name = setting("DB", DEMO_DATABASE)
    if not database.exists(odoo.server, name):
        raise Failure(f"There is no database {name}; `make demo` builds k2k_demo.")
    quiet = ("--log-level=warn", "--log-handler=py.warnings:ERROR")
    options = ("-d", name, "--no-http", "--max-cron-threads=0", *quiet)
    command = odoo.command("shell", *options)
    os.execve(command[0], command, odoo.environment())


def environment(progress):
    """Print the shell commands after which plain Odoo commands work.

    For example ``eval "$(python3 -m dev env)"; odoo -d my_database -u k2k_connector``
    """
    odoo = setup.with_server(progress)
    for name, value in variables(odoo.server).items():
        say(f"export {name}={shlex.quote(value)}")
    say(f"alias odoo={shlex.quote(f'{venv_python()} -m odoo')}")
