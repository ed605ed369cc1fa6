# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def write(self, vals):
        res = super().write(vals)
        if {"active", "currency_id", "item_ids"} & vals.keys():
            for pricelist in self:
                self.env["k2k.publish.request"]._collect_all(pricelist.company_id)
            self.item_ids._k2k_reprice()
        return res


class ProductPricelistItem(models.Model):
    """A rule's change is a change of prices: of its products, or of all."""

    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._k2k_publish_later()
        items._k2k_reprice()
        return items

    def write(self, vals):
        # what the rule was for before changes, too
        self._k2k_publish_later()
        res = super().write(vals)
        self._k2k_publish_later()
        self._k2k_reprice()
        return res

    def unlink(self):
        self._k2k_publish_later()
        connections = self._k2k_selling_by_pricelist()
        res = super().unlink()
        self.env["k2k.offer"]._reprice(connections)
        return res

    def _compute_base_price(self, product, quantity, uom, date, currency, **kwargs):
        """Of a vendor's boxes: what they cost, or the price by the margin."""
        bases = self.env.context.get("k2k_bases")
        base = self.base or "list_price"
        if not bases or base not in bases:
            return super()._compute_base_price(
                product, quantity, uom, date, currency, **kwargs
            )
        own = self.env["res.currency"].browse(bases["currency_id"])
        price = product.uom_id._compute_price(bases[base], uom)
        return own._convert(price, currency, self.env.company, date, round=False)

    def _k2k_selling_by_pricelist(self):
        """Connections whose prices a rule of these pricelists may decide."""
        # whoever keeps pricelists need not know who trades by K2K
        connections = self.env["k2k.connection"].sudo()
        domain = [
            ("role", "=", "buyer"),
            ("state", "=", "active"),
            ("use_pricelist", "=", True),
        ]
        companies = self.company_id
        if all(item.company_id for item in self):
            domain.append(("company_id", "in", companies.ids))
        return connections.search(domain)

    def _k2k_reprice(self):
        """A buyer's pricelist: its offers are priced anew at once."""
        if self:
            connections = self._k2k_selling_by_pricelist()
            self.env["k2k.offer"]._reprice(connections)

    def _k2k_publish_later(self):
        requests = self.env["k2k.publish.request"]
        if not requests._publishing_companies():
            return
        for item in self:
            products = item.product_id or item.product_tmpl_id.product_variant_ids
            if products:
                requests._collect_products(products)
            else:
                requests._collect_all(item.company_id)
