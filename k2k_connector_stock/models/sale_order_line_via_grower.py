# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from .k2k_prebook_via_grower import GROWER


class SaleOrderLine(models.Model):
    """Via grower: the vendor's dropship is the delivery, the warehouse makes none."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_goes_via_grower(self):
        """Whether the vendor ships this line straight to the customer."""
        self.ensure_one()
        if not self.k2k_is_k2k:
            return False
        # what was ordered decides; who confirms an order may not read prebooks
        prebook = self.sudo().k2k_prebook_line_ids.prebook_id[:1]
        return (prebook.ship_via or self._k2k_prebook_key()[1]) == GROWER

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """No delivery from our warehouse, now or when boxes are added: the vendor is
        told of changes and the dropship follows."""
        own = self.filtered(lambda line: not line._k2k_goes_via_grower())
        return super(SaleOrderLine, own)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
