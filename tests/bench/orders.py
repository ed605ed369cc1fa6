"""Confirming a customer's order of 100 K2K lines, beside a peer's PO-to-SO half.

Ours is the whole chain: holds, prebook, approved purchase order, vendor's order. The
peer, OCA's purchase_sale_inter_company, approves a purchase order of as many lines and
makes the vendor's order of it. It has a database of its own, without our addons, and
the same modules of Odoo.
"""

from .timing import take

LINES = 100
ROUNDS = 3
PEER_PACKAGES = (
    "odoo-addon-account_invoice_inter_company==19.0.1.0.4",
    "odoo-addon-purchase_sale_inter_company==19.0.1.0.1",
)
PEER_MODULES = ("purchase_sale_inter_company",)
ALONE = f"a sale order of {LINES} lines confirmed, vendor's order made"
FURTHER = "each further line"


def measure(env):
    """Return rows: the whole order, and what one more line costs."""
    # the peer's database has none of our addons
    from .world import build

    world = build(env)
    offers = _offers(world)
    _confirm(world, offers[:1])  # what is read once for all orders
    one = _confirm(world, offers[:1])
    taken = [_confirm(world, offers) for _round in range(ROUNDS)]
    ours = sorted(taken, key=lambda one: one.seconds)[ROUNDS // 2]
    peer = "OCA purchase_sale_inter_company 19.0"
    further = (ours.queries - one.queries) / (LINES - 1)
    return [
        {
            "what": ALONE,
            "unit": "ms",
            "ours": round(1000 * ours.seconds),
            "queries": ours.queries,
            "peer_name": f"{peer}, its PO-to-SO half",
            "promise": "faster than the peer",
        },
        {
            "what": FURTHER,
            "unit": "queries",
            "ours": round(further, 1),
            "peer_name": peer,
            "promise": "at most 12",
        },
    ]


def _offers(world):
    """Offers of as many products, with a box for each round."""
    products = world.env["product.product"].create(
        [
            {
                "name": f"Rose {number:03}",
                "company_id": world.vendor.id,
                "is_storable": True,
                "list_price": 0.5,
                "uom_ids": [(6, 0, world.pack_qb.ids)],
                "taxes_id": [(5,)],
                "supplier_taxes_id": [(5,)],
            }
            for number in range(LINES)
        ]
    )
    letters = "ABCDEFGH"[: 2 * ROUNDS + 2]
    for number, product in enumerate(products):
        world._make_boxes(product, [f"P{number:03}{letter}" for letter in letters])
    world._publish()
    refs = [str(product.id) for product in products]
    offers = world.env["k2k.offer"].with_user(world.buyer_sales)
    offers = offers.search([("map_id.vendor_product_ref", "in", refs)])
    if len(offers) != LINES:
        raise RuntimeError(f"{len(offers)} offers for {LINES} products")
    # fresh rows have no statistics yet, which a running server always has
    world.env.cr.execute("ANALYZE")
    return offers


def _order(world, offers):
    return (
        world.env["sale.order"]
        .with_user(world.buyer_sales)
        .create(
            {
                "partner_id": world.customer.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": offer.product_id.id,
                            "k2k_offer_id": offer.id,
                            "product_uom_qty": 1,
                        },
                    )
                    for offer in offers
                ],
            }
        )
    )


def _confirm(world, offers):
    """Confirm an order whose boxes are held, as a cart's are; return what it took."""
    order = _order(world, offers)
    order._k2k_hold_lines()
    taken = take(world.env, order.action_confirm)
    purchase = order.sudo().k2k_prebook_ids.purchase_order_id
    if purchase.state != "purchase" or not world._vendor_order(purchase):
        raise RuntimeError("the order did not reach the vendor")
    return taken


# ----------------------------------------------------------------------
# The peer, on a database without our addons
# ----------------------------------------------------------------------
def measure_peer(env):
    """Return, for each row's ``what``, the peer's number and queries."""
    env = env(context={**env.context, "tracking_disable": True})
    buyer, vendor, products = _peer_world(env)
    _peer_confirm(env, buyer, vendor, products[:1])
    one = _peer_confirm(env, buyer, vendor, products[:1])
    taken = [_peer_confirm(env, buyer, vendor, products) for _round in range(ROUNDS)]
    alone = sorted(taken, key=lambda one: one.seconds)[ROUNDS // 2]
    return {
        ALONE: (round(1000 * alone.seconds), alone.queries),
        FURTHER: (round((alone.queries - one.queries) / (LINES - 1), 1), None),
    }


def _peer_world(env):
    """Buyer and vendor company and shared products with stock, as the peer wants."""
    vals = {"currency_id": env.ref("base.USD").id, "country_id": env.ref("base.us").id}
    env.ref("base.USD").active = True
    buyer, vendor = env["res.company"].create(
        [{"name": "Peer Wholesale", **vals}, {"name": "Peer Farms", **vals}]
    )
    env.user.company_ids |= buyer | vendor
    for number, company in enumerate((buyer, vendor)):
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
            env["stock.warehouse"].create(
                {"name": company.name, "code": f"P{number}", "company_id": company.id}
            )
    vendor.write(
        {
            "so_from_po": True,
            "intercompany_sale_user_id": env.user.id,
            # ours waits for the vendor's click, too
            "sale_auto_validation": False,
        }
    )
    products = env["product.product"].create(
        [
            {"name": f"Rose {number:03}", "is_storable": True, "list_price": 50.0}
            for number in range(LINES)
        ]
    )
    products.write({"taxes_id": [(5,)], "supplier_taxes_id": [(5,)]})
    shelf = env["stock.warehouse"].search([("company_id", "=", vendor.id)], limit=1)
    for product in products:
        env["stock.quant"].with_company(vendor)._update_available_quantity(
            product, shelf.lot_stock_id, 100
        )
    env.flush_all()
    env.cr.execute("ANALYZE")
    return buyer, vendor, products


def _peer_confirm(env, buyer, vendor, products):
    """Approve a purchase order; return what that and the vendor's order took."""
    both = env(context={**env.context, "allowed_company_ids": (buyer | vendor).ids})
    order = both["purchase.order"].create(
        {
            "partner_id": vendor.partner_id.id,
            "company_id": buyer.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_qty": 1, "price_unit": 50})
                for product in products
            ],
        }
    )
    taken = take(both, order.button_confirm)
    found = env["sale.order"].search([("auto_purchase_order_id", "=", order.id)])
    if len(found.order_line) != len(products):
        raise RuntimeError("the peer made no order of the purchase order")
    return taken
