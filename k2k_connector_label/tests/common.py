# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.addons.k2k_connector_stock.tests.common import K2kStockCommon


class K2kLabelCommon(K2kStockCommon):
    """Boxes on the vendor's shelves, and in the buyer's staging area."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "Rosa's & Café"
        cls.codes = cls._codes(4)
        cls.shelf = cls._stock_vendor(cls.codes)

    def _shipped(self, boxes=3):
        """Ship boxes; :return: the clerk's staged boxes, the vendor's packages."""
        _order, staged = self._ship(boxes)
        packages = (
            self.env["stock.package"]
            .with_user(self.vendor_clerk)
            .search(
                [
                    ("name", "in", staged.mapped("code")),
                    ("k2k_company_id", "=", self.vendor.id),
                ],
                order="name",
            )
        )
        return staged, packages
