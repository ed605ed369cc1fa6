# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request, route

from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.models.website import CART_SESSION_CACHE_KEY


class K2kWebsiteSale(WebsiteSale):
    def _prepare_product_values(self, product, category, **kwargs):
        """The product page begins with the source that would be taken unasked."""
        values = super()._prepare_product_values(
            product.with_context(k2k_offer_id=None), category, **kwargs
        )
        return {**values, "product": product, "main_object": product}

    def _check_cart(self, order_sudo):
        """Before each step of the check-out: are the boxes still the customer's?"""
        redirection = super()._check_cart(order_sudo)
        if redirection or not order_sudo._k2k_refresh_cart():
            return redirection
        return request.redirect("/shop/cart")

    @route()
    def shop_payment_validate(self, sale_order_id=None, **post):
        """An order on account that was refused is the customer's cart again."""
        last_order_id = request.session.get("sale_last_order_id")
        # sudo: the order this session has checked out, as core takes it
        order_sudo = request.env["sale.order"].sudo().browse(last_order_id).exists()
        if order_sudo._k2k_is_refused():
            # core forgot the cart while the payment was under way
            request.session[CART_SESSION_CACHE_KEY] = order_sudo.id
            return request.redirect("/shop/cart")
        return super().shop_payment_validate(sale_order_id=sale_order_id, **post)
