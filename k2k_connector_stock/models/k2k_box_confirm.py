# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

# Fewer are received while the button is still pressed, without a progress bar.
FEW = 20


class K2kBox(models.Model):
    """Receiving many boxes without a scan, before the eyes of whoever asked for it."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def action_confirm_with_progress(self):
        """Receive these boxes without a scan; many of them part by part.

        :return: True, or the client action that does it and shows how far it is
        :raise UserError: none of them is left to be received
        """
        self._check_may_receive()
        boxes = self.filtered(lambda box: box.state in ("staged", "missing"))
        if not boxes:
            raise UserError(
                self.env._("All of these boxes are received or cancelled already.")
            )
        if len(boxes) <= FEW:
            return boxes.action_confirm()
        return {
            "type": "ir.actions.client",
            "tag": "k2k_connector_stock.confirm",
            "params": {"box_ids": boxes.ids},
        }

    def confirm_part(self):
        """Receive those of these boxes that are still to be received.

        Safe to call twice, and beside clerks who scan the same boxes.

        :return: how many were received
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self._check_may_receive()
        self._lock()
        boxes = self.filtered(lambda box: box.state in ("staged", "missing"))
        boxes._confirm()
        return len(boxes)


class K2kAwb(models.Model):
    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    def action_confirm_all_with_progress(self):
        """Receive every box that is still expected, and show how far it is."""
        self.check_access("read")
        return self._boxes("staged").action_confirm_with_progress()
