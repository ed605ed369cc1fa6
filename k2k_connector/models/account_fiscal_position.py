# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

# Context key: this is a sale. A certificate says nothing of what we buy.
SALE = "k2k_sale"


class AccountFiscalPosition(models.Model):
    _inherit = "account.fiscal.position"

    k2k_resale = fields.Boolean(
        string="With a resale certificate",
        help="Customers with a valid resale certificate get this fiscal position by "
        "themselves. Without tax mappings it takes all taxes away.",
    )

    @api.model
    def _get_fiscal_position(self, partner, delivery=None):
        """A valid resale certificate decides, unless somebody chose for the partner."""
        position = super()._get_fiscal_position(partner, delivery=delivery)
        company = self.env.company
        if (
            not self.env.context.get(SALE)
            or not partner
            or not partner._k2k_has_resale_certificate(company)
        ):
            return position
        for somebody in (delivery or partner, partner):
            if somebody.with_company(company).property_account_position_id:
                return position
        return self._k2k_resale_position(company) or position

    @api.model
    def _k2k_resale_position(self, company):
        """:return: the company's fiscal position for resale; may be empty"""
        # which position a customer gets is no accountant's secret
        return self.sudo().search(
            [("k2k_resale", "=", True), ("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _k2k_ensure_resale_position(self, company):
        """Make the fiscal position for resale where there is none."""
        if not self._k2k_resale_position(company):
            # whoever notes the certificate need not be an accountant
            self.sudo().create(
                {
                    "name": self.env._("Resale certificate: no tax"),
                    "company_id": company.id,
                    "k2k_resale": True,
                    "sequence": 100,
                }
            )
