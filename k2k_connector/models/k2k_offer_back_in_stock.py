# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kOffer(models.Model):
    """Customers who asked to be told are told when suppliers have boxes again."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    def _update_shop(self):
        res = super()._update_shop()
        self._tell_who_waits()
        return res

    def _tell_who_waits(self):
        """Start core's job, which writes to each customer once, at once."""
        offered = self.filtered(lambda o: o.active and o.boxes_available > 0)
        # who waits for what is nothing that publishing need know
        waiting = (
            self.env["product.product"]
            .sudo()
            .search_count(
                [
                    ("id", "in", offered.product_id.ids),
                    ("stock_notification_partner_ids", "!=", False),
                ],
                limit=1,
            )
        )
        if waiting:
            job = self.env.ref("website_sale_stock.ir_cron_send_availability_email")
            job.sudo()._trigger()
