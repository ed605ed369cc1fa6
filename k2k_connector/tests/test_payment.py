# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from unittest import SkipTest

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .shop_common import ShopCommon


class PaymentCase(ShopCommon):
    """A cart with two boxes and something of our own stock, and a card to pay it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo")
        if demo.code != "demo":
            raise SkipTest("Odoo's module payment_demo is not installed")
        cls.card = demo.copy({"company_id": cls.buyer.id, "state": "test"})
        cls.method = cls.env.ref("payment_demo.payment_method_demo")
        cls._add_own_stock(40)

    def setUp(self):
        super().setUp()
        self.cart = self._make_cart()
        self.cart._cart_add(self.product.id, 2, k2k_offer_id=self.old_offer.id)
        self.cart._cart_add(self.product.id, 40, k2k_offer_id=0)
        self.line = self.cart.order_line.filtered("k2k_is_k2k")

    def _begin(self, **values):
        """The customer is sent to the bank."""
        count = self.env["payment.transaction"].search_count([])
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.card.id,
                "payment_method_id": self.method.id,
                "amount": self.cart.amount_total,
                "currency_id": self.cart.currency_id.id,
                "partner_id": self.customer.id,
                "reference": f"{self.cart.name}-{count}",
                "sale_order_ids": [Command.set(self.cart.ids)],
                "operation": "online_direct",
                **values,
            }
        )

    def _bank_says(self, tx, state):
        tx._process("demo", {"reference": tx.reference, "simulated_state": state})

    def _pay(self, state="done"):
        tx = self._begin()
        self._bank_says(tx, state)
        self._poll(tx)
        return tx

    def _poll(self, tx):
        """The customer's browser asks how it went."""
        tx.with_user(self.customer_user).sudo()._post_process()

    def _time_is_up(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.cart.order_line.filtered("k2k_is_k2k").k2k_hold_expires_at = past
        self.env["k2k.hold"].search([("state", "=", "held")]).expires_at = past

    def _lose_boxes(self):
        """The time is up, and somebody else takes all boxes there are."""
        self._time_is_up()
        self._somebody_takes(2, self.old_offer)
        self._somebody_takes(3, self.new_offer)

    def _customer_mails(self, subject="Order"):
        return self.cart.message_ids.filtered(lambda m: subject in (m.subject or ""))

    def _hours_left(self):
        left = self.line.k2k_hold_expires_at - fields.Datetime.now()
        return left.total_seconds() / 3600


@tagged("post_install", "-at_install")
class TestOnlinePayment(PaymentCase):
    def test_paid_at_once(self):
        tx = self._pay()
        self.assertEqual(self.cart.state, "sale")
        prebook = self.cart.k2k_prebook_ids
        self.assertEqual((prebook.state, prebook.boxes_ordered), ("ordered", 2))
        self.assertFalse(self.line.k2k_hold_expires_at)
        own = self.cart.order_line.filtered(lambda ln: ln.product_uom_qty == 40)
        self.assertFalse(own.k2k_prebook_line_ids)
        self.assertEqual(own.qty_to_invoice, 40)
        self.assertEqual(self.line.qty_to_invoice, 0)
        self.assertTrue(tx.payment_id.move_id)
        (mail,) = self._customer_mails()
        body = " ".join(mail.body.split())
        self.assertIn("From our warehouse, ready to leave", body)
        self.assertIn("from our supplier", body)
        self.assertIn("2 × QB 10x10", body)
        self.assertNotIn(self.vendor.name, body)

    def test_pending_payment_keeps_the_boxes(self):
        self._pay("pending")
        self.assertEqual(self.cart.state, "sent")
        self.assertAlmostEqual(self._hours_left(), self._expected_hours(), delta=0.1)
        hold = self.env["k2k.hold"].search([("state", "=", "held")])
        self.assertEqual(hold.expires_at, self.line.k2k_hold_expires_at)
        self.assertEqual(self._held(), self.old_boxes)

    def _expected_hours(self, hours=24):
        """Up to the vendor's cut-off, here the end of its day, at most."""
        cutoff = self.env["k2k.publisher"]._last_order_moment(
            self.vendor_connection.with_company(self.vendor), self.line.k2k_ship_date
        )
        return min(hours, (cutoff - fields.Datetime.now()).total_seconds() / 3600)

    def test_pending_hours_are_a_setting(self):
        self.vendor_connection.ship_days_offset = 3
        self.line.k2k_ship_date = fields.Date.today() + timedelta(days=9)
        self.buyer.k2k_pending_hours = 48
        self._pay("pending")
        self.assertAlmostEqual(self._hours_left(), 48, delta=0.1)

    def test_pending_payment_arrives(self):
        tx = self._pay("pending")
        self._bank_says(tx, "done")
        self.assertFalse(self.line.k2k_hold_expires_at, "from here on: until ordered")
        self._poll(tx)
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")

    def test_authorised_payment_never_loses_them(self):
        self.card.capture_manually = True
        tx = self._begin()
        self._bank_says(tx, "done")
        self.assertEqual(tx.state, "authorized")
        self.assertFalse(self.line.k2k_hold_expires_at)
        self.assertFalse(self.env["k2k.hold"].search([("expires_at", "!=", False)]))
        self._poll(tx)
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")

    def test_failed_payment_gives_them_the_time_of_a_cart(self):
        for failed in ("cancel", "error"):
            tx = self._begin()
            self._bank_says(tx, "pending")
            self._bank_says(tx, failed)
            self.assertLessEqual(self._hours_left(), 1, failed)
            self.assertEqual(self._held(), self.old_boxes)

    def test_failed_payment_beside_one_that_lives(self):
        first, second = self._begin(), self._begin()
        self._bank_says(first, "pending")
        self._bank_says(second, "cancel")
        self.assertAlmostEqual(self._hours_left(), self._expected_hours(), delta=0.1)


@tagged("post_install", "-at_install")
class TestLatePayment(PaymentCase):
    """The money comes when the boxes are not held any more."""

    def test_held_again(self):
        tx = self._begin()
        self._time_is_up()
        self._bank_says(tx, "done")
        self._poll(tx)
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self._held(), self.old_boxes)
        self.assertFalse(self.cart.activity_ids)

    def test_equal_boxes_will_do(self):
        tx = self._begin()
        self._time_is_up()
        self._somebody_takes(2, self.old_offer)
        self._bank_says(tx, "done")
        self._poll(tx)
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self.line.k2k_offer_id, self.new_offer)
        self.assertEqual(self.line.price_unit, 78.0)

    def test_gone(self):
        tx = self._begin()
        self._lose_boxes()
        self._bank_says(tx, "done")
        self._poll(tx)
        self._assert_unable()
        self.assertTrue(tx.is_post_processed)
        self.assertTrue(tx.payment_id)

    def _assert_unable(self):
        self.assertEqual(self.cart.state, "sale")
        prebook = self.cart.k2k_prebook_ids
        self.assertEqual(prebook.state, "exception")
        self.assertFalse(prebook.purchase_order_id)
        line = prebook.line_ids
        self.assertTrue(line.unable_to_source)
        self.assertEqual((line.boxes_ordered, line.boxes_to_resupply), (2, 2))
        (activity,) = prebook.activity_ids
        self.assertEqual(activity.user_id, self.buyer_sales)
        self.assertIn("2 × Agapanthus", activity.note)
        (mail,) = self._customer_mails()
        self.assertIn("we look for other boxes", mail.body)
        self.assertEqual(
            [arrival.origin for arrival in self.cart._k2k_arrivals()],
            ["own", "wanted"],
        )

    def test_partly_gone(self):
        tx = self._begin()
        self._time_is_up()
        self._somebody_takes(1, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        self._bank_says(tx, "done")
        self._poll(tx)
        prebook = self.cart.k2k_prebook_ids
        line = prebook.line_ids
        self.assertEqual(prebook.state, "exception")
        self.assertEqual(
            (line.boxes_ordered, line.boxes_cancelled, line.boxes_to_resupply),
            (2, 1, 1),
        )
        purchase = prebook.sudo().purchase_order_id
        self.assertEqual(purchase.order_line.product_qty, 1)
        self.assertEqual(self._vendor_order(purchase).order_line.product_uom_qty, 1)
        arrivals = self.cart._k2k_arrivals()
        self.assertEqual(
            [(a.origin, a.quantity(a.lines)) for a in arrivals],
            [("own", "40"), ("supplier", "1"), ("wanted", "1")],
        )

    def test_found_elsewhere(self):
        """What is unable to source is the salesperson's ordinary work from here on."""
        self.test_gone()
        self._make_boxes(self.agapanthus, ["AGNEXT1", "AGNEXT2"])
        self._publish()
        line = self.cart.k2k_prebook_ids.line_ids.with_user(self.buyer_sales)
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        wizard = wizard.browse(line.action_resupply()["res_id"])
        option = wizard.option_ids.filtered("offer_id")[:1]
        self.assertEqual(option.boxes, 2)
        option.action_take()
        self.assertFalse(line.unable_to_source)
        self.assertEqual(len(self.cart.k2k_prebook_ids), 2)
        self.assertFalse(line.prebook_id.activity_ids)

    def test_vendor_takes_no_orders_any_more(self):
        tx = self._begin()
        self.vendor_connection.action_suspend()
        self._bank_says(tx, "done")
        self._poll(tx)
        prebook = self.cart.k2k_prebook_ids
        self.assertEqual((self.cart.state, prebook.state), ("sale", "exception"))
        self.assertTrue(prebook.activity_ids)
        self.assertNotEqual(prebook.sudo().purchase_order_id.state, "purchase")
        self.assertFalse(self._held())

    def test_told_twice(self):
        """By the bank, by the customer's return, and by the job."""
        tx = self._begin()
        self._lose_boxes()
        for _time in range(2):
            self._bank_says(tx, "done")
            self._poll(tx)
        self._assert_unable()

    def test_by_the_payment_job(self):
        """The customer has closed the browser."""
        tx = self._begin()
        self._lose_boxes()
        self._bank_says(tx, "done")
        self._run_payment_job(tx)
        self._assert_unable()

    def test_by_the_payment_job_in_time(self):
        tx = self._begin()
        self._bank_says(tx, "done")
        self._time_is_up_for_others()
        self._run_payment_job(tx)
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self.cart.k2k_prebook_ids.company_id, self.buyer)

    def _time_is_up_for_others(self):
        self.env["k2k.hold"]._find_expired()._release()
        self.assertEqual(self._held(), self.old_boxes)

    def _run_payment_job(self, tx):
        with self.enter_registry_test_mode():
            self.env.ref("payment.cron_post_process_payment_tx").method_direct_trigger()
        tx.invalidate_recordset()
        self.cart.invalidate_recordset()
        self.assertTrue(tx.is_post_processed)

    # ------------------------------------------------------------------
    # Never without a trace
    # ------------------------------------------------------------------
    def test_paid_after_it_was_cancelled(self):
        tx = self._begin()
        self.cart.action_cancel()
        self._bank_says(tx, "done")
        self._poll(tx)
        (activity,) = self.cart.activity_ids
        self.assertEqual(activity.summary, "Paid after it was cancelled")
        self.assertEqual(activity.user_id, self.buyer_sales)
        self.assertEqual(self.cart.state, "cancel")

    def test_paid_less_than_the_cart(self):
        """The cart was changed in another window while the customer was at the bank."""
        # otherwise core confirms for any sum
        self.cart.require_payment = True
        tx = self._begin()
        self.cart._cart_add(self.product.id, 1, k2k_offer_id=self.new_offer.id)
        self._bank_says(tx, "done")
        self._poll(tx)
        self.assertNotEqual(self.cart.state, "sale")
        (activity,) = self.cart.activity_ids
        self.assertIn("does not pay all", activity.note)
        self.assertEqual(len(self._held()), 3, "what is paid is not lost meanwhile")

    def test_paid_twice(self):
        first, second = self._begin(), self._begin()
        for tx in (first, second):
            self._bank_says(tx, "done")
            self._poll(tx)
        self.assertEqual(len(self.cart.k2k_prebook_ids), 1)
        (activity,) = self.cart.activity_ids
        self.assertEqual(activity.summary, "Paid more than once")
        self.assertIn(second.reference, activity.note)

    def test_automatic_invoices_leave_boxes_out(self):
        self.env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
        self.line.product_id.invoice_policy = "order"
        self._pay()
        (invoice,) = self.cart.invoice_ids
        self.assertEqual(invoice.invoice_line_ids.quantity, 40)
        self.assertEqual(self.line.qty_invoiced, 0)
