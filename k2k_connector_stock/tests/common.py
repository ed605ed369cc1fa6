# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.addons.k2k_connector.tests.common import K2kCommon
from odoo.addons.k2k_connector_stock.models import k2k_box_job


class K2kStockCommon(K2kCommon):
    """The chain up to boxes in the buyer's staging area, each step by its own user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Box = cls.env["k2k.box"].with_user(cls.clerk)
        cls.Awb = cls.env["k2k.awb"].with_user(cls.clerk)

    @classmethod
    def _people(cls):
        warehouse = ("k2k_connector_stock.group_k2k_warehouse",)
        return {
            **super()._people(),
            "clerk": ("buyer_clerk", cls.buyer, warehouse),
            "vendor_clerk": ("vendor_clerk", cls.vendor, warehouse),
            "stranger_clerk": ("stranger_clerk", cls.stranger, warehouse),
        }

    @classmethod
    def _make_jobs_small(cls, module):
        """What is "large" made small: more than three boxes, done two by two.

        :param module: of the job, with its own ``JOB_ABOVE``
        """
        for owner, name, value in (
            (module, "JOB_ABOVE", 3),
            (k2k_box_job, "CHUNK", 2),
        ):
            patcher = patch.object(owner, name, value)
            patcher.start()
            cls.addClassCleanup(patcher.stop)

    @classmethod
    def _codes(cls, count, prefix="KS"):
        return [f"{prefix}{number:06}" for number in range(1, count + 1)]

    @classmethod
    def _stock_vendor(cls, codes, product=None):
        """Put boxes on the vendor's shelves and publish them."""
        packages = cls._make_boxes(product or cls.agapanthus, codes)
        cls._publish()
        return packages

    def _sell(self, boxes, product=None):
        """The customer's order, confirmed; :return: sale order, vendor's order."""
        order = self._make_order(self._offer(product)[:1], boxes)
        order.action_confirm()
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id[-1:]
        return order, self._vendor_order(purchase)

    def _purchase(self, order):
        """The purchase orders of a customer's order."""
        return order.sudo().k2k_prebook_ids.purchase_order_id

    def _ship(self, boxes, reference="176-12345675", product=None):
        """Sell and let the vendor confirm.

        :return: sale order, boxes in the clerk's staging area
        """
        order, vendor_order = self._sell(boxes, product)
        vendor_order.k2k_awb_reference = reference
        vendor_order.action_confirm()
        return order, self._boxes_of(order)

    def _boxes_of(self, order):
        return self.Box.search(
            [("prebook_line_id.sale_line_id.order_id", "=", order.id)], order="code"
        )

    def _stock_at(self, package):
        """Where a box is: the one location that holds it, with its quantity."""
        quants = package.sudo().quant_ids.filtered("quantity")
        self.assertEqual(len(quants), 1, package.name)
        return quants.location_id

    def _run_billing(self):
        """What the triggered job does on a running server, done now."""
        with self.enter_registry_test_mode():
            self.env.ref("k2k_connector_stock.ir_cron_bill").method_direct_trigger()
