# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    # by company: categories are words that all companies share, their use is not
    k2k_local_after = fields.Integer(
        string="Local after (days)",
        company_dependent=True,
        help="From this age on, boxes of these products are for local customers only "
        "and connected buyers do not see them. 0: no such age.",
    )

    def write(self, vals):
        res = super().write(vals)
        if {"k2k_local_after", "name"} & vals.keys():
            self.env["k2k.publish.request"]._collect_all()
        return res
