# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from ..tools.messages import Status


class K2kConnection(models.Model):
    """The buyer's other settings: offers follow them without anybody's button."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        res = super().write(vals)
        buyers = self.filtered(lambda c: c.role == "buyer" and c.state == "active")
        if {"transit_days", "max_days_ahead"} & vals.keys():
            self.env["k2k.offer"]._redate(buyers)
        if vals.get("auto_map"):
            buyers._ask_for_stock()
        return res

    def _ask_for_stock(self):
        """Ask these vendors for everything; it comes within seconds."""
        for connection in self:
            self.env["k2k.gateway"].send(
                connection,
                "status",
                Status(state="sync_later", sender=self.env.user.name),
            )
