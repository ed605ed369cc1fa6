# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestBilling(K2kStockCommon):
    """Received boxes are billed by themselves, or say why not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))
        cls.buyer_connection.auto_bill = "scan"

    def test_scan_bills(self):
        order, boxes = self._ship(2)
        answer = self.Box.scan(boxes[0].code)
        self.assertEqual(answer["result"], "billed")
        self.assertTrue(boxes[0].to_bill)
        self.assertEqual(boxes[0].state, "received")
        self.assertFalse(order.invoice_ids)
        self._run_billing()
        invoice = boxes[0].sudo().invoice_id
        self.assertEqual(boxes[0].state, "billed")
        self.assertFalse(boxes[0].to_bill)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.partner_id, self.customer)
        self.assertEqual(invoice.company_id, self.buyer)
        self.assertEqual(invoice.invoice_line_ids.quantity, 1)
        self.assertEqual(
            invoice.invoice_line_ids.price_unit, order.order_line.price_unit
        )
        self.assertEqual(order.order_line.qty_invoiced, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.k2k_prebook_ids.boxes_billed, 1)
        self.assertEqual(boxes[1].state, "staged")

        self.Box.scan(boxes[1].code)
        self._run_billing()
        self.assertNotEqual(boxes[1].invoice_id, invoice)
        self.assertEqual(order.k2k_prebook_ids.state, "done")
        self.assertEqual(order.order_line.qty_invoiced, 2)

    def test_job_runs_twice(self):
        order, boxes = self._ship(2)
        self.Box.scan(boxes[0].code)
        self._run_billing()
        self._run_billing()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(order.order_line.qty_invoiced, 1)

    def test_modes(self):
        for mode, scanned, confirmed in (
            ("off", False, False),
            ("scan", True, False),
            ("confirm", False, True),
            ("both", True, True),
        ):
            self.buyer_connection.auto_bill = mode
            _order, boxes = self._ship(2, f"MODE {mode}")
            answer = self.Box.scan(boxes[0].code)
            self.assertEqual(
                answer["result"], "billed" if scanned else "received", mode
            )
            boxes[1].action_confirm()
            self.assertEqual(boxes.mapped("to_bill"), [scanned, confirmed], mode)
            notes = [bool(box.note) for box in boxes]
            self.assertEqual(notes, [not scanned, not confirmed], mode)
            self._stock_vendor(self._codes(2, f"{mode}-"))

    def test_truck_date(self):
        order, boxes = self._ship(1)
        yesterday = fields.Date.today() - timedelta(days=1)
        order.k2k_prebook_ids.sudo().truck_date = yesterday
        answer = self.Box.scan(boxes.code)
        self.assertEqual(answer["result"], "received")
        self.assertIn("truck date", boxes.note)
        self.assertIn(boxes.note, answer["message"])
        self.buyer_connection.auto_bill_late_days = 1
        order, boxes = self._ship(1)
        order.k2k_prebook_ids.sudo().truck_date = yesterday
        self.assertEqual(self.Box.scan(boxes.code)["result"], "billed")

    def test_credit_limit(self):
        self.buyer.account_use_credit_limit = True
        self.customer.with_company(self.buyer).credit_limit = 100
        _order, boxes = self._ship(3)
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "billed")
        self._run_billing()
        answer = self.Box.scan(boxes[1].code)
        self.assertEqual(answer["result"], "received")
        self.assertIn("credit limit", answer["box"]["note"])
        self.assertEqual(boxes[1].state, "received")

    def test_only_k2k_lines(self):
        """Other lines of the customer's order are not dragged along."""
        other = self.env["product.product"].create(
            {"name": "Ribbon", "invoice_policy": "order", "company_id": self.buyer.id}
        )
        order = self._make_order(self._offer(), 1)
        order.write(
            {"order_line": [Command.create({"product_id": other.id, "price_unit": 3})]}
        )
        order.action_confirm()
        self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        ).action_confirm()
        boxes = self._boxes_of(order)
        self.Box.scan(boxes.code)
        self._run_billing()
        self.assertEqual(
            boxes.sudo().invoice_id.invoice_line_ids.product_id, boxes.product_id
        )
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [1, 0])

    def test_only_the_booked_boxes(self):
        """A received box that waits for a reason is not billed with another one."""
        order, boxes = self._ship(2)
        boxes[0].action_confirm()
        self.assertTrue(boxes[0].note)
        self.Box.scan(boxes[1].code)
        self._run_billing()
        self.assertEqual(boxes.mapped("state"), ["received", "billed"])
        self.assertEqual(boxes[1].sudo().invoice_id.invoice_line_ids.quantity, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 1)

    def test_bill_now(self):
        self.buyer_connection.auto_bill = "off"
        _order, boxes = self._ship(2)
        boxes.action_confirm()
        self.assertIn("Bill it now", boxes[0].note)
        with self.assertRaises(AccessError):
            boxes.action_bill()
        mine = boxes.with_user(self.buyer_sales)
        mine.action_bill()
        self.assertEqual(set(boxes.mapped("state")), {"billed"})
        self.assertEqual(len(boxes.invoice_id), 1)
        self.assertEqual(boxes.sudo().invoice_id.state, "posted")
        self.assertFalse(any(boxes.mapped("note")))
        with self.assertRaisesRegex(UserError, "Only boxes"):
            mine.action_bill()

    def test_draft_grows(self):
        self.buyer_connection.bill_posting = "complete"
        order, boxes = self._ship(2)
        self.Box.scan(boxes[0].code)
        self._run_billing()
        invoice = boxes[0].sudo().invoice_id
        self.assertEqual(invoice.state, "draft")
        self.Box.scan(boxes[1].code)
        self._run_billing()
        self.assertEqual(boxes.invoice_id, invoice)
        self.assertEqual(invoice.invoice_line_ids.quantity, 2)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(order.k2k_prebook_ids.state, "done")

    def test_posted_by_hand(self):
        self.buyer_connection.bill_posting = "manual"
        _order, boxes = self._ship(1)
        self.Box.scan(boxes.code)
        self._run_billing()
        self.assertEqual(boxes.state, "billed")
        self.assertEqual(boxes.sudo().invoice_id.state, "draft")

    def test_cancelled_invoice(self):
        self.buyer_connection.bill_posting = "manual"
        order, boxes = self._ship(2)
        for box in boxes:
            self.Box.scan(box.code)
        self._run_billing()
        boxes.sudo().invoice_id.button_cancel()
        self.assertEqual(set(boxes.mapped("state")), {"received"})
        self.assertIn("was cancelled", boxes[0].note)
        self.assertEqual(order.k2k_prebook_ids.boxes_billed, 0)
        boxes.with_user(self.buyer_sales).action_bill()
        boxes.sudo().invoice_id.unlink()
        self.assertEqual(set(boxes.mapped("state")), {"received"})

    def test_invoice_made_by_hand(self):
        """Odoo's own way of invoicing bills the boxes, too; nothing is billed twice."""
        self.buyer_connection.auto_bill = "off"
        order, boxes = self._ship(2)
        boxes[0].action_confirm()
        invoice = order._create_invoices().sudo()
        self.assertEqual(invoice.invoice_line_ids.quantity, 1)
        invoice.action_post()
        self.assertEqual(boxes.mapped("state"), ["billed", "staged"])
        self.assertEqual(boxes.sudo().invoice_id, invoice)
        boxes[1].action_confirm()
        draft = order._create_invoices().sudo()
        boxes[1].with_user(self.buyer_sales).action_bill()
        self.assertEqual(boxes[1].sudo().invoice_id, draft)
        self.assertEqual(order.order_line.qty_invoiced, 2)

    def test_a_failure_stops_no_other(self):
        _order, bad = self._ship(1)
        _order, good = self._ship(1)
        self.Box.scan(bad.code)
        self.Box.scan(good.code)
        prebook_class = type(self.env["k2k.prebook"])
        bill = prebook_class._k2k_invoice_boxes

        def fail(prebook, boxes):
            if bad.sudo() <= boxes:
                raise UserError(self.env._("The journal is closed."))
            return bill(prebook, boxes)

        with patch.object(prebook_class, "_k2k_invoice_boxes", fail):
            self._run_billing()
        self.assertEqual(good.state, "billed")
        self.assertEqual(bad.state, "received")
        self.assertFalse(bad.to_bill)
        self.assertIn("The journal is closed.", bad.note)
        bad.with_user(self.buyer_sales).action_bill()
        self.assertEqual(bad.state, "billed")

    def test_two_companies_agree(self):
        """What the vendor invoiced is what the buyer received and billed."""
        order, boxes = self._ship(3)
        for box in boxes:
            self.Box.scan(box.code)
        self._run_billing()
        prebook = order.k2k_prebook_ids.sudo()
        vendor_line = self._vendor_order(prebook.purchase_order_id).order_line
        purchase_line = prebook.purchase_order_id.order_line
        self.assertEqual(vendor_line.qty_invoiced, 3)
        self.assertEqual(purchase_line.qty_received, 3)
        self.assertEqual(order.order_line.qty_invoiced, 3)
        self.assertEqual(prebook.state, "done")
        self.assertAlmostEqual(
            vendor_line.price_unit * 3,
            purchase_line.price_unit * 3,
            places=5,
            msg="the same price",
        )

    def test_trigger_once_a_transaction(self):
        _order, boxes = self._ship(3)
        cron = self.env.ref("k2k_connector_stock.ir_cron_bill")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        for box in boxes:
            self.Box.scan(box.code)
        self.env.cr.precommit.run()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers + 1,
        )
