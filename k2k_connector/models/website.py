# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.http import request


class Website(models.Model):
    _inherit = "website"

    def _get_product_available_qty(self, product, k2k_own_only=False, **kwargs):
        """Our own free stock and the boxes that suppliers have published for us.

        Every place of the shop that shows or limits a quantity asks here.

        :param bool k2k_own_only: leave the suppliers' boxes out
        """
        own = super()._get_product_available_qty(product, **kwargs)
        if k2k_own_only:
            return own
        units = product._k2k_in_shop(self).k2k_units_available
        if not units:
            return own
        if self._k2k_terms().way == "grower":
            # what comes straight from the grower does not come from our warehouse
            return units
        # more promised than we have does not make a supplier's boxes fewer
        return max(own, 0.0) + units

    def _k2k_own_qty(self, product):
        """What is free in our own stock, in the product's own unit; nothing for whom
        boxes come straight from the grower."""
        if self._k2k_terms().way == "grower":
            return 0.0
        return self._get_product_available_qty(product, k2k_own_only=True)

    def _k2k_cart(self):
        """The visitor's cart; an empty recordset outside the shop."""
        cart = getattr(request, "cart", None) if request else None
        return cart if cart is not None else self.env["sale.order"]
