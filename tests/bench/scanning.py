"""One scan, with the customer's reservation, and core's transfer of one package."""

from . import world as worlds

FEW, MANY = 300, 5000
SCANS = 60
CONFIRMED = 1000


def _scan(world, boxes):
    """Return what scans took, sorted by time; the first one warms up.

    As the scan screen sends them, under a key of their own, and booked for billing.
    """
    codes, awb_id = boxes[: SCANS + 1].mapped("code"), boxes.awb_id.id
    taken = [
        worlds.take(world.env, lambda code=code: world.Box.scan(code, awb_id, code))
        for code in codes
    ]
    if set(boxes[: SCANS + 1].mapped("to_bill")) != {True}:
        raise RuntimeError("not all boxes were received and booked")
    return sorted(taken[1:], key=lambda one: one.seconds)


def _p95(taken):
    return taken[int(len(taken) * 0.95) - 1]


def _core_transfer(world, package):
    """Move one package by a transfer of its own, as core's users do."""
    warehouse, quant = world.buyer_warehouse, package.quant_ids[:1]
    picking = world.env["stock.picking"].create(
        {
            "picking_type_id": warehouse.int_type_id.id,
            "location_id": package.location_id.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": quant.product_id.id,
                        "product_uom_qty": quant.quantity,
                        "location_id": package.location_id.id,
                        "location_dest_id": warehouse.lot_stock_id.id,
                    },
                )
            ],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True).button_validate()


def _core(world, codes):
    """Return what core's transfers of packages on a shelf took, sorted by time."""
    world.env["stock.location"].create(
        {"name": "Shelf", "location_id": world.buyer_warehouse.lot_stock_id.id}
    )
    source = world.env["stock.location"].search([("name", "=", "Shelf")], limit=1)
    product = world.products[1].copy({"name": "Core", "company_id": world.buyer.id})
    packages = (
        world.env["stock.package"]
        .with_company(world.buyer)
        .create([{"name": code} for code in codes])
    )
    for package in packages:
        world.env["stock.quant"].with_company(world.buyer)._update_available_quantity(
            product, source, 100, package_id=package
        )
    taken = [
        worlds.take(world.env, lambda package=package: _core_transfer(world, package))
        for package in packages
    ]
    return sorted(taken[1:], key=lambda one: one.seconds)


def _core_validation(world, count):
    """Return what core's validation of one transfer with so many packages takes."""
    warehouse = world.buyer_warehouse
    env = world.env
    shelf = env["stock.location"].create(
        {"name": "Dock", "location_id": warehouse.lot_stock_id.id}
    )
    product = world.products[1].copy({"name": "Core 2", "company_id": world.buyer.id})
    packages = (
        env["stock.package"]
        .with_company(world.buyer)
        .create([{"name": f"CV{number:05}"} for number in range(count)])
    )
    quants = env["stock.quant"].with_company(world.buyer)
    for package in packages:
        quants._update_available_quantity(product, shelf, 100, package_id=package)
    picking = env["stock.picking"].create(
        {
            "picking_type_id": warehouse.int_type_id.id,
            "location_id": shelf.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_qty": 100 * count,
                        "location_id": shelf.id,
                        "location_dest_id": warehouse.lot_stock_id.id,
                    },
                )
            ],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.picked = True
    return worlds.take(env, lambda: picking.button_validate())


def _confirm_all(world):
    """Return the row of receiving many boxes without a scan, beside core."""
    boxes = worlds.ship(world, CONFIRMED, "CA", "145-12345671")
    awb = boxes.awb_id.with_user(world.clerk)
    ours = worlds.take(world.env, awb.action_confirm_all)
    if set(boxes.mapped("state")) != {"received"}:
        raise RuntimeError("not all boxes were received")
    core = _core_validation(world, CONFIRMED)
    return {
        "what": f"confirm all, {CONFIRMED} boxes, reservations included",
        "unit": "s",
        "ours": round(ours.seconds, 1),
        "queries": ours.queries,
        "peer_name": f"core's validation of {CONFIRMED} packages",
        "peer": round(core.seconds, 1),
        "peer_queries": core.queries,
        "ratio": round(ours.seconds / core.seconds, 2),
        "promise": "at most 2.5 times",
    }


def measure(env):
    """Return rows: p95 of a scan at few and many boxes on the AWB, and confirm all,
    beside core."""
    world = worlds.build(env)
    world.buyer_connection.auto_bill = "scan"
    confirmed = _confirm_all(world)
    few = _p95(_scan(world, worlds.ship(world, FEW, "FW", "176-12345675")))
    many = _p95(_scan(world, worlds.ship(world, MANY, "MN", "729-12344826")))
    core = _p95(_core(world, [f"CORE{number:04}" for number in range(SCANS + 1)]))
    return [
        {
            "what": f"one scan, {MANY} boxes on the AWB, p95",
            "unit": "ms",
            "ours": round(1000 * many.seconds),
            "queries": many.queries,
            "peer_name": "core's transfer of one package, p95",
            "peer": round(1000 * core.seconds),
            "peer_queries": core.queries,
            "ratio": round(many.seconds / core.seconds, 2),
            "promise": "at most 150 ms, 110 queries, below core",
        },
        {
            "what": f"one scan, {MANY} boxes on the AWB, p95",
            "unit": "ms",
            "ours": round(1000 * many.seconds),
            "queries": many.queries,
            "peer_name": f"the same with {FEW} boxes",
            "peer": round(1000 * few.seconds),
            "peer_queries": few.queries,
            "ratio": round(many.seconds / few.seconds, 2),
            "promise": "at most 1.2 times",
        },
        confirmed,
    ]
