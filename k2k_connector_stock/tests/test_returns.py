# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestReturns(K2kStockCommon):
    """A vendor's clerk takes shipped boxes back with core's "Return"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls._stock_vendor(cls._codes(3))

    def _shipped(self, boxes=2):
        order, vendor_order = self._sell(boxes)
        vendor_order.action_confirm()
        return order, vendor_order, self._boxes_of(order)

    def _return(self, vendor_order, boxes):
        """The return transfer, with the first so many boxes on it."""
        delivery = vendor_order.sudo().picking_ids.with_user(self.vendor_clerk)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.vendor_clerk)
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({"picking_id": delivery.id})
        )
        wizard.product_return_moves.quantity = 100 * boxes
        return wizard._create_return()

    def test_one_box(self):
        order, vendor_order, boxes = self._shipped()
        back = self._return(vendor_order, 1)
        package = back.move_line_ids.package_id
        self.assertEqual(len(package), 1)
        back.button_validate()
        self.assertEqual(back.state, "done")
        # vendor: the box is a box again, on the shelf, and credited
        self.assertEqual(self._stock_at(package), self.vendor_warehouse.lot_stock_id)
        line = vendor_order.order_line.sudo()
        self.assertEqual(
            (line.product_uom_qty, line.qty_delivered, line.qty_invoiced), (1, 1, 1)
        )
        self.assertEqual(
            sorted(vendor_order.sudo().invoice_ids.mapped("move_type")),
            ["out_invoice", "out_refund"],
        )
        # buyer
        gone = boxes.filtered(lambda box: box.code == package.sudo().name)
        self.assertEqual(gone.state, "cancelled")
        self.assertEqual((boxes - gone).state, "staged")
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.line_ids.boxes_to_resupply, 1)
        self.assertIn(back.name, prebook.cancel_reason)
        self.assertEqual(self._purchase(order).order_line.product_qty, 1)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 2)
        # and nothing is in the way of what goes on
        (boxes - gone).action_confirm()
        self.assertEqual(prebook.boxes_received, 1)

    def test_all_boxes(self):
        """With the last box the order is void, on both sides."""
        order, vendor_order, boxes = self._shipped()
        self._return(vendor_order, 2).button_validate()
        self.assertEqual(vendor_order.state, "cancel")
        self.assertEqual(set(boxes.mapped("state")), {"cancelled"})
        self.assertEqual(self._purchase(order).state, "cancel")
        self.assertEqual(order.k2k_prebook_ids.state, "exception")
        amounts = vendor_order.sudo().invoice_ids.mapped("amount_total_signed")
        self.assertAlmostEqual(sum(amounts), 0)

    def test_what_has_arrived(self):
        """The buyer has it in its books: nothing moves, and the clerk is told why."""
        order, vendor_order, boxes = self._shipped(1)
        boxes.action_confirm()
        back = self._return(vendor_order, 1)
        with (
            self.assertRaisesRegex(UserError, "Agree on a credit"),
            self.env.cr.savepoint(),
        ):
            back.button_validate()
        back.invalidate_recordset()
        self.assertNotEqual(back.state, "done")
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 1)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 1)

    def test_part_of_a_box(self):
        _order, vendor_order, boxes = self._shipped(1)
        back = self._return(vendor_order, 1)
        back.move_line_ids.quantity = 40
        back.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "whole boxes"):
            back._action_done()
        self.assertEqual(boxes.state, "staged")

    def test_credited_before(self):
        """A missing box that turns up at the vendor: it is credited once."""
        order, vendor_order, boxes = self._shipped()
        boxes[0].action_confirm()
        boxes.awb_id.action_close()
        credit = (
            self.env["k2k.credit"].sudo().search([("company_id", "=", self.buyer.id)])
        )
        credit.with_user(self.buyer_manager).action_send()
        theirs = self.env["k2k.credit"].with_user(self.vendor_manager)
        theirs = theirs.search([("ref", "=", credit.ref), ("role", "=", "vendor")])
        theirs.action_approve()
        missing = self.packages.filtered(lambda p: p.name == boxes[1].code)
        back = self._return(vendor_order, 1)
        back.move_line_ids.package_id = missing
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(self._stock_at(missing), self.vendor_warehouse.lot_stock_id)
        refunds = vendor_order.sudo().invoice_ids.filtered(
            lambda move: move.move_type == "out_refund"
        )
        self.assertEqual(len(refunds | theirs.sudo().move_id), 1)
        self.assertEqual(vendor_order.order_line.sudo().qty_to_invoice, 0)
        self.assertEqual(order.k2k_prebook_ids.line_ids.boxes_to_resupply, 0)
