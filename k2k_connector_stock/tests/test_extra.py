# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestExtra(K2kStockCommon):
    """The vendor sends boxes beyond what was ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls._stock_vendor(cls._codes(4))

    def _shipped(self):
        order, vendor_order = self._sell(2)
        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.action_confirm()
        return order, vendor_order

    def _free(self, vendor_order):
        return self.packages - vendor_order.sudo()._k2k_shipped_lines().package_id

    def _add(self, vendor_order, packages):
        wizard = (
            self.env["k2k.box.extra"]
            .with_user(self.vendor_sales)
            .browse(vendor_order.action_k2k_ship_extra()["res_id"])
        )
        self.assertEqual(wizard.line_id.order_id, vendor_order)
        with Form(wizard) as form:
            for package in packages:
                form.package_ids.add(package)
        wizard.action_apply()

    def test_refused(self):
        """As a rule a buyer pays for what it ordered."""
        _order, vendor_order = self._shipped()
        free = self._free(vendor_order)
        with self.assertRaisesRegex(UserError, "no boxes beyond its orders"):
            self._add(vendor_order, free[0])
        self.assertEqual(self._stock_at(free[0]), self.vendor_warehouse.lot_stock_id)
        self.assertEqual(len(vendor_order.order_line), 1)

    def test_accepted(self):
        self.buyer_connection.extra_boxes = "accept"
        order, vendor_order = self._shipped()
        free = self._free(vendor_order)
        self._add(vendor_order, free)
        # vendor: shipped and invoiced, on a line of their own
        self.assertEqual(self._stock_at(free[0]).usage, "customer")
        lines = vendor_order.sudo().order_line
        self.assertEqual(lines.mapped("qty_delivered"), [2, 2])
        self.assertEqual(lines.mapped("qty_invoiced"), [2, 2])
        invoices = vendor_order.sudo().invoice_ids
        self.assertEqual(invoices.mapped("amount_untaxed"), [110, 110])
        self.assertFalse(free.k2k_hold_id)
        # buyer: on the same AWB, for nobody yet, and not the customer's to pay
        awb = self._boxes_of(order).awb_id
        self.assertEqual(awb.pieces, 4)
        extra = awb.box_ids - self._boxes_of(order)
        self.assertEqual(set(extra.mapped("code")), set(free.mapped("name")))
        self.assertEqual(set(extra.mapped("inventory_type")), {"open"})
        self.assertEqual(set(extra.mapped("state")), {"staged"})
        self.assertEqual(set(extra.mapped("unit_cost")), {0.55})
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.mapped("product_qty"), [2, 2])
        self.assertEqual(purchase.order_line.mapped("qty_received"), [2, 2])
        self.assertEqual(len(purchase.invoice_ids), 2)
        self.assertEqual(sum(purchase.invoice_ids.mapped("amount_untaxed")), 220)
        prebook = order.k2k_prebook_ids.sudo()
        self.assertEqual((prebook.boxes_ordered, prebook.boxes_shipped), (2, 2))
        notes = "".join(purchase.message_ids.mapped("body"))
        self.assertIn("more than ordered", notes)
        self.assertEqual(self.Box.scan(extra[0].code)["result"], "received")
        product = extra.product_id.sudo().with_company(self.buyer)
        product = product.with_context(allowed_company_ids=self.buyer.ids)
        self.assertEqual(product.free_qty, 100, "free to sell")
        self.assertEqual(order.sudo().picking_ids.move_ids.quantity, 0)
        awb.action_confirm_all()
        self.assertEqual(prebook.state, "received")
        self.assertEqual(order.sudo().picking_ids.move_ids.quantity, 200)
        self.assertEqual(product.free_qty, 200)

    def test_taken_back(self):
        """Before they arrive, as ordered boxes; afterwards it is a credit."""
        self.buyer_connection.extra_boxes = "accept"
        order, vendor_order = self._shipped()
        free = self._free(vendor_order)
        self._add(vendor_order, free)
        awb = self._boxes_of(order).awb_id
        extra = awb.box_ids - self._boxes_of(order)
        line = vendor_order.order_line[1]
        vendor_order._k2k_cancel_boxes({line: 1}, "Sold", packages=free[0])
        self.assertEqual(self._stock_at(free[0]), self.vendor_warehouse.lot_stock_id)
        gone = extra.filtered(lambda box: box.code == free[0].name)
        self.assertEqual(gone.state, "cancelled")
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.mapped("product_qty"), [2, 1])
        self.assertEqual(purchase.order_line.mapped("qty_received"), [2, 1])
        self.assertEqual(awb.pieces, 3)
        kept = extra - gone
        kept.action_confirm()
        with self.assertRaisesRegex(UserError, "arrived already"):
            vendor_order._k2k_cancel_boxes({line: 1}, "Sold", packages=free[1])
        with self.assertRaisesRegex(UserError, "arrived already"):
            vendor_order.with_context(k2k_cancel_reason="Void")._action_cancel()
        # what was ordered goes, what was added and has arrived stays
        ordered = vendor_order.order_line[0]
        vendor_order._k2k_cancel_boxes({ordered: 2}, "Botrytis")
        self.assertEqual(set(self._boxes_of(order).mapped("state")), {"cancelled"})
        self.assertEqual(purchase.state, "purchase")
        self.assertEqual(purchase.order_line.mapped("qty_received"), [0, 1])
        self.assertEqual(order.k2k_prebook_ids.line_ids.boxes_to_resupply, 2)

    def test_void(self):
        self.buyer_connection.extra_boxes = "accept"
        order, vendor_order = self._shipped()
        self._add(vendor_order, self._free(vendor_order))
        awb = self._boxes_of(order).awb_id
        vendor_order.with_context(k2k_cancel_reason="Void")._action_cancel()
        self.assertEqual(set(awb.box_ids.mapped("state")), {"cancelled"})
        self.assertEqual(awb.state, "closed")
        self.assertEqual(self._purchase(order).state, "cancel")
        for package in self.packages:
            self.assertEqual(
                self._stock_at(package), self.vendor_warehouse.lot_stock_id
            )

    def test_only_free_boxes_of_the_same_contents(self):
        self.buyer_connection.extra_boxes = "accept"
        order, vendor_order = self._sell(2)
        with self.assertRaisesRegex(UserError, "are confirmed"):
            vendor_order.action_k2k_ship_extra()
        vendor_order.action_confirm()
        line, sales = vendor_order.order_line, vendor_order.with_user(self.vendor_sales)
        free = self._free(vendor_order)
        roses = self._stock_vendor(["RO000001"], self.products[1])
        for wrong in (self.packages - free, roses):
            with self.assertRaisesRegex(UserError, "not free"):
                sales._k2k_ship_extra_boxes(line, wrong[:1])
        _other, other_vendor = self._sell(1)
        held = other_vendor.sudo().order_line.k2k_hold_ids.package_ids
        with self.assertRaisesRegex(UserError, "not free"):
            sales._k2k_ship_extra_boxes(line, held)
        with self.assertRaisesRegex(UserError, "line of this order"):
            sales._k2k_ship_extra_boxes(other_vendor.order_line, free - held)
        self.assertEqual(len(self._boxes_of(order)), 2)

    def test_strangers(self):
        _order, vendor_order = self._shipped()
        for user in (self.stranger_manager, self.buyer_manager):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                vendor_order.with_user(user).action_k2k_ship_extra()
