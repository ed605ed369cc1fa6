# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import billing as billing_rules
from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestBillingConditions(K2kStockCommon):
    """What keeps a box from being billed, and on which invoice it goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))
        cls.buyer_connection.auto_bill = "scan"

    def _scan(self, box):
        return self.Box.scan(box.code)["result"]

    def _customer(self):
        return self.customer.with_company(self.buyer)

    def test_each_reason_has_words(self):
        """Nothing is received unbilled in silence, but for what nobody has bought."""
        self._ship(1)
        box = self.env["k2k.box"].sudo().search([], limit=1)
        texts = {reason: box._why_not_text(reason) for reason in billing_rules.REASONS}
        self.assertFalse(texts.pop(billing_rules.NOT_PRESOLD))
        self.assertTrue(all(texts.values()))
        self.assertEqual(len(set(texts.values())), len(texts))

    def test_open_market(self):
        """A box that nobody has bought is for the stock; it waits for no bill."""
        _order, boxes = self._ship(1)
        boxes.sudo().prebook_line_id.sale_line_id = False
        self.assertEqual(self._scan(boxes), "received")
        self.assertFalse(boxes.to_bill or boxes.note)
        with self.assertRaisesRegex(UserError, "sold to a customer"):
            boxes.with_user(self.buyer_sales).action_bill()

    def test_taxes_of_the_customer_and_prices_of_the_prebook(self):
        """What was agreed on the order, on the first box and on those that follow."""
        self.buyer_connection.bill_posting = "complete"
        order, boxes = self._ship(2)
        line = order.order_line
        line.tax_ids = self.env["account.tax"].create(
            {"name": "Ten", "amount": 10, "company_id": self.buyer.id}
        )
        price = line.price_unit
        line.product_id.sudo().list_price = 7
        for box in boxes:
            self._scan(box)
            self._run_billing()
        invoice = boxes.sudo().invoice_id
        self.assertEqual(invoice.invoice_line_ids.tax_ids, line.tax_ids)
        self.assertEqual(invoice.amount_untaxed, 2 * price)
        self.assertAlmostEqual(invoice.amount_tax, 0.2 * price, places=2)

    def test_credit_hold(self):
        self._customer().k2k_credit_hold = True
        _order, boxes = self._ship(1)
        answer = self.Box.scan(boxes.code)
        self.assertEqual(answer["result"], "received")
        self.assertIn("credit hold", answer["message"])
        self.assertEqual(answer["detail"], boxes.note)
        self._run_billing()
        self.assertEqual(boxes.state, "received")
        boxes.with_user(self.buyer_sales).action_bill()
        self.assertEqual(boxes.state, "billed", "a person decides otherwise")

    def test_customer_exception(self):
        """The customer's own setting goes before the connection's, either way."""
        _order, boxes = self._ship(2)
        self._customer().k2k_auto_bill = "off"
        self.assertEqual(self._scan(boxes[0]), "received")
        self.assertIn("customer", boxes[0].note)
        self.buyer_connection.auto_bill = "off"
        self._customer().k2k_auto_bill = "both"
        self.assertEqual(self._scan(boxes[1]), "billed")

    def test_credit_limit_counts_what_is_under_way(self):
        """Boxes that are booked or on a draft count as owed."""
        _order, boxes = self._ship(3)
        price = boxes[0].sudo().prebook_line_id.sale_line_id.price_unit
        self.buyer.account_use_credit_limit = True
        self.buyer_connection.bill_posting = "complete"
        self._customer().credit_limit = 2.5 * price
        self.assertEqual(self._scan(boxes[0]), "billed")
        self.assertEqual(self._scan(boxes[1]), "billed", "the first one is booked")
        self._run_billing()
        self.assertEqual(boxes[0].sudo().invoice_id.state, "draft")
        answer = self.Box.scan(boxes[2].code)
        self.assertEqual(answer["result"], "received", "two are on a draft")
        self.assertIn("credit limit", answer["message"])

    def test_credit_limit_of_boxes_received_at_once(self):
        """Confirm all books as many as the customer may owe, and no more."""
        self.buyer_connection.write({"auto_bill": "both", "bill_posting": "complete"})
        _order, boxes = self._ship(4)
        price = boxes[0].sudo().prebook_line_id.sale_line_id.price_unit
        self.buyer.account_use_credit_limit = True
        self._customer().credit_limit = 2.5 * price
        boxes.action_confirm()
        self.assertEqual(sorted(boxes.mapped("to_bill")), [False, False, True, True])
        for box in boxes.filtered(lambda box: not box.to_bill):
            self.assertIn("credit limit", box.note)
        self._run_billing()
        self.assertEqual(boxes.sudo().invoice_id.amount_untaxed, 2 * price)

    def test_credit_limit_with_no_price(self):
        """What such a box will be billed at counts, not the zero on the order."""
        self.buyer.account_use_credit_limit = True
        self._customer().credit_limit = 60
        self.buyer_connection.gpm = 0.25
        self._publish()
        order = self._make_order(self._offer()[:1], 1)
        order.order_line.price_unit = 0
        order.action_confirm()
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self._vendor_order(purchase).action_confirm()
        box = self._boxes_of(order)
        # 0.55 × 100 / 0.75
        self.assertIn("credit limit", self.Box.scan(box.code)["message"])
        self.assertFalse(box.to_bill)

    def test_credit_limit_costs_the_same_with_many_boxes(self):
        """A draft of many boxes makes no further query for each of them."""
        self.buyer.account_use_credit_limit = True
        self._customer().credit_limit = 1_000_000
        self.buyer_connection.bill_posting = "complete"
        _order, boxes = self._ship(6)
        prebook = boxes.sudo().prebook_id

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            prebook._k2k_credit_left()
            return self.env.cr.sql_log_count - before

        self._scan(boxes[0])
        self._run_billing()
        one = queries()
        for box in boxes[1:5]:
            self._scan(box)
        self._run_billing()
        self.assertLessEqual(queries(), one)

    def test_no_price(self):
        """Billed at landed cost and margin; a gift stays one."""
        self.buyer_connection.write({"gpm": 0.25, "handling_per_box": 5.0})
        self._publish()
        order = self._make_order(self._offer()[:1], 2)
        order.order_line.price_unit = 0
        order.action_confirm()
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self._vendor_order(purchase).action_confirm()
        boxes = self._boxes_of(order)
        self.buyer_connection.bill_posting = "complete"
        self._scan(boxes[0])
        self._run_billing()
        line = boxes[0].sudo().invoice_id.invoice_line_ids
        # (0.55 × 100 + 5) / 0.75
        self.assertEqual(line.price_unit, 80.0)
        boxes[1].sudo().landed_cost = 0.9
        self._scan(boxes[1])
        self._run_billing()
        self.assertEqual(line.quantity, 2)
        self.assertEqual(line.price_unit, 100.0, "the average of both boxes")

    def test_only_what_is_pending_is_billed(self):
        """The order is filled from elsewhere: a late box is for the stock."""
        order, boxes = self._ship(2)
        boxes.awb_id.action_close()
        order.order_line._k2k_lower(1)
        self.assertEqual(self._scan(boxes[0]), "billed")
        self._run_billing()
        self.assertEqual(boxes[0].state, "billed")
        answer = self.Box.scan(boxes[1].code)
        self.assertEqual(answer["result"], "received")
        self.assertIn("filled", boxes[1].note)
        with self.assertRaisesRegex(UserError, "filled"):
            boxes[1].with_user(self.buyer_sales).action_bill()
        self.assertEqual(order.order_line.qty_invoiced, 1)

    def test_booked_at_once_and_one_too_many(self):
        order, boxes = self._ship(2)
        boxes.awb_id.action_close()
        order.order_line._k2k_lower(1)
        self._scan(boxes[0])
        self._scan(boxes[1])
        self._run_billing()
        self.assertEqual(sorted(boxes.mapped("state")), ["billed", "received"])
        left = boxes.filtered(lambda box: box.state == "received")
        self.assertIn("filled", left.note)
        self.assertFalse(left.to_bill)

    # ------------------------------------------------------------------
    # Sessions
    # ------------------------------------------------------------------
    def test_posted_when_the_session_ends(self):
        self.buyer_connection.bill_posting = "session"
        _order, boxes = self._ship(2)
        self._scan(boxes[0])
        self._run_billing()
        invoice = boxes[0].sudo().invoice_id
        self.assertEqual(invoice.state, "draft")
        self._scan(boxes[1])
        session = self.env["k2k.scan.session"].with_user(self.clerk)
        self.assertEqual(session.end_mine(), {"boxes": 2})
        self._run_billing()
        self.assertEqual(boxes.invoice_id, invoice, "billed before it is posted")
        self.assertEqual(invoice.invoice_line_ids.quantity, 2)
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(session.end_mine(), {"boxes": 0})

    def test_two_people_on_one_invoice(self):
        """It is posted when the last of them has finished."""
        self.buyer_connection.bill_posting = "session"
        other = self._make_user(
            "buyer_clerk_2", self.buyer, "k2k_connector_stock.group_k2k_warehouse"
        )
        _order, boxes = self._ship(2)
        self._scan(boxes[0])
        self.env["k2k.box"].with_user(other).scan(boxes[1].code)
        self._run_billing()
        invoice = boxes.sudo().invoice_id
        sessions = self.env["k2k.scan.session"]
        sessions.with_user(self.clerk).end_mine()
        self._run_billing()
        self.assertEqual(invoice.state, "draft")
        sessions.with_user(other).end_mine()
        self._run_billing()
        self.assertEqual(invoice.state, "posted")

    def test_a_new_invoice_for_each_session(self):
        self.buyer_connection.write(
            {"bill_posting": "complete", "bill_per_session": True}
        )
        order, boxes = self._ship(3)
        session = self.env["k2k.scan.session"].with_user(self.clerk)
        self._scan(boxes[0])
        self._run_billing()
        session.end_mine()
        for box in boxes[1:]:
            self._scan(box)
            self._run_billing()
        first, second, third = (box.sudo().invoice_id for box in boxes)
        self.assertNotEqual(first, second)
        self.assertEqual(second, third)
        self.assertEqual(second.invoice_line_ids.quantity, 2)
        self.assertEqual(set(order.invoice_ids.mapped("state")), {"posted"})
        self.assertEqual(order.order_line.qty_invoiced, 3)

    def test_confirmed_without_a_session(self):
        """Who confirms without a scan has no session to end: posted at once."""
        self.buyer_connection.write({"auto_bill": "both", "bill_posting": "session"})
        _order, boxes = self._ship(1)
        boxes.action_confirm()
        self._run_billing()
        self.assertEqual(boxes.sudo().invoice_id.state, "posted")

    def test_idle_session_ends(self):
        self.buyer_connection.bill_posting = "session"
        _order, boxes = self._ship(1)
        self._scan(boxes)
        self._run_billing()
        session = boxes.sudo().scan_session_id
        self.assertEqual(session.state, "open")
        self.env.cr.execute(
            "UPDATE k2k_scan_session SET create_date = create_date - interval '9 hours'"
        )
        boxes.sudo().received_at = "2020-01-01 00:00:00"
        self.env.invalidate_all()
        self._run_billing()
        self.assertEqual(session.state, "ended")
        self.assertEqual(boxes.sudo().invoice_id.state, "posted")
