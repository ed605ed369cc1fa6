"""``make clean``: back to a fresh checkout."""

import shutil

from . import embedded_postgres
from .layout import CACHE, VENV, inside_venv


def main(progress):
    """Stop the embedded server or drop our databases; remove what was made."""
    with progress.step("Cleaning") as outcome:
        if inside_venv():
            outcome.text = f"{_drop_databases()} databases dropped"
        if embedded_postgres.is_set_up():
            embedded_postgres.remove()
        for folder in (CACHE, VENV):
            shutil.rmtree(folder, ignore_errors=True)


def _drop_databases():
    """Drop our databases on somebody else's server; return how many there were."""
    from . import database, postgres

    server = postgres.find_existing()
    names = database.ours(server) if server else []
    for name in names:
        database.drop(server, name)
    return len(names)
