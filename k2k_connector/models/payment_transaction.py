# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError


class PaymentTransaction(models.Model):
    """A payment confirms orders, and orders of suppliers' boxes may be refused: that
    must never end as an error in the customer's browser or in the payment job."""

    _inherit = "payment.transaction"

    @api.constrains("provider_id", "sale_order_ids")
    def _check_k2k_on_account(self):
        """Whoever posts the provider's number must have credit all the same."""
        for tx in self.filtered(lambda t: t.provider_id._k2k_is_on_account()):
            if not tx.sale_order_ids or not all(
                order._k2k_may_buy_on_account() for order in tx.sale_order_ids
            ):
                raise ValidationError(
                    self.env._("Ask us to open an account for you first.")
                )

    def _post_process(self):
        """Confirm what is bought on account, as soon as the customer has chosen so."""
        for tx in self.filtered(
            lambda t: t.provider_id._k2k_is_on_account() and t.state == "pending"
        ):
            tx._k2k_confirm_on_account()
        return super()._post_process()

    def _k2k_confirm_on_account(self):
        orders = self.sale_order_ids.filtered(lambda so: so.state in ("draft", "sent"))
        reasons = [order._k2k_try_confirm() for order in orders]
        if any(reasons):
            message = self.env._(
                "Nothing has been ordered: boxes in your cart have been taken in the "
                "meantime. Please look at your cart and order again."
            )
            orders.filtered(lambda so: so.state == "draft").shop_warning = message
            self._set_error(message)

    def _check_amount_and_confirm_order(self):
        """A paid order whose boxes are gone stays a quotation, with an activity."""
        confirmed = self.env["sale.order"]
        for tx in self:
            if not any(tx.sale_order_ids.order_line.mapped("k2k_is_k2k")):
                confirmed |= super(
                    PaymentTransaction, tx
                )._check_amount_and_confirm_order()
                continue
            try:
                with self.env.cr.savepoint():
                    orders = super(
                        PaymentTransaction, tx.with_context(k2k_mail_later=True)
                    )._check_amount_and_confirm_order()
            except AccessError:
                # a right that is missing is our mistake, not an answer
                raise
            except UserError as error:
                for order in tx.sale_order_ids:
                    order._k2k_note_unconfirmed(str(error))
                continue
            orders = orders.with_context(k2k_mail_later=False)
            orders._send_order_confirmation_mail()
            confirmed |= orders
        return confirmed
