# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestVendorBill(K2kStockCommon):
    """The bill that a shipment proposes, and how it agrees with order and boxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))
        cls.accountant = cls._make_user(
            "buyer_accountant", cls.buyer, "account.group_account_invoice"
        )

    def _bill(self, order):
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        return purchase.with_user(self.accountant).invoice_ids

    def _invoice(self, order):
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        return self._vendor_order(purchase).sudo().invoice_ids

    def test_proposed(self):
        """Number, day, quantity and price of the vendor's invoice."""
        order, boxes = self._ship(2)
        bill, invoice = self._bill(order), self._invoice(order)
        self.assertEqual((bill.move_type, bill.state), ("in_invoice", "draft"))
        self.assertEqual(bill.ref, invoice.name)
        self.assertEqual(bill.invoice_date, invoice.invoice_date)
        self.assertEqual(bill.company_id, self.buyer)
        self.assertEqual(bill.partner_id, self.vendor.partner_id)
        self.assertEqual(bill.currency_id, invoice.currency_id)
        self.assertEqual(bill.amount_untaxed, invoice.amount_untaxed)
        self.assertEqual(bill.invoice_line_ids.quantity, 2)
        self.assertEqual(bill.invoice_line_ids.price_unit, 55.0)
        line = bill.invoice_line_ids.purchase_line_id
        self.assertEqual(line, boxes.sudo().purchase_line_id)
        self.assertEqual((line.qty_received, line.qty_invoiced), (2, 2))
        bill.action_post()
        self.assertEqual(line.order_id.invoice_status, "invoiced")

    def test_three_way_match(self):
        order, boxes = self._ship(2)
        bill = self._bill(order)
        self.assertEqual(bill.k2k_match, "waiting")
        self.Box.scan(boxes[0].code)
        self.assertIn("1 of 2 boxes", bill.k2k_match_note)
        boxes[1].action_confirm()
        self.assertEqual((bill.k2k_match, bill.k2k_match_note), ("match", ""))
        bill.invoice_line_ids.price_unit = 60
        self.assertEqual(bill.k2k_match, "price")
        self.assertIn("60.00", bill.k2k_match_note)

    def test_missing_boxes_do_not_match(self):
        order, boxes = self._ship(2)
        bill = self._bill(order)
        boxes[0].action_confirm()
        boxes.awb_id.action_close()
        self.assertEqual(bill.k2k_match, "quantity")
        self.assertIn("1 missing", bill.k2k_match_note)
        found = self.Box.search(
            bill.action_view_k2k_vendor_boxes()["domain"], order="code"
        )
        self.assertEqual(found, boxes)

    def test_switched_off(self):
        self.buyer_connection.propose_bill = False
        order, _boxes = self._ship(1)
        self.assertFalse(self._bill(order))

    def test_no_purchase_journal(self):
        """A shipment is never refused for the sake of its bill."""
        self.env["account.journal"].search(
            [("company_id", "=", self.buyer.id), ("type", "=", "purchase")]
        ).active = False
        order, boxes = self._ship(1)
        self.assertEqual(boxes.state, "staged")
        self.assertFalse(self._bill(order))
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self.assertIn("no purchase journal", purchase.message_ids[0].body)

    def test_two_shipments_two_bills(self):
        order, vendor_order = self._sell(3)
        wizard = (
            self.env["k2k.ship.part"]
            .with_user(self.vendor_sales)
            .browse(vendor_order.action_k2k_ship_part()["res_id"])
        )
        wizard.write({"rest": "open"})
        wizard.line_ids.package_ids = wizard.line_ids.package_ids[:1]
        wizard.action_apply()
        wizard = wizard.browse(vendor_order.action_k2k_ship_part()["res_id"])
        wizard.action_apply()
        bills, invoices = self._bill(order), self._invoice(order)
        self.assertEqual(sorted(bills.mapped("ref")), sorted(invoices.mapped("name")))
        self.assertEqual(
            sorted(bills.mapped("amount_untaxed")),
            sorted(invoices.mapped("amount_untaxed")),
        )

    def test_box_taken_off_before_receipt(self):
        """A draft bill follows what the vendor takes off."""
        order, boxes = self._ship(2)
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        vendor_order = self._vendor_order(purchase)
        vendor_order._k2k_cancel_boxes({vendor_order.order_line: 1}, "Botrytis")
        bill = self._bill(order)
        self.assertEqual(bill.invoice_line_ids.quantity, 1)
        self.assertEqual(
            bill.amount_untaxed,
            sum(self._invoice(order).mapped("amount_untaxed_signed")),
        )
        self.assertEqual(sorted(boxes.mapped("state")), ["cancelled", "staged"])

    def test_box_taken_off_a_posted_bill(self):
        order, _boxes = self._ship(2)
        bill = self._bill(order)
        bill.action_post()
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        vendor_order = self._vendor_order(purchase)
        vendor_order._k2k_cancel_boxes({vendor_order.order_line: 1}, "Botrytis")
        refund = self._bill(order) - bill
        self.assertEqual((refund.move_type, refund.state), ("in_refund", "draft"))
        self.assertEqual(refund.amount_untaxed, 55.0)
        self.assertEqual(refund.reversed_entry_id, bill)

    def test_corrected_price(self):
        """The vendor corrects a price: the draft has it, too."""
        order, boxes = self._ship(2)
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        vendor_order = self._vendor_order(purchase)
        vendor_order.order_line.price_unit = 50
        bill = self._bill(order)
        self.assertEqual(bill.invoice_line_ids.price_unit, 50)
        self.assertAlmostEqual(boxes[0].unit_cost, 0.5)
        boxes.action_confirm()
        self.assertEqual(bill.k2k_match, "match")

    def test_price_corrected_after_the_bill(self):
        """A posted bill stays as it is: both sides are told what is to be settled."""
        order, boxes = self._ship(3)
        bill, invoice = self._bill(order), self._invoice(order)
        bill.action_post()
        boxes.action_confirm()
        boxes[0].with_user(self.buyer_sales).action_bill()
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        vendor_order.order_line.price_unit = 65
        self.assertEqual((bill.state, bill.amount_untaxed), ("posted", 165))
        self.assertEqual(bill.k2k_match, "price")
        self.assertIn("65.00", bill.k2k_match_note)
        (told,) = purchase.message_ids.filtered(lambda m: "to be settled" in m.body)
        self.assertIn(bill.name, told.body)
        self.assertIn("30.00", told.body, "of all three, whoever was billed for them")
        self.assertIn(invoice.name, vendor_order.message_ids[0].body)
        self.assertIn("settle the difference", vendor_order.message_ids[0].body)

    def test_price_corrected_after_a_box_was_credited(self):
        """What the vendor has taken back is no part of the difference."""
        order, _boxes = self._ship(2)
        self._bill(order).action_post()
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        vendor_order._k2k_cancel_boxes({vendor_order.order_line: 1}, "Botrytis")
        vendor_order.order_line.price_unit = 50
        (told,) = purchase.message_ids.filtered(lambda m: "to be settled" in m.body)
        self.assertIn("-5.00", told.body.replace("\N{ZERO WIDTH NO-BREAK SPACE}", ""))
