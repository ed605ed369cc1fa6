# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestExchange(K2kStockCommon):
    """The vendor sends another box than it had told, before that one arrives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls._stock_vendor(cls._codes(3))

    def _shipped(self, count=2):
        order, vendor_order = self._sell(count)
        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.action_confirm()
        return order, vendor_order, self._boxes_of(order)

    def _exchange(self, vendor_order, old, new):
        wizard = (
            self.env["k2k.box.exchange"]
            .with_user(self.vendor_sales)
            .browse(vendor_order.action_k2k_exchange()["res_id"])
        )
        with Form(wizard) as form:
            form.old_id = old
            form.new_id = new
        wizard.action_apply()

    def _free(self, vendor_order):
        return self.packages - vendor_order.sudo()._k2k_shipped_lines().package_id

    def _old(self, box):
        return self.packages.filtered(lambda package: package.name == box.code)

    def test_exchange(self):
        order, vendor_order, boxes = self._shipped()
        old, new = self._old(boxes[0]), self._free(vendor_order)
        bill = boxes[0].sudo().vendor_bill_id
        invoice = vendor_order.sudo().invoice_ids
        self._exchange(vendor_order, old, new)
        # vendor
        self.assertEqual(self._stock_at(new).usage, "customer")
        self.assertEqual(self._stock_at(old), self.vendor_warehouse.lot_stock_id)
        line = vendor_order.sudo().order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (2, 2))
        self.assertEqual(vendor_order.sudo().invoice_ids, invoice)
        # buyer
        self.assertEqual(boxes[0].state, "cancelled")
        box = self._boxes_of(order).filtered(lambda row: row.code == new.name)
        self.assertEqual((box.state, box.awb_id), ("staged", boxes.awb_id))
        self.assertEqual(box.unit_cost, boxes[0].unit_cost)
        self.assertEqual(box.landed_cost, boxes[0].landed_cost)
        self.assertEqual(box.sudo().vendor_bill_id, bill)
        self.assertEqual(boxes.awb_id.pieces, 2)
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.qty_received, 2)
        self.assertEqual(purchase.invoice_ids, bill)
        prebook = order.k2k_prebook_ids.sudo()
        self.assertEqual((prebook.boxes_shipped, prebook.boxes_cancelled), (2, 0))
        self.assertIn(new.name, boxes.awb_id.message_ids.mapped("body")[0])
        self.assertEqual(self.Box.scan(old.name)["result"], "cancelled")
        self.assertEqual(self.Box.scan(new.name)["result"], "received")
        self.assertFalse(boxes.awb_id.credit_ids, "nothing is missing")
        # the old one can be sold again
        self.assertFalse(old.k2k_hold_id)

    def test_back_and_forth(self):
        """The first box may come after all."""
        order, vendor_order, boxes = self._shipped(1)
        old, new = self._old(boxes), self._free(vendor_order)[:1]
        self._exchange(vendor_order, old, new)
        self._exchange(vendor_order, new, old)
        live = self._boxes_of(order).filtered(lambda row: row.state == "staged")
        self.assertEqual(live.code, old.name)
        self.assertEqual(self._purchase(order).order_line.qty_received, 1)
        self.assertEqual(vendor_order.sudo().order_line.qty_delivered, 1)

    def test_not_what_has_arrived(self):
        _order, vendor_order, boxes = self._shipped()
        boxes[0].action_confirm()
        new = self._free(vendor_order)
        with self.assertRaisesRegex(UserError, "not on its way to the buyer"):
            self._exchange(vendor_order, self._old(boxes[0]), new)
        self.assertEqual(self._stock_at(new), self.vendor_warehouse.lot_stock_id)

    def test_only_free_boxes_of_the_same_contents(self):
        _order, vendor_order, boxes = self._shipped()
        old, new = self._old(boxes[0]), self._free(vendor_order)
        sales = vendor_order.with_user(self.vendor_sales)
        with self.assertRaisesRegex(UserError, "not free"):
            sales._k2k_exchange(old, self._old(boxes[1]))
        other = self._stock_vendor(["RO000001"], self.products[1])
        with self.assertRaisesRegex(UserError, "not free"):
            sales._k2k_exchange(old, other)
        with self.assertRaisesRegex(UserError, "not on its way"):
            sales._k2k_exchange(new, new)
        new.k2k_on_hold = True
        with self.assertRaisesRegex(UserError, "not free"):
            sales._k2k_exchange(old, new)

    def test_strangers(self):
        _order, vendor_order, _boxes = self._shipped()
        for user in (self.stranger_manager, self.buyer_manager):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                vendor_order.with_user(user).action_k2k_exchange()
