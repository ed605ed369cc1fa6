# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.fields import Command
from odoo.tests import TransactionCase

from . import companies


class K2kCommon(TransactionCase):
    """A buyer, a vendor with boxes on its shelves, and an active connection.

    Both companies are set up as their own people would do it; tests act as these
    users, never as the administrator.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "no_reset_password": True,
            }
        )
        cls.buyer = cls._make_company("Test Wholesale", "TWB")
        cls.vendor = cls._make_company("Test Farms", "TFV")
        cls.stranger = cls._make_company("Strange Flowers", "STR")
        cls.buyer_warehouse = cls._warehouse(cls.buyer)
        cls.vendor_warehouse = cls._warehouse(cls.vendor)
        cls._make_users()
        cls._make_box_types()
        cls.products = cls._make_products()
        cls.agapanthus = cls.products[0]
        cls.customer = cls.env["res.partner"].create(
            {"name": "Rosa's Flower Shop", "company_id": cls.buyer.id}
        )
        cls._connect()

    # ------------------------------------------------------------------
    # Companies and people
    # ------------------------------------------------------------------
    @classmethod
    def _make_company(cls, name, code):
        return companies.take(cls.env, name, code)

    @classmethod
    def _warehouse(cls, company):
        return companies.warehouse_of(company)

    @classmethod
    def _make_user(cls, login, company, *groups):
        (user,) = cls._make_people([(login, company, groups)])
        return user

    @classmethod
    def _make_people(cls, people):
        """Users of one company each; made together they take a third of the time.

        :param people: list of (login, company, external ids of groups); the password
            is the login, filled up to eight characters with x
        """
        return cls.env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "email": f"{login}@example.com",
                    "password": login + "x" * (8 - len(login)),
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [
                        Command.set(
                            [
                                cls.env.ref(group).id
                                for group in ("base.group_user", *groups)
                            ]
                        )
                    ],
                }
                for login, company, groups in people
            ]
        )

    @classmethod
    def _make_portal_user(cls, login, partner):
        """Whoever logs in at the buyer's shop; the password is the login."""
        return cls.env["res.users"].create(
            {
                "name": partner.name,
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "company_id": cls.buyer.id,
                "company_ids": [Command.set(cls.buyer.ids)],
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    @classmethod
    def _people(cls):
        """Who works in which company: attribute of the test to (login, company,
        groups)."""
        user = ("k2k_connector.group_k2k_user",)
        manager = ("k2k_connector.group_k2k_manager",)
        return {
            "buyer_sales": ("buyer_sales", cls.buyer, user),
            "buyer_manager": ("buyer_manager", cls.buyer, manager),
            "vendor_sales": ("vendor_sales", cls.vendor, user),
            "vendor_manager": ("vendor_manager", cls.vendor, manager),
            "stranger_manager": ("stranger", cls.stranger, manager),
        }

    @classmethod
    def _make_users(cls):
        people = cls._people()
        users = cls._make_people(people.values())
        for attribute, user in zip(people, users, strict=True):
            setattr(cls, attribute, user)

    # ------------------------------------------------------------------
    # The vendor's goods
    # ------------------------------------------------------------------
    @classmethod
    def _make_box_types(cls):
        # Odoo's lengths are millimetres here: 41 x 10.5 x 6 inches is 1.5 cubic feet
        cls.env["ir.config_parameter"].set_param("product.volume_in_cubic_feet", "0")
        cls.quarter_box, cls.half_box = cls.env["stock.package.type"].create(
            [
                {
                    "name": "Quarter box",
                    "k2k_code": "QB",
                    "k2k_fbe": 0.25,
                    "packaging_length": 1041.4,
                    "width": 266.7,
                    "height": 152.4,
                    "company_id": cls.vendor.id,
                },
                {
                    "name": "Half box",
                    "k2k_code": "HB",
                    "k2k_fbe": 0.5,
                    "packaging_length": 1041.4,
                    "width": 266.7,
                    "height": 304.8,
                    "company_id": cls.vendor.id,
                },
            ]
        )
        unit = cls.env.ref("uom.product_uom_unit")
        cls.pack_qb = cls.env["uom.uom"].create(
            {"name": "QB 10x10", "relative_uom_id": unit.id, "relative_factor": 100}
        )

    @classmethod
    def _make_products(cls):
        return cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "company_id": cls.vendor.id,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": price,
                    "uom_ids": [Command.set(cls.pack_qb.ids)],
                    "taxes_id": [Command.clear()],
                    "supplier_taxes_id": [Command.clear()],
                }
                for name, price in (
                    ("Agapanthus Blue 70 cm", 0.55),
                    ("Rose Freedom 60 cm", 0.42),
                )
            ]
        )

    @classmethod
    def _make_boxes(cls, product, codes, units=100, package_type=None):
        """Boxes with these codes on the vendor's shelf; :return: the packages."""
        packages = (
            cls.env["stock.package"]
            .with_company(cls.vendor)
            .create(
                [
                    {
                        "name": code,
                        "package_type_id": (package_type or cls.quarter_box).id,
                    }
                    for code in codes
                ]
            )
        )
        cls.env["stock.quant"].with_company(cls.vendor).with_context(
            inventory_mode=True
        ).create(
            [
                {
                    "product_id": product.id,
                    "location_id": cls.vendor_warehouse.lot_stock_id.id,
                    "package_id": package.id,
                    "inventory_quantity": units,
                }
                for package in packages
            ]
        ).action_apply_inventory()
        return packages

    # ------------------------------------------------------------------
    # The connection
    # ------------------------------------------------------------------
    @classmethod
    def _connect(cls):
        """Request, accept, set up and activate, each as its own manager."""
        Connection = cls.env["k2k.connection"]
        cls.buyer_connection = Connection.with_user(cls.buyer_manager).create(
            {"role": "buyer", "partner_id": cls.vendor.partner_id.id}
        )
        cls.buyer_connection.action_request()
        cls.vendor_connection = Connection.with_user(cls.vendor_manager).search(
            [("partner_id", "=", cls.buyer.partner_id.id)]
        )
        cls.vendor_connection.action_accept()
        cls.vendor_connection.write(
            {
                "publish_warehouse_ids": [Command.set(cls.vendor_warehouse.ids)],
                "service_day_ids": [
                    Command.create({"weekday": str(day)}) for day in range(7)
                ],
            }
        )
        cls.buyer_connection.warehouse_id = cls.buyer_warehouse
        cls.buyer_connection.action_activate()

    @classmethod
    def _publish(cls):
        """What the triggered job does on a running server, done now."""
        cls.env.cr.precommit.run()
        requests = cls.env["k2k.publish.request"].search([])
        for company, of_company in requests.grouped("company_id").items():
            for half, noted in of_company.grouped("half").items():
                for buyers in noted._shares_of(noted._buyers_of(company, half)):
                    noted._publish_to(buyers)
            of_company.unlink()

    @classmethod
    def _offer(cls, product=None):
        """The buyer's offer for a vendor product."""
        product = product or cls.agapanthus
        return (
            cls.env["k2k.offer"]
            .with_user(cls.buyer_sales)
            .search([("map_id.vendor_product_ref", "=", str(product.id))])
        )

    def _make_order(self, offer, boxes, user=None):
        """A quotation of ``boxes`` boxes, as a salesperson makes it."""
        return (
            self.env["sale.order"]
            .with_user(user or self.buyer_sales)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": offer.product_id.id,
                                "k2k_offer_id": offer.id,
                                "product_uom_qty": boxes,
                            }
                        )
                    ],
                }
            )
        )

    def _add_line(self, order, offer, boxes):
        """Boxes of one more offer on a customer's order; :return: the line."""
        return order.order_line.create(
            {
                "order_id": order.id,
                "product_id": offer.product_id.id,
                "k2k_offer_id": offer.id,
                "product_uom_qty": boxes,
            }
        )

    def _vendor_order(self, purchase_order):
        """The vendor's order of a purchase order, as the vendor's salesperson."""
        return (
            self.env["sale.order"]
            .with_user(self.vendor_sales)
            .search([("k2k_peer_ref", "=", purchase_order.name)])
        )
