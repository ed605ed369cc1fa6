# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _k2k_add_included(self, price, product):
        """A price as it stands on a line with these taxes.

        :param float price: without any tax
        :return: the price with those of the taxes that are part of it, not rounded
        """
        if not any(self.mapped("price_include")):
            return price
        details = self._get_tax_details(
            price,
            1.0,
            rounding_method="round_globally",
            product=product,
            special_mode="total_excluded",
        )
        return price + sum(
            data["tax_amount"]
            for data in details["taxes_data"]
            if data["tax"].price_include
        )
