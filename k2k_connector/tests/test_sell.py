# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .shop_common import ShopCommon


class SellCase(ShopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.products[1], ["ROSE1", "ROSE2"])
        cls._publish()
        cls.rose = cls._offer(cls.products[1])

    def setUp(self):
        super().setUp()
        self.order = (
            self.env["sale.order"]
            .with_user(self.buyer_sales)
            .create({"partner_id": self.customer.id})
        )

    def _open(self, order=None):
        action = (order or self.order).action_k2k_add_boxes()
        return (
            self.env[action["res_model"]]
            .with_user(self.buyer_sales)
            .browse(action["res_id"])
        )

    def _search(self, query):
        wizard = self._open()
        with Form(wizard) as form:
            form.query = query
        return wizard


@tagged("post_install", "-at_install")
class TestAddBoxes(SellCase):
    """A salesperson finds boxes while the customer is on the phone."""

    def test_numbers(self):
        wizard = self._search("agap")
        line = wizard.line_ids
        self.assertEqual(line.product_id, self.product)
        self.assertEqual(line.boxes_available, 5, "equal boxes are one choice")
        self.assertEqual((line.price, line.box_price), (0.78, 78.0))
        self.assertEqual(line.uom_id, self.pack_qb)
        self.assertEqual(line.truck_date, self.old_offer.truck_date_from)
        self.assertAlmostEqual(line.margin, 0.3, delta=0.01)
        self.assertEqual(line.boxes, 0)

    def test_nothing_typed(self):
        wizard = self._open()
        self.assertEqual(
            wizard.line_ids.product_id, self.product | self.rose.product_id
        )

    def test_add_and_hold(self):
        wizard = self._search("2 qb agapanthus blue")
        self.assertEqual(wizard.line_ids[0].boxes, 2, "the number was typed already")
        action = wizard.action_hold()
        self.assertEqual(action["params"]["type"], "success")
        line = self.order.order_line
        self.assertEqual(line.k2k_offer_id, self.old_offer)
        self.assertEqual((line.product_uom_qty, line.price_unit), (2, 78.0))
        self.assertEqual(self._held(), self.old_boxes)
        self.assertEqual(self.order.k2k_boxes_held, 2)
        left = self.order.k2k_held_until - fields.Datetime.now()
        self.assertAlmostEqual(left.total_seconds(), 3600, delta=60)
        self.order.action_confirm()
        self.assertEqual(self.order.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self.order.k2k_boxes_held, 0, "ordered is more than held")

    def test_more_than_one_offer(self):
        self._search("4 qb agapanthus").action_add()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [2, 2])
        self.assertFalse(self._held())
        self._search("1 qb agapanthus").action_add()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [3, 2])

    def test_fewer_than_wanted(self):
        wizard = self._search("agapanthus")
        wizard.line_ids.boxes = 9
        action = wizard.action_hold()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(sum(self.order.order_line.mapped("product_uom_qty")), 5)
        self.assertEqual(len(self._held()), 5)

    def test_gone_in_the_meantime(self):
        wizard = self._search("5 qb agapanthus")
        self._somebody_takes(3)
        self._somebody_takes(2, self.old_offer)
        action = wizard.action_hold()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertFalse(self.order.order_line)
        self._publish()
        with self.assertRaisesRegex(UserError, "just been sold"):
            wizard.action_hold()

    def test_search_again(self):
        action = self._search("1 agapanthus").action_hold_and_search()
        next_action = action["params"]["next"]
        self.assertEqual(next_action["res_model"], "k2k.add.boxes")
        self.assertNotEqual(next_action["res_id"], False)
        self.assertEqual(len(self.order.order_line), 1)

    def test_what_was_chosen_stays_while_searching(self):
        wizard = self._search("agapanthus")
        with Form(wizard) as form:
            with form.line_ids.edit(0) as line:
                line.boxes = 2
            form.query = "rose"
        self.assertEqual(
            wizard.line_ids.product_id, self.product | self.rose.product_id
        )
        with Form(wizard) as form, form.line_ids.edit(1) as line:
            line.boxes = 1
        wizard.action_hold()
        self.assertEqual(sum(self.order.order_line.mapped("product_uom_qty")), 3)

    def test_box_type(self):
        self._make_boxes(self.agapanthus, ["AGHB"], 100, self.half_box)
        self._publish()
        wizard = self._search("1 HB agapanthus")
        self.assertEqual(wizard.line_ids.package_type_id.k2k_code, "HB")

    def test_suggestion(self):
        with Form(self._open()) as form:
            form.query = "3 agapantus blu"
            self.assertTrue(form.is_suggestion)
        wizard = form.record
        self.assertEqual(wizard.line_ids.product_id, self.product)
        self.assertFalse(any(wizard.line_ids.mapped("boxes")))
        self.assertFalse(self._search("cactus").line_ids)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "how many"):
            self._search("agapanthus").action_hold()

    def test_only_open_quotations(self):
        self._search("1 agapanthus").action_add()
        wizard = self._search("1 rose")
        self.order.action_confirm()
        for call in (
            wizard.action_add,
            wizard.action_hold,
            self.order.action_k2k_add_boxes,
            self.order.action_k2k_hold,
            self.order.action_k2k_release,
        ):
            with self.assertRaisesRegex(UserError, "no open quotation"):
                call()

    def test_strangers(self):
        for user in (self.stranger_manager, self.vendor_sales, self.customer_user):
            order = self.order.with_user(user)
            for method in ("action_k2k_add_boxes", "action_k2k_hold"):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(order, method)()
        with self.assertRaises(AccessError):
            self._open().with_user(self.stranger_manager).action_hold()


@tagged("post_install", "-at_install")
class TestHoldNow(SellCase):
    """A quotation's boxes are held by a button, before it is confirmed."""

    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.new_offer, 3)

    def test_hold_and_release(self):
        self.assertEqual(
            (self.order.k2k_boxes_held, self.order.k2k_boxes_to_hold), (0, 3)
        )
        action = self.order.action_k2k_hold()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(
            (self.order.k2k_boxes_held, self.order.k2k_boxes_to_hold), (3, 0)
        )
        self.assertEqual(len(self._held()), 3)
        self.order.action_k2k_hold()
        self.assertEqual(len(self._held()), 3)
        self.order.action_k2k_release()
        self.assertFalse(self._held())
        self.assertEqual(
            (self.order.k2k_boxes_held, self.order.k2k_boxes_to_hold), (0, 3)
        )

    def test_not_all(self):
        self._somebody_takes(2)
        action = self.order.action_k2k_hold()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("1 of 3 boxes", action["params"]["message"])
        self.assertEqual(self.order.k2k_boxes_to_hold, 2)

    def test_expired(self):
        self.order.action_k2k_hold()
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.order.order_line.sudo().k2k_hold_expires_at = past
        self.assertEqual(
            (self.order.k2k_boxes_held, self.order.k2k_boxes_to_hold), (0, 3)
        )

    def test_numbers_of_a_line(self):
        line = self.order.order_line
        self.assertEqual(line.k2k_boxes_left, 3)
        self.assertAlmostEqual(line.k2k_margin, 0.3, delta=0.01)
        line.discount = 10
        self.assertLess(line.k2k_margin, 0.3)


@tagged("post_install", "-at_install")
class TestSellTour(SellCase, HttpCase):
    def test_on_the_phone(self):
        """Customer, search, hold, confirm: nothing else to click."""
        self.start_tour("/odoo/sales/new", "k2k_sell", login="buyer_sales", timeout=120)
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id), ("state", "=", "sale")]
        )
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(order.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self._held(), self.old_boxes)

    def test_choose_a_source(self):
        """The list of sources tells the numbers."""
        self.order.order_line = [
            (0, 0, {"product_id": self.product.id, "product_uom_qty": 2})
        ]
        self.start_tour(
            f"/odoo/sales/{self.order.id}", "k2k_choose_source", login="buyer_sales"
        )
        self.assertEqual(self.order.order_line.k2k_offer_id, self.old_offer)
        self.assertEqual(self._held(), self.old_boxes)
