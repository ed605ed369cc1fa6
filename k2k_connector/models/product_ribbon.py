# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ProductRibbon(models.Model):
    _inherit = "product.ribbon"

    assign = fields.Selection(
        selection_add=[("k2k", "when sold from a supplier's stock (K2K)")],
        ondelete={"k2k": "cascade"},
    )

    def _is_applicable_for(self, product, price_data):
        if self.assign == "k2k" and product:
            if price_data and "k2k_tile" in price_data:
                return bool(price_data["k2k_tile"])
            return bool(product._k2k_boxes(self.env["website"].get_current_website()))
        return super()._is_applicable_for(product, price_data)
