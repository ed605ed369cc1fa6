# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .k2k_prebook_paid import PAID

_logger = logging.getLogger(__name__)


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
        mine = self._k2k_begin_processing()
        for tx in mine.filtered(
            lambda t: t.provider_id._k2k_is_on_account() and t.state == "pending"
        ):
            tx._k2k_confirm_on_account()
        return super(PaymentTransaction, mine)._post_process()

    def _k2k_begin_processing(self):
        """Payments of suppliers' boxes are processed once, by one at a time.

        The customer's browser (two windows of it), the bank and the payment job may all
        ask in the same second. Whoever comes second leaves it to the first.

        :return: those of these payments that are ours to process, locked
        """
        concerned = self.filtered(lambda tx: tx._k2k_is_concerned())
        waiting = concerned.filtered(lambda tx: not tx.is_post_processed)
        try:
            with self.env.cr.savepoint():
                locked = waiting.try_lock_for_update(allow_referencing=True)
        except TransactionRollbackError as error:
            # processed since our transaction began
            _logger.info("K2K: %s is processed elsewhere: %s", waiting, error)
            locked = waiting.browse()
        return self - concerned | locked

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
        """A paid order is confirmed, whatever has become of its boxes in the meantime.

        What can't be had any more stands on its prebook as unable to source; whatever
        else stops an order leaves an activity, never an exception.
        """
        confirmed = self.env["sale.order"]
        for tx in self:
            if not tx._k2k_is_concerned():
                confirmed |= super(
                    PaymentTransaction, tx
                )._check_amount_and_confirm_order()
                continue
            # the payment job is of no company
            tx = tx.with_company(tx.company_id)
            reason = ""
            orders = self.env["sale.order"]
            try:
                with self.env.cr.savepoint():
                    orders = super(
                        PaymentTransaction,
                        tx.with_context(k2k_mail_later=True, **{PAID: True}),
                    )._check_amount_and_confirm_order()
            except UserError as error:
                reason = str(error)
                if isinstance(error, AccessError):
                    # a right that is missing is our mistake: somebody must see it
                    _logger.error("K2K: %s is not confirmed: %s", tx.reference, error)
            orders = orders.with_context(k2k_mail_later=False, **{PAID: False})
            orders._send_order_confirmation_mail()
            confirmed |= orders
            tx._k2k_note_oddities(orders, reason)
        return confirmed

    def _k2k_is_concerned(self):
        return any(self.sale_order_ids.order_line.mapped("k2k_is_k2k"))

    def _k2k_note_oddities(self, confirmed, reason):
        """Money that came and did not do what it was sent for leaves a trace.

        :param confirmed: the orders that this payment has confirmed
        :param str reason: why an order could not be confirmed; may be empty
        """
        for order in self.sale_order_ids - confirmed:
            if order.state == "cancel":
                order._k2k_leave_trace(
                    self.env._("Paid after it was cancelled"),
                    self.env._(
                        "%(payment)s came for a cancelled order. Pay it back, or order "
                        "again.",
                        payment=self.reference,
                    ),
                )
            elif order.state != "sale":
                order._k2k_note_unconfirmed(
                    reason
                    or self.env._(
                        "%(payment)s does not pay all of this order. Ask the customer "
                        "for the rest, or pay it back.",
                        payment=self.reference,
                    )
                )
            elif order._k2k_is_overpaid():
                order._k2k_leave_trace(
                    self.env._("Paid more than once"),
                    self.env._(
                        "%(payments)s: together more than the order. Pay back what is "
                        "too much.",
                        payments=", ".join(order._k2k_payments().mapped("reference")),
                    ),
                )

    # ------------------------------------------------------------------
    # The boxes wait for the payment
    # ------------------------------------------------------------------
    def _k2k_orders(self):
        """The orders of suppliers' boxes that are paid here, in their own company."""
        return self.env["sale.order"].union(
            *(
                order.with_company(order.company_id)
                for order in self.sale_order_ids
                if any(order.order_line.mapped("k2k_is_k2k"))
            )
        )

    def _k2k_boxes_wait_until(self):
        """Until when boxes wait for this payment, for the customer's eyes.

        :return: naive UTC datetime; False: the payment is not pending, or no box waits
        """
        if self.state != "pending":
            return False
        waiting = self._k2k_orders()._k2k_lines_on_clock()
        return min(waiting.mapped("k2k_hold_expires_at"), default=False)

    def _set_pending(self, **kwargs):
        changed = super()._set_pending(**kwargs)
        changed._k2k_orders()._k2k_wait_for_payment()
        return changed

    def _set_authorized(self, **kwargs):
        changed = super()._set_authorized(**kwargs)
        changed._k2k_orders()._k2k_open_lines()._k2k_keep()
        return changed

    def _set_done(self, **kwargs):
        changed = super()._set_done(**kwargs)
        changed._k2k_orders()._k2k_open_lines()._k2k_keep()
        return changed

    def _set_canceled(self, *args, **kwargs):
        changed = super()._set_canceled(*args, **kwargs)
        changed._k2k_failed()
        return changed

    def _set_error(self, *args, **kwargs):
        changed = super()._set_error(*args, **kwargs)
        changed._k2k_failed()
        return changed

    def _k2k_failed(self):
        """The boxes wait no longer, unless another payment of the order is alive."""
        for order in self._k2k_orders():
            if not order._k2k_payments({"pending", "authorized", "done"}):
                order._k2k_wait_no_longer()
