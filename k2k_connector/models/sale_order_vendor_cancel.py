# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import (
    CancelledLine,
    CancelReply,
    LineCancelled,
    OrderCancelled,
)
from .stock_move import WHOLE_BOXES


class SaleOrder(models.Model):
    """Vendor's side: voiding an order, cancelling boxes of it, and the buyer's wish to
    cancel. Boxes go back on the shelf, what was invoiced is credited."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_cancel_requested = fields.Boolean(
        string="Buyer asks to cancel", readonly=True, copy=False
    )
    k2k_cancel_request_reason = fields.Text(
        string="Buyer's reason", readonly=True, copy=False
    )

    def action_draft(self):
        """A voided order's boxes are on the shelf again, and the buyer was told."""
        for order in self.filtered(lambda o: o.is_k2k and o.state == "cancel"):
            raise UserError(
                self.env._(
                    "%(order)s is void and its boxes are free again. The buyer orders "
                    "anew if it still wants them.",
                    order=order.name,
                )
            )
        return super().action_draft()

    def action_view_k2k_messages(self):
        """What came from the buyer about this order, and what went back."""
        self.ensure_one()
        self.check_access("read")
        return self.env["k2k.message"]._open_for(self.k2k_peer_ref, self.company_id)

    # ------------------------------------------------------------------
    # The whole order
    # ------------------------------------------------------------------
    def _k2k_void(self, tell=True):
        """Give back the boxes of these orders, credit what was invoiced.

        :param bool tell: the buyer does not know yet
        :raise UserError: the buyer's refusal, for example: boxes have arrived there
        """
        for order in self.sudo():
            if tell:
                order._k2k_tell(
                    "order_cancelled",
                    OrderCancelled(
                        po_ref=order.k2k_peer_ref,
                        reason=order._k2k_cancel_reason(),
                        sender=self.env.user.name,
                    ),
                )
            shipped = order._k2k_packages_out()
            order._k2k_take_back(shipped)
            holds = order.order_line.k2k_hold_ids
            order.picking_ids.filtered(
                lambda p: p.state not in ("done", "cancel")
            ).action_cancel()
            holds._release()
            order.k2k_cancel_requested = False
            order.message_post(body=order._k2k_cancel_reason())

    def _k2k_tell(self, message_type, message):
        """Send; :raise UserError: the buyer refuses, in its own words."""
        reply = self.env["k2k.gateway"].send(
            self.k2k_connection_id, message_type, message, document=self
        )
        if not reply["ok"]:
            raise UserError(reply["error"])

    # ------------------------------------------------------------------
    # Some boxes
    # ------------------------------------------------------------------
    def action_k2k_cancel_boxes(self):
        """Say how many boxes of which line cannot be supplied, and why."""
        self.ensure_one()
        self.check_access("write")
        return self.env["k2k.cancel"]._open(order=self, boxes=True)

    def _k2k_cancel_boxes(self, boxes, reason, packages=None, tell=True):
        """Cancel some boxes of this order; with the last one it is void.

        :param dict boxes: order line to number of boxes
        :param packages: which ones, where that matters; else the vendor's choice
        :param bool tell: the buyer does not know yet
        """
        self.ensure_one()
        order = self.sudo()
        lines = order.order_line.filtered("k2k_peer_line_ref")
        total = sum(lines.mapped("product_uom_qty"))
        if sum(boxes.values()) >= total:
            return self.with_context(k2k_cancel_reason=reason)._action_cancel()
        lines, all_back = [], self.env["stock.package"]
        for line, count in boxes.items():
            line = line.sudo()
            back, codes = line._k2k_choose_boxes(count, packages)
            all_back |= back
            lines.append(
                CancelledLine(line_ref=line.k2k_peer_line_ref, boxes=count, codes=codes)
            )
        if tell:
            order._k2k_tell(
                "line_cancelled",
                LineCancelled(
                    po_ref=order.k2k_peer_ref,
                    lines=lines,
                    reason=reason,
                    sender=self.env.user.name,
                ),
            )
        order._k2k_take_back(all_back & order._k2k_packages_out())
        for line, count in boxes.items():
            line.sudo()._k2k_lower_vendor_line(count, all_back)
        order.message_post(body=reason)
        return True

    def _k2k_packages_out(self):
        """Boxes of this order that have left and not come back."""
        packages = self._k2k_shipped_lines().package_id
        return packages.filtered(lambda p: p.location_id.usage == "customer")

    def _k2k_take_back(self, packages):
        """Shipped boxes come back to the shelf they left, and are credited."""
        if not packages:
            return
        self._k2k_check_take_back(packages)
        shipped = self._k2k_shipped_lines().filtered(
            lambda line: line.package_id in packages
        )
        for picking, lines in shipped.grouped("picking_id").items():
            self._k2k_return(picking, lines)
        if not any(self.order_line.mapped("qty_invoiced")):
            return  # they had left, but were not invoiced yet
        refunds = self._create_invoices(final=True)
        refunds.action_post()

    def _k2k_check_take_back(self, packages):
        """Hook: :raise UserError: these boxes can't be taken back and credited"""

    def _k2k_return(self, picking, lines):
        """One return transfer of core's for these shipped boxes of a delivery.

        :return: the transfer, done
        """
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        by_move = lines.grouped("move_id")
        for line in wizard.product_return_moves:
            own = by_move.get(line.move_id, lines.browse())
            line.quantity = line.product_id.uom_id._compute_quantity(
                sum(own.mapped("quantity_product_uom")), line.uom_id
            )
            line.to_refund = True
        transfer = wizard._create_return()
        shelf = self.warehouse_id.lot_stock_id
        transfer.move_ids.move_line_ids.unlink()
        transfer.location_dest_id = shelf
        transfer.move_ids.location_dest_id = shelf
        self.env["stock.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "picking_id": transfer.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_id.uom_id.id,
                    "quantity": line.quantity_product_uom,
                    "location_id": move.location_id.id,
                    "location_dest_id": self._k2k_shelf_of(line).id or shelf.id,
                    "lot_id": line.lot_id.id,
                    "package_id": line.package_id.id,
                    "result_package_id": line.package_id.id,
                    "is_entire_pack": True,
                    "picked": True,
                    "company_id": self.company_id.id,
                }
                for move in transfer.move_ids
                for line in by_move.get(move.origin_returned_move_id, lines.browse())
            ]
        )
        transfer.with_context(**WHOLE_BOXES)._action_done()
        return transfer

    def _k2k_shelf_of(self, line):
        """Where a shipped box stood before its order was picked."""
        first = self.picking_ids.move_line_ids.filtered(
            lambda ml: ml.package_id == line.package_id
            and ml.location_id.usage == "internal"
            and ml.state == "done"
        ).sorted("id")[:1]
        return first.location_id

    # ------------------------------------------------------------------
    # The buyer asks
    # ------------------------------------------------------------------
    @api.model
    def _k2k_find_by_peer(self, connection, po_ref):
        order = self.search(
            [
                ("k2k_connection_id", "=", connection.id),
                ("k2k_peer_ref", "=", po_ref),
            ],
            limit=1,
        )
        if not order:
            raise UserError(self.env._("There is no order %(ref)s here.", ref=po_ref))
        return order

    @api.model
    def _k2k_receive_cancel_request(self, connection, message):
        """Done at once while we have not confirmed; else somebody here decides."""
        order = self._k2k_find_by_peer(connection, message.po_ref)
        if order.state == "cancel":
            return {"cancelled": True}
        reason = self.env._(
            "Cancelled by the buyer (%(who)s). %(reason)s",
            who=message.sender,
            reason=message.reason,
        )
        if order.state != "sale":
            order.k2k_cancel_request_reason = message.reason
            order.with_context(
                k2k_cancel_reason=reason, k2k_buyer_knows=True
            )._action_cancel()
            order._k2k_notify_cancelled(connection)
            return {"cancelled": True}
        order.write(
            {
                "k2k_cancel_requested": True,
                "k2k_cancel_request_reason": message.reason,
            }
        )
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The buyer asks to cancel this order"),
            note=message.reason,
            user_id=(order.user_id or connection.user_id).id or self.env.uid,
        )
        order._k2k_notify_cancelled(connection)
        return {"cancelled": False}

    def _k2k_notify_cancelled(self, connection):
        connection._notify(
            "cancellations", "mail_template_vendor_order_cancelled", self, self.user_id
        )

    def action_k2k_accept_cancel(self):
        """Agree to the buyer's wish: boxes come back, the invoice is credited."""
        self.ensure_one()
        self._k2k_check_cancel_requested()
        self.with_context(
            k2k_cancel_reason=self.env._("Cancelled as the buyer asked.")
        )._action_cancel()
        return True

    def action_k2k_refuse_cancel(self):
        """Type why the order stands."""
        self.ensure_one()
        self._k2k_check_cancel_requested()
        return self.env["k2k.cancel"]._open(order=self, refuse=True)

    def _k2k_check_cancel_requested(self):
        self.check_access("write")
        if not self.k2k_cancel_requested:
            raise UserError(self.env._("The buyer has not asked to cancel this order."))

    def _k2k_refuse_cancel(self, reason):
        self._k2k_check_cancel_requested()
        self._k2k_tell(
            "cancel_reply",
            CancelReply(
                po_ref=self.k2k_peer_ref, reason=reason, sender=self.env.user.name
            ),
        )
        self.k2k_cancel_requested = False
        self.message_post(
            body=self.env._("The order stands. %(reason)s", reason=reason)
        )
