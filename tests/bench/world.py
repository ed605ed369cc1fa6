"""The companies and boxes on which the benchmarks work, made as the tests make them."""

from odoo.tests import TransactionCase

from odoo.addons.k2k_connector_stock.tests.common import K2kStockCommon

from .timing import Taken, settle, take, take_request, take_requests

__all__ = [
    "Taken",
    "World",
    "build",
    "settle",
    "ship",
    "take",
    "take_request",
    "take_requests",
]


class _WithoutTestDatabase(TransactionCase):
    """Keeps the companies of the tests, without a test's own cursor."""

    @classmethod
    def setUpClass(cls):
        pass


class World(K2kStockCommon, _WithoutTestDatabase):
    """Buyer, vendor and connection."""


def build(env):
    """Return the companies, made in the transaction of ``env``."""
    World.env = env
    World.setUpClass()
    return World()


def ship(world, count, prefix, reference):
    """Return ``count`` boxes that were sold, shipped and are in the staging area."""
    world._stock_vendor(world._codes(count, prefix))
    _analyze(world)
    order, _boxes = world._ship(count, reference)
    _stage_large(world, order)
    _analyze(world)
    return world._boxes_of(order)


def _analyze(world):
    """Fresh rows have no statistics yet, which a running server always has."""
    world.env.flush_all()
    world.env.cr.execute("ANALYZE")


def _ship_large(world, order):
    """Do what the vendor's job does with an order of many boxes, in this transaction.

    :return: list of the seconds of each part
    """
    names = world._purchase(order).mapped("name")
    jobs = world.env["k2k.shipping.job"].search(
        [("order_id.k2k_peer_ref", "in", names)]
    )
    taken = []
    for job in jobs:
        while job.state == "running":
            taken.append(take(world.env, job._do_part).seconds)
    return taken


def _stage_large(world, order):
    """Do what the jobs do with a shipment of many boxes, in this transaction."""
    _ship_large(world, order)
    jobs = world.env["k2k.staging.job"].search(
        [("purchase_order_id", "in", world._purchase(order).ids)]
    )
    for job in jobs:
        while job.state == "running":
            job._do_part()
