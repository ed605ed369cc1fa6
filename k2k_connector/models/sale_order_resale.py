# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from .account_fiscal_position import SALE


class SaleOrder(models.Model):
    """Resale certificates come and go while a cart or quotation is open."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _compute_fiscal_position_id(self):
        sold = self.with_context(**{SALE: True})
        return super(SaleOrder, sold)._compute_fiscal_position_id()

    def _k2k_refresh_resale(self):
        """Give open orders the taxes of today where a certificate changed them.

        :return: the orders whose taxes have changed
        """
        changed = self.browse()
        for order in self.filtered(lambda so: so.state in ("draft", "sent")):
            entitled = order.partner_id._k2k_has_resale_certificate(order.company_id)
            if order.fiscal_position_id.k2k_resale == entitled:
                continue
            positions = (
                self.env["account.fiscal.position"]
                .with_company(order.company_id)
                .with_context(**{SALE: True})
            )
            position = positions._get_fiscal_position(
                order.partner_id, order.partner_shipping_id
            )
            if position != order.fiscal_position_id:
                order.fiscal_position_id = position
                order._recompute_taxes()
                order.show_update_fpos = False
                changed |= order
        return changed

    def _check_cart_is_ready_to_be_paid(self):
        self._k2k_refresh_resale()
        return super()._check_cart_is_ready_to_be_paid()

    def action_confirm(self):
        """What was quoted without tax is sold with it when the certificate has expired
        meanwhile. What is being paid keeps its amount."""
        quoted = self.filtered(
            lambda so: not so.is_k2k
            and not any(
                tx.state in ("pending", "authorized", "done")
                for tx in so.sudo().transaction_ids
            )
        )
        for order in quoted._k2k_refresh_resale():
            order.message_post(
                body=self.env._(
                    "The taxes were set anew: the customer's resale certificate has "
                    "changed since the quotation was made."
                )
            )
        return super().action_confirm()
