# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import ValidationError

GROUPS = "sales_team.group_sale_salesman,account.group_account_invoice"


class ResPartner(models.Model):
    """Customers who buy to sell again pay no tax while their certificate is valid."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    k2k_resale_certificate = fields.Char(
        string="Resale certificate",
        company_dependent=True,
        copy=False,
        groups=GROUPS,
        help="Number of the certificate by which this customer buys without tax. It "
        "counts for the whole company, not for a single contact.",
    )
    k2k_resale_expires_on = fields.Date(
        string="Certificate valid until",
        company_dependent=True,
        copy=False,
        groups=GROUPS,
        help="The last day on which the certificate counts. From the next day on the "
        "customer pays tax again.",
    )
    k2k_resale_state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired")],
        string="Certificate",
        compute="_compute_k2k_resale_state",
        groups=GROUPS,
    )

    @api.depends("k2k_resale_certificate", "k2k_resale_expires_on")
    @api.depends_context("company")
    def _compute_k2k_resale_state(self):
        for partner in self:
            partner.k2k_resale_state = partner.k2k_resale_certificate and (
                "valid"
                if partner._k2k_has_resale_certificate(self.env.company)
                else "expired"
            )

    @api.constrains("k2k_resale_certificate", "k2k_resale_expires_on")
    def _check_k2k_resale(self):
        for partner in self.sudo():
            if partner.k2k_resale_certificate and not partner.k2k_resale_expires_on:
                raise ValidationError(
                    self.env._(
                        "%(partner)s: type until when the resale certificate is valid.",
                        partner=partner.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(vals.get("k2k_resale_certificate") for vals in vals_list):
            partners._k2k_prepare_resale()
        return partners

    def write(self, vals):
        res = super().write(vals)
        if vals.get("k2k_resale_certificate"):
            self._k2k_prepare_resale()
        return res

    def _k2k_prepare_resale(self):
        """The first certificate: there has to be a fiscal position without tax."""
        position = self.env["account.fiscal.position"]
        position._k2k_ensure_resale_position(self.env.company)

    def _k2k_has_resale_certificate(self, company):
        """Whether the customer buys without tax from this company today.

        sudo: the customer's own shop asks, and may not read the fields.
        """
        customer = self.sudo().with_company(company).commercial_partner_id
        until = customer.k2k_resale_expires_on
        return bool(
            customer.k2k_resale_certificate
            and until
            and until >= fields.Date.context_today(customer)
        )
