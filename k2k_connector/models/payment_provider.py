# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from odoo.addons.payment import utils as payment_utils

ON_ACCOUNT = "on_account"


class PaymentProvider(models.Model):
    """On account: the order is confirmed at once, the invoice follows the boxes."""

    _inherit = "payment.provider"

    custom_mode = fields.Selection(selection_add=[(ON_ACCOUNT, "On account")])

    def _get_default_payment_method_codes(self):
        self.ensure_one()
        if self.custom_mode != ON_ACCOUNT:
            return super()._get_default_payment_method_codes()
        return {ON_ACCOUNT}

    def _k2k_is_on_account(self):
        self.ensure_one()
        return self.custom_mode == ON_ACCOUNT

    @api.model
    def _get_compatible_providers(
        self, company_id, *args, sale_order_id=None, report=None, **kwargs
    ):
        """Only orders can be put on account, and only by customers who have credit."""
        providers = super()._get_compatible_providers(
            company_id, *args, sale_order_id=sale_order_id, report=report, **kwargs
        )
        order = self.env["sale.order"].browse(sale_order_id).exists()
        if order._k2k_may_buy_on_account():
            return providers
        on_account = providers.filtered(lambda p: p._k2k_is_on_account())
        payment_utils.add_to_report(
            report,
            on_account,
            available=False,
            reason=self.env._("the customer does not buy on account"),
        )
        return providers - on_account
