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
    k2k_ship_via = fields.Selection(
        [
            ("warehouse", "Through our warehouse"),
            ("grower", "Direct from the grower"),
            ("choice", "The customer chooses"),
        ],
        string="K2K boxes travel",
        company_dependent=True,
        groups="sales_team.group_sale_salesman",
        help="How boxes of K2K vendors reach this customer. Empty: as each vendor's "
        "connection says.",
    )

    def _k2k_ways(self, company):
        """Ways in which boxes may travel to this customer, its usual one first.

        What the customer has, and what a vendor of the company sends. sudo: the
        customer's own cart asks, and may read neither.

        :return: list of ``warehouse`` and ``grower``, one of them at least
        """
        customer = self.sudo().with_company(company).commercial_partner_id
        if customer.k2k_ship_via in ("warehouse", "grower"):
            return [customer.k2k_ship_via]
        ways = ["warehouse", "grower"]
        offered = self.env["k2k.connection"]._ways_offered(company)
        return [way for way in ways if way in offered] or ways[:1]

    def _k2k_weekdays(self):
        """Days on which this customer is served; sudo as in :meth:`_k2k_ways`.

        :return: tuple of numbers, 0 Monday; empty: every day
        """
        customer = self.sudo().commercial_partner_id
        return tuple(customer.k2k_truck_weekday_ids.mapped("number"))

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
        if "country_id" in vals:
            self._k2k_reprice()
        return res

    def _k2k_reprice(self):
        """Goods of another origin bear another duty."""
        # whoever keeps contacts need not know who trades by K2K
        connections = self.env["k2k.connection"].sudo()
        own = connections.search(
            [
                ("partner_id.commercial_partner_id", "in", self.ids),
                ("role", "=", "buyer"),
                ("state", "=", "active"),
            ]
        )
        self.env["k2k.offer"]._reprice(own)

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
