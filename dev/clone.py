"""Databases for a developer's own experiments: ``python3 -m dev clone <name> …``."""

from . import database, setup


def main(progress, *names):
    """Make each named database a copy of the template (no addon of ours in it)."""
    odoo = setup.with_template(progress)
    with progress.step(f"Databases {' '.join(names)}"):
        for name in names:
            database.clone(odoo.server, database.template_name(odoo), name)


def drop(progress, *names):
    """Drop the named databases; others than ours are left alone."""
    odoo = setup.with_server(progress)
    with progress.step("Dropping databases") as outcome:
        known = [name for name in database.ours(odoo.server) if name in names]
        for name in known:
            database.drop(odoo.server, name)
        outcome.text = " ".join(known) or "none of these is one of ours"
