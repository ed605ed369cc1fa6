# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.fields import Domain


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.env["k2k.connection"]._refuse_archiving(
                self,
                Domain("warehouse_id", "in", self.ids)
                | Domain("publish_warehouse_ids", "in", self.ids),
            )
        return super().write(vals)
