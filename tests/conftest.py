import uuid

import pytest

from dev import database
from dev.layout import setting
from dev.odoo import Odoo
from dev.postgres import Server
from dev.run_demo import BUILD


@pytest.fixture(scope="session")
def demo_database():
    """A database with the demo's two companies; servers work on clones of it."""
    postgres = Server.from_environment()
    name = f"k2k_test_demo_{uuid.uuid4().hex[:8]}"
    database.clone(postgres, setting("K2K_TEST_BASE", "k2k_test_base"), name)
    try:
        Odoo(source=None, server=postgres).script("test-demo-data", name, BUILD)
        yield name
    finally:
        database.drop(postgres, name)
