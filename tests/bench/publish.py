# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What publishing costs: everything from nothing, everything again, and one box.

``measure(env)`` makes a vendor with 100,000 boxes in 20,000 lines and a buyer, and
rolls everything back. The buyer's products are mapped beforehand: that is done once.
"""

from time import perf_counter

from odoo.fields import Command
from odoo.tools import SQL

PRODUCTS = 2000
BOXES = 100_000
LINES_PER_PRODUCT = 10
CHANGES = 20
TABLES = ("product_product", "product_template", "uom_uom", "stock_package_type")


def measure(env):
    """Measure publishing; nothing of it stays in the database.

    :return: list of dicts ``what``, ``value``, ``unit`` and ``promise`` (or None)
    """
    try:
        return _measure(env(context={**env.context, "tracking_disable": True}))
    finally:
        env.cr.rollback()
        env.cr.precommit.clear()
        env.invalidate_all()
        env.registry.clear_cache()


def _measure(env):
    vendor, buyer = make_companies(env)
    connection, buyers = connect(env, vendor, buyer)
    products, types = make_goods(env, vendor)
    make_boxes(env, vendor, products, types)
    map_products(env, buyer, buyers, products)
    publisher = env["k2k.publisher"].with_company(vendor)
    rows = []

    def note(what, seconds, unit="s", promise=None):
        value = seconds * 1000 if unit == "ms" else seconds
        rows.append(
            {"what": what, "value": round(value, 2), "unit": unit, "promise": promise}
        )

    seconds, lines = _timed(env, lambda: publisher._get_lines(connection))
    note(f"rules and prices of {BOXES:,} boxes ({len(lines):,} lines)", seconds)
    seconds, _ = _timed(env, lambda: publisher._publish_all(connection))
    note("publishing all of them from nothing", seconds, promise=20)
    offers = env["k2k.offer"].search_count([("connection_id", "=", buyers.id)])
    if offers != len(lines):
        raise RuntimeError(f"{offers} offers for {len(lines)} lines")
    seconds, _ = _timed(env, lambda: publisher._publish_all(connection, repair=True))
    note("publishing all of them again (nightly check)", seconds)
    note(
        "publishing one changed box, median",
        _one_box(env, publisher, connection, products),
        "ms",
        100,
    )
    return rows


def _timed(env, function):
    env.flush_all()
    env.invalidate_all()
    start = perf_counter()
    result = function()
    env.flush_all()
    return perf_counter() - start, result


def _one_box(env, publisher, connection, products):
    """Median seconds of telling the buyer that one box is kept back."""
    times = []
    for product in products[:CHANGES]:
        package = env["stock.quant"].search([("product_id", "=", product.id)], limit=1)
        package.package_id.k2k_on_hold = True
        changed = product.browse(product.id)
        seconds, _ = _timed(
            env,
            lambda changed=changed: publisher._publish_products(connection, changed),
        )
        times.append(seconds)
    return sorted(times)[len(times) // 2]


def make_companies(env):
    companies = env["res.company"].create(
        [
            {"name": f"Bench {name}", "currency_id": env.ref("base.USD").id}
            for name in ("Farms", "Wholesale")
        ]
    )
    env.flush_all()
    companies.invalidate_recordset()
    env.user.company_ids |= companies
    for company, code in zip(companies, ("BFA", "BWH"), strict=True):
        make_usable(env, company, code)
    return companies


def make_usable(env, company, code):
    """Give a company the journal and the warehouse that a connection asks for."""
    env["account.journal"].create(
        {"name": "Sales", "code": "BS", "type": "sale", "company_id": company.id}
    )
    if not warehouse(env, company):
        env["stock.warehouse"].create(
            {"name": company.name, "code": code, "company_id": company.id}
        )


def warehouse(env, company):
    return env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)


def connect(env, vendor, buyer):
    """Both sides of an active connection, set up directly."""
    connection = env["k2k.connection"].create(
        {
            "company_id": vendor.id,
            "role": "vendor",
            "partner_id": buyer.partner_id.id,
            "publish_warehouse_ids": [Command.set(warehouse(env, vendor).ids)],
            "service_day_ids": [
                Command.create({"weekday": str(day)}) for day in range(7)
            ],
        }
    )
    buyers = env["k2k.connection"].create(
        {
            "company_id": buyer.id,
            "role": "buyer",
            "partner_id": vendor.partner_id.id,
            "warehouse_id": warehouse(env, buyer).id,
            "token": connection.token,
        }
    )
    (connection | buyers).state = "active"
    for side in (connection, buyers):
        if not side.is_ready:
            raise RuntimeError(f"{side.display_name}: {side.readiness}")
    return connection, buyers


def make_goods(env, vendor, count=PRODUCTS):
    unit = env.ref("uom.product_uom_unit")
    packs = env["uom.uom"].create(
        [
            {
                "name": f"QB {units}",
                "relative_uom_id": unit.id,
                "relative_factor": units,
            }
            for units in (100, 200)
        ]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Bench flower {number}",
                "company_id": vendor.id,
                "is_storable": True,
                "list_price": 0.5,
                "uom_ids": [Command.set(packs.ids)],
            }
            for number in range(count)
        ]
    )
    types = env["stock.package.type"].create(
        {
            "name": "Quarter box",
            "k2k_code": "QB",
            "k2k_fbe": 0.25,
            "packaging_length": 1041,
            "width": 267,
            "height": 152,
            "company_id": vendor.id,
        }
    )
    return products, types


def make_boxes(env, vendor, products, types, count=BOXES):
    """Boxes straight into the tables: two packs on each of five days a product.

    Where there are no more boxes than products, each has one line of one box.
    """
    env.flush_all()
    env.cr.execute(
        "INSERT INTO stock_package "
        "(name, complete_name, package_type_id, k2k_company_id, company_id) "
        "SELECT 'BENCH' || n, 'BENCH' || n, %s, %s, %s "
        "FROM generate_series(0, %s) n RETURNING id",
        [types.id, vendor.id, vendor.id, count - 1],
    )
    packages = [package_id for (package_id,) in env.cr.fetchall()]
    env.cr.execute(
        "UPDATE stock_package SET parent_path = id || '/' WHERE id = ANY(%s)",
        [packages],
    )
    env.cr.execute(
        "INSERT INTO stock_quant (product_id, location_id, company_id, package_id, "
        "quantity, reserved_quantity, in_date) "
        "SELECT (%(products)s::int[])[1 + n %% %(count)s], %(location)s, %(company)s, "
        "(%(packages)s::int[])[n + 1], 100 * (1 + (n / %(count)s) %% 2), 0, "
        "now() AT TIME ZONE 'UTC' - ((n / %(count)s / 2) %% 5) * interval '1 day' "
        "FROM generate_series(0, %(last)s) n",
        {
            "products": products.ids,
            "count": len(products),
            "location": warehouse(env, vendor).lot_stock_id.id,
            "company": vendor.id,
            "packages": packages,
            "last": count - 1,
        },
    )
    # what the database's own housekeeping does on a running server
    for table in ("stock_quant", "stock_package", *TABLES):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def map_products(env, buyer, connection, products, **values):
    """The buyer's own products, mapped as a buyer would have done once.

    :param values: what else each of the buyer's products is
    """
    own = env["product.product"].create(
        [
            {
                "name": product.name,
                "company_id": buyer.id,
                "is_storable": True,
                **values,
            }
            for product in products
        ]
    )
    env["k2k.product.map"].create(
        [
            {
                "connection_id": connection.id,
                "vendor_product_ref": str(product.id),
                "vendor_product_name": product.name,
                "product_id": mine.id,
            }
            for product, mine in zip(products, own, strict=True)
        ]
    )
