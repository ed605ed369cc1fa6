# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.scan import code_of


class K2kPrebook(models.Model):
    """Boxes that the vendor has added beyond the order, and takes back."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    def _extra_lines(self):
        """:return: dict of reference to the purchase line of boxes beyond the order"""
        lines = self.purchase_order_id.order_line
        return lines.filtered(
            lambda line: line.k2k_line_ref and not line.k2k_prebook_line_ids
        ).grouped("k2k_line_ref")

    def _extra_boxes(self, lines=None):
        """The boxes beyond the order that have come or still come."""
        lines = lines or self.env["purchase.order.line"].union(
            *self._extra_lines().values()
        )
        return self.env["k2k.box"].search(
            [("purchase_line_id", "in", lines.ids), ("state", "!=", "cancelled")]
        )

    @api.model
    def _receive_line_cancelled(self, connection, message):
        prebook = self._find_by_po(connection, message.po_ref)
        extras = prebook._extra_lines()
        rest = [row for row in message.lines if row.line_ref not in extras]
        for row in message.lines:
            if row.line_ref in extras:
                prebook._take_back_extra(extras[row.line_ref], row)
        if rest or not message.lines:
            message = dataclasses.replace(message, lines=rest)
            return super()._receive_line_cancelled(connection, message)
        return {}

    def _take_back_extra(self, line, row):
        """:raise UserError: there are no such boxes, or they have arrived"""
        boxes = self._extra_boxes(line)
        if codes := {code_of(code) for code in row.codes or ()}:
            boxes = boxes.filtered(lambda box: box.code in codes)
        boxes = boxes[: row.boxes]
        if not row.boxes or len(boxes) < row.boxes:
            raise UserError(
                self.env._(
                    "%(order)s has no such boxes to cancel.",
                    order=self.purchase_order_id.name,
                )
            )
        self._withdraw_extra(boxes)
        line = line.with_context(k2k_from_prebook=True)
        line._k2k_set_boxes(line.product_qty - len(boxes))

    def _withdraw_extra(self, boxes):
        arrived = boxes.filtered(lambda box: box.state in ("received", "billed"))
        if arrived:
            raise UserError(
                self.env._(
                    "%(codes)s arrived already and cannot be cancelled. Agree on a "
                    "credit instead.",
                    codes=", ".join(arrived.mapped("code")[:10]),
                )
            )
        boxes._withdraw()
        if boxes:
            self.message_post(
                body=self.env._(
                    "The vendor takes back boxes beyond the order: %(codes)s",
                    codes=", ".join(boxes.mapped("code")),
                )
            )

    @api.model
    def _receive_order_cancelled(self, connection, message):
        prebook = self._find_by_po(connection, message.po_ref)
        prebook._withdraw_extra(prebook._extra_boxes())
        return super()._receive_order_cancelled(connection, message)

    def _cancel_purchase(self, boxes):
        """Not the whole order as long as boxes beyond it stand on it."""
        if not self._extra_boxes():
            return super()._cancel_purchase(boxes)
        for line, count in boxes.items():
            purchase_line = line.purchase_line_id
            purchase_line._k2k_set_boxes(purchase_line.product_qty - count)
        return None
