# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

# Context key: why an order is cancelled, as somebody typed it.
CANCEL_REASON = "k2k_cancel_reason"


class SaleOrder(models.Model):
    """Cancelling an order that stands in two companies' books, both sides."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_cancel_reason(self):
        return self.env.context.get(CANCEL_REASON) or self.env._("No reason was given.")

    def action_k2k_cancel(self):
        """Ask for the reason, then cancel on both sides."""
        self.ensure_one()
        self.check_access("write")
        return self.env["k2k.cancel"]._open(order=self)

    def _action_cancel(self):
        """Vendor: the buyer is told and its documents follow. Buyer: what the vendors
        have not confirmed is cancelled there; they must agree to the rest."""
        opened = self.filtered(lambda order: order.state != "cancel")
        vendor_orders = opened.filtered("is_k2k")
        vendor_orders._k2k_void(tell=not self.env.context.get("k2k_buyer_knows"))
        (opened - vendor_orders)._k2k_cancel_prebooks()
        self.order_line._k2k_release()
        # Core follows deliveries to purchase orders, to leave notes there: no reason
        # to refuse whoever may cancel an order, but not buy.
        self.check_access("write")
        shared = self.filtered(lambda o: o.is_k2k or o.sudo().k2k_prebook_ids).sudo()
        res = super(SaleOrder, shared)._action_cancel() if shared else True
        own = self - shared
        return super(SaleOrder, own)._action_cancel() if own else res

    def _k2k_cancel_prebooks(self):
        """Cancel what was ordered from vendors for these customers' orders.

        :raise UserError: a vendor has confirmed already, or boxes have arrived
        """
        for order in self:
            # whoever cancels need not see prebooks
            prebooks = order.sudo().k2k_prebook_ids
            waiting = prebooks._ask_cancel(
                order._k2k_cancel_reason(), sale_order_too=True
            )
            if waiting:
                raise UserError(
                    self.env._(
                        "%(vendors)s confirmed already: %(prebooks)s. Use the button "
                        "“Ask to Cancel”: %(order)s is cancelled when they agree.",
                        vendors=", ".join(waiting.vendor_id.mapped("name")),
                        prebooks=", ".join(waiting.mapped("name")),
                        order=order.name,
                    )
                )
            prebooks.line_ids.write({"boxes_to_resupply": 0})

    def _k2k_ask_cancel(self, reason):
        """Cancel this customer's order now, or as soon as all its vendors agree.

        :return: the prebooks that wait for their vendor's answer
        """
        self.ensure_one()
        self.check_access("write")
        # whoever cancels need not see prebooks
        waiting = self.sudo().k2k_prebook_ids._ask_cancel(reason, sale_order_too=True)
        if waiting:
            self.message_post(
                body=self.env._(
                    "Cancellation asked of %(vendors)s. %(reason)s",
                    vendors=", ".join(waiting.vendor_id.mapped("name")),
                    reason=reason,
                )
            )
        else:
            self._action_cancel()
        return waiting
