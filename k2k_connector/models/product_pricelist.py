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
        return res


class ProductPricelistItem(models.Model):
    """A rule's change is a change of prices: of its products, or of all."""

    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._k2k_publish_later()
        return items

    def write(self, vals):
        # what the rule was for before changes, too
        self._k2k_publish_later()
        res = super().write(vals)
        self._k2k_publish_later()
        return res

    def unlink(self):
        self._k2k_publish_later()
        return super().unlink()

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
