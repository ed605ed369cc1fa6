# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    k2k_on_account = fields.Boolean(
        string="Buys on account",
        company_dependent=True,
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
        help="In the shop this customer may order without paying at once; the invoice "
        "follows the boxes. Counts for the whole company, not for a single contact.",
    )

    def _k2k_may_buy_on_account(self, company):
        """Whether the customer has credit with this company.

        sudo: the customer's own check-out asks, and may not read the field.
        """
        partner = self.sudo().with_company(company)
        return bool(partner) and partner.commercial_partner_id.k2k_on_account
