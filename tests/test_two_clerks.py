"""Two clerks unpack one AWB in the same minute, each with a scanner of its own.

Real server processes and commits: each box is received once, every scan is answered,
whichever of them comes first.
"""

import pytest

from .client import Client, OdooError
from .racing import all_at_once, racing_server, server_errors

BOXES = 6
PRODUCT = "Rose Freedom 50 cm"
DONE = ("received", "billed")


@pytest.fixture(scope="module")
def server(demo_database):
    with racing_server(demo_database) as odoo:
        yield odoo


def test_two_clerks_on_one_awb(server):
    sofia = Client(server.url, server.database, "sofia", "demo")
    _ship(server, sofia)
    clerks = [Client(server.url, server.database, "marcus", "demo") for _ in range(2)]
    fields = ["code", "awb_id"]
    boxes = clerks[0].search_read("k2k.box", [("state", "=", "staged")], fields)
    assert len(boxes) == BOXES
    awb = boxes[0]["awb_id"][0]
    codes = [box["code"] for box in boxes]
    answers = []

    def scan(job):
        clerk, code, key = job
        # a busy database is the screen's to ask again, under the same key
        for _try in range(5):
            try:
                answers.append((code, clerk.call("k2k.box", "scan", code, awb, key)))
                return
            except OdooError as error:
                if "serialize" not in error.message:
                    raise
        raise AssertionError(f"{code} was never answered")

    jobs = [
        (clerk, code, f"{number}-{code}")
        for number, clerk in enumerate(clerks)
        for code in codes
    ]
    results = all_at_once(jobs, scan)
    assert not [error for _job, error in results if error]
    for code in codes:
        both = sorted(answer["result"] for of, answer in answers if of == code)
        assert len(both) == 2, code
        assert sum(result in DONE for result in both) == 1, (code, both)
        assert "already" in both, (code, both)
    _check_books(clerks[0], sofia, codes)
    assert not server_errors(server)


def _check_books(clerk, sofia, codes):
    boxes = clerk.search_read("k2k.box", [("code", "in", codes)], ["state", "move_id"])
    assert {box["state"] for box in boxes} <= {"received", "billed"}
    moves = [box["move_id"][0] for box in boxes]
    (prebook,) = sofia.search_read("k2k.prebook", [], ["boxes_received"])
    assert prebook["boxes_received"] == BOXES
    states = clerk.search_read("stock.move", [("id", "in", moves)], ["state"])
    assert [move["state"] for move in states] == ["done"] * BOXES
    lines = clerk.search_read(
        "stock.move.line",
        [
            ("package_id.name", "in", codes),
            ("picking_id.picking_type_code", "=", "outgoing"),
        ],
        ["package_id"],
    )
    packages = [line["package_id"][0] for line in lines]
    assert len(packages) == len(set(packages)) == BOXES, "each reserved once"


def _ship(server, sofia):
    """A customer's order for the boxes, confirmed by both companies."""
    offer = sofia.search_read(
        "k2k.offer",
        [("product_id.name", "=", PRODUCT)],
        ["product_id"],
        order="day",
        limit=1,
    )[0]
    customer = sofia.search_read(
        "res.partner", [("name", "=", "Rosa's Flower Shop")], ["id"], limit=1
    )[0]
    line = {
        "product_id": offer["product_id"][0],
        "k2k_offer_id": offer["id"],
        "product_uom_qty": BOXES,
    }
    order = sofia.call(
        "sale.order",
        "create",
        {"partner_id": customer["id"], "order_line": [(0, 0, line)]},
    )
    sofia.call("sale.order", "action_confirm", [order])
    andres = Client(server.url, server.database, "andres", "demo")
    (theirs,) = andres.search_read("sale.order", [("is_k2k", "=", True)], ["id"])
    andres.call("sale.order", "action_confirm", [theirs["id"]])
