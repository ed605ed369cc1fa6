# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    k2k_label_sort = fields.Selection(
        related="company_id.k2k_label_sort", readonly=False
    )
    k2k_print_on_scan = fields.Selection(
        related="company_id.k2k_print_on_scan", readonly=False
    )
