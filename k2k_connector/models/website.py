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
        # sudo: see product.product._k2k_boxes
        units = product.sudo().with_company(self.company_id).k2k_units_available
        if k2k_own_only or not units:
            return own
        # more promised than we have does not make a supplier's boxes fewer
        return max(own, 0.0) + units

    def _k2k_own_qty(self, product):
        """What is free in our own stock, in the product's own unit."""
        return self._get_product_available_qty(product, k2k_own_only=True)

    def _k2k_cart(self):
        """The visitor's cart; an empty recordset outside the shop."""
        return request.cart if request else self.env["sale.order"]
