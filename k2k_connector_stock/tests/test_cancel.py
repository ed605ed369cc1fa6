# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestCancel(K2kStockCommon):
    """Every change of mind: both companies' documents end in a state that is true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._stock_vendor(cls._codes(5))
        cls.shelf = cls.vendor_warehouse.lot_stock_id

    def _assert_on_shelf(self, packages):
        for package in packages:
            self.assertEqual(self._stock_at(package), self.shelf)
        self.assertFalse(packages.k2k_hold_id)
        quants = packages.sudo().quant_ids.filtered("quantity")
        self.assertEqual(set(quants.mapped("reserved_quantity")), {0.0})

    def _assert_all_cancelled(self, order, vendor_order):
        prebook = order.sudo().k2k_prebook_ids
        self.assertEqual(prebook.purchase_order_id.state, "cancel")
        self.assertEqual(vendor_order.state, "cancel")
        self.assertFalse(
            prebook.purchase_order_id.picking_ids.filtered(
                lambda p: p.state not in ("cancel", "done")
            )
        )
        self._assert_on_shelf(self.boxes)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 5)

    # ------------------------------------------------------------------
    # The vendor
    # ------------------------------------------------------------------
    def test_vendor_voids_before_confirming(self):
        order, vendor_order = self._sell(2)
        vendor_order.with_context(k2k_cancel_reason="Cold room broke").action_cancel()
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.state, "exception")
        self.assertTrue(prebook.line_ids.unable_to_source)
        self.assertEqual(prebook.boxes_cancelled, 2)
        self.assertIn("Cold room broke", prebook.cancel_reason)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(prebook.activity_ids.user_id, order.user_id)
        self._assert_all_cancelled(order, vendor_order)

    def test_vendor_voids_after_shipping(self):
        """Boxes in staging go, the invoice is credited, stock is as before."""
        order, boxes = self._ship(2)
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        wizard = self.env["k2k.cancel"].with_user(self.vendor_sales)
        action = vendor_order.action_k2k_cancel()
        wizard = wizard.browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_apply()
        wizard.reason = "Frost"
        wizard.action_apply()
        self.assertEqual(set(boxes.mapped("state")), {"cancelled"})
        self.assertEqual(boxes.awb_id.state, "closed")
        self.assertEqual(prebook.state, "exception")
        self.assertEqual(prebook.boxes_shipped, 0)
        self.assertEqual(prebook.sudo().purchase_order_id.order_line.qty_received, 0)
        invoices = vendor_order.sudo().invoice_ids
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        self.assertEqual(sum(invoices.mapped("amount_total_signed")), 0)
        self._assert_all_cancelled(order, vendor_order)

    def test_received_boxes_block(self):
        order, boxes = self._ship(2)
        boxes[0].action_confirm()
        vendor_order = self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        )
        with (
            self.assertRaisesRegex(UserError, boxes[0].code),
            self.env.cr.savepoint(),
        ):
            vendor_order.action_cancel()
        vendor_order.invalidate_recordset()
        self.assertEqual(vendor_order.state, "sale")
        self.assertEqual(boxes.mapped("state"), ["received", "staged"])
        with self.assertRaisesRegex(UserError, boxes[0].code):
            order.action_cancel()

    def test_some_boxes_before_confirming(self):
        order, vendor_order = self._sell(3)
        line = vendor_order.order_line
        vendor_order._k2k_cancel_boxes({line: 1}, "One box is broken")
        prebook = order.k2k_prebook_ids
        self.assertEqual(line.product_uom_qty, 2)
        self.assertEqual(prebook.sudo().purchase_order_id.order_line.product_qty, 2)
        self.assertEqual(prebook.line_ids.boxes_to_resupply, 1)
        receipt = prebook.sudo().purchase_order_id.picking_ids
        self.assertEqual(receipt.move_ids.mapped("product_uom_qty"), [200])
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 2)
        vendor_order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 2)
        self.assertEqual(prebook.boxes_confirmed, 2)

    def test_some_boxes_after_shipping(self):
        order, boxes = self._ship(3)
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        boxes[0].action_confirm()
        vendor_order._k2k_cancel_boxes(
            {vendor_order.order_line: 1},
            "Fell off the truck",
            packages=self.boxes.filtered(lambda p: p.name == boxes[2].code),
        )
        self.assertEqual(boxes.mapped("state"), ["received", "staged", "cancelled"])
        purchase_line = prebook.sudo().purchase_order_id.order_line
        self.assertEqual(purchase_line.product_qty, 2)
        self.assertEqual(purchase_line.qty_received, 2)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 2)
        self.assertEqual(vendor_order.order_line.qty_delivered, 2)
        self.assertEqual(vendor_order.order_line.qty_invoiced, 2)
        self.assertEqual(prebook.line_ids.boxes_to_resupply, 1)
        boxes[1].action_confirm()
        self.assertEqual(prebook.boxes_received, 2)

    def test_vendor_deletes_a_line(self):
        rose = self.products[1]
        self._stock_vendor(self._codes(2, "RO"), rose)
        order = self._make_order(self._offer(), 1)
        offer = self._offer(rose)
        self._add_line(order, offer, 2)
        order.action_confirm()
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        vendor_order.order_line.filtered(lambda ln: ln.product_id == rose).unlink()
        self.assertEqual(prebook.line_ids.mapped("unable_to_source"), [False, True])
        self.assertEqual(
            prebook.sudo().purchase_order_id.order_line.mapped("product_qty"), [1, 0]
        )
        self._publish()
        self.assertEqual(self._offer(rose).boxes_available, 2)
        vendor_order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 1)

    # ------------------------------------------------------------------
    # The buyer
    # ------------------------------------------------------------------
    def test_customer_order_cancelled_before(self):
        order, vendor_order = self._sell(2)
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.k2k_prebook_ids.state, "cancelled")
        self.assertEqual(order.sudo().picking_ids.state, "cancel")
        self._assert_all_cancelled(order, vendor_order)

    def test_customer_order_cancelled_after(self):
        """The vendor agrees, and only then is the customer's order cancelled."""
        order, boxes = self._ship(2)
        vendor_order = self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        )
        with (
            self.assertRaisesRegex(UserError, "Ask to Cancel"),
            self.env.cr.savepoint(),
        ):
            order.action_cancel()
        order._k2k_ask_cancel("The wedding is off")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.k2k_prebook_ids.cancel_state, "requested")
        self.assertTrue(vendor_order.k2k_cancel_requested)
        self.assertEqual(vendor_order.k2k_cancel_request_reason, "The wedding is off")
        vendor_order.action_k2k_accept_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.k2k_prebook_ids.state, "cancelled")
        self.assertEqual(set(boxes.mapped("state")), {"cancelled"})
        self._assert_all_cancelled(order, vendor_order)

    def test_vendor_refuses_to_cancel(self):
        order, boxes = self._ship(2)
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        wizard = self.env["k2k.cancel"].with_user(self.buyer_sales)
        wizard = wizard.browse(prebook.action_ask_cancel()["res_id"])
        wizard.reason = "Too many"
        wizard.action_apply()
        refusal = self.env["k2k.cancel"].with_user(self.vendor_sales)
        refusal = refusal.browse(vendor_order.action_k2k_refuse_cancel()["res_id"])
        refusal.reason = "They fly already"
        refusal.action_apply()
        self.assertEqual(prebook.cancel_state, "refused")
        self.assertEqual(prebook.cancel_reason, "They fly already")
        self.assertFalse(vendor_order.k2k_cancel_requested)
        boxes.action_confirm()
        self.assertEqual(prebook.state, "received")

    def test_suspended_with_orders_open(self):
        """What is under way is finished, or cancelled, all the same."""
        order, vendor_order = self._sell(2)
        other, other_vendor_order = self._sell(1)
        self.buyer_connection.with_user(self.buyer_manager).action_suspend()
        other.action_cancel()
        self.assertEqual(other_vendor_order.state, "cancel")
        vendor_order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 2)

    def test_stranger_may_not(self):
        order, vendor_order = self._sell(1)
        with self.assertRaises(AccessError):
            order.k2k_prebook_ids.with_user(self.stranger_manager).action_ask_cancel()
        with self.assertRaises(AccessError):
            vendor_order.with_user(self.stranger_manager).action_k2k_cancel()

    # ------------------------------------------------------------------
    # Another source
    # ------------------------------------------------------------------
    def _unable(self, boxes=2):
        order, vendor_order = self._sell(boxes)
        vendor_order.action_cancel()
        self._publish()
        return order, order.k2k_prebook_ids.line_ids

    def test_resupply_from_an_offer(self):
        order, line = self._unable()
        price = order.order_line.price_unit
        self._offer().sudo().price = 9.0
        action = line.action_resupply()
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        option = wizard.browse(action["res_id"]).option_ids
        self.assertEqual(option.source, self.vendor.name)
        self.assertEqual(option.boxes, 2)
        option.action_take()
        self.assertFalse(line.unable_to_source)
        self.assertEqual(line.prebook_id.state, "cancelled")
        prebook = order.k2k_prebook_ids - line.prebook_id
        self.assertEqual(prebook.state, "ordered")
        self.assertEqual(prebook.boxes_ordered, 2)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 2])
        self.assertEqual(order.order_line[1].price_unit, price)
        self._vendor_order(prebook.sudo().purchase_order_id).action_confirm()
        boxes = self._boxes_of(order)
        boxes.action_confirm()
        delivery = order.sudo().picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(delivery.move_ids.mapped("quantity"), [200])

    def test_resupply_tells_sources_of_one_vendor_apart(self):
        """Two that differ only in the box type: it stands beside the vendor."""
        order, line = self._unable()
        self._make_boxes(self.agapanthus, ["KSHALF"], package_type=self.half_box)
        self._publish()
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        options = wizard.browse(line.action_resupply()["res_id"]).option_ids
        self.assertEqual(
            set(options.mapped("source")),
            {f"{self.vendor.name} · Quarter box", f"{self.vendor.name} · Half box"},
        )

    def test_resupply_from_own_stock(self):
        order, line = self._unable()
        self.env["stock.quant"]._update_available_quantity(
            line.product_id, self.buyer_warehouse.lot_stock_id, 150
        )
        action = line.action_resupply()
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        own = wizard.browse(action["res_id"]).option_ids[0]
        self.assertEqual((own.source, own.boxes), ("Our own stock", 1))
        own.action_take()
        self.assertEqual(line.boxes_to_resupply, 1)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [1, 1])
        new_move = order.order_line[1].sudo().move_ids
        new_move._action_assign()
        self.assertEqual(new_move.quantity, 100)
        self.env["k2k.resupply"].with_user(self.buyer_sales).browse(
            line.action_resupply()["res_id"]
        ).action_give_up()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 1])
        self.assertEqual(line.prebook_id.state, "cancelled")
        told = order.message_ids.filtered(
            lambda m: "could not be had" in (m.body or "")
        )
        self.assertEqual(told.partner_ids, self.customer)
