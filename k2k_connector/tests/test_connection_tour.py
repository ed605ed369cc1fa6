# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import HttpCase, tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestConnecting(K2kCommon, HttpCase):
    """Two managers connect their companies in the browser, each on its own side."""

    @classmethod
    def _connect(cls):
        """That is what the managers do."""

    def test_connect_end_to_end(self):
        path = "/odoo/k2k-connections"
        self.start_tour(path, "k2k_connect_request", login="buyer_manager")
        self.start_tour(path, "k2k_connect_accept", login="vendor_manager")
        connections = self.env["k2k.connection"].search(
            [("company_id", "in", (self.buyer | self.vendor).ids)]
        )
        ours = connections.filtered(lambda c: c.company_id == self.buyer)
        self.start_tour(
            f"{path}/{ours.id}", "k2k_connect_activate", login="buyer_manager"
        )
        self.assertEqual(connections.mapped("state"), ["active", "active"])


@tagged("post_install", "-at_install")
class TestMapping(K2kCommon, HttpCase):
    """The buyer's manager works through the list of new vendor products."""

    def test_map_and_ignore(self):
        self.buyer_connection.auto_map = False
        own = self.env["product.product"].create(
            {"name": "Agapanthus Blue 60/70 cm", "company_id": self.buyer.id}
        )
        for number, product in enumerate(self.products):
            self._make_boxes(product, [f"TOUR{number}"])
        self._publish()
        self.start_tour(
            "/odoo/action-k2k_connector.action_k2k_product_map",
            "k2k_product_mapping",
            login="buyer_manager",
        )
        self.assertEqual(self._offer().product_id, own)
        ignored = self.env["k2k.product.map"].search(
            [("vendor_product_ref", "=", str(self.products[1].id))]
        )
        self.assertEqual(ignored.state, "ignored")
