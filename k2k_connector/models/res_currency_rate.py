# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

from .k2k_connection_readiness import AGREED


class ResCurrencyRate(models.Model):
    """Another rate: other prices of a vendor, other costs of a buyer."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._k2k_publish_later()
        return rates

    def write(self, vals):
        res = super().write(vals)
        self._k2k_publish_later()
        return res

    def unlink(self):
        # read first: afterwards nobody knows whose rate it was
        companies = self._k2k_companies()
        there_are = bool(self)
        res = super().unlink()
        if there_are:
            self._k2k_publish_for(companies)
        return res

    def _k2k_companies(self):
        """Whose rates these are; None: everybody's."""
        if any(not rate.company_id for rate in self):
            return None
        return self.company_id

    def _k2k_publish_later(self):
        if self:
            self._k2k_publish_for(self._k2k_companies())

    def _k2k_publish_for(self, companies):
        self.env["k2k.publish.request"]._collect_all(companies)
        # whoever keeps rates need not know who trades by K2K
        connections = self.env["k2k.connection"].sudo()
        domain = [("role", "=", "buyer"), ("state", "=", "active")]
        if companies:
            domain.append(("company_id", "child_of", companies.ids))
        connections.search(domain)._ask_for_stock()
        # a rate that is there, or missing, is an item of the checklist of either side
        agreed = [("state", "in", AGREED)]
        if companies:
            agreed.append(("company_id", "child_of", companies.ids))
        connections.search(agreed)._tell_readiness()
