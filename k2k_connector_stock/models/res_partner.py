# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from .k2k_connection import AUTO_BILL


class ResPartner(models.Model):
    """How a customer's boxes are billed, where it differs from the vendor's setting."""

    _inherit = "res.partner"

    k2k_auto_bill = fields.Selection(
        AUTO_BILL,
        string="Automatic billing",
        company_dependent=True,
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
        help="When boxes of K2K vendors are billed to this customer by themselves. "
        "Empty: as the vendor's connection says.",
    )
    k2k_credit_hold = fields.Boolean(
        string="On credit hold",
        company_dependent=True,
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
        help="Boxes are received and kept, but not billed by themselves.",
    )
