# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import Controller, request, route


class K2kShopTerms(Controller):
    @route(
        "/shop/k2k/terms",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def k2k_choose_terms(self, k2k_way=None, k2k_day=None, back="/shop", **_post):
        """The visitor picks how and when the boxes come.

        What does not fit any more is told in the cart.
        """
        if not request.website.has_ecommerce_access():
            return request.redirect("/web/login?redirect=/shop")
        texts = request.website._k2k_choose_terms(k2k_way, k2k_day)
        if texts:
            request.cart.shop_warning = "\n".join(texts)
            return request.redirect("/shop/cart")
        # a page of ours: the address is posted, so it may be anybody's
        is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
        return request.redirect(back if is_ours else "/shop")
