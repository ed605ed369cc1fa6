"""The companies and boxes on which the benchmarks work, made as the tests make them."""

import time
from dataclasses import dataclass

from odoo.tests import TransactionCase

from odoo.addons.k2k_connector_stock.tests.common import K2kStockCommon


class _WithoutTestDatabase(TransactionCase):
    """Keeps the companies of the tests, without a test's own cursor."""

    @classmethod
    def setUpClass(cls):
        pass


class World(K2kStockCommon, _WithoutTestDatabase):
    """Buyer, vendor and connection; nothing is committed."""


def build(env):
    """Return the companies, made in the transaction of ``env``."""
    World.env = env
    World.setUpClass()
    return World()


def ship(world, count, prefix, reference):
    """Return ``count`` boxes that were sold, shipped and are in the staging area."""
    world._stock_vendor(world._codes(count, prefix))
    _order, boxes = world._ship(count, reference)
    world.env.flush_all()
    # fresh rows have no statistics yet, which a running server always has
    world.env.cr.execute("ANALYZE")
    return boxes


@dataclass
class Taken:
    """What something took: seconds and SQL queries."""

    seconds: float
    queries: int


def take(env, action):
    """Run ``action`` on a cold cache; return what it took, written out included."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    action()
    env.flush_all()
    return Taken(time.perf_counter() - start, env.cr.sql_log_count - queries)
