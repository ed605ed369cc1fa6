"""The server is killed, or the database hangs up, in the middle of the chain.

Afterwards each order is whole or absent in both companies, each box is in one place,
and whoever goes on finds nothing half done. Real processes, real commits.
"""

from contextlib import suppress
from http.client import HTTPException

import pytest

from dev import database
from dev.server import running_server

from .client import Client, OdooError
from .racing import all_at_once
from .waiting import wait_until

ORDERS = 6
PRODUCT = "Rose Freedom 50 cm"
CUSTOMER = "Rosa's Flower Shop"


@pytest.fixture(scope="module")
def server(demo_database):
    with running_server(demo_database, workers=2) as odoo:
        yield odoo


def test_killed_and_hung_up_on_and_no_box_is_lost(server):
    chain = _Chain(server)
    at_start = chain.boxes_at_vendor()

    orders = chain.quotations(ORDERS)
    for crash in (server.kill, chain.hang_up):
        chain.interrupt(orders, chain.confirm, crash)
        chain.check_orders(orders)
    for order in orders:
        chain.confirm(order)  # who confirmed nothing can try again
    assert chain.check_orders(orders) == set(orders)

    theirs = chain.vendor_orders()
    assert len(theirs) == ORDERS
    chain.interrupt(theirs, chain.ship, server.kill)
    chain.check_shipments()
    for order in theirs:
        chain.ship(order)
    boxes = chain.check_shipments()
    assert len(boxes) == ORDERS

    codes = [box["code"] for box in boxes]
    chain.interrupt(codes, chain.scan, server.kill)
    chain.check_received()
    for code in codes:
        chain.scan(code)
    assert chain.check_received() == ORDERS
    chain.wait_for_bills()
    assert chain.boxes_at_vendor() + ORDERS == at_start


class _Chain:
    """The people of both companies, and what they find in their books."""

    def __init__(self, server):
        self.server = server
        self.sofia, self.andres, self.marcus = (
            Client(server.url, server.database, login, "demo")
            for login in ("sofia", "andres", "marcus")
        )

    # ------------------------------------------------------------------
    # Crashes
    # ------------------------------------------------------------------
    def hang_up(self):
        """End all connections of PostgreSQL to this database, as its death would."""
        database.disconnect(self.server.postgres, self.server.database)

    def interrupt(self, items, action, crash):
        """Do the same with all items at once; crash as soon as one is answered."""

        def act_and_crash(item):
            with suppress(OdooError, OSError, HTTPException):
                action(item)
                crash()

        all_at_once(items, act_and_crash)
        self.server.kill()
        self.server.start()

    # ------------------------------------------------------------------
    # What people do, each of it safe to do again
    # ------------------------------------------------------------------
    def quotations(self, count):
        """Ids of quotations of one box each."""
        offer = self.sofia.search_read(
            "k2k.offer",
            [("product_id.name", "=", PRODUCT)],
            ["product_id"],
            order="day",
            limit=1,
        )[0]
        customer = self.sofia.search_read(
            "res.partner", [("name", "=", CUSTOMER)], ["id"], limit=1
        )[0]
        line = {
            "product_id": offer["product_id"][0],
            "k2k_offer_id": offer["id"],
            "product_uom_qty": 1,
        }
        values = {"partner_id": customer["id"], "order_line": [(0, 0, line)]}
        return [
            self.sofia.call("sale.order", "create", values) for _order in range(count)
        ]

    def confirm(self, order):
        if self._state(self.sofia, order) == "draft":
            self.sofia.call("sale.order", "action_confirm", [order])

    def ship(self, order):
        if self._state(self.andres, order) == "draft":
            self.andres.call("sale.order", "action_confirm", [order])

    def scan(self, code):
        # the code is the scan's own name: asked again it is the same scan
        self.marcus.call("k2k.box", "scan", code, False, f"crash-{code}")

    def _state(self, client, order):
        (found,) = client.search_read("sale.order", [("id", "=", order)], ["state"])
        return found["state"]

    # ------------------------------------------------------------------
    # What the books say
    # ------------------------------------------------------------------
    def boxes_at_vendor(self):
        """How many boxes lie on the vendor's shelves."""
        quants = self.andres.search_read(
            "stock.quant",
            [("package_id", "!=", False), ("location_id.usage", "=", "internal")],
            ["package_id"],
        )
        return len({quant["package_id"][0] for quant in quants})

    def vendor_orders(self):
        orders = self.andres.search_read("sale.order", [("is_k2k", "=", True)], ["id"])
        return [order["id"] for order in orders]

    def check_orders(self, orders):
        """Whole or absent: the ids of the orders that are confirmed."""
        found = self.sofia.search_read("sale.order", [("id", "in", orders)], ["state"])
        confirmed = {order["id"] for order in found if order["state"] == "sale"}
        prebooks = self.sofia.search_read(
            "k2k.prebook",
            [],
            ["sale_order_id", "purchase_order_id", "boxes_ordered", "state"],
        )
        assert {prebook["sale_order_id"][0] for prebook in prebooks} == confirmed
        assert len(prebooks) == len(confirmed)
        assert all(p["boxes_ordered"] == 1 for p in prebooks)
        assert {prebook["state"] for prebook in prebooks} <= {"ordered"}
        names = {p["purchase_order_id"][1].split()[0] for p in prebooks}
        theirs = self.andres.search_read(
            "sale.order", [("is_k2k", "=", True)], ["client_order_ref"]
        )
        assert {order["client_order_ref"] for order in theirs} == names
        assert len(theirs) == len(confirmed)
        self._check_holds(len(confirmed))
        return confirmed

    def _check_holds(self, ordered):
        """As many boxes are ordered as orders are confirmed, and no other is held."""
        holds = self.andres.search_read(
            "k2k.hold", [("state", "!=", "released")], ["state", "package_ids"]
        )
        assert [hold["state"] for hold in holds] == ["ordered"] * ordered
        boxes = [box for hold in holds for box in hold["package_ids"]]
        assert len(set(boxes)) == len(boxes) == ordered

    def check_shipments(self):
        """What the vendor has confirmed is in staging, and nothing else is."""
        confirmed = self.andres.search_read(
            "sale.order",
            [("is_k2k", "=", True), ("state", "=", "sale")],
            ["client_order_ref", "invoice_status", "delivery_status"],
        )
        assert {order["invoice_status"] for order in confirmed} <= {"invoiced"}
        assert {order["delivery_status"] for order in confirmed} <= {"full"}
        boxes = self.marcus.search_read(
            "k2k.box", [("state", "=", "staged")], ["code", "purchase_line_id"]
        )
        assert len({box["code"] for box in boxes}) == len(boxes) == len(confirmed)
        return boxes

    def check_received(self):
        """Each box is done with its planned move or waits for it: how many are done."""
        boxes = self.marcus.search_read("k2k.box", [], ["code", "state", "move_id"])
        assert len(boxes) == ORDERS
        moves = self.marcus.search_read(
            "stock.move",
            [("id", "in", [box["move_id"][0] for box in boxes])],
            ["state"],
        )
        done = {move["id"] for move in moves if move["state"] == "done"}
        received = [box for box in boxes if box["state"] in ("received", "billed")]
        assert {box["move_id"][0] for box in received} == done
        prebooks = self.sofia.search_read("k2k.prebook", [], ["boxes_received"])
        assert sum(prebook["boxes_received"] for prebook in prebooks) == len(received)
        return len(received)

    def wait_for_bills(self):
        """The invoices that the scans asked for come although the server was killed."""
        wait_until(
            lambda: all(
                prebook["boxes_billed"] == 1
                for prebook in self.sofia.search_read(
                    "k2k.prebook", [], ["boxes_billed"]
                )
            )
        )
