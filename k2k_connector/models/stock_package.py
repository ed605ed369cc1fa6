# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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
            and package._k2k_was_filled()
            for package in self
        ):
            raise UserError(
                self.env._("A package stays with the company that made it.")
            )
        res = super().write(vals)
        if {"k2k_on_hold", "package_type_id", "k2k_origin_partner_id"} & vals.keys():
            self._k2k_publish_later()
        return res

    @contextmanager
    def _k2k_stay(self):
        """While boxes are reserved: they stay where they are.

        Core looks for the place of a package anew whenever its quants are touched.
        """
        fields = [self._fields[name] for name in ("location_id", "company_id")]
        with self.env.protecting(fields, self):
            yield

    def _k2k_was_filled(self):
        """Whether anything has ever been in this package."""
        # whoever moves it need not see where it has been
        moved = Domain("state", "=", "done") & (
            Domain("package_id", "=", self.id)
            | Domain("result_package_id", "=", self.id)
        )
        return bool(self.env["stock.move.line"].sudo().search_count(moved, limit=1))

    def _k2k_fill(self, company):
        """Whoever fills a package first has made it.

        People of several companies make packages as one of them and put them on
        another one's shelf: its buyers could not hold these boxes.
        """
        # it may be a package of a company the user does not work for at the moment
        for package in self.sudo():
            if package.k2k_company_id != company and not package._k2k_was_filled():
                package.k2k_company_id = company

    def _k2k_publish_later(self):
        """Tell the buyers about these boxes after the commit."""
        for company, packages in self.grouped("company_id").items():
            self.env["k2k.publish.request"]._collect(
                company, packages.contained_quant_ids.product_id
            )
