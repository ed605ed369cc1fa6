"""The steps that every command shares: Odoo, PostgreSQL, tools, template database."""

from . import database, odoo_source, postgres, system_tools
from .console import say
from .locks import lock
from .odoo import Odoo


def main(progress):
    """``make setup``: everything but our own addons."""
    with_template(progress)
    say("Ready.")


def with_server(progress):
    """Make Odoo and its database server available; return them as an ``Odoo``."""
    with lock("setup"):
        with progress.step("Odoo 19 (120 MB)") as outcome:
            source, outcome.text, outcome.notes = odoo_source.ensure()
        with progress.step("PostgreSQL") as outcome:
            server, outcome.text = postgres.ensure()
        odoo = Odoo(source, server)
        odoo.write_config()
        return odoo


def with_template(progress):
    """Make everything available, the template database included."""
    odoo = with_server(progress)
    with lock("setup"):
        with progress.step("Chromium and wkhtmltopdf") as outcome:
            outcome.text, outcome.notes = system_tools.ensure()
        with progress.step("Template database (two minutes once)") as outcome:
            outcome.text = database.ensure_template(odoo)
        return odoo
