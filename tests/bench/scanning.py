"""One scan, with the customer's reservation, and core's transfer of one package.

All in a database of their own, committed as on a server.
"""

from odoo.fields import Command

from . import world as worlds

FEW, MANY = 300, 5000
SCANS = 60
CONFIRMED = 1000


def _scans(world, boxes):
    """The requests of scans, see ``take_requests``.

    As the scan screen sends them, under a key of their own, and booked for billing.
    """
    awb_id = boxes.awb_id.id
    screen = world.Box.with_context(**_of_browser(world.clerk))
    return screen.env, [
        lambda env, code=code: env["k2k.box"].scan(code, awb_id, code)
        for code in boxes[: SCANS + 1].mapped("code")
    ]


def _of_browser(user):
    """What a browser sends with each request: the companies chosen, and the language
    and time zone of its user, who has got one with the first log-in."""
    user.tz = user.tz or "America/New_York"
    context = user.with_user(user).context_get()
    return {**context, "allowed_company_ids": user.company_ids.ids}


def _p95(taken):
    return taken[int(len(taken) * 0.95) - 1]


def _core_user(world):
    """The environment of a stock user of Odoo's own, who works in the buyer company."""
    user = world._make_user("core_stock", world.buyer, "stock.group_stock_user")
    return world.env(user=user.id, context={**world.env.context, **_of_browser(user)})


def _core_packages(world, name, codes):
    """Put boxes of a product on a shelf, without us; :return: packages, shelf."""
    env = world.env(
        context={**world.env.context, "allowed_company_ids": world.buyer.ids}
    )
    product = env["product.product"].create(
        {
            "name": name,
            "type": "consu",
            "is_storable": True,
            "company_id": world.buyer.id,
        }
    )
    shelf = env["stock.location"].create(
        {
            "name": name,
            "location_id": world.buyer_warehouse.lot_stock_id.id,
            "company_id": world.buyer.id,
        }
    )
    packages = env["stock.package"].create([{"name": code} for code in codes])
    env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": shelf.id,
                "package_id": package.id,
                "inventory_quantity": 100,
            }
            for package in packages
        ]
    ).action_apply_inventory()
    env.flush_all()
    env.cr.execute("ANALYZE")
    return packages, shelf


def _core_reserved(env, warehouse, packages, shelf):
    """A transfer of these packages into the stock, reserved and picked."""
    values = {
        "location_id": shelf.id,
        "location_dest_id": warehouse.lot_stock_id.id,
    }
    move = {
        "product_id": packages.quant_ids.product_id.id,
        "product_uom_qty": 100 * len(packages),
    }
    picking = env["stock.picking"].create(
        {
            **values,
            "picking_type_id": warehouse.int_type_id.id,
            "move_ids": [Command.create({**values, **move})],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.picked = True
    return picking


def _core_transfer(env, warehouse, package, shelf):
    """Move one package by a transfer of its own, as core's users do."""
    picking = _core_reserved(env, warehouse, package, shelf)
    picking.with_context(skip_backorder=True).button_validate()
    if picking.state != "done" or len(picking.move_line_ids) != 1:
        raise RuntimeError("core's transfer of a package was not done")


def _core_transfers(world, env):
    """The requests of core's transfers of packages on a shelf."""
    codes = world._codes(SCANS + 1, "CORE")
    packages, shelf = _core_packages(world, "Core", codes)
    warehouse = world.buyer_warehouse
    return env, [
        lambda own, one=one: _core_transfer(
            own, *(rows.with_env(own) for rows in (warehouse, one, shelf))
        )
        for one in packages
    ]


def _core_validation(world, env, count):
    """Return what core's validation of one transfer with so many packages takes."""
    packages, shelf = _core_packages(world, "In one", world._codes(count, "CV"))
    packages = packages.with_env(env)
    picking = _core_reserved(env, world.buyer_warehouse, packages, shelf)
    taken = worlds.take_request(
        env, lambda own: picking.with_env(own).button_validate()
    )
    if picking.state != "done" or len(picking.move_line_ids) != count:
        raise RuntimeError("core's transfer was not done")
    return taken


def _confirm_all(world, core_env):
    """Return the row of receiving many boxes without a scan, beside core."""
    boxes = worlds.ship(world, CONFIRMED, "CA", "145-12345671")
    awb = boxes.awb_id.with_user(world.clerk)
    ours = worlds.take_request(
        awb.env, lambda own: awb.with_env(own).action_confirm_all()
    )
    if set(boxes.mapped("state")) != {"received"}:
        raise RuntimeError("not all boxes were received")
    core = _core_validation(world, core_env, CONFIRMED)
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


def measure_committed(env):
    """Return rows: p95 of a scan at few and many boxes on the AWB, and confirm all,
    beside core; each a request of its own."""
    world = worlds.build(env)
    world.buyer_connection.auto_bill = "scan"
    core_env = _core_user(world)
    confirmed = _confirm_all(world, core_env)
    few_boxes = worlds.ship(world, FEW, "FW", "176-12345675")
    many_boxes = worlds.ship(world, MANY, "MN", "729-12344826")
    series = [
        _scans(world, few_boxes),
        _scans(world, many_boxes),
        _core_transfers(world, core_env),
    ]
    worlds.settle(env)
    few, many, core = (_p95(taken) for taken in worlds.take_requests(*series))
    for boxes in (few_boxes, many_boxes):
        if set(boxes[: SCANS + 1].mapped("to_bill")) != {True}:
            raise RuntimeError("not all boxes were received and booked")
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
