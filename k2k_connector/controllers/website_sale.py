# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request, route

from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.models.website import CART_SESSION_CACHE_KEY

from ..models.product_template_search import BOX_TYPE


class K2kWebsiteSale(WebsiteSale):
    def _prepare_product_values(self, product, category, **kwargs):
        """The product page begins with the source that would be taken unasked."""
        values = super()._prepare_product_values(
            product.with_context(k2k_offer_id=None), category, **kwargs
        )
        return {**values, "product": product, "main_object": product}

    def _get_search_options(self, *args, **post):
        options = super()._get_search_options(*args, **post)
        return {**options, BOX_TYPE: self._k2k_box_type()}

    def _get_shop_domain(self, search, *args, **kwargs):
        """The same products as the list's, for the range of the price filter."""
        domain = super()._get_shop_domain(search, *args, **kwargs)
        templates = request.env["product.template"]
        return domain & templates._k2k_shop_domain(
            request.website, self._k2k_box_type()
        )

    def _add_search_subdomains_hook(self, search):
        return request.env["product.template"]._k2k_term_domain(request.env, search)

    def _shop_get_query_url_kwargs(self, *args, **kwargs):
        values = super()._shop_get_query_url_kwargs(*args, **kwargs)
        return {**values, BOX_TYPE: self._k2k_box_type()}

    def _k2k_box_type(self):
        """The code of the box type that the list is filtered by, or None."""
        return (request.params.get(BOX_TYPE) or "")[:3] or None

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
