"""``make lint``: ruff, pylint with OCA's mandatory checks, and OCA's file checks."""

import os
import subprocess

from .console import say
from .layout import ROOT, VENV, present_addons


def main(progress):
    """Run every linter, also when one complains; return 1 if any did."""
    with progress.step("Linters") as outcome:
        failed = [name for name, command in commands().items() if not _run(command)]
        outcome.text = "failed: " + ", ".join(failed) if failed else "no complaint"
    return 1 if failed else 0


def commands():
    """Return the command lines, by name."""
    addons = present_addons()
    translations = [str(p) for addon in addons for p in _translations(addon)]
    linters = {
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "pylint": ["pylint", "--rcfile=.pylintrc-mandatory", *addons],
        "oca-checks-odoo-module": ["oca-checks-odoo-module", *addons],
    }
    if translations:
        linters["oca-checks-po"] = ["oca-checks-po", *translations]
    return linters


def _translations(addon):
    """Return an addon's translation files."""
    return sorted((ROOT / addon / "i18n").glob("*.po*"))


def _run(command):
    """Run a linter; print what it says if it complains."""
    program = str(VENV / "bin" / command[0])
    result = subprocess.run(
        [program, *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PYLINTHOME": str(ROOT / ".cache" / "pylint")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        say(f"\n--- {' '.join(command)}\n{result.stdout}")
    return result.returncode == 0
