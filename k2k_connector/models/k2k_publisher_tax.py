# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

# Taxes are taken out of the price of so many stems: of one they would round away.
MANY = 10000


class K2kPublisher(models.AbstractModel):
    """Prices cross without taxes: each company adds those of its own books."""

    _inherit = "k2k.publisher"  # pylint: disable=consider-merging-classes-inherited

    def _get_prices(self, connection, products):
        prices, currency = super()._get_prices(connection, products)
        company = connection.company_id
        for product in products.with_company(company):
            taxes = product.taxes_id.filtered(
                lambda tax: tax.company_id == company and tax.price_include
            )
            if taxes:
                amounts = taxes.compute_all(
                    prices[product.id] * MANY, currency=currency, product=product
                )
                prices[product.id] = amounts["total_excluded"] / MANY
        return prices, currency
