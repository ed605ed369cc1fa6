# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.messages import CancelledLine, LineCancelled


class SaleOrder(models.Model):
    """Vendor's side: what the buyer changes before we confirm, and lines we delete."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _k2k_receive_order_changed(self, connection, message):
        """More or fewer boxes, as long as the order is not confirmed.

        :raise UserError: it is, or the boxes are not to be had
        """
        order = self._k2k_find_by_peer(connection, message.po_ref)
        if order.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed already. Ask to cancel it, or order more "
                    "boxes on another line.",
                    order=message.po_ref,
                )
            )
        lines = order.order_line.grouped("k2k_peer_line_ref")
        for changed in message.lines:
            line = lines.get(changed.line_ref)
            if not line or changed.boxes < 0:
                raise UserError(
                    self.env._("There is no such line on %(ref)s.", ref=message.po_ref)
                )
            line.k2k_hold_ids._change_ordered(connection, changed.boxes)
            line.with_context(k2k_boxes_known=True).product_uom_qty = changed.boxes
        return {}

    # ------------------------------------------------------------------
    # Fewer boxes, or others
    # ------------------------------------------------------------------
    def action_k2k_ship_part(self):
        """Choose which boxes go; the rest is cancelled or follows."""
        self.ensure_one()
        self.check_access("write")
        # whoever ships need not see holds
        holds = self.order_line.sudo().k2k_hold_ids
        for hold in holds.filtered("loose_boxes"):
            # only boxes can be chosen: what is held loose gets its boxes now
            before = hold.package_ids
            hold._pack_loose()
            hold._reserve(hold.package_ids - before)
        if not self.is_k2k or not holds.package_ids:
            raise UserError(self.env._("No box is left to ship on this order."))
        return self.env["k2k.ship.part"]._open(self)

    def _k2k_ship_part(self, chosen, keep_open, reason):
        """Ship the chosen boxes.

        :param dict chosen: order line to ``stock.package`` records
        :param bool keep_open: boxes left out stay held; else they are cancelled
        :param str reason: for the buyer, where boxes are cancelled
        """
        self.ensure_one()
        order = self.sudo()
        lines = {line.sudo(): boxes.sudo() for line, boxes in chosen.items()}
        dropped = {}
        for line, boxes in lines.items():
            left_out = line.k2k_hold_ids._swap_boxes(boxes, line._k2k_choice_of_boxes())
            if left_out and not keep_open:
                dropped[line] = left_out
            elif left_out and boxes:
                # a line of which nothing goes now simply waits
                line._k2k_split_off(left_out)
        if dropped:
            self._k2k_cancel_boxes(
                {line: len(left_out) for line, left_out in dropped.items()},
                reason,
                packages=order.env["stock.package"].union(*dropped.values()),
            )
        packages = order.env["stock.package"].union(*lines.values())
        if order.state == "sale":
            order._k2k_ship(packages)
        else:
            self.with_context(k2k_ship_package_ids=packages.ids).action_confirm()

    def action_k2k_substitute(self):
        """Offer the buyer other boxes for those we cannot send."""
        self.ensure_one()
        self.check_access("write")
        self._k2k_check_unconfirmed()
        return self.env["k2k.substitute"]._open(self)

    def _k2k_check_unconfirmed(self):
        if not self.is_k2k or self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed already: a substitute can't be agreed on "
                    "any more.",
                    order=self.name,
                )
            )

    # ------------------------------------------------------------------
    # Lines that are deleted
    # ------------------------------------------------------------------
    def _k2k_tell_deleted(self, lines):
        """The boxes of lines that are deleted go back; the buyer is told."""
        self.ensure_one()
        order = self.sudo()
        lines = lines.sudo()
        order._k2k_tell(
            "line_cancelled",
            LineCancelled(
                po_ref=order.k2k_peer_ref,
                lines=[
                    CancelledLine(
                        line_ref=line.k2k_peer_line_ref,
                        boxes=int(line.product_uom_qty),
                    )
                    for line in lines
                    if line.product_uom_qty
                ],
                reason=order._k2k_cancel_reason(),
                sender=self.env.user.name,
            ),
        )
        lines.k2k_hold_ids._release()
        lines.k2k_hold_ids.write({"sale_line_id": False})
