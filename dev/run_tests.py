"""``make test``: install, update twice, and run all tests through pytest-odoo.

The addons are installed into ``k2k_test_base``, which no test touches: the tests of
``tests/`` start servers on clones of it. All other tests run in ``k2k_test``.
"""

import os
import subprocess

from . import database, odoo_log, setup
from .console import Failure, say
from .layout import CACHE, ROOT, present_addons, setting, venv_python
from .locks import lock

BASE = "k2k_test_base"
DATABASE = "k2k_test"


def main(progress, *arguments):
    """Install, update and test; any warning in Odoo's log fails the run.

    With FAST=1 in the environment the base database of the last run is kept and
    updated once.
    """
    odoo = setup.with_template(progress)
    with lock("make test", wait=False):
        keep = setting("FAST") and database.exists(odoo.server, BASE)
        with progress.step(
            "Updating" if keep else "Installing and updating"
        ) as outcome:
            _install(odoo, updates=1 if keep else 2, keep=keep)
            outcome.text = "no warning"
        with progress.step("Compiling assets"):
            odoo.compile_assets(BASE)
        with progress.step(f"Database {DATABASE}"):
            database.clone(odoo.server, BASE, DATABASE)
        return _pytest(odoo, *arguments)


def _install(odoo, updates, keep):
    """Install our addons on a clone of the template, and update them."""
    addons = ",".join(present_addons())
    if not keep:
        database.clone(odoo.server, database.template_name(odoo), BASE)
        _quiet_run(odoo, "install", "-i", addons)
    for number in range(1, updates + 1):
        _quiet_run(odoo, f"update-{number}", "-u", addons)


def _quiet_run(odoo, name, *arguments):
    """Run Odoo; fail if its log holds a warning or an error."""
    lines = odoo_log.problems(odoo.run(name, BASE, *arguments))
    if lines:
        database.drop(odoo.server, BASE)
        text = "\n".join(lines)
        raise Failure(f"Odoo's log has warnings while our addons {name}:\n{text}")


def _pytest(odoo, *arguments):
    """Run pytest with Odoo's web server; return its exit code."""
    command = [
        str(venv_python()),
        *("-m", "pytest", "-p", "dev.pytest_plugin"),
        *("--odoo-http", f"--odoo-database={DATABASE}", "--odoo-log-level=warn"),
        *arguments,
    ]
    if not any(_names_tests(argument) for argument in arguments):
        command += [name for name in (*present_addons(), "tests") if _has_tests(name)]
    say("[+] pytest " + " ".join(command[command.index("pytest") + 1 :]))
    environment = {
        **odoo.environment(),
        "K2K_TEST_BASE": BASE,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
    }
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _names_tests(argument):
    """Tell whether a pytest argument is a path (or a path::test)."""
    return os.path.exists(ROOT / argument.split("::")[0])


def _has_tests(name):
    """Tell whether a folder of the project holds tests."""
    return any((ROOT / name).rglob("test_*.py"))
