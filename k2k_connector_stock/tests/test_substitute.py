# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestSubstitute(K2kStockCommon):
    """The vendor offers other boxes, the buyer decides, the customer is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rose = cls.products[1]
        cls.boxes = cls._stock_vendor(cls._codes(3))
        cls._stock_vendor(cls._codes(3, "RO"), cls.rose)

    def _offered(self, boxes=2, instead_of=2):
        """An order of two boxes for which roses are offered."""
        order, vendor_order = self._sell(2)
        action = vendor_order.with_user(self.vendor_sales).action_k2k_substitute()
        wizard = self.env["k2k.substitute"].with_user(self.vendor_sales)
        publication = self.env["k2k.publication"].with_user(self.vendor_sales)
        with Form(wizard.browse(action["res_id"])) as form:
            form.publication_id = publication.search(
                [("product_id", "=", self.rose.id), ("boxes", ">", 0)]
            )
            form.boxes = boxes
            form.instead_of = instead_of
            form.reason = "The blue ones froze"
        wizard.browse(action["res_id"]).action_apply()
        line = order.k2k_prebook_ids.line_ids.with_user(self.buyer_sales)
        return order, vendor_order, line

    def _tasks(self, line):
        return line.sudo().prebook_id.activity_ids

    def test_accepted(self):
        order, vendor_order, line = self._offered()
        self.assertIn("The blue ones froze", line.prebook_id.message_ids[0].body)
        self.assertEqual(len(self._tasks(line)), 1)
        self.assertIn("2 × ", line.prebook_id.substitute_text)
        self.assertIn(line.product_id.name, line.prebook_id.substitute_text)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 2)
        price = order.order_line.price_unit
        line.action_accept_substitute()
        self.assertFalse(self._tasks(line))
        self.assertFalse(line.prebook_id.substitute_text)
        self.assertEqual(vendor_order.state, "cancel")
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 2])
        self.assertEqual(order.order_line[1].price_unit, price)
        self.assertIn("you get 2", order.message_ids[0].body)
        self.assertIn(self.customer, order.message_ids[0].partner_ids)
        prebook = order.k2k_prebook_ids - line.prebook_id
        other = self._vendor_order(prebook.sudo().purchase_order_id)
        self.assertEqual(other.order_line.product_id, self.rose)
        other.action_confirm()
        boxes = self._boxes_of(order)
        self.assertEqual(set(boxes.mapped("code")) & set(self._codes(3)), set())
        boxes.action_confirm()
        self.assertEqual(prebook.state, "received")
        with self.assertRaisesRegex(UserError, "No substitute is waiting"):
            line.action_accept_substitute()

    def test_accepted_for_some_of_the_boxes(self):
        order, vendor_order, line = self._offered(boxes=1, instead_of=1)
        line.action_accept_substitute()
        self.assertEqual(vendor_order.state, "draft")
        self.assertEqual(vendor_order.order_line.product_uom_qty, 1)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [1, 1])
        self.assertFalse(line.unable_to_source)

    def test_refused(self):
        order, vendor_order, line = self._offered()
        line.action_refuse_substitute()
        self.assertFalse(self._tasks(line))
        self.assertIn("refused the substitute", vendor_order.message_ids[0].body)
        vendor_order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 2)

    def test_confirmed_meanwhile(self):
        order, vendor_order, line = self._offered()
        vendor_order.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed already"):
            line.action_accept_substitute()
        self.assertEqual(order.order_line.product_uom_qty, 2)
        with self.assertRaisesRegex(UserError, "confirmed already"):
            vendor_order.action_k2k_substitute()

    def test_cancelled_meanwhile(self):
        order, vendor_order, line = self._offered()
        vendor_order._k2k_cancel_boxes({vendor_order.order_line: 2}, "All gone")
        self.assertTrue(line.unable_to_source)
        line.action_accept_substitute()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 2])

    def test_only_what_the_buyer_can_see(self):
        order, vendor_order = self._sell(2)
        publication = self.env["k2k.publication"].search(
            [("product_id", "=", self.rose.id), ("boxes", ">", 0)]
        )
        self._offer(self.rose).sudo().map_id.state = "ignored"
        line = vendor_order.order_line
        with self.assertRaisesRegex(UserError, "not offered"), self.env.cr.savepoint():
            line._k2k_offer_substitute(publication, 1, 1, "")
        self.assertFalse(line.k2k_substitute_boxes)
        self.assertFalse(order.k2k_prebook_ids.sudo().line_ids.substitute_boxes)

    def test_a_stranger_answers_nothing(self):
        _order, vendor_order, line = self._offered()
        for user in (self.stranger_manager, self.vendor_sales):
            with self.assertRaises(AccessError):
                line.with_user(user).action_accept_substitute()
        with self.assertRaises(AccessError):
            vendor_order.with_user(self.buyer_sales).action_k2k_substitute()
