# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class StockMove(models.Model):
    """Buyer's side: moves that wait for what a vendor sends."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    def _action_assign(self, force_qty=False):
        """Nothing is looked for that the vendor has yet to send."""
        there = self - self._k2k_not_there_yet()
        return super(StockMove, there)._action_assign(force_qty=force_qty)

    def _k2k_not_there_yet(self):
        """Customers' deliveries of boxes that have not arrived, and their receipts."""
        if not self:
            return self
        # whoever moves stock need not be allowed to read orders
        return self.filtered(lambda move: move.sudo()._k2k_is_delivery_of_boxes())

    def _k2k_is_delivery_of_boxes(self):
        """Whether a customer gets boxes with this move that a vendor sends us."""
        return self.sale_line_id.k2k_is_k2k

    def _trigger_scheduler(self):
        """The boxes are ordered: a reordering rule would order them twice."""
        own = self.sudo().filtered(lambda move: not move._k2k_is_delivery_of_boxes())
        return super(StockMove, own.with_env(self.env))._trigger_scheduler()
