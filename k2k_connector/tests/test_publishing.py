# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models import k2k_publisher
from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestLooseStock(K2kCommon):
    """A vendor without packages sells what is free, divided by the pack."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack_qb.package_type_id = cls.quarter_box
        cls.quants = cls.env["stock.quant"].with_company(cls.vendor)
        cls._stock(450)
        cls._publish()

    @classmethod
    def _stock(cls, quantity):
        cls.quants._update_available_quantity(
            cls.agapanthus, cls.vendor_warehouse.lot_stock_id, quantity
        )

    def _hold_of(self, peer_ref):
        return self.env["k2k.hold"].search([("peer_ref", "=", peer_ref)])

    def _free(self):
        return self.agapanthus.with_company(self.vendor).free_qty

    def test_free_quantity_divided_by_the_pack(self):
        offer = self._offer()
        self.assertEqual(offer.boxes_available, 4)
        self.assertEqual(offer.units, 100)
        self.assertEqual(offer.uom_id, self.pack_qb)
        self._stock(-60)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 3)

    def test_box_type_by_the_name_of_the_pack(self):
        self.pack_qb.package_type_id = False
        self.vendor_connection.action_sync()
        self.assertEqual(self._offer().boxes_available, 4)
        self.pack_qb.name = "Tray 10x10"
        self.vendor_connection.action_sync()
        self.assertFalse(self._offer())
        explanation = (
            self.env["k2k.publish.explanation"]
            .with_user(self.vendor_sales)
            .create({"product_id": self.agapanthus.id})
        )
        self.assertEqual(explanation.line_ids.code, "no_box_type")

    def test_never_back_to_whom_it_was_bought_from(self):
        """A company's own flowers, unpacked at the other's, are not offered to it."""
        opposite = (
            self.env["k2k.connection"]
            .with_user(self.vendor_manager)
            .create({"role": "buyer", "partner_id": self.buyer.partner_id.id})
        )
        mapping = self.env["k2k.product.map"].create(
            {
                "connection_id": opposite.id,
                "vendor_product_ref": "77",
                "vendor_product_name": "Their agapanthus",
                "state": "mapped",
                "product_id": self.agapanthus.id,
            }
        )
        self.vendor_connection.action_sync()
        self.assertFalse(self._offer())
        explanation = (
            self.env["k2k.publish.explanation"]
            .with_user(self.vendor_sales)
            .create({"product_id": self.agapanthus.id})
        )
        self.assertEqual(explanation.line_ids.code, "origin")
        mapping.product_id = self.products[1]
        self.vendor_connection.action_sync()
        self.assertEqual(self._offer().boxes_available, 4)

    def test_hold_and_release(self):
        offer = self._offer().sudo()
        self.assertEqual(offer._hold("cart-1", 3)[0], 3)
        self.assertEqual(self._free(), 150)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)
        boxes, _expires_at, reason = offer._hold("cart-2", 2)
        self.assertEqual(boxes, 0)
        self.assertIn("only 1", reason)
        self.assertEqual(offer._hold("cart-1", 1)[0], 1)
        self.assertEqual(self._free(), 350)
        self.assertEqual(offer._hold("cart-2", 3)[0], 3)
        offer._release(offer.connection_id, ["cart-1", "cart-2"])
        self.assertEqual(self._free(), 450)
        self.assertEqual(self._hold_of("cart-1").boxes, 0)

    def test_expired_hold_counts_for_nothing(self):
        offer = self._offer().sudo()
        offer._hold("cart-1", 4, fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(offer._hold("cart-2", 4)[0], 4)
        self.assertEqual(self._hold_of("cart-1").boxes, 0)

    def test_boxes_get_codes_when_the_vendor_packs_them(self):
        order = self._make_order(self._offer(), 2)
        order.action_confirm()
        self.assertEqual(self._free(), 250)
        vendor_order = self._vendor_order(order.sudo()._get_purchase_orders())
        vendor_order.action_confirm()
        shipped = vendor_order.sudo()._k2k_shipped_lines().package_id
        self.assertEqual(len(shipped), 2)
        self.assertEqual(len(set(shipped.mapped("name"))), 2)
        self.assertEqual(shipped.package_type_id, self.quarter_box)
        self.assertEqual(order.k2k_prebook_ids.boxes_confirmed, 2)
        self.assertEqual(self._free(), 250)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 2)


@tagged("post_install", "-at_install")
class TestPublishing(K2kCommon):
    """What changes at the vendor's shows at the buyer's by the triggered job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["AG001", "AG002"])
        cls._publish()

    def _publication(self, user=None):
        return (
            self.env["k2k.publication"]
            .with_user(user or self.vendor_sales)
            .search([("product_id", "=", self.agapanthus.id)])
        )

    # ------------------------------------------------------------------
    # What is noticed
    # ------------------------------------------------------------------
    def test_list_price(self):
        self.agapanthus.product_tmpl_id.list_price = 0.60
        self._publish()
        self.assertAlmostEqual(self._offer().unit_cost, 0.60)

    def test_pricelist_and_its_rules(self):
        manager = self._make_user(
            "pricer", self.vendor, "sales_team.group_sale_manager"
        )
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("product.group_product_pricelist")
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Wholesale", "company_id": self.vendor.id}
        )
        buyer = self.buyer.partner_id.with_company(self.vendor)
        buyer.property_product_pricelist = pricelist
        self._publish()
        rule = (
            self.env["product.pricelist.item"]
            .with_user(manager)
            .create(
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "3_global",
                    "compute_price": "fixed",
                    "fixed_price": 0.45,
                }
            )
        )
        self._publish()
        self.assertAlmostEqual(self._offer().unit_cost, 0.45)
        rule.fixed_price = 0.40
        self._publish()
        self.assertAlmostEqual(self._offer().unit_cost, 0.40)
        rule.unlink()
        self._publish()
        self.assertAlmostEqual(self._offer().unit_cost, 0.55)

    def test_name_and_packs(self):
        self.agapanthus.uom_ids = [Command.clear()]
        self._publish()
        self.assertFalse(self._offer())

    def test_box_type(self):
        self.quarter_box.k2k_fbe = 0.3
        self.buyer_connection.write({"freight_rate": 10, "freight_basis": "fbe"})
        self._publish()
        self.assertAlmostEqual(self._offer().landed_cost, 0.55 + 0.03)

    def test_company_that_publishes_nothing_pays_nothing(self):
        """A stock move of such a company asks the database nothing more."""
        product = self.env["product.product"].create(
            {"name": "Ivy", "is_storable": True, "company_id": self.stranger.id}
        )
        stock = self._warehouse(self.stranger).lot_stock_id
        quants = self.env["stock.quant"].with_company(self.stranger)

        def queries_of_a_change():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            quants._update_available_quantity(product, stock, 10)
            product.list_price += 1
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries_of_a_change()
        with_k2k = queries_of_a_change()
        with (
            patch.object(
                type(self.env["k2k.publish.request"]), "_collect", lambda *a, **k: None
            ),
            patch.object(
                type(self.env["k2k.publish.request"]),
                "_collect_products",
                lambda *a, **k: None,
            ),
        ):
            self.assertEqual(with_k2k, queries_of_a_change())
        self.env.cr.precommit.run()
        self.assertFalse(
            self.env["k2k.publish.request"].search(
                [("company_id", "=", self.stranger.id)]
            )
        )

    # ------------------------------------------------------------------
    # Publish all now
    # ------------------------------------------------------------------
    def test_publish_now(self):
        self._offer().sudo().unlink()
        for connection in (self.vendor_connection, self.buyer_connection):
            action = connection.action_sync()
            self.assertEqual(action["tag"], "display_notification")
            self.assertEqual(self._offer().boxes_available, 2)

    def test_publish_now_shows_progress(self):
        self._make_boxes(self.products[1], ["RO001"])
        self._publish()
        shown = []
        Publisher = type(self.env["k2k.publisher"])
        with (
            patch.object(k2k_publisher, "PRODUCTS_PER_MESSAGE", 1),
            patch.object(
                Publisher,
                "_show_progress",
                lambda self, connection, share: shown.append(share),
            ),
        ):
            self.vendor_connection.action_sync()
        self.assertEqual(shown, [0.5])

    def test_progress_reaches_the_users_screen(self):
        """Sent at once, not when the publication is over."""
        with (
            self.enter_registry_test_mode(),
            patch.object(
                type(self.env["bus.bus"]), "_sendone", autospec=True
            ) as sendone,
        ):
            self.env["k2k.publisher"]._show_progress(self.vendor_connection, 0.25)
        _bus, partner, kind, note = sendone.call_args.args
        self.assertEqual(partner, self.env.user.partner_id)
        self.assertEqual(kind, "simple_notification")
        self.assertIn("25 %", note["message"])

    # ------------------------------------------------------------------
    # Nightly check
    # ------------------------------------------------------------------
    def _nightly(self):
        publisher = self.env["k2k.publisher"].with_company(self.vendor)
        publisher._publish_all(self.vendor_connection.sudo(), repair=True)

    def _notes(self, connection):
        return connection.sudo().message_ids.filtered(
            lambda message: "Nightly check" in (message.body or "")
        )

    def test_nightly_check_mends_and_reports(self):
        self._make_boxes(self.products[1], ["RO001"])
        self._publish()
        self._nightly()
        self.assertFalse(self._notes(self.vendor_connection))
        offer = self._offer().sudo()
        wrong = offer.copy({"key": "no such boxes"})
        offer.boxes_available = 77
        self._offer(self.products[1]).sudo().unlink()
        self._nightly()
        self.assertEqual(offer.boxes_available, 2)
        self.assertEqual(self._offer(self.products[1]).boxes_available, 1)
        self.assertFalse(wrong.active)
        for connection in (self.vendor_connection, self.buyer_connection):
            note = self._notes(connection)
            self.assertEqual(len(note), 1)
            self.assertIn(
                "1 missing offers added, 1 wrong ones corrected, 1 taken down",
                note.body,
            )
        self._nightly()
        self.assertEqual(len(self._notes(self.vendor_connection)), 1)

    # ------------------------------------------------------------------
    # The vendor's list
    # ------------------------------------------------------------------
    def test_vendors_list(self):
        line = self._publication()
        self.assertEqual((line.boxes, line.boxes_held, line.boxes_sold), (2, 0, 0))
        self.assertEqual(line.partner_id, self.buyer.partner_id)
        self.assertEqual(line.uom_id, self.pack_qb)
        self.assertAlmostEqual(line.price, 0.55)
        offer = self._offer().sudo()
        offer._hold("cart-1", 1)
        self._publish()
        self.assertEqual((line.boxes, line.boxes_held, line.boxes_sold), (1, 1, 0))
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        self._publish()
        self.assertEqual((line.boxes, line.boxes_held, line.boxes_sold), (0, 1, 1))
        self._vendor_order(order.sudo()._get_purchase_orders()).action_confirm()
        offer._release(offer.connection_id, ["cart-1"])
        self._publish()
        self.assertEqual((line.boxes, line.boxes_held, line.boxes_sold), (1, 0, 1))
        self.boxes.k2k_on_hold = True
        self._publish()
        self.assertEqual((line.boxes, line.boxes_held, line.boxes_sold), (0, 0, 1))

    def test_vendors_list_forgets_what_is_gone(self):
        self.agapanthus.sale_ok = False
        self._publish()
        self.assertFalse(self._publication())

    def test_vendors_list_is_the_vendors(self):
        line = self._publication()
        for user in (self.buyer_manager, self.stranger_manager):
            self.assertFalse(self._publication(user))
            with self.assertRaises(AccessError):
                line.with_user(user).read(["boxes"])
        with self.assertRaises(AccessError):
            line.with_user(self.vendor_manager).boxes = 99
        with self.assertRaises(AccessError):
            line.with_user(self.vendor_manager).unlink()

    # ------------------------------------------------------------------
    # Scale
    # ------------------------------------------------------------------
    def _queries_of_publishing(self, lines):
        """Queries of a full publication of so many further lines."""
        days = self.env["stock.quant"]
        product = self.products[1]
        self._make_boxes(product, [f"Q{lines}-{n}" for n in range(lines)])
        days = days.search([("package_id.name", "like", f"Q{lines}-")])
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"L{lines}-{n}",
                    "product_id": product.id,
                    "company_id": self.vendor.id,
                }
                for n in range(lines)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_quant q SET lot_id = l.id FROM stock_package p, stock_lot l "
            "WHERE p.id = q.package_id AND q.id = ANY(%s) AND l.id = ANY(%s) "
            "AND l.name = 'L' || substr(p.name, 2)",
            [days.ids, lots.ids],
        )
        self.env.cr.precommit.data.clear()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.vendor_connection.action_sync()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(self._offer(product)), lines)
        days.unlink()
        self._offer(product).sudo().unlink()
        return queries

    def test_query_budget(self):
        """Nearly flat: from nothing, core writes new records a hundred at a time."""
        self._queries_of_publishing(2)  # the buyer's product and its mapping are made
        one = self._queries_of_publishing(1)
        hundred = self._queries_of_publishing(100)
        thousand = self._queries_of_publishing(1000)
        self.assertLessEqual(one, 85, (one, hundred, thousand))
        self.assertLessEqual(hundred, one + 10, (one, hundred, thousand))
        self.assertLessEqual(thousand, one + 60, (one, hundred, thousand))

    def test_query_budget_in_another_currency(self):
        """An exchange rate is looked up once, not for each line."""
        foreign = self.env["res.currency"].create({"name": "FLW", "symbol": "F"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": foreign.id, "company_id": company.id, "rate": 2.0}
                for company in (self.vendor, self.buyer)
            ]
        )
        self.vendor_connection.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": foreign.id, "company_id": self.vendor.id}
        )
        self._queries_of_publishing(2)
        one = self._queries_of_publishing(1)
        hundred = self._queries_of_publishing(100)
        self.assertLessEqual(hundred, one + 10, (one, hundred))
