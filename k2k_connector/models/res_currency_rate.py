# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

from ..tools.messages import Status


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
        # noted first: afterwards nobody knows whose rate it was
        self._k2k_publish_later()
        return super().unlink()

    def _k2k_publish_later(self):
        if not self:
            return
        companies = self.company_id
        if any(not rate.company_id for rate in self):
            companies = companies.browse()
        self.env["k2k.publish.request"]._collect_all(companies)
        # whoever keeps rates need not know who trades by K2K
        connections = self.env["k2k.connection"].sudo()
        domain = [("role", "=", "buyer"), ("state", "=", "active")]
        if companies:
            domain.append(("company_id", "child_of", companies.ids))
        for connection in connections.search(domain):
            self.env["k2k.gateway"].send(
                connection,
                "status",
                Status(state="sync_later", sender=self.env.user.name),
            )
