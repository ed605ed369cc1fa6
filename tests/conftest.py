import pytest

from dev.layout import setting
from dev.postgres import Server

from .demo import demo_of


@pytest.fixture(scope="session")
def demo_database():
    """A database with the demo's two companies; servers work on clones of it."""
    source = setting("K2K_TEST_BASE", "k2k_test_base")
    with demo_of(Server.from_environment(), source) as name:
        yield name
