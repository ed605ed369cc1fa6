"""The commands behind the Makefile: ``python3 -m dev <command> [arguments]``."""

import importlib
import sys

from . import python_env
from .console import Failure, Progress
from .layout import inside_venv
from .locks import lock

# Command -> (module, function, steps, what it does). The modules are imported inside
# the virtual environment, where what they need is installed.
COMMANDS = {
    "setup": ("setup", "main", 5, "get everything, build the template database"),
    "demo": ("run_demo", "main", 7, "build database DB once, and serve it on PORT"),
    "test": ("run_tests", "main", 8, "run all tests; arguments go to pytest"),
    "bench": ("bench", "main", 11, "measure the promises; arguments: which ones"),
    "lint": ("lint", "main", 2, "run all linters"),
    "shell": ("shell", "main", 3, "Odoo's shell on DB; also reads standard input"),
    "clean": ("clean", "main", 1, "stop our server, remove all that was made"),
    "translations": ("translations", "main", 7, "renew the .pot and .po files"),
    "env": ("shell", "environment", 3, "print how to reach Odoo and its server"),
    "clone": ("clone", "main", 6, "make databases for your own experiments"),
    "drop": ("clone", "drop", 4, "drop such databases"),
}
# What these print is for programs to read: their progress goes to standard error.
QUIET = {"shell", "env"}


def main(command="", *arguments):
    """Run one command, from the second step on inside the virtual environment."""
    if command not in COMMANDS:
        print(__doc__.rstrip(), "", *usage(), sep="\n")
        return 0 if command in ("", "help", "-h", "--help") else 2
    module, function, steps, _text = COMMANDS[command]
    progress = Progress(steps, sys.stderr if command in QUIET else sys.stdout)
    try:
        if command == "clean":
            python_env.enter_if_there()
        else:
            prepare_python(progress)
        return getattr(importlib.import_module(f"dev.{module}"), function)(
            progress, *arguments
        )
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def usage():
    """Return a line for each command."""
    return [f"  {name:<13}{entry[3]}" for name, entry in COMMANDS.items()]


def prepare_python(progress):
    """The first step; then go on inside the virtual environment."""
    if progress.current:
        return
    with lock("setup"), progress.step("Python packages") as outcome:
        outcome.text = python_env.ensure()
    if not inside_venv():
        python_env.enter(steps_done=progress.current)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
