# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class ProductCombo(models.Model):
    _inherit = "product.combo"

    def _get_max_quantity(self, website, sale_order, **kwargs):
        """Combos take single units from our own stock, never a supplier's boxes."""
        kwargs["k2k_own_only"] = True
        return super()._get_max_quantity(website, sale_order, **kwargs)
