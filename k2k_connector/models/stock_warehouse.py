# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.fields import Domain


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    k2k_gpm = fields.Float(
        string="K2K margin (GPM)",
        digits=(16, 4),
        groups="k2k_connector.group_k2k_manager",
        help="Margin of what K2K vendors send to this warehouse. Empty: the margin of "
        "each connection.",
    )

    _k2k_gpm_range = models.Constraint(
        "CHECK(k2k_gpm >= 0 AND k2k_gpm < 1)",
        "The margin must be from 0 to below 100 %.",
    )

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.env["k2k.connection"]._refuse_archiving(
                self,
                Domain("warehouse_id", "in", self.ids)
                | Domain("publish_warehouse_ids", "in", self.ids),
            )
        res = super().write(vals)
        if "k2k_gpm" in vals:
            connections = self.env["k2k.connection"].search(
                [("warehouse_id", "in", self.ids), ("state", "=", "active")]
            )
            self.env["k2k.offer"]._reprice(connections)
        return res
