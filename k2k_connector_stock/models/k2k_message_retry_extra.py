# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class K2kMessage(models.Model):
    """Boxes beyond an order: which ones, only their vendor's people know."""

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_boxes_added(self):
        """The message tells how many boxes, not which: others may not go instead.

        :raise UserError: says where the boxes are chosen again
        """
        order = self._retry_document()
        raise UserError(
            self.env._(
                "Choose the boxes again: use “Add Boxes” on %(order)s.",
                order=order.name,
            )
        )
