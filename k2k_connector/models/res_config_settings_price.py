# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    k2k_gpm = fields.Float(
        related="company_id.k2k_gpm",
        readonly=False,
        groups="k2k_connector.group_k2k_manager",
    )
