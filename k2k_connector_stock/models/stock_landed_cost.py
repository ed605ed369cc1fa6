# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def button_validate(self):
        """What waited for it is in the books now."""
        res = super().button_validate()
        # whoever validates need not be allowed to approve costs of AWBs
        self.env["k2k.awb.cost"].sudo().search(
            [("landed_cost_id", "in", self.ids), ("state", "=", "sent")]
        ).state = "synchronized"
        return res
