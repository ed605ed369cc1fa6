"""``make test``: install, update twice, and run all tests through pytest-odoo.

The addons are installed into ``k2k_test_base``, which no test touches: the tests of
``tests/`` start servers on clones of it. All other tests run in ``k2k_test``. All
tests together run in two processes, the second on ``k2k_test_2``.
"""

import os
import subprocess
import threading

from . import database, odoo_log, setup, spare_companies, test_shares
from .console import Failure, say
from .layout import (
    CACHE,
    ROOT,
    WITH_OUR_ADDONS,
    present_addons,
    setting,
    venv_python,
)
from .locks import lock

BASE = "k2k_test_base"
DATABASES = ("k2k_test", "k2k_test_2")

# pytest's exit codes
OK, NO_TESTS = 0, 5


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
        everything = not any(_names_tests(argument) for argument in arguments)
        databases = DATABASES if everything else DATABASES[:1]
        with progress.step(f"Databases {', '.join(databases)}"):
            for name in databases:
                database.clone(odoo.server, BASE, name)
        if everything:
            return _run_side_by_side(odoo, arguments)
        return _run(odoo, databases[0], arguments).wait()


def _install(odoo, updates, keep):
    """Install our addons on a clone of the template, and update them."""
    addons, extra = ",".join(present_addons()), ",".join(WITH_OUR_ADDONS)
    if not keep:
        database.clone(odoo.server, database.template_name(odoo), BASE)
        _quiet_run(odoo, "install", "-i", f"{addons},{extra}")
    for number in range(1, updates + 1):
        # what goes with our addons may be missing where the database was kept
        _quiet_run(odoo, f"update-{number}", "-i", extra, "-u", addons)
    if not keep:
        spare_companies.make(odoo, BASE)


def _quiet_run(odoo, name, *arguments):
    """Run Odoo; fail if its log holds a warning or an error."""
    lines = odoo_log.problems(odoo.run(name, BASE, *arguments))
    if lines:
        database.drop(odoo.server, BASE)
        text = "\n".join(lines)
        raise Failure(f"Odoo's log has warnings while our addons {name}:\n{text}")


def _names_tests(argument):
    """Tell whether a pytest argument is a path (or a path::test)."""
    return os.path.exists(ROOT / argument.split("::")[0])


def _run_side_by_side(odoo, arguments):
    """Run all tests, shared out among the databases; return the exit code."""
    shares = test_shares.divide(test_shares.test_files(), len(DATABASES))
    runs = []
    for number, (name, share) in enumerate(zip(DATABASES, shares, strict=True), 1):
        process = _run(odoo, name, (*arguments, *map(str, share)), subprocess.PIPE)
        reader = threading.Thread(target=_relay, args=(number, process.stdout))
        reader.start()
        runs.append((process, reader))
    codes = []
    for process, reader in runs:
        codes.append(process.wait())
        reader.join()
    # a share that has nothing of what -k selects is no failure
    failed = [code for code in codes if code not in (OK, NO_TESTS)]
    return failed[0] if failed else min(codes)


def _relay(number, output):
    """Show what a process says, each line with the number of the process."""
    for line in output:
        say(f"[{number}] {line.rstrip()}")


def _run(odoo, name, arguments, output=None):
    """Start pytest with Odoo's web server on a database; return the process."""
    command = [
        str(venv_python()),
        *("-m", "pytest", "-p", "dev.pytest_plugin"),
        *("--odoo-http", f"--odoo-database={name}", "--odoo-log-level=warn"),
        *("-o", f"cache_dir={CACHE / 'pytest' / name}"),
        *arguments,
    ]
    say("[+] pytest " + " ".join(command[command.index("pytest") + 1 :]))
    environment = {
        **odoo.environment(),
        "K2K_TEST_BASE": BASE,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(CACHE / "hypothesis"),
        # the reader of a piped output wants to see it at once
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
    )
