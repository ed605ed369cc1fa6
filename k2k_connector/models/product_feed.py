# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class ProductFeed(models.Model):
    _inherit = "product.feed"

    def _prepare_gmc_price_info(self, product):
        """A feed tells the price of what can be bought: a box, not one of its stems."""
        if product._k2k_boxes(self.website_id):
            product = product.with_context(k2k_offer_id=None)
        return super()._prepare_gmc_price_info(product)
