# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.http import request

from odoo.addons.website_sale.models.website import FISCAL_POSITION_SESSION_CACHE_KEY

from .account_fiscal_position import SALE


class Website(models.Model):
    """Prices with or without tax, as the visitor's resale certificate says today."""

    _inherit = "website"  # pylint: disable=consider-merging-classes-inherited

    def _get_and_cache_current_fiscal_position(self):
        """What the session remembers may be older than the certificate."""
        seller = super(Website, self.with_context(**{SALE: True}))
        position = seller._get_and_cache_current_fiscal_position()
        # sudo: a visitor need not be a user of the website's company
        company = self.sudo().company_id
        entitled = self.env.user.partner_id._k2k_has_resale_certificate(company)
        if position.k2k_resale != entitled:
            request.session.pop(FISCAL_POSITION_SESSION_CACHE_KEY, None)
            position = seller._get_and_cache_current_fiscal_position()
        # nobody else is told that this is a sale
        return position.with_env(self.env(su=True))

    def _get_and_cache_current_cart(self):
        cart = super()._get_and_cache_current_cart()
        if cart and not request.env.cr.readonly:
            cart._k2k_refresh_resale()
        return cart
