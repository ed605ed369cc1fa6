"""Staging large shipments, and the lists and totals of an AWB of many boxes."""

import time

from . import world as worlds

COUNTS = (500, 1000, 2500, 5000)
MANY = COUNTS[-1]
LIST = {
    "code": {},
    "awb_id": {"fields": {"display_name": {}}},
    "partner_id": {"fields": {"display_name": {}}},
    "product_id": {"fields": {"display_name": {}}},
    "boxes": {},
    "quantity": {},
    "fbe": {},
    "customer_id": {"fields": {"display_name": {}}},
    "truck_date": {},
    "arrival_date": {},
    "total_landed_cost": {},
    "state": {},
    "is_late": {},
}
SUMS = ["boxes:sum", "quantity:sum", "fbe:sum", "total_landed_cost:sum", "__count"]


def _sold(world, count, number):
    """Return the order of a customer for so many boxes, ready to be shipped."""
    world._stock_vendor(world._codes(count, f"S{number}"))
    order, vendor_order = world._sell(count)
    vendor_order.k2k_awb_reference = f"LARGE {count}"
    world.env.flush_all()
    world.env.cr.execute("ANALYZE")
    return order, vendor_order


def _shipped(world, count, number):
    """Return the order, and seconds: the buyer's, the vendor's, the vendor's click.

    The buyer's: until all boxes are in the staging area, at once or part by part as the
    job does it. The vendor's: its delivery and its invoice, the same way; the longest
    of its parts, too. The click: until the vendor's user has an answer.
    """
    order, vendor_order = _sold(world, count, number)
    awbs, taken = type(world.env["k2k.awb"]), []
    original = awbs._receive_shipment

    def timed(self, connection, message):
        self.env.flush_all()
        start = time.perf_counter()
        result = original(self, connection, message)
        self.env.flush_all()
        taken.append(time.perf_counter() - start)
        return result

    awbs._receive_shipment = timed
    try:
        click = worlds.take(world.env, vendor_order.action_confirm).seconds
        parts = worlds._ship_large(world, order)
    finally:
        awbs._receive_shipment = original
    staged = worlds.take(world.env, lambda: worlds._stage_large(world, order))
    vendor = click + sum(parts) - sum(taken)
    return order, sum(taken) + staged.seconds, vendor, click, max(parts, default=0)


def _reads(world, order):
    """Return the rows of what a clerk's screens read of the largest AWB."""
    env = world.env
    boxes = world._boxes_of(order)
    awb = boxes.awb_id.with_user(world.clerk)
    Box = world.Box
    domain = [("state", "=", "staged")]
    reads = {
        "list, 80 rows": lambda: Box.web_search_read(domain, LIST, limit=80),
        "groups and totals by AWB": lambda: Box.web_read_group(
            domain, ["awb_id"], SUMS
        ),
        "groups and totals by product": lambda: Box.web_read_group(
            domain, ["product_id"], SUMS
        ),
        "AWB's form, 80 boxes of it": lambda: awb.web_read(
            {
                "name": {},
                "pieces": {},
                "pieces_received": {},
                "progress": {},
                "fbe": {},
                "costs_outdated": {},
                "box_ids": {
                    "fields": {
                        "code": {},
                        "product_id": {"fields": {"display_name": {}}},
                        "quantity": {},
                        "customer_id": {"fields": {"display_name": {}}},
                        "state": {},
                    },
                    "limit": 80,
                    "order": "",
                },
            }
        ),
        "its costs, estimated and real": lambda: awb.sudo().read(
            ["estimate_total", "real_total", "flower_cost", "landed_total"]
        ),
    }
    rows = []
    for name, action in reads.items():
        worlds.take(env, action)  # what is compiled and cached once, is
        taken = worlds.take(env, action)
        rows.append(
            {
                "what": f"{MANY} boxes staged: {name}",
                "unit": "ms",
                "value": round(1000 * taken.seconds),
                "queries": taken.queries,
            }
        )
    return rows


def measure(env):
    """Return rows: seconds to stage shipments of growing size, and the clerk's screens
    on the largest."""
    world = worlds.build(env)
    _shipped(world, 50, 0)
    rows, first = [], {}
    for number, count in enumerate(COUNTS, 1):
        order, buyer, vendor, click, longest = _shipped(world, count, number)
        for what, seconds in (
            ("staging a shipment", buyer),
            ("the vendor's delivery and invoice", vendor),
        ):
            each = 1000 * seconds / count
            base = first.setdefault(what, each)
            rows.append(
                {
                    "what": f"{what}, {count} boxes",
                    "unit": "s",
                    "ours": round(seconds, 1),
                    "peer_name": f"a box, beside {COUNTS[0]} boxes",
                    "peer": f"{base:.1f} ms",
                    "ratio": round(each / base, 2),
                    "promise": "in proportion to the boxes",
                }
            )
        rows += [
            {"what": f"{what}, {count} boxes", "unit": "s", "ours": round(seconds, 1)}
            for what, seconds in (
                ("the vendor waits for its click", click),
                ("the longest part of the vendor's job", longest),
            )
        ]
    return rows + _reads(world, order)
