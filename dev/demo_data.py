"""Two companies that trade by K2K, built as their own people would build them.

``build(env)`` makes everything in an empty database; names and prices are invented.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .demo_catalog import BOX_TYPES, COLOURS, FLOWERS
from .demo_pictures import flower_picture, logo

MM_PER_INCH = 25.4
PASSWORD = "demo"


def build(env):
    """Build companies, people, goods and the connection.

    :return: the logins, as (who, login, password)
    """
    quiet = {
        "no_reset_password": True,
        "tracking_disable": True,
        "mail_auto_subscribe_no_notify": True,
    }
    env = env(context={**env.context, **quiet})
    buyer = _make_buyer(env)
    vendor = _make_vendor(env)
    env = env(
        context={**env.context, "allowed_company_ids": [buyer.id, vendor.id]},
    )
    people = _make_people(env, buyer, vendor)
    _make_shop(env, buyer, people)
    _make_goods(env.company.with_company(vendor).env, vendor)
    _connect(env, buyer, vendor, people)
    _dress_shop(env, buyer)
    return [
        ("customer, on the shop", "rosa", PASSWORD),
        ("Harbor Floral: salesperson", "sofia", PASSWORD),
        ("Harbor Floral: warehouse clerk", "marcus", PASSWORD),
        ("Andes Farms: salesperson", "andres", PASSWORD),
        ("administrator of both", "admin", "admin"),
    ]


# ----------------------------------------------------------------------
# Companies
# ----------------------------------------------------------------------
def _make_buyer(env):
    """The company that is there already becomes the wholesaler: it owns the shop."""
    buyer = env.ref("base.main_company")
    buyer.write(
        {
            "name": "Harbor Floral Wholesale",
            "street": "2400 NW 77th Ave",
            "city": "Miami",
            "state_id": env.ref("base.state_us_10").id,
            "zip": "33122",
            "country_id": env.ref("base.us").id,
            "currency_id": env.ref("base.USD").id,
            "email": "sales@harborfloral.example.com",
            "phone": "+1 305-555-0140",
        }
    )
    buyer.partner_id.tz = "America/New_York"
    _set_up_books(env, buyer)
    _ensure_warehouse(env, buyer, "HFW")
    return buyer


def _make_vendor(env):
    vendor = env["res.company"].create(
        {
            "name": "Andes Farms",
            "street": "Panamericana Norte km 12",
            "city": "Quito",
            "country_id": env.ref("base.ec").id,
            "currency_id": env.ref("base.USD").id,
            "email": "sales@andesfarms.example.com",
            # no look-up of the invented company on the network
            "iap_enrich_auto_done": True,
        }
    )
    vendor.partner_id.tz = "America/Guayaquil"
    env.user.company_ids |= vendor
    _set_up_books(env, vendor)
    _ensure_warehouse(env, vendor, "ANDES")
    return vendor


def _set_up_books(env, company):
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
    # florists buy for resale: no sales tax on either side
    company.write({"account_sale_tax_id": False, "account_purchase_tax_id": False})


def _ensure_warehouse(env, company, code):
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)])
    values = {"name": company.name, "code": code}
    if warehouse:
        warehouse.write(values)
    else:
        env["stock.warehouse"].create({**values, "company_id": company.id})


# ----------------------------------------------------------------------
# People
# ----------------------------------------------------------------------
def _make_people(env, buyer, vendor):
    sales = "k2k_connector.group_k2k_user"
    clerk = "k2k_connector_stock.group_k2k_warehouse"
    env.ref("base.user_admin").write({"company_ids": [Command.link(vendor.id)]})
    return {
        "sofia": _make_user(
            env,
            buyer,
            "Sofia Reyes",
            "sofia",
            sales,
            "purchase.group_purchase_user",
            "account.group_account_invoice",
        ),
        "marcus": _make_user(env, buyer, "Marcus Hill", "marcus", clerk),
        "andres": _make_user(
            env,
            vendor,
            "Andrés Molina",
            "andres",
            sales,
            "stock.group_stock_user",
            "account.group_account_invoice",
        ),
        "customer": _make_customer(env, buyer),
    }


def _make_user(env, company, name, login, *groups):
    return env["res.users"].create(
        {
            "name": name,
            "login": login,
            "password": PASSWORD,
            "email": f"{login}@example.com",
            "tz": company.partner_id.tz,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [
                Command.set([env.ref(g).id for g in ("base.group_user", *groups)])
            ],
        }
    )


def _make_customer(env, buyer):
    """A florist who may log in on the shop and buys on account."""
    partner = env["res.partner"].create(
        {
            "name": "Rosa's Flower Shop",
            "is_company": True,
            "company_id": buyer.id,
            "email": "rosa@example.com",
            "phone": "+1 305-555-0177",
            "street": "118 Ocean Drive",
            "city": "Miami Beach",
            "state_id": env.ref("base.state_us_10").id,
            "zip": "33139",
            "country_id": env.ref("base.us").id,
        }
    )
    partner.with_company(buyer).k2k_on_account = True
    env["res.users"].create(
        {
            "name": partner.name,
            "login": "rosa",
            "password": PASSWORD,
            "partner_id": partner.id,
            "company_id": buyer.id,
            "company_ids": [Command.set(buyer.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    return partner


# ----------------------------------------------------------------------
# The shop
# ----------------------------------------------------------------------
def _make_shop(env, buyer, people):
    website = env["website"].search([("company_id", "=", buyer.id)], limit=1)
    website.write(
        {
            "name": buyer.name,
            "logo": logo("Harbor Floral"),
            "warehouse_id": _warehouse(env, buyer).id,
            "salesperson_id": people["sofia"].id,
        }
    )
    env["delivery.carrier"].search([]).is_published = False
    env["delivery.carrier"].create(
        {
            "name": "Our truck",
            "company_id": buyer.id,
            "delivery_type": "fixed",
            "fixed_price": 0.0,
            "product_id": env["product.product"]
            .create(
                {
                    "name": "Delivery by our truck",
                    "type": "service",
                    "list_price": 0.0,
                    "sale_ok": False,
                    "purchase_ok": False,
                }
            )
            .id,
            "is_published": True,
        }
    )
    on_account = env.ref("k2k_connector.payment_provider_on_account")
    if on_account.company_id != buyer:
        on_account = on_account.copy({"company_id": buyer.id})
    on_account.write({"state": "enabled", "is_published": True})
    # beside it a card that costs nothing, for trying a payment
    demo = env["payment.provider"].search(
        [("code", "=", "demo"), ("company_id", "=", buyer.id)], limit=1
    )
    # with its journal, as its form sets it: otherwise the first payments give it one,
    # and two at the same moment give it two
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", buyer.id)], limit=1
    )
    demo.write({"state": "test", "is_published": True, "journal_id": bank.id})


def _dress_shop(env, buyer):
    """The buyer's own pictures; a product without one looks forgotten."""
    for flower in FLOWERS:
        product = env["product.template"].search(
            [("name", "=", flower.name), ("company_id", "=", buyer.id)]
        )
        product.image_1920 = flower_picture(flower.colour)


# ----------------------------------------------------------------------
# The vendor's goods
# ----------------------------------------------------------------------
def _make_goods(env, vendor):
    """Products, packs, box types and boxes with codes on the shelves."""
    box_types = _make_box_types(env, vendor)
    stem = env["uom.uom"].create({"name": "Stems"})
    packs = _make_packs(env, stem)
    category = env["product.category"].create({"name": "Fresh cut flowers"})
    values = _make_attribute_values(env)
    products = env["product.product"].create(
        [
            {
                "name": flower.name,
                "company_id": vendor.id,
                "categ_id": category.id,
                "type": "consu",
                "is_storable": True,
                "uom_id": stem.id,
                "list_price": flower.price,
                "uom_ids": [
                    Command.link(packs[code, pack].id)
                    for code, (pack, _boxes) in flower.packs.items()
                ],
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": value.attribute_id.id,
                            "value_ids": [Command.set(value.ids)],
                        }
                    )
                    for value in map(values.get, flower.attributes().items())
                ],
            }
            for flower in FLOWERS
        ]
    )
    _make_boxes(env, vendor, products, box_types)


def _make_attribute_values(env):
    """What customers filter by.

    :return: dict from (attribute's name, value's name) to the value
    """
    pairs = sorted({pair for flower in FLOWERS for pair in flower.attributes().items()})
    names = ("Flower", "Colour", "Length", "Variety")
    attributes = env["product.attribute"].create(
        [
            {
                "name": name,
                "sequence": number,
                "display_type": "color" if name == "Colour" else "radio",
            }
            for number, name in enumerate(names, 1)
        ]
    )
    ids = dict(zip(names, attributes.ids, strict=True))
    values = env["product.attribute.value"].create(
        [
            {
                "name": value,
                "attribute_id": ids[name],
                "html_color": COLOURS[value] if name == "Colour" else False,
            }
            for name, value in pairs
        ]
    )
    return dict(zip(pairs, values, strict=True))


def _make_box_types(env, vendor):
    codes = list(BOX_TYPES)
    box_types = env["stock.package.type"].create(
        [
            {
                "name": name,
                "k2k_code": code,
                "k2k_fbe": fbe,
                "packaging_length": length * MM_PER_INCH,
                "width": width * MM_PER_INCH,
                "height": height * MM_PER_INCH,
                "company_id": vendor.id,
            }
            for code, (name, fbe, (length, width, height)) in BOX_TYPES.items()
        ]
    )
    return dict(zip(codes, box_types, strict=True))


def _make_packs(env, stem):
    """One unit of measure a pack: "QB 10x10" is a hundred stems."""
    keys = sorted(
        {
            (code, pack)
            for flower in FLOWERS
            for code, (pack, _boxes) in flower.packs.items()
        }
    )
    packs = env["uom.uom"].create(
        [
            {
                "name": f"{code} {bunches}x{stems}",
                "relative_uom_id": stem.id,
                "relative_factor": bunches * stems,
            }
            for code, (bunches, stems) in keys
        ]
    )
    return dict(zip(keys, packs, strict=True))


def _make_boxes(env, vendor, products, box_types):
    """Boxes with the vendor's codes, arrived over the last days."""
    wanted = [
        (product, box_types[code], pack[0] * pack[1])
        for product, flower in zip(products, FLOWERS, strict=True)
        for code, (pack, boxes) in flower.packs.items()
        for _number in range(boxes)
    ]
    packages = env["stock.package"].create(
        [
            {"name": f"AF{100001 + number}", "package_type_id": box_type.id}
            for number, (_product, box_type, _units) in enumerate(wanted)
        ]
    )
    shelf = env["stock.warehouse"].search([("company_id", "=", vendor.id)], limit=1)
    quants = (
        env["stock.quant"]
        .with_context(inventory_mode=True)
        .create(
            [
                {
                    "product_id": product.id,
                    "location_id": shelf.lot_stock_id.id,
                    "package_id": package.id,
                    "inventory_quantity": units,
                }
                for package, (product, _type, units) in zip(
                    packages, wanted, strict=True
                )
            ]
        )
    )
    quants.action_apply_inventory()
    now = fields.Datetime.now()
    for product_quants in quants.grouped("product_id").values():
        half = len(product_quants) // 2
        product_quants[:half].sudo().in_date = now - timedelta(days=2)


# ----------------------------------------------------------------------
# The connection
# ----------------------------------------------------------------------
def _connect(env, buyer, vendor, people):
    """Ask, accept, set up, activate, publish."""
    Connection = env["k2k.connection"]
    ours = Connection.with_company(buyer).create(
        {
            "role": "buyer",
            "partner_id": vendor.partner_id.id,
            "user_id": people["sofia"].id,
            "gpm": 0.3,
            "cube_rate": 2.4,
            "freight_rate": 1.8,
            "freight_basis": "kg",
            "handling_per_box": 1.5,
            "transit_days": 2,
            "auto_bill": "scan",
            "warehouse_id": _warehouse(env, buyer).id,
        }
    )
    ours.action_request()
    theirs = Connection.with_company(vendor).search([("company_id", "=", vendor.id)])
    theirs.action_accept()
    theirs.write(
        {
            "user_id": people["andres"].id,
            "publish_warehouse_ids": [Command.set(_warehouse(env, vendor).ids)],
            # a demo is looked at for weeks: boxes must not grow too old meanwhile
            "max_age": 90,
            "service_day_ids": [
                Command.create({"weekday": str(day), "cutoff": 15.0})
                for day in range(6)
            ],
        }
    )
    ours.action_activate()
    theirs.action_sync()


def _warehouse(env, company):
    return env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
