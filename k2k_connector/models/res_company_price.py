# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResCompany(models.Model):
    """Buyer's side: the margin where neither warehouse nor connection has one."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    k2k_gpm = fields.Float(
        string="Company margin (GPM)",
        digits=(16, 4),
        groups="k2k_connector.group_k2k_manager",
        help="Margin on the sales price of K2K boxes where neither the receiving "
        "warehouse nor the connection has one. Empty: they are sold at landed cost.",
    )

    _k2k_gpm_range = models.Constraint(
        "CHECK(k2k_gpm >= 0 AND k2k_gpm < 1)",
        "The margin must be from 0 to below 100 %.",
    )

    def write(self, vals):
        res = super().write(vals)
        if "k2k_gpm" in vals:
            connections = self.env["k2k.connection"].search(
                [
                    ("company_id", "in", self.ids),
                    ("role", "=", "buyer"),
                    ("state", "=", "active"),
                ]
            )
            self.env["k2k.offer"]._reprice(connections)
        return res
