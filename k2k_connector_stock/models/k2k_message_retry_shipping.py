# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kMessage(models.Model):
    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_ship(self, order, is_whole):
        """What is left to the job goes on where it stopped."""
        if self.env["k2k.shipping.job"]._unfinished(order):
            return order.action_k2k_retry_shipping()
        return super()._retry_ship(order, is_whole)
