# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestPrepaid(K2kStockCommon):
    """What was paid when it was ordered is paid when it is billed, box by box."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo")
        if demo.code != "demo":
            raise SkipTest("Odoo's module payment_demo is not installed")
        cls.card = demo.copy({"company_id": cls.buyer.id, "state": "test"})
        cls._stock_vendor(cls._codes(3))
        cls.buyer_connection.auto_bill = "scan"

    def _pay(self, order):
        tx = self.env["payment.transaction"].create(
            {
                "provider_id": self.card.id,
                "payment_method_id": self.env.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "reference": f"{order.name}-card",
                "sale_order_ids": [Command.set(order.ids)],
                "operation": "online_direct",
            }
        )
        tx._process("demo", {"reference": tx.reference, "simulated_state": "done"})
        return tx

    def _order(self, boxes):
        return self._make_order(self._offer(), boxes)

    def _arrive(self, order):
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self._vendor_order(purchase).action_confirm()
        return self._boxes_of(order)

    def _bill(self, box):
        self.assertEqual(self.Box.scan(box.code)["result"], "billed")
        self._run_billing()
        return box.sudo().invoice_id

    def test_box_by_box(self):
        order = self._order(3)
        tx = self._pay(order)
        tx._post_process()
        self.assertEqual(order.state, "sale")
        payment = tx.payment_id
        self.assertEqual(payment.amount, order.amount_total)
        for box in self._arrive(order):
            self.assertFalse(payment.is_reconciled)
            invoice = self._bill(box)
            self.assertEqual(invoice.amount_residual, 0)
            self.assertIn(invoice.payment_state, ("in_payment", "paid"))
            self.assertAlmostEqual(invoice.amount_total * 3, order.amount_total)
        self.assertTrue(payment.is_reconciled)
        self.assertEqual(self.customer.with_company(self.buyer).credit, 0)

    def test_captured_when_the_boxes_have_come(self):
        self.card.capture_manually = True
        order = self._order(2)
        tx = self._pay(order)
        tx._post_process()
        self.assertEqual((tx.state, order.state), ("authorized", "sale"))
        first, second = self._arrive(order)
        invoice = self._bill(first)
        self.assertGreater(invoice.amount_residual, 0)
        tx._process(
            "demo",
            {
                "reference": tx.reference,
                "simulated_state": "done",
                "manual_capture": True,
            },
        )
        tx._post_process()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._bill(second).amount_residual, 0)
        self.assertTrue(tx.payment_id.is_reconciled)

    def test_dearer_than_paid(self):
        """What the payment does not cover stays open; nobody else's payment is used."""
        order = self._order(1)
        tx = self._pay(order)
        tx._post_process()
        other = self._order(1)
        other.action_confirm()
        invoice = self._bill(self._arrive(other))
        self.assertEqual(invoice.amount_residual, invoice.amount_total)
        self.assertEqual(self._bill(self._arrive(order)).amount_residual, 0)
