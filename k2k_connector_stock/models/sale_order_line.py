# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        """An invoice of boxes bills as many as it is made for.

        Others of the same line may have been received, too, and wait for a reason.
        Context ``k2k_invoice_quantities``: dict of sale line id to number of boxes,
        ``k2k_invoice_prices``: dict of sale line id to the price of a box.
        """
        quantities = self.env.context.get("k2k_invoice_quantities") or {}
        if self.id in quantities:
            optional_values["quantity"] = quantities[self.id]
        prices = self.env.context.get("k2k_invoice_prices") or {}
        if self.id in prices:
            optional_values["price_unit"] = prices[self.id]
        return super()._prepare_invoice_line(**optional_values)
