"""What changes at the vendor shows in the buyer's shop by itself.

A server with its jobs, as a customer runs it: nobody calls the publisher here.
"""

import pytest

from dev.server import running_server

from .client import Client
from .racing import server_problems
from .waiting import wait_until

PRODUCT = "Rose Freedom 50 cm"


@pytest.fixture(scope="module")
def server(demo_database):
    with running_server(demo_database) as odoo:
        yield odoo


class Shop:
    """What the buyer's salesperson sees of one product of the vendor."""

    def __init__(self, server):
        self.sofia = Client(server.url, server.database, "sofia", "demo")

    def offers(self):
        """List of dicts ``boxes_available``, ``unit_cost`` and ``price``."""
        return self.sofia.search_read(
            "k2k.offer",
            [("product_id.name", "=", PRODUCT)],
            ["boxes_available", "unit_cost", "price"],
            order="id",
        )

    def boxes(self):
        """How many boxes are offered in all."""
        return sum(offer["boxes_available"] for offer in self.offers())

    def costs(self):
        """The vendor's prices of the boxes that are offered."""
        return {o["unit_cost"] for o in self.offers() if o["boxes_available"]}


def test_a_box_kept_back_leaves_the_shop_and_returns(server):
    shop = Shop(server)
    andres = Client(server.url, server.database, "andres", "demo")
    before = shop.boxes()
    (quant,) = andres.search_read(
        "stock.quant",
        [
            ("product_id.name", "=", PRODUCT),
            ("package_id", "!=", False),
            ("location_id.usage", "=", "internal"),
        ],
        ["package_id"],
        limit=1,
    )
    box = [quant["package_id"][0]]
    andres.call("stock.package", "write", box, {"k2k_on_hold": True})
    wait_until(lambda: shop.boxes() == before - 1)
    andres.call("stock.package", "write", box, {"k2k_on_hold": False})
    wait_until(lambda: shop.boxes() == before)
    assert not server_problems(server)


def test_a_new_price_reaches_the_shop(server):
    shop = Shop(server)
    admin = Client(server.url, server.database, "admin", "admin")
    products = admin.search_read(
        "product.template",
        [("name", "=", PRODUCT), ("company_id.name", "=", "Andes Farms")],
        ["list_price"],
        context=admin.everywhere(),
    )
    assert len(products) == 1
    before = shop.costs()
    shop_prices = {offer["price"] for offer in shop.offers()}
    admin.call(
        "product.template",
        "write",
        [products[0]["id"]],
        {"list_price": products[0]["list_price"] * 2},
        context=admin.everywhere(),
    )
    wait_until(lambda: shop.costs() == {2 * cost for cost in before})
    assert min(o["price"] for o in shop.offers()) > max(shop_prices)
    assert not server_problems(server)
