# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError

from ..tools import scan as scan_rules
from .k2k_box import MOMENT

SENT_ON = "sent_on"
NOT_SENT_ON = "not_sent_on"
# Context key: id of the warehouse where a box has come to, instead of its own.
ARRIVED_AT = "k2k_arrived_at"


class K2kBox(models.Model):
    """Boxes that have come to another warehouse of the company than theirs.

    A scan refuses them and offers this: the box is received where it stands, and a
    transfer brings it to its own warehouse.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def send_on(self, box_id, awb_id):
        """Receive a box in the warehouse of the AWB that is unpacked, and send it on.

        It goes on an internal transfer to its own warehouse, with the other boxes of
        its AWB; once that is done, it is reserved for its customer. Never raises on
        bad input.

        :param int box_id: id of the box
        :param int awb_id: id of the AWB that is being unpacked
        :return: dict as of :meth:`scan`; ``result`` is ``sent_on`` (or ``received``,
            ``billed`` where its customer is served from here), or ``not_sent_on`` and
            then the message says why
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self._check_may_receive()
        box, chosen = self._scan_by_id(box_id), self._scan_awb(awb_id)
        if box:
            box._lock()
        reason = box._why_not_send_on(chosen.warehouse_id)
        result, message = NOT_SENT_ON, reason
        if not reason:
            result, message = box._send_on(chosen.warehouse_id)
        return {
            "result": result,
            "message": message,
            "box": box._scan_values(),
            "awb": (box.awb_id or chosen)._progress_values(),
        }

    def _why_not_send_on(self, here):
        """Why the box can't be sent on from this warehouse; False when it can."""
        if not self:
            return self.env._("There is no such box.")
        if not here:
            return self.env._("Choose the AWB that is being unpacked here.")
        if self.state not in ("staged", "missing"):
            return self.env._(
                "It is %(state)s: nothing is left to send on.",
                state=self._state_label().lower(),
            )
        if self.awb_id.warehouse_id == here:
            return self.env._("It belongs here: scan it.")
        return False

    def _send_on(self, here):
        """Receive the box here and put it on the transfer to its own warehouse.

        :return: (result, message) for the clerk
        """
        box = self.with_context(**{ARRIVED_AT: here.id, MOMENT: "scan"})
        if box.state == "staged":
            box._leave_transfers()
            # planned again, to where the box is
            box.move_id._action_cancel()
        box._receive()
        if self._lines_elsewhere():
            result = scan_rules.BILLED if self.to_bill else scan_rules.RECEIVED
            return result, self.env._(
                "Received here for %(customer)s, who is served from here.",
                customer=self._scan_words()["customer"],
            )
        transfer = self._put_on_the_way(here)
        return SENT_ON, self.env._(
            "Received here. Put it with what goes to %(warehouse)s: %(transfer)s",
            warehouse=self.awb_id.warehouse_id.display_name,
            transfer=transfer.name,
        )

    def _receiving_warehouse(self):
        """Where the planned move ends: where the box has come to, or ought to come."""
        here = self.env.context.get(ARRIVED_AT)
        return self.env["stock.warehouse"].browse(here) or self.awb_id.warehouse_id

    def _put_on_the_way(self, here):
        """Reserve the box on the open transfer of its AWB; :return: the transfer."""
        transfer = self._transfer_onward(here)
        move = self.env["stock.move"].create(
            {
                **self._prepare_planned_move(),
                "picking_id": transfer.id,
                "picking_type_id": transfer.picking_type_id.id,
                "location_id": transfer.location_id.id,
                "location_dest_id": transfer.location_dest_id.id,
            }
        )
        move._action_confirm(merge=False)
        # core reserves whatever it finds; this box goes and no other
        move.move_line_ids.unlink()
        vals = self._prepare_move_line(move, self.package_id.location_id)
        self.env["stock.move.line"].create(vals)
        return transfer

    def _transfer_onward(self, here):
        """The transfer for boxes of this AWB that are open; a new one if none is."""
        vals = {
            "picking_type_id": here.int_type_id.id,
            "location_id": here.lot_stock_id.id,
            "location_dest_id": self.awb_id.warehouse_id.lot_stock_id.id,
            "origin": self.awb_id.name,
            "company_id": self.company_id.id,
        }
        Picking = self.env["stock.picking"]
        found = Picking.search(
            [
                *((name, "=", value) for name, value in vals.items()),
                ("state", "not in", ("done", "cancel")),
            ],
            limit=1,
        )
        return found or Picking.create(vals)

    def _stop_sending_on(self):
        """The scan is taken back: the box does not travel on, either."""
        moves = self.env["stock.move"].search(
            [
                ("k2k_box_id", "=", self.id),
                ("location_id.usage", "=", "internal"),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        moves._action_cancel()

    @api.model
    def _follow_onward(self, moves):
        """Boxes that were sent on have arrived: tie them to their customer there."""
        moves = moves.filtered(
            lambda move: move.k2k_box_id
            and move.location_id.usage == "internal"
            and move.location_dest_id.usage == "internal"
        )
        if not moves:
            return
        # Whoever completes the transfer, with our groups or without.
        boxes = moves.sudo().k2k_box_id.filtered(
            lambda box: box.state in ("received", "billed")
        )
        # core may have reserved some of them on its own
        taken = self.env["stock.move.line"].search(
            [
                ("package_id", "in", boxes.package_id.ids),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        boxes.filtered(
            lambda box: box.package_id not in taken.package_id
        )._reserve_for_customers()


class K2kBoxException(models.Model):
    _inherit = "k2k.box.exception"  # pylint: disable=consider-merging-classes-inherited

    def action_send_on(self):
        """Receive these boxes in the warehouse where they stand, and send them on.

        :return: action that opens the transfers
        :raise UserError: one of them belongs to no other warehouse, with the reason
        """
        Box = self.env["k2k.box"]
        Box._check_may_receive()
        self._check_open()
        boxes = self.known_box_id
        boxes._lock()
        for row in self:
            box = row.known_box_id
            reason = box._why_not_send_on(row.warehouse_id)
            if reason:
                raise UserError(
                    self.env._("%(code)s: %(reason)s", code=row.code, reason=reason)
                )
            box._send_on(row.warehouse_id)
        transfers = boxes._lines_elsewhere().picking_id
        return transfers._get_records_action(name=self.env._("Transfers"))
