# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    k2k_user_id = fields.Many2one(
        "res.users",
        string="K2K technical user",
        groups="base.group_system",
        copy=False,
        help="Acts for this company when a K2K message comes in.",
    )
