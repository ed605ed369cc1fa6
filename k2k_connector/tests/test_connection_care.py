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
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Add an exchange rate", action["params"]["message"])
        self.buyer_manager.group_ids += self.env.ref("account.group_account_manager")
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
        refused = connection.action_mend("sale_journal")
        self.assertIn("a sales journal is needed", refused["params"]["message"])
        self.buyer_manager.group_ids += self.env.ref("account.group_account_manager")
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

    def test_any_number_of_connections(self):
        """A buyer of two vendors, a vendor to two buyers, each with its own stock."""
        self._with_stock()
        pairs = [
            (self.buyer_manager, self.stranger_manager, "buyer"),
            (self.stranger_manager, self.vendor_manager, "buyer"),
        ]
        for asks, answers, role in pairs:
            self._trade(asks, answers, role)
        self._publish()
        offers = self.env["k2k.offer"].search([("boxes_available", ">", 0)])
        by_company = offers.grouped("company_id")
        self.assertEqual(by_company[self.buyer].connection_id, self.buyer_connection)
        self.assertEqual(by_company[self.stranger].boxes_available, 1)
        self.assertEqual(len(self.vendor_connection.search([])), 2)
        with self.assertRaises(AccessError):
            by_company[self.stranger].with_user(self.buyer_manager).read(["price"])

    def _trade(self, asks, answers, role):
        """Two managers agree, set up and activate."""
        connections = self.env["k2k.connection"]
        ours = connections.with_user(asks).create(
            {"role": role, "partner_id": answers.company_id.partner_id.id}
        )
        ours.action_request()
        theirs = connections.with_user(answers).search(
            [
                ("partner_id", "=", asks.company_id.partner_id.id),
                ("state", "=", "pending"),
            ]
        )
        theirs.action_accept()
        theirs.write(
            {
                "publish_warehouse_ids": [
                    Command.set(self._warehouse(answers.company_id).ids)
                ],
                "service_day_ids": [Command.create({"weekday": "0"})],
            }
        )
        ours.warehouse_id = self._warehouse(asks.company_id)
        ours.action_activate()
        return ours

    def test_one_agreement_for_each_pair_and_role(self):
        again = self.env["k2k.connection"].with_user(self.buyer_manager)
        again = again.create({"role": "buyer", "partner_id": self.vendor.partner_id.id})
        with self.assertRaisesRegex(UserError, "There is a connection with Test Farms"):
            again.action_request()
        theirs = self.env["k2k.connection"].with_user(self.vendor_manager)
        theirs = theirs.create(
            {"role": "vendor", "partner_id": self.buyer.partner_id.id}
        )
        with self.assertRaisesRegex(UserError, "There is a connection with Test Whole"):
            theirs.action_request()

    def test_resume_names_what_went_missing(self):
        self.buyer_connection.action_suspend()
        self.buyer_connection.warehouse_id = False
        with self.assertRaisesRegex(UserError, "warehouse that receives"):
            self.buyer_connection.action_resume()
        with self.assertRaisesRegex(UserError, "warehouse that receives"):
            self.vendor_connection.action_resume()
        self.buyer_connection.warehouse_id = self.buyer_warehouse
        self.vendor_connection.action_resume()
        self.assertEqual(self.buyer_connection.state, "active")

    def test_the_other_side_is_told_who_did_what(self):
        def last(connection):
            # tracked values stand in notes without words
            return connection.sudo().message_ids.filtered("body")[:1]

        self.vendor_connection.action_suspend()
        note = last(self.buyer_connection)
        self.assertIn(
            f"{self.vendor_manager.name} of Test Farms has suspended", note.body
        )
        self.assertIn(self.buyer_manager.partner_id, note.notified_partner_ids)
        self.buyer_connection.action_resume()
        self.assertIn("has resumed", last(self.vendor_connection).body)

    def test_a_request_is_told_to_every_manager(self):
        asked = self.env["k2k.connection"].with_user(self.stranger_manager)
        asked = asked.create({"role": "buyer", "partner_id": self.vendor.partner_id.id})
        asked.action_request()
        theirs = self.env["k2k.connection"].with_user(self.vendor_manager)
        theirs = theirs.search([("state", "=", "pending")])
        note = theirs.message_ids.filtered(lambda m: "asks to trade" in m.body)
        self.assertEqual(note.notified_partner_ids, self.vendor_manager.partner_id)

    def test_a_rate_of_our_own_is_no_rate_of_theirs(self):
        """Odoo takes a currency without rates for one: never a price of ours."""
        krona = self.env["res.currency"].create({"name": "TQR", "symbol": "tqr"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.buyer.currency_id.id,
                "company_id": self.buyer.id,
                "rate": 1.1,
                "name": "2020-01-01",
            }
        )
        publisher = self.env["k2k.publisher"]
        self.assertFalse(publisher._has_rate(self.buyer, krona))
        self.env["res.currency.rate"].create(
            {
                "currency_id": krona.id,
                "company_id": self.buyer.id,
                "rate": 2.0,
                "name": "2020-01-01",
            }
        )
        self.assertTrue(publisher._has_rate(self.buyer, krona))
