# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestSeveralWays(K2kStockCommon):
    """Several vendors, ways and days in one order, as a salesperson agrees on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer_connection.write(
            {"ship_via": "choice", "transit_days": 1, "handling_per_box": 5.0}
        )
        cls._stock_vendor(cls._codes(5))
        cls.offer = cls._offer()
        cls.today = fields.Date.today()
        cls.first_day = cls.today + timedelta(days=1)

    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.offer, 1)
        self.line = self.order.order_line

    def _line(self, **vals):
        return self.order.order_line.create(
            {
                "order_id": self.order.id,
                "product_id": self.offer.product_id.id,
                "k2k_offer_id": self.offer.id,
                "product_uom_qty": 1,
                **vals,
            }
        )

    def test_a_prebook_for_each(self):
        """Each with its own purchase order, vendor order and kind of delivery."""
        later = self.today + timedelta(days=3)
        self._line(k2k_ship_via="grower")
        self._line(k2k_truck_date=later)
        same = self._line(k2k_ship_via="warehouse", k2k_truck_date=self.first_day)
        self.assertFalse(same.k2k_own_terms, "that is what the order says anyway")
        self.assertEqual(self.order.order_line.mapped("price_unit"), [86, 79, 86, 86])
        self.order.action_confirm()
        prebooks = self.order.k2k_prebook_ids.sorted("id")
        self.assertEqual(
            [(p.ship_via, p.truck_date, p.boxes_ordered) for p in prebooks],
            [
                ("warehouse", self.first_day, 2),
                ("grower", self.first_day, 1),
                ("warehouse", later, 1),
            ],
        )
        purchases = prebooks.sudo().purchase_order_id
        self.assertEqual(
            purchases.mapped("picking_type_id.code"), ["incoming", "dropship"]
        )
        self.assertEqual(len(purchases), 3)
        for purchase in purchases:
            self._vendor_order(purchase).action_confirm()
        self.assertEqual(prebooks.mapped("boxes_shipped"), [2, 1, 1])
        self.assertEqual(
            prebooks.sudo().mapped("ship_date"),
            [self.today, self.today, self.today + timedelta(days=2)],
        )
        ours = self.order.sudo().picking_ids.filtered(
            lambda picking: picking.picking_type_id.code == "outgoing"
        )
        self.assertEqual(sum(ours.move_ids.mapped("product_uom_qty")), 300)

    def test_what_was_agreed_stays(self):
        """The order's way and day change; the line's own do not."""
        own = self._line()
        own.k2k_ship_via = "grower"
        self.assertTrue(own.k2k_own_terms)
        self.assertEqual((own.k2k_unit_price, own.price_unit), (0.79, 79.0))
        self.order.k2k_truck_date = self.today + timedelta(days=2)
        self.assertEqual(self.line.k2k_truck_date, self.today + timedelta(days=2))
        self.assertEqual(own.k2k_truck_date, self.first_day)
        own.k2k_own_terms = False
        self.assertEqual(own.k2k_truck_date, self.today + timedelta(days=2))
        self.assertEqual((own.k2k_ship_via, own.price_unit), ("warehouse", 86.0))

    def test_an_agreed_price_stays_on_another_day(self):
        self.line.price_unit = 80.0
        self.line.k2k_truck_date = self.today + timedelta(days=2)
        self.assertEqual(self.line.price_unit, 80.0)

    def test_in_the_form(self):
        """What is chosen on a line is seen at once: price, day, that it is its own."""
        later = self.today + timedelta(days=2)
        with Form(self.order) as form:
            with form.order_line.edit(0) as line:
                line.k2k_ship_via = "grower"
                self.assertEqual(line.price_unit, 79.0)
                self.assertTrue(line.k2k_own_terms)
            with form.order_line.new() as line:
                line.product_id = self.offer.product_id
                line.k2k_offer_id = self.offer
                self.assertFalse(line.k2k_own_terms)
                line.k2k_truck_date = later
                self.assertTrue(line.k2k_own_terms)
        lines = self.order.order_line
        self.assertEqual(lines.mapped("k2k_ship_via"), ["grower", "warehouse"])
        self.assertEqual(lines.mapped("k2k_truck_date"), [self.first_day, later])
        self.assertEqual(lines.mapped("price_unit"), [79.0, 86.0])
        self.assertEqual(lines[1].k2k_ship_date, later - timedelta(days=1))
        self.order.action_confirm()
        self.assertEqual(len(self.order.k2k_prebook_ids), 2)

    def test_source_chosen_later(self):
        """A line of our own stock gets a source, in one go with the day."""
        line = self.order.order_line.create(
            {
                "order_id": self.order.id,
                "product_id": self.offer.product_id.id,
                "product_uom_qty": 1,
            }
        )
        line.write(
            {
                "k2k_offer_id": self.offer.id,
                "k2k_ship_via": "warehouse",
                "k2k_truck_date": str(self.first_day),
                "k2k_own_terms": False,
            }
        )
        self.assertTrue(line.k2k_is_k2k)
        self.assertFalse(line.k2k_own_terms)
        self.assertEqual((line.k2k_unit_price, line.price_unit), (0.86, 86.0))
        line.write({"k2k_offer_id": self.offer.id, "k2k_ship_via": "grower"})
        self.assertTrue(line.k2k_own_terms)
        self.assertEqual(line.price_unit, 79.0)

    def test_what_cannot_be_is_told(self):
        self.line.k2k_truck_date = self.today
        with self.assertRaisesRegex(UserError, "cannot be with you on"):
            self.order.action_confirm()
        self.line.k2k_truck_date = self.first_day
        self.assertFalse(self.line.k2k_own_terms)
        self.buyer_connection.ship_via = "warehouse"
        self.line.k2k_ship_via = "grower"
        with self.assertRaisesRegex(UserError, "straight from the grower"):
            self.order.action_confirm()
        self.assertFalse(self.order.k2k_prebook_ids)

    def test_nothing_of_it_once_ordered(self):
        self.order.action_confirm()
        for vals in ({"k2k_ship_via": "grower"}, {"k2k_truck_date": "2030-01-01"}):
            with self.assertRaisesRegex(UserError, "order anew"):
                self.line.write(vals)
        self.line.write({"k2k_truck_date": str(self.first_day)})

    def test_added_on_the_phone(self):
        """The dialog adds boxes for another way than the order's."""
        wizard = (
            self.env["k2k.add.boxes"]
            .with_user(self.buyer_sales)
            .browse(self.order.action_k2k_add_boxes()["res_id"])
        )
        later = self.today + timedelta(days=2)
        with Form(wizard) as form:
            form.query = "2 agapanthus"
            form.ship_via = "grower"
            form.truck_date = later
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.boxes, 2)
                self.assertEqual((line.price, line.truck_date), (0.79, later))
        wizard.action_add()
        own = self.order.order_line - self.line
        self.assertEqual((own.k2k_ship_via, own.k2k_truck_date), ("grower", later))
        self.assertEqual((own.product_uom_qty, own.price_unit), (2, 79.0))
        self.assertTrue(own.k2k_own_terms)

    def test_the_shop_leaves_it_alone(self):
        """What the customer adds is no part of a line with terms of its own."""
        self.line.k2k_truck_date = self.today + timedelta(days=3)
        texts = self.order._k2k_change_terms(
            "warehouse", self.today + timedelta(days=2)
        )
        self.assertEqual(texts, [])
        self.assertEqual(self.line.k2k_truck_date, self.today + timedelta(days=3))
        self.assertFalse(self.order._k2k_misfits())

    def test_another_source_goes_the_agreed_way(self):
        self.line.k2k_ship_via = "grower"
        self.order.action_confirm()
        prebook = self.order.k2k_prebook_ids
        self._vendor_order(prebook.sudo().purchase_order_id).action_cancel()
        self._publish()
        prebook.line_ids._resupply(self.offer, 1)
        new = self.order.k2k_prebook_ids - prebook
        self.assertEqual(new.ship_via, "grower")
        self.assertEqual(new.sudo().purchase_order_id.picking_type_id.code, "dropship")
