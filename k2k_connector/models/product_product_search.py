# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """Found as florists write it, wherever a product is chosen."""

    _inherit = "product.product"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator == "ilike" and value and isinstance(value, str):
            domain |= Domain("product_tmpl_id.k2k_florist_search", "ilike", value)
        return domain

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Core looks for code and name; what that leaves free, our key may fill."""
        found = super().name_search(name, domain, operator, limit)
        rest = limit and limit - len(found)
        if not name or operator != "ilike" or (limit and rest <= 0):
            return found
        more = self.search_fetch(
            Domain(domain or Domain.TRUE)
            & Domain("id", "not in", [product_id for product_id, _name in found])
            & Domain("product_tmpl_id.k2k_florist_search", "ilike", name),
            ["display_name"],
            limit=rest,
        )
        # sudo as core does: the name of what was found
        return found + [(product.id, product.display_name) for product in more.sudo()]
