"""One scan, with the customer's reservation, and core's transfer of one package.

Each is a request of its own, in a process that has done nothing else, as a server's.
"""

from odoo.fields import Command

from . import world as worlds

FEW, MANY = 300, 5000
SCANS = 60
CONFIRMED = 1000
# beginning of the boxes' codes, and the AWB
SHIPMENTS = {
    FEW: ("FW", "176-12345675"),
    MANY: ("MN", "729-12344826"),
    CONFIRMED: ("CA", "145-12345671"),
}
# logins
CLERK = "buyer_clerk"
CORE_USER = "core_stock"
# core's shelves: of packages that are moved one by one, and all at once
ONE_BY_ONE = "Core"
AT_ONCE = "In one"


def fill(env):
    """Make what is measured: boxes in the staging area, and packages on core's shelves,
    those that are moved at once reserved by a transfer."""
    world = worlds.build(env)
    world.buyer_connection.auto_bill = "scan"
    world._make_user(CORE_USER, world.buyer, "stock.group_stock_user")
    for count, (prefix, reference) in SHIPMENTS.items():
        worlds.ship(world, count, prefix, reference)
    _core_packages(world, ONE_BY_ONE, world._codes(SCANS + 1, "CORE"))
    _core_packages(world, AT_ONCE, world._codes(CONFIRMED, "CV"))
    core_env = _of_browser(env, CORE_USER)
    _core_reserved(*_core_shelf(core_env, AT_ONCE))
    worlds.settle(env)


def measure_filled(env):
    """Return rows: p95 of a scan at few and many boxes on the AWB, and confirm all,
    beside core."""
    few, many, core = (
        taken[int(SCANS * 0.95) - 1]
        for taken in worlds.take_requests(
            _scans(env, FEW), _scans(env, MANY), _core_transfers(env)
        )
    )
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
        _confirm_all(env),
    ]


def _of_browser(env, login):
    """The environment of a user's request: with the companies chosen, the language and
    the time zone, which the user has got with the first log-in."""
    user = env["res.users"].search([("login", "=", login)])
    user.tz = user.tz or "America/New_York"
    context = user.with_user(user).context_get()
    return env(
        user=user.id, context={**context, "allowed_company_ids": user.company_ids.ids}
    )


def _boxes(env, count):
    _prefix, reference = SHIPMENTS[count]
    boxes = env["k2k.box"].search([("awb_id.name", "=", reference)], order="id")
    if len(boxes) != count or set(boxes.mapped("state")) != {"staged"}:
        raise RuntimeError(f"not {count} boxes are in the staging area")
    return boxes


def _scans(env, count):
    """The requests of scans, see ``take_requests``.

    As the scan screen sends them, under a key of their own, and booked for billing.
    """
    clerk_env = _of_browser(env, CLERK)
    boxes = _boxes(clerk_env, count)
    awb_id = boxes.awb_id.id
    return clerk_env, [
        lambda own, code=code: _scan(own, code, awb_id)
        for code in boxes[: SCANS + 1].mapped("code")
    ]


def _scan(env, code, awb_id):
    answer = env["k2k.box"].scan(code, awb_id, code)
    if answer["result"] != "billed":
        raise RuntimeError(f"not received and booked: {answer['message']}")


def _confirm_all(env):
    """Return the row of receiving many boxes without a scan, beside core."""
    boxes = _boxes(_of_browser(env, CLERK), CONFIRMED)
    awb = boxes.awb_id
    ours = worlds.take_request(
        boxes.env, lambda own: awb.with_env(own).action_confirm_all()
    )
    if set(boxes.mapped("state")) != {"received"}:
        raise RuntimeError("not all boxes were received")
    core = _core_validation(_of_browser(env, CORE_USER))
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


def _core_packages(world, name, codes):
    """Put boxes of a product on a shelf of that name, without us."""
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


def _core_shelf(env, name):
    """Return a shelf of that name, and the packages on it."""
    shelf = env["stock.location"].search([("name", "=", name)])
    packages = env["stock.package"].search([("location_id", "=", shelf.id)])
    return shelf, packages


def _core_reserved(shelf, packages):
    """A transfer of these packages into the stock, reserved and picked."""
    warehouse = shelf.warehouse_id
    values = {
        "location_id": shelf.id,
        "location_dest_id": warehouse.lot_stock_id.id,
    }
    move = {
        "product_id": packages.quant_ids.product_id.id,
        "product_uom_qty": 100 * len(packages),
    }
    picking = shelf.env["stock.picking"].create(
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


def _core_transfers(env):
    """The requests of core's transfers of packages on a shelf."""
    shelf, packages = _core_shelf(_of_browser(env, CORE_USER), ONE_BY_ONE)
    return shelf.env, [
        lambda own, package=package: _core_transfer(
            shelf.with_env(own), package.with_env(own)
        )
        for package in packages
    ]


def _core_transfer(shelf, package):
    """Move one package by a transfer of its own, as core's users do."""
    picking = _core_reserved(shelf, package)
    picking.with_context(skip_backorder=True).button_validate()
    if picking.state != "done" or len(picking.move_line_ids) != 1:
        raise RuntimeError("core's transfer of a package was not done")


def _core_validation(env):
    """Return what core's validation of one transfer with all its packages takes."""
    shelf, _packages = _core_shelf(env, AT_ONCE)
    picking = env["stock.picking"].search([("location_id", "=", shelf.id)])
    taken = worlds.take_request(
        env, lambda own: picking.with_env(own).button_validate()
    )
    if picking.state != "done" or len(picking.move_line_ids) != CONFIRMED:
        raise RuntimeError("core's transfer was not done")
    return taken
