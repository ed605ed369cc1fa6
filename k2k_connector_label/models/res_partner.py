# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    k2k_carrier_account = fields.Char(
        string="Carrier account",
        company_dependent=True,
        help="The customer's account with the carrier, printed on shipping labels.",
    )
