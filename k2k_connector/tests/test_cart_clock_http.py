# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest import SkipTest

from odoo import http
from odoo.tests import tagged

from .test_shop_http import ShopHttpCase


@tagged("post_install", "-at_install")
class TestLogIn(ShopHttpCase):
    """What a visitor chose is held as soon as we know who it is."""

    def _log_in(self, redirect):
        """:return: the words of the page that comes after it"""
        response = self.url_open(
            "/web/login",
            {
                "login": "rosa",
                "password": "rosa",
                "redirect": redirect,
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        return " ".join(response.text.split())

    def _clock(self):
        return self.make_jsonrpc_request("/shop/k2k/clock")

    def _visitor_adds(self, boxes):
        self.authenticate(None, None)
        self._add(boxes, self.old_offer.id)
        self.assertFalse(self._held())
        self.assertIsNone(self._clock()["seconds"])
        return self._cart()

    def test_cart_is_held(self):
        cart = self._visitor_adds(2)
        page = self._log_in("/shop/cart")
        self.assertEqual(cart.partner_id, self.customer)
        self.assertEqual(self._held(), self.old_boxes)
        self.assertIn("Held for you until", page)
        self.assertAlmostEqual(self._clock()["seconds"], 3600, delta=60)
        self.assertFalse(self._clock()["notice"])

    def test_shop_tells_what_could_not_be_had(self):
        """Wherever the customer goes on: once, by the clock that is on each page."""
        cart = self._visitor_adds(2)
        self._somebody_takes(1, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        self._log_in("/shop")
        self.assertIn("only 1 of the 2 boxes", self._clock()["notice"])
        self.assertFalse(self._clock()["notice"], "told once")
        self.assertEqual(cart.order_line.product_uom_qty, 1)
        self.assertEqual(cart.order_line._k2k_live_boxes(), 1)
        self.assertIn("only 1 of the 2 boxes", self.url_open("/shop/cart").text)

    def test_all_is_gone(self):
        cart = self._visitor_adds(2)
        self._somebody_takes(2, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        page = self._log_in("/shop/cart")
        self.assertFalse(cart.order_line)
        self.assertIn("the last box", page)

    def test_hold_again_asks_visitors_to_log_in(self):
        """The button of the e-mail, opened where nobody is logged in."""
        self.authenticate(None, None)
        response = self.url_open("/shop/k2k/hold_again")
        self.assertURLEqual(response.url.partition("?")[0], "/web/login", response.url)

    def test_clock_tells_nothing_of_others(self):
        self.authenticate("rosa", "rosa")
        self._add(1, self.old_offer.id)
        self.assertTrue(self._clock()["seconds"])
        self.authenticate(None, None)
        self.assertEqual(
            self._clock(),
            {"seconds": None, "expired": False, "reminder": 0, "notice": ""},
        )


@tagged("post_install", "-at_install")
class TestOnlineCheckOut(ShopHttpCase):
    """From the payment page to the confirmation, as the browser does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo = cls.env.ref("payment.payment_provider_demo")
        if demo.code != "demo":
            raise SkipTest("Odoo's module payment_demo is not installed")
        cls.card = demo.copy(
            {"company_id": cls.buyer.id, "state": "test", "is_published": True}
        )
        cls._add_own_stock(40)

    def setUp(self):
        super().setUp()
        self.authenticate("rosa", "rosa")
        self._add(2, self.old_offer.id)
        self._add(40, 0)
        self.order = self._cart()

    def _pay(self, state):
        self.url_open("/shop/checkout")
        page = self.url_open("/shop/payment").text
        self.assertIn("o_payment_form", page)
        values = self.make_jsonrpc_request(
            f"/shop/payment/transaction/{self.order.id}",
            {
                "access_token": self.order._portal_ensure_token(),
                "provider_id": self.card.id,
                "payment_method_id": self.env.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "token_id": None,
                "amount": self.order.amount_total,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": "/shop/payment/validate",
            },
        )
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {
                "reference": values["reference"],
                "payment_details": "1234",
                "simulated_state": state,
            },
        )

    def _poll(self):
        return self.make_jsonrpc_request("/payment/status/poll")

    def _land(self):
        return " ".join(self.url_open(self._poll()["landing_route"]).text.split())

    def test_paid(self):
        self._pay("done")
        page = self._land()
        self.assertEqual(self.order.state, "sale")
        self.assertIn("What comes when", page)
        self.assertIn("from our supplier", page)
        self.assertIn("From our warehouse, ready to leave", page)
        self.assertNotIn(self.vendor.name, page)
        self.assertEqual(self._poll()["state"], "done", "asked again: no harm")
        self.assertEqual(len(self.order.k2k_prebook_ids), 1)

    def test_pending(self):
        self._pay("pending")
        status = " ".join(self.url_open("/payment/status").text.split())
        self.assertIn("Your boxes wait for this payment until", status)
        page = self._land()
        self.assertEqual(self.order.state, "sent")
        self.assertIn("once your payment has arrived", page)
        self.assertIn("Your boxes wait", page)
        self.assertEqual(self._held(), self.old_boxes)

    def test_refused_by_the_bank(self):
        """The cart and its boxes are still there."""
        self._pay("error")
        self.assertEqual(self._poll()["state"], "error")
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self._held(), self.old_boxes)
        cart = " ".join(self.url_open("/shop/cart").text.split())
        self.assertIn("Held for you until", cart)

    def test_boxes_gone_when_the_money_comes(self):
        self._pay("pending")
        self.order.order_line.k2k_hold_expires_at = "2020-01-01"
        self.env["k2k.hold"].search([]).expires_at = "2020-01-01"
        self._somebody_takes(2, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {
                "reference": self.order.transaction_ids.reference,
                "payment_details": "1234",
                "simulated_state": "done",
            },
        )
        page = self._land()
        self.assertEqual(self.order.state, "sale")
        self.assertIn("we look for other boxes", page)
        self.assertEqual(self.order.k2k_prebook_ids.state, "exception")
