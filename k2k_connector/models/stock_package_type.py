# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

MM_PER_FOOT = 304.8


class StockPackageType(models.Model):
    _inherit = "stock.package.type"

    k2k_code = fields.Char(
        string="Box type", size=3, help="Up to 3 characters: FB, HB, QB, EB."
    )
    k2k_fbe = fields.Float(
        string="Full box equivalent",
        digits=(16, 4),
        help="FB = 1, HB = 0.5, QB = 0.25, EB = 0.125.",
    )

    _k2k_fbe_not_negative = models.Constraint(
        "CHECK(k2k_fbe >= 0)", "The full box equivalent cannot be negative."
    )

    def write(self, vals):
        res = super().write(vals)
        published = {"packaging_length", "width", "height", "k2k_code", "k2k_fbe"}
        if (published | {"name", "company_id"}) & vals.keys():
            companies = self.company_id
            shared = any(not package_type.company_id for package_type in self)
            self.env["k2k.publish.request"]._collect_all(None if shared else companies)
        return res

    @api.model
    def _k2k_to_feet(self):
        """Factor from Odoo's configured unit of length (mm or feet) to feet."""
        parameter = "product.volume_in_cubic_feet"
        in_feet = self.env["ir.config_parameter"].sudo().get_param(parameter) == "1"
        return 1.0 if in_feet else 1 / MM_PER_FOOT
