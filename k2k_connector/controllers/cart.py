# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart

from ..models.sale_order_hold import NOTICE


class K2kCart(Cart):
    @route("/shop/k2k/clock", type="jsonrpc", auth="public", website=True)
    def k2k_clock(self):
        """How long the boxes in the visitor's own cart are held.

        :return: dict as of ``sale.order._k2k_clock``, and ``notice``: what the shop has
            to say, once
        """
        cart = request.cart
        if not cart:
            return {"seconds": None, "expired": False, "reminder": 0, "notice": ""}
        clock = cart._k2k_clock()
        return {**clock, "notice": request.session.pop(NOTICE, None) or ""}

    @route(
        "/shop/k2k/hold_again",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def k2k_hold_again(self):
        """Hold again what has gone back, and show what became of it."""
        cart = request.cart
        if not cart and request.env.user._is_public():
            return request.redirect("/web/login?redirect=/shop/k2k/hold_again")
        if cart:
            cart._k2k_refresh_cart()
        return request.redirect("/shop/cart")
