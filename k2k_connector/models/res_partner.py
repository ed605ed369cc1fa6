# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    k2k_on_account = fields.Boolean(
        string="Buys on account",
        company_dependent=True,
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
        help="In the shop this customer may order without paying at once; the invoice "
        "follows the boxes. Counts for the whole company, not for a single contact.",
    )

    k2k_truck_weekday_ids = fields.Many2many(
        "k2k.weekday",
        string="Truck on",
        groups="sales_team.group_sale_salesman",
        help="Days on which our truck, or a carrier, serves this customer. Empty: "
        "every day. Boxes of K2K vendors are promised for these days only.",
    )

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.env["k2k.connection"]._refuse_archiving(
                self, Domain("partner_id", "in", self.ids)
            )
        res = super().write(vals)
        if {"property_product_pricelist", "specific_property_product_pricelist"} & (
            vals.keys()
        ):
            self._k2k_publish_later()
        return res

    def _k2k_publish_later(self):
        """Another pricelist: what these buyers see costs something else."""
        # whoever keeps contacts need not know who trades by K2K
        connections = self.env["k2k.connection"].sudo()
        connections.search(
            [("partner_id", "in", self.ids), ("role", "=", "vendor")]
        )._publish_later()

    def _k2k_may_buy_on_account(self, company):
        """Whether the customer has credit with this company.

        sudo: the customer's own check-out asks, and may not read the field.
        """
        partner = self.sudo().with_company(company)
        return bool(partner) and partner.commercial_partner_id.k2k_on_account
