"""Two clerks reserve the same loose stock in the same moment.

Core reserves it twice (it skips a quant that somebody else has locked and writes the
reservation on another row). Real processes and commits show that we cured it.
"""

import pytest

from .client import Client
from .racing import all_at_once, racing_server

QUANTITY = 10
CLERKS = 6


@pytest.fixture(scope="module")
def server(demo_database):
    with racing_server(demo_database) as odoo:
        yield odoo


def test_loose_stock_is_reserved_once(server):
    admin = Client(server.url, server.database, "admin", "admin")
    warehouse = _warehouse(admin)
    product = _loose_product(admin, warehouse)
    pickings = [_picking(admin, warehouse, product) for _clerk in range(CLERKS)]
    # who finds nothing left gets a message from Odoo
    all_at_once(
        pickings,
        lambda picking: admin.call("stock.picking", "action_assign", [picking]),
    )

    (quant,) = admin.search_read(
        "stock.quant",
        [("product_id", "=", product), ("location_id", "=", warehouse["stock"])],
        ["quantity", "reserved_quantity"],
    )
    assert quant["quantity"] == QUANTITY
    assert quant["reserved_quantity"] == QUANTITY
    moves = admin.search_read(
        "stock.move", [("picking_id", "in", pickings)], ["quantity"]
    )
    assert sorted(move["quantity"] for move in moves) == [0] * (CLERKS - 1) + [QUANTITY]


def _warehouse(client):
    (warehouse,) = client.search_read(
        "stock.warehouse",
        [("company_id.name", "=", "Harbor Floral Wholesale")],
        ["lot_stock_id", "out_type_id"],
        limit=1,
    )
    return {
        "stock": warehouse["lot_stock_id"][0],
        "out": warehouse["out_type_id"][0],
    }


def _loose_product(client, warehouse):
    product = client.call(
        "product.product",
        "create",
        {"name": "Loose greens", "type": "consu", "is_storable": True},
    )
    quant = client.call(
        "stock.quant",
        "create",
        {
            "product_id": product,
            "location_id": warehouse["stock"],
            "inventory_quantity": QUANTITY,
        },
        context={"inventory_mode": True},
    )
    client.call("stock.quant", "action_apply_inventory", [quant])
    return product


def _picking(client, warehouse, product):
    (customers,) = client.call(
        "stock.location", "search", [("usage", "=", "customer")], limit=1
    )
    picking = client.call(
        "stock.picking",
        "create",
        {
            "picking_type_id": warehouse["out"],
            "location_id": warehouse["stock"],
            "location_dest_id": customers,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": product,
                        "product_uom_qty": QUANTITY,
                        "location_id": warehouse["stock"],
                        "location_dest_id": customers,
                    },
                )
            ],
        },
    )
    client.call("stock.picking", "do_unreserve", [picking])
    return picking
