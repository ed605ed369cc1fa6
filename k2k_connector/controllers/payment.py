# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import route

from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing


class K2kPaymentPostProcessing(PaymentPostProcessing):
    @route()
    def poll_status(self, **kwargs):
        """The browser asks again while its payment is processed elsewhere."""
        values = super().poll_status(**kwargs)
        if not self._get_monitored_transaction().is_post_processed:
            # of no provider a final state
            values["state"] = "draft"
        return values
