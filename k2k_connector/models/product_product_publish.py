# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class ProductProduct(models.Model):
    """The buyer's side of a change: what is offered of these products follows."""

    _inherit = "product.product"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        back = self.browse()
        if vals.get("active"):
            back = self.filtered(lambda product: not product.active)
        res = super().write(vals)
        if back:
            # while it was archived its vendor's boxes were not offered
            maps = self.env["k2k.product.map"].sudo()
            found = maps.search([("product_id", "in", back.ids)])
            self.env["k2k.offer"]._refresh_for_maps(found)
        return res

    def _k2k_reprice(self):
        """Price the offers of these products anew."""
        # whoever keeps products need not know who trades by K2K
        offers = self.env["k2k.offer"].sudo()
        own = offers.search([("product_id", "in", self.ids)])
        if own:
            offers._reprice(own.connection_id, self)


class ProductTemplateAttributeValue(models.Model):
    """What a variant costs more than its product."""

    _inherit = "product.template.attribute.value"

    def write(self, vals):
        res = super().write(vals)
        if "price_extra" in vals:
            self.env["k2k.publish.request"]._collect_products(
                self.ptav_product_variant_ids
            )
        return res


class UomUom(models.Model):
    """Packs are shared words: another name or content is a change for all."""

    _inherit = "uom.uom"

    def write(self, vals):
        res = super().write(vals)
        published = {"active", "name", "package_type_id", "relative_factor"}
        if (published | {"relative_uom_id"}) & vals.keys():
            self.env["k2k.publish.request"]._collect_all()
        return res
