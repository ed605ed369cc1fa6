# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPackage(models.Model):
    _inherit = "stock.package"

    k2k_company_id = fields.Many2one(
        "res.company",
        string="Made by",
        readonly=True,
        copy=False,
        index=True,
        help="The company that made this package. Core's own company of a package is "
        "empty once it has been shipped; this one stays.",
    )
    k2k_on_hold = fields.Boolean(
        string="Keep from publishing",
        help="Buyers connected by K2K do not see this box.",
    )
    k2k_origin_partner_id = fields.Many2one(
        "res.partner",
        string="Bought from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The vendor that sent us this box by K2K: it is never offered back to it.",
    )
    k2k_hold_id = fields.Many2one(
        "k2k.hold",
        string="Held for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="k2k_connector.group_k2k_user,stock.group_stock_user",
        help="The cart or order this box belongs to. This row decides.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        company = self.env.company.id
        return super().create(
            [{"k2k_company_id": company, **vals} for vals in vals_list]
        )

    def write(self, vals):
        if "k2k_company_id" in vals and any(
            package.k2k_company_id.id not in (False, vals["k2k_company_id"])
            for package in self
        ):
            raise UserError(
                self.env._("A package stays with the company that made it.")
            )
        res = super().write(vals)
        if {"k2k_on_hold", "package_type_id", "k2k_origin_partner_id"} & vals.keys():
            self._k2k_publish_later()
        return res

    def _k2k_publish_later(self):
        """Tell the buyers about these boxes after the commit."""
        for company, packages in self.grouped("company_id").items():
            self.env["k2k.publish.request"]._collect(
                company, packages.contained_quant_ids.product_id
            )
