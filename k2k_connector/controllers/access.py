# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Where the shop is for customers only, visitors get no price by any address.

Core closes the pages; these answers, meant for its pages, it leaves open.
"""

from odoo.exceptions import AccessError
from odoo.http import request, route

from odoo.addons.website_sale.controllers.combo_configurator import (
    WebsiteSaleComboConfiguratorController,
)
from odoo.addons.website_sale.controllers.product_configurator import (
    WebsiteSaleProductConfiguratorController,
)
from odoo.addons.website_sale.controllers.variant import WebsiteSaleVariantController


def require_ecommerce_access():
    """:raise AccessError: the visitor has to log in first"""
    if not request.website.has_ecommerce_access():
        raise AccessError(request.env._("Please log in to see our prices."))


class K2kVariantAccess(WebsiteSaleVariantController):
    @route()
    def get_combination_info_website(self, *args, **kwargs):
        require_ecommerce_access()
        return super().get_combination_info_website(*args, **kwargs)


class K2kConfiguratorAccess(WebsiteSaleProductConfiguratorController):
    @staticmethod
    def _populate_currency_and_pricelist(kwargs):
        """Called by each answer that tells a price."""
        require_ecommerce_access()
        WebsiteSaleProductConfiguratorController._populate_currency_and_pricelist(
            kwargs
        )


class K2kComboConfiguratorAccess(WebsiteSaleComboConfiguratorController):
    @staticmethod
    def _populate_currency_and_pricelist(kwargs):
        require_ecommerce_access()
        WebsiteSaleComboConfiguratorController._populate_currency_and_pricelist(kwargs)
