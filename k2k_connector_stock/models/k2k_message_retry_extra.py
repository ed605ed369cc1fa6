# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

from ..tools.scan import code_of


class K2kMessage(models.Model):
    """Boxes beyond an order: the same ones, as long as they are free."""

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_boxes_added(self):
        """:raise UserError: others may not go instead; says where they are chosen"""
        order = self._retry_document()
        line = order.order_line.filtered(
            lambda ln: ln.k2k_peer_line_ref == self.payload["line_ref"]
        )
        codes = {code_of(code) for code in self.payload.get("codes") or ()}
        free = line._k2k_free_boxes() if line else self.env["stock.package"]
        # whoever sells need not see packages
        boxes = free.sudo().filtered(lambda box: code_of(box.name) in codes)
        if not boxes or len(boxes) != self.payload["boxes"]:
            raise UserError(
                self.env._(
                    "Not all of these boxes are to be had any more. Use “Add Boxes” on "
                    "%(order)s again.",
                    order=order.name,
                )
            )
        order._k2k_ship_extra_boxes(line, boxes.with_env(self.env))
