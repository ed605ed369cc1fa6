# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from .stock_quant import PACKAGE_SCOPE


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        res = super()._action_done()
        if scope := self.env.context.get(PACKAGE_SCOPE):
            # Core asks next what is in these packages, and Odoo reads the same once
            # more for where they are; in this order once serves for both.
            self.env["stock.package"].browse(scope).mapped("location_id")
        return res
