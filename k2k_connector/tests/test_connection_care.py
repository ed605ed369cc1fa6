# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestConnectionCare(K2kCommon):
    """An active connection over time: what is removed, archived, or goes both ways."""

    def _codes(self, items):
        return [item["code"] for item in items]

    def _with_stock(self):
        self._make_boxes(self.agapanthus, ["CARE1"])
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)

    # ------------------------------------------------------------------
    # Readiness, ours and theirs
    # ------------------------------------------------------------------
    def test_each_side_reads_what_the_other_lacks(self):
        self.assertTrue(self.buyer_connection.is_partner_ready)
        self.vendor_connection.service_day_ids = [Command.clear()]
        self.assertEqual(
            self._codes(self.buyer_connection.partner_readiness), ["service_day"]
        )
        self.assertFalse(self.buyer_connection.readiness)
        self.buyer_connection.warehouse_id = False
        self.assertEqual(
            self._codes(self.vendor_connection.partner_readiness), ["warehouse"]
        )
        self.buyer_connection.warehouse_id = self.buyer_warehouse
        self.assertTrue(self.vendor_connection.is_partner_ready)

    def test_vendor_removes_something(self):
        self._with_stock()
        weekdays = self.vendor_connection.service_day_ids.mapped("weekday")
        self.vendor_connection.service_day_ids = [Command.clear()]
        self._publish()
        self.assertEqual(self.buyer_connection.state, "active")
        self.assertFalse(self._offer())
        self.vendor_connection.service_day_ids = [
            Command.create({"weekday": weekday}) for weekday in weekdays
        ]
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)

    def test_buyer_removes_something(self):
        self._with_stock()
        self.buyer_connection.warehouse_id = False
        self.assertEqual(self.buyer_connection.state, "active")
        self.assertFalse(self._offer(), "at once, without waiting for the vendor")
        self.assertEqual(self._codes(self.buyer_connection.readiness), ["warehouse"])
        self.buyer_connection.warehouse_id = self.buyer_warehouse
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)

    def test_missing_rate_is_named(self):
        krona = self.env.ref("base.SEK")
        krona.active = True
        krona.rate_ids.unlink()
        pricelist = self.env["product.pricelist"].create(
            {"name": "Krona", "currency_id": krona.id, "company_id": self.vendor.id}
        )
        self.env["res.currency.rate"].search([]).unlink()
        self.vendor_connection.pricelist_id = pricelist
        self.assertEqual(self._codes(self.vendor_connection.readiness), ["vendor_rate"])
        self.assertEqual(self._codes(self.buyer_connection.readiness), ["rate"])
        action = self.buyer_connection.action_mend("rate")
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.currency", krona.id)
        )

    def test_nothing_to_restore_without_a_partner(self):
        connection = (
            self.env["k2k.connection"]
            .with_user(self.buyer_manager)
            .new({"role": "buyer"})
        )
        self.assertNotIn("partner", self._codes(connection.readiness))

    def test_items_lead_to_their_screens(self):
        connection = self.buyer_connection
        self.assertEqual(
            connection.action_mend("partner")["res_id"], self.vendor.partner_id.id
        )
        journals = connection.action_mend("sale_journal")
        self.assertEqual(journals["res_model"], "account.journal")
        self.assertFalse(connection.action_mend("warehouse"))
        with self.assertRaises(AccessError):
            connection.with_user(self.stranger_manager).action_mend("partner")

    # ------------------------------------------------------------------
    # Own record, own settings
    # ------------------------------------------------------------------
    def test_each_side_edits_its_own_settings(self):
        self.buyer_connection.gpm = 0.4
        self.vendor_connection.max_age = 7
        self.assertEqual(self.vendor_connection.gpm, 0.3)
        self.assertEqual(self.buyer_connection.max_age, 10)
        for connection, user in (
            (self.buyer_connection, self.vendor_manager),
            (self.vendor_connection, self.buyer_manager),
            (self.buyer_connection, self.stranger_manager),
        ):
            with self.assertRaises(AccessError):
                connection.with_user(user).write({"gpm": 0.9, "max_age": 1})

    def test_both_sides_record_who_agreed_and_when(self):
        for connection in self.buyer_connection | self.vendor_connection.with_user(
            self.env.user
        ):
            connection = connection.sudo()
            self.assertEqual(connection.requested_by, self.buyer_manager.name)
            self.assertEqual(connection.accepted_by, self.vendor_manager.name)
            self.assertTrue(connection.requested_on and connection.accepted_on)

    def test_age_is_shown_when_the_vendor_shares_it(self):
        self._with_stock()
        self._offer().sudo().day = "2020-01-01"
        offer = self._offer()
        self.assertEqual((offer.age_shared, offer.age), (False, 0))
        self.vendor_connection.share_aging = True
        self._publish()
        self._offer().sudo().day = "2020-01-01"
        offer.invalidate_recordset()
        self.assertTrue(offer.age_shared)
        self.assertGreater(offer.age, 1000)

    # ------------------------------------------------------------------
    # Archiving what is in use
    # ------------------------------------------------------------------
    def test_partner_in_use(self):
        partner = self.vendor.partner_id
        with self.assertRaisesRegex(UserError, r"in use by .*Test Farms \(K2K\)"):
            partner.action_archive()
        self.buyer_connection.action_suspend()
        # the company's own contact is core's matter
        self.env["k2k.connection"]._refuse_archiving(
            partner, [("partner_id", "=", partner.id)]
        )

    def test_warehouse_in_use(self):
        for warehouse in (self.buyer_warehouse, self.vendor_warehouse):
            with self.assertRaisesRegex(UserError, "in use by the active connection"):
                warehouse.action_archive()

    def test_product_in_use(self):
        self._with_stock()
        own = self._offer().product_id.sudo()
        with self.assertRaisesRegex(UserError, "Product Mapping"):
            own.action_archive()
        with self.assertRaisesRegex(UserError, "Product Mapping"):
            own.product_tmpl_id.action_archive()
        with self.assertRaisesRegex(UserError, "published to Test Wholesale"):
            self.agapanthus.action_archive()
        self._offer().map_id.with_user(self.buyer_manager).action_ignore()
        own.action_archive()
        self.assertFalse(own.active)

    # ------------------------------------------------------------------
    # Any number, in both roles
    # ------------------------------------------------------------------
    def test_both_ways_without_echo(self):
        """The buyer sells to its vendor, too, yet never the vendor's own boxes."""
        back = (
            self.env["k2k.connection"]
            .with_user(self.vendor_manager)
            .create({"role": "buyer", "partner_id": self.buyer.partner_id.id})
        )
        back.action_request()
        forth = (
            self.env["k2k.connection"]
            .with_user(self.buyer_manager)
            .search([("role", "=", "vendor")])
        )
        self.assertEqual(forth.partner_id, self.vendor.partner_id)
        forth.action_accept()
        forth.write(
            {
                "publish_warehouse_ids": [Command.set(self.buyer_warehouse.ids)],
                "service_day_ids": [Command.create({"weekday": "0"})],
            }
        )
        back.warehouse_id = self.vendor_warehouse
        back.action_activate()
        self._with_stock()
        bought, own = self._buyers_boxes()
        bought.k2k_origin_partner_id = self.vendor.partner_id
        self._publish()
        offers = self.env["k2k.offer"].search([("connection_id", "=", back.id)])
        self.assertEqual(sum(offers.mapped("boxes_available")), len(own))
        self.assertEqual(self._offer().boxes_available, 1, "the other way goes on")

    def _buyers_boxes(self):
        """One box the buyer got from the vendor, and one of its own, on its shelf."""
        product = self._offer().product_id.sudo()
        product.list_price = 1
        packages = (
            self.env["stock.package"]
            .with_company(self.buyer)
            .create(
                [
                    {"name": name, "package_type_id": self._buyers_box_type().id}
                    for name in ("ECHO", "OWN")
                ]
            )
        )
        self.env["stock.quant"].with_company(self.buyer).with_context(
            inventory_mode=True
        ).create(
            [
                {
                    "product_id": product.id,
                    "location_id": self.buyer_warehouse.lot_stock_id.id,
                    "package_id": package.id,
                    "inventory_quantity": 100,
                }
                for package in packages
            ]
        ).action_apply_inventory()
        return packages[0], packages[1]

    def _buyers_box_type(self):
        return self._offer().package_type_id.sudo()
