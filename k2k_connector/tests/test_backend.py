# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import HttpCase, tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestBackend(K2kCommon, HttpCase):
    """The screens, in a browser, as the people see them who work with them."""

    def test_checklist_leads_to_what_is_missing(self):
        self.buyer_connection.warehouse_id = False
        self.start_tour(
            f"/odoo/k2k-connections/{self.buyer_connection.id}",
            "k2k_readiness",
            login="buyer_manager",
        )
        self.assertEqual(self.buyer_connection.warehouse_id, self.buyer_warehouse)

    def test_vendor_finds_and_confirms_a_buyers_order(self):
        self._make_boxes(self.agapanthus, ["BE001", "BE002"])
        self._publish()
        self.vendor_connection.user_id = self.vendor_sales
        self._make_order(self._offer(), 2).action_confirm()
        self.env["sale.order"].with_user(self.vendor_sales).create(
            {"partner_id": self.env["res.partner"].create({"name": "Ana"}).id}
        )
        self.start_tour("/odoo/sales", "k2k_vendor_orders", login="vendor_sales")
        order = self.env["sale.order"].search(
            [("company_id", "=", self.vendor.id), ("is_k2k", "=", True)]
        )
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.k2k_awb_reference, "176-12345675")
