"""A database with the demo's two companies, for what runs on real servers."""

import uuid
from contextlib import contextmanager

from dev import database
from dev.odoo import Odoo
from dev.run_demo import BUILD


@contextmanager
def demo_of(postgres, source):
    """Yield the name of a clone of the database ``source``, filled with the demo."""
    name = f"k2k_test_demo_{uuid.uuid4().hex[:8]}"
    database.clone(postgres, source, name)
    try:
        Odoo(source=None, server=postgres).script("test-demo-data", name, BUILD)
        yield name
    finally:
        database.drop(postgres, name)
