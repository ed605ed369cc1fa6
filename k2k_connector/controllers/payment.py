# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request, route

from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.addons.website_sale.controllers.payment import PaymentPortal


class K2kPaymentPortal(PaymentPortal):
    @route()
    def shop_payment_transaction(self, order_id, access_token, **kwargs):
        """A cart whose time is just being up can be paid a moment later, not never."""
        request.env["sale.order"]._k2k_let_timer_finish(order_id)
        return super().shop_payment_transaction(order_id, access_token, **kwargs)


class K2kPaymentPostProcessing(PaymentPostProcessing):
    @route()
    def poll_status(self, **kwargs):
        """The browser asks again while its payment is processed elsewhere."""
        values = super().poll_status(**kwargs)
        if not self._get_monitored_transaction().is_post_processed:
            # of no provider a final state
            values["state"] = "draft"
        return values
