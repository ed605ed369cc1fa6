# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.pricing import CustomerTerms

MANAGER = "k2k_connector.group_k2k_manager"


class ResPartner(models.Model):
    """Buyer's side: what one customer pays for K2K boxes, where all pay otherwise."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    k2k_gpm = fields.Float(
        string="K2K margin (GPM)",
        digits=(16, 4),
        company_dependent=True,
        groups=MANAGER,
        help="Margin on what this customer buys, in place of the company's. A price "
        "that was typed, a pricelist and the margin of a warehouse or a connection go "
        "before it. Empty: as everybody.",
    )
    k2k_markup = fields.Float(
        string="K2K markup",
        digits=(16, 4),
        company_dependent=True,
        groups=MANAGER,
        help="Put on top of every price of K2K boxes for this customer; negative: "
        "taken off.",
    )

    @api.constrains("k2k_gpm", "k2k_markup")
    def _check_k2k_price_terms(self):
        for partner in self:
            if not 0 <= partner.k2k_gpm < 1:
                raise ValidationError(
                    self.env._("The margin must be from 0 to below 100 %.")
                )
            if partner.k2k_markup <= -1:
                raise ValidationError(
                    self.env._("A customer cannot get more than 100 % off.")
                )

    def _k2k_customer_terms(self, company):
        """What the customer pays where it is not what all pay.

        sudo: the customer's own cart asks, and may not read the fields.

        :return: ``pricing.CustomerTerms``
        """
        customer = self.sudo().with_company(company).commercial_partner_id
        return CustomerTerms(gpm=customer.k2k_gpm, markup=customer.k2k_markup)
