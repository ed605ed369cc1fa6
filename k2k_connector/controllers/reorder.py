# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.reorder import CustomerPortal

from ..models.sale_order_reorder import ONLY_PLAIN


class K2kReorder(CustomerPortal):
    @route()
    def my_orders_reorder(self, order_id, access_token=None):
        """Packs and sources are kept; what is not to be had today is told."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return super().my_orders_reorder(order_id, access_token=access_token)
        goods = order_sudo.order_line.filtered(
            lambda line: line.product_id and line._show_in_cart()
        )
        allowed = goods.filtered(
            lambda line: line.with_user(request.env.user).sudo()._is_reorder_allowed()
        )
        by_source = allowed.filtered(lambda line: line._k2k_reorders_by_source())
        values = {"tracking_info": []}
        notes = []
        if allowed - by_source or not allowed:
            request.update_context(**{ONLY_PLAIN: True})
            values = super().my_orders_reorder(order_id, access_token=access_token)
            notes.append(request.cart.shop_warning or "")
        cart = request.cart or request.website._create_cart()
        notes += cart._k2k_add_again(by_source)
        notes += cart._k2k_gone_texts(goods - allowed)
        cart.shop_warning = "\n".join(note for note in notes if note)
        return {**values, "cart_quantity": cart.cart_quantity}


class K2kCart(Cart):
    """Core's sidebar of earlier orders beside the cart."""

    def _prepare_order_history(self):
        """Leave out what no supplier has today."""
        values = super()._prepare_order_history()
        history = []
        for group in values["order_history"]:
            lines = group["lines"].filtered(
                lambda line: not line.k2k_is_k2k or line._k2k_reorder_source()
            )
            if lines:
                history.append({**group, "lines": lines})
        return {**values, "order_history": history}

    @route()
    def quick_add(self, product_template_id, product_id, quantity=1.0, **kwargs):
        """A product is ordered again in the pack in which it was ordered last."""
        if "k2k_offer_id" not in kwargs:
            history = self._prepare_order_history()["order_history"]
            for line in (line for group in history for line in group["lines"]):
                if line.product_id.id == product_id and line._k2k_reorders_by_source():
                    kwargs.update(line._k2k_reorder_source() or {})
                    break
        return super().quick_add(
            product_template_id, product_id, quantity=quantity, **kwargs
        )
