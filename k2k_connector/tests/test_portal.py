# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .shop_common import ShopCommon


def words(page):
    """The text of a page in one line."""
    return " ".join(page.text.split())


@tagged("post_install", "-at_install")
class TestPortal(ShopCommon, HttpCase):
    """A customer follows its prebooks; nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._make_order(cls, cls.old_offer, 2)
        cls.order.client_order_ref = "WEDDING-7"
        cls.order.action_confirm()
        cls.prebook = cls.order.k2k_prebook_ids.sudo()
        cls.url = f"/my/prebooks/{cls.prebook.id}"
        cls.other = cls.env["res.partner"].create(
            {"name": "Lily's", "company_id": cls.buyer.id, "email": "l@example.com"}
        )
        cls.other_user = cls._make_portal_user("lily", cls.other)

    def _assert_no_secret(self, page):
        for secret in (
            self.vendor.name,
            self.buyer_connection.sudo().token,
            self.prebook.purchase_order_id.name,
            self.prebook.purchase_order_id.partner_ref,
            self.prebook.line_ids.offer_key,
            "0.5437",
            "54.37",
            "AGOLD",
        ):
            self.assertTrue(secret)
            self.assertFalse(secret in page.text, f"{secret} is told")

    def test_home(self):
        self.authenticate("rosa", "rosa")
        self.assertIn("/my/prebooks", self.url_open("/my").text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["k2k_prebook_count"]}
        )
        self.assertEqual(counters["k2k_prebook_count"], 1)
        self.authenticate("lily", "lily")
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["k2k_prebook_count"]}
        )
        self.assertEqual(counters["k2k_prebook_count"], 0)

    def test_list(self):
        self.authenticate("rosa", "rosa")
        page = self.url_open("/my/prebooks")
        self.assertIn(self.prebook.name, page.text)
        self.assertIn("Ordered", words(page))
        self._assert_no_secret(page)

    def test_list_of_somebody_else(self):
        self.authenticate("lily", "lily")
        page = self.url_open("/my/prebooks")
        self.assertFalse(self.prebook.name in page.text)
        self.assertIn("you can follow them here", words(page))

    def test_search_filter_and_sort(self):
        self.authenticate("rosa", "rosa")
        for query, found in (
            (f"search={self.prebook.name}", True),
            ("search=agapanthus", True),
            ("search=agapanthus&search_in=name", False),
            ("search=wedding&search_in=order", True),
            (f"search={self.order.name}&search_in=order", True),
            ("search=rose", False),
            (f"search={self.vendor.name}", False),
            ("filterby=under_way&sortby=truck_date", True),
            ("filterby=arrived", False),
            ("filterby=nonsense&sortby=password&search_in=vendor_id", True),
        ):
            with self.subTest(query=query):
                page = self.url_open(f"/my/prebooks?{query}")
                self.assertEqual(page.status_code, 200)
                self.assertEqual(f'"{self.url}"' in page.text, found)
                if not found:
                    self.assertIn("No prebook of yours", words(page))

    def test_page(self):
        self.authenticate("rosa", "rosa")
        page = self.url_open(self.url)
        text = words(page)
        self.assertIn("With you on", text)
        self.assertIn("2 × QB 10x10", text.replace("</t>", ""))
        self.assertIn("156.00", text)
        self.assertIn("WEDDING-7", text)
        self.assertIn("o_k2k_step_ordered o_k2k_done", text)
        self.assertFalse("o_k2k_step_confirmed o_k2k_done" in text)
        self._assert_no_secret(page)
        self._vendor_order(self.prebook.purchase_order_id).action_confirm()
        self.assertIn("o_k2k_step_confirmed o_k2k_done", words(self.url_open(self.url)))

    def test_page_tells_what_is_cancelled(self):
        line = self.prebook.line_ids
        line.write({"boxes_cancelled": 1, "boxes_to_resupply": 1})
        self.authenticate("rosa", "rosa")
        text = words(self.url_open(self.url))
        self.assertIn("we are looking for another source", text)
        self.assertIn("o_k2k_cancelled", text)
        self.assertIn("Looking for another source", text)

    def test_print(self):
        self.authenticate("rosa", "rosa")
        page = self.url_open(f"{self.url}?report_type=html")
        text = words(page)
        self.assertIn(self.prebook.name, text)
        self.assertIn("Agapanthus Blue 70 cm", text)
        self.assertIn("Rosa", text)
        self.assertIn("156.00", text)
        self._assert_no_secret(page)
        pdf = self.url_open(f"{self.url}?report_type=pdf&download=true")
        self.assertIn("attachment", pdf.headers["Content-Disposition"])
        self.assertIn(self.prebook.name, pdf.headers["Content-Disposition"])

    def test_order_leads_to_its_prebooks(self):
        self.authenticate("rosa", "rosa")
        page = self.url_open(f"/my/orders/{self.order.id}")
        self.assertIn(self.url, page.text)
        self._assert_no_secret(page)

    def test_guessed_addresses(self):
        """Neither another customer nor a visitor gets in, with whatever they guess."""
        token = self.prebook._portal_ensure_token()
        for login in (None, "lily", "vendor_sales", "stranger"):
            self.authenticate(login, login)
            for query in ("", "?access_token=", "?access_token=0", "?report_type=pdf"):
                with self.subTest(login=login, query=query):
                    page = self.url_open(self.url + query)
                    self.assertFalse("o_k2k_prebook_line" in page.text)
                    self.assertFalse(self.prebook.name in page.text)
                    self.assertNotEqual(page.headers["Content-Type"], "application/pdf")
            page = self.url_open(f"/my/prebooks/{self.prebook.id + 1}")
            self.assertFalse("o_k2k_prebook_line" in page.text)
        self.authenticate(None, None)
        page = self.url_open(f"{self.url}?access_token={token}")
        self.assertIn("o_k2k_prebook_line", page.text)
        self._assert_no_secret(page)

    def test_own_salesperson_may_look(self):
        self.authenticate("buyer_sales", "buyer_sales")
        self.assertIn("o_k2k_prebook_line", self.url_open(self.url).text)

    def test_colleague_of_the_customer(self):
        colleague = self.env["res.users"].create(
            {
                "name": "Ben",
                "login": "ben",
                "password": "ben",
                "company_id": self.buyer.id,
                "company_ids": [Command.set(self.buyer.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        colleague.partner_id.parent_id = self.customer
        self.authenticate("ben", "ben")
        self.assertIn(self.prebook.name, self.url_open("/my/prebooks").text)
        self.assertIn("o_k2k_prebook_line", self.url_open(self.url).text)

    def test_nothing_can_be_cancelled(self):
        """Before check-out a line leaves the cart; afterwards only staff cancels."""
        self.authenticate("rosa", "rosa")
        answer = {"decline_message": "x", "csrf_token": http.Request.csrf_token(self)}
        self.url_open(f"/my/orders/{self.order.id}/decline", data=answer)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.prebook.state, "ordered")
        for record, method in (
            (self.order, "action_cancel"),
            (self.order, "action_k2k_cancel"),
            (self.prebook, "action_cancel"),
        ):
            as_customer = record.with_user(self.customer_user)
            with self.assertRaises(AccessError):
                as_customer.check_access("write")
            if hasattr(as_customer, method):
                with self.assertRaises(AccessError):
                    getattr(as_customer, method)()
        with self.assertRaises(AccessError):
            self.prebook.with_user(self.customer_user).read(["name"])
        self.assertEqual(self.order.state, "sale")
