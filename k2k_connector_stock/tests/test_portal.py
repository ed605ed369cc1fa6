# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import HttpCase, tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestPortal(K2kStockCommon, HttpCase):
    """The customer sees the AWB of its boxes, how many have come, and the invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(3))
        cls.customer_user = cls._make_portal_user("rosa", cls.customer)

    def _open(self, order, query=""):
        self.authenticate("rosa", "rosa")
        page = self.url_open(f"/my/prebooks/{order.k2k_prebook_ids.id}{query}")
        return " ".join(page.text.split())

    def test_real_awb(self):
        order, boxes = self._ship(2)
        boxes[0].action_confirm()
        page = self._open(order)
        self.assertIn("176-12345675", page)
        self.assertIn("1 of 2 boxes arrived", page)
        self.assertIn("o_k2k_step_shipped o_k2k_done", page)
        self.assertIn("o_k2k_step_arrived o_k2k_part", page)
        self.assertIn("176-12345675", self._open(order, "?report_type=html"))
        prebook = order.k2k_prebook_ids.sudo()
        found = self.url_open("/my/prebooks?search=17612345675&search_in=awb").text
        self.assertTrue(f"/my/prebooks/{prebook.id}" in found)
        found = self.url_open("/my/prebooks?search=17600000000&search_in=awb").text
        self.assertFalse(f"/my/prebooks/{prebook.id}" in found)

    def test_temporary_awb_is_not_told(self):
        """It may bear the vendor's name."""
        order, _boxes = self._ship(1, reference="Test Farms 77")
        page = self._open(order)
        self.assertIn("Number follows", page)
        self.assertFalse("Farms" in page)
        found = self.url_open("/my/prebooks?search=Farms").text
        self.assertTrue("No prebook of yours" in " ".join(found.split()))

    def test_invoice(self):
        self.buyer_connection.auto_bill = "confirm"
        order, boxes = self._ship(1)
        self.assertFalse("o_k2k_invoices" in self._open(order))
        boxes.action_confirm()
        boxes.with_user(self.buyer_sales).action_bill()
        page = self._open(order)
        self.assertIn(order.invoice_ids.name, page)
        self.assertIn("o_k2k_step_billed o_k2k_done", page)
        self.assertIn("Arrived and billed", page)
