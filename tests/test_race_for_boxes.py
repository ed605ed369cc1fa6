"""Fifty customers want the last ten boxes in the same second.

Real server processes, real commits: what no test inside one transaction can show.
"""

import pytest

from .client import Client
from .racing import all_at_once, racing_server, server_errors

BOXES = 10
BUYERS = 50
PRODUCT = "Rose Freedom 50 cm"


@pytest.fixture(scope="module")
def server(demo_database):
    with racing_server(demo_database) as odoo:
        yield odoo


def test_fifty_orders_for_ten_boxes(server):
    sofia = Client(server.url, server.database, "sofia", "demo")
    offer = _oldest_offer(sofia)
    assert offer["boxes_available"] == BOXES
    orders = [_quotation(sofia, offer) for _number in range(BUYERS)]
    results = all_at_once(
        orders, lambda order: sofia.call("sale.order", "action_confirm", [order])
    )

    won = [order for order, error in results if error is None]
    refused = [error for _order, error in results if error is not None]
    assert len(won) == BOXES
    assert {error.kind for error in refused} == {"odoo.exceptions.UserError"}
    assert all("last box has just been taken" in e.message for e in refused)
    _check_books(server, sofia, won, orders)
    assert not server_errors(server)


def _check_books(server, sofia, won, orders):
    """Each order is whole or absent, in both companies, and no box is sold twice."""
    prebooks = sofia.search_read(
        "k2k.prebook", [], ["sale_order_id", "purchase_order_id", "boxes_ordered"]
    )
    assert sorted(p["sale_order_id"][0] for p in prebooks) == sorted(won)
    assert sum(p["boxes_ordered"] for p in prebooks) == BOXES
    assert all(p["purchase_order_id"] for p in prebooks)
    states = sofia.search_read("sale.order", [("id", "in", orders)], ["state"])
    confirmed = {order["id"] for order in states if order["state"] == "sale"}
    assert confirmed == set(won)

    andres = Client(server.url, server.database, "andres", "demo")
    vendor_orders = andres.search_read(
        "sale.order", [("is_k2k", "=", True)], ["k2k_peer_ref"]
    )
    assert len(vendor_orders) == BOXES
    holds = andres.search_read("k2k.hold", [], ["state", "package_ids"])
    assert [hold["state"] for hold in holds] == ["ordered"] * BOXES
    boxes = [box for hold in holds for box in hold["package_ids"]]
    assert len(set(boxes)) == len(boxes) == BOXES


def _oldest_offer(sofia):
    """The offer of the oldest day: the vendor has ten boxes of each day."""
    return sofia.search_read(
        "k2k.offer",
        [("product_id.name", "=", PRODUCT)],
        ["product_id", "boxes_available"],
        order="day",
        limit=1,
    )[0]


def _quotation(sofia, offer):
    customer = sofia.search_read(
        "res.partner", [("name", "=", "Rosa's Flower Shop")], ["id"], limit=1
    )[0]
    return sofia.call(
        "sale.order",
        "create",
        {
            "partner_id": customer["id"],
            "order_line": [
                (
                    0,
                    0,
                    {
                        "product_id": offer["product_id"][0],
                        "k2k_offer_id": offer["id"],
                        "product_uom_qty": 1,
                    },
                )
            ],
        },
    )
