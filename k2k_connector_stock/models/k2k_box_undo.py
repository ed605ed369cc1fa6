# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from .stock_quant import PACKAGE_SCOPE

UNDONE = "undone"
NOT_UNDONE = "not_undone"


class K2kBox(models.Model):
    """Taking back a scan, as long as the box is where the scan has put it."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def undo_scan(self, box_id):
        """Put a box that was received by mistake back to where it came from.

        It is on its way again (or missing, if it was), no longer reserved for its
        customer nor booked for billing. Never raises on bad input.

        :param int box_id: id of the box
        :return: dict as of :meth:`scan`; ``result`` is ``undone`` or ``not_undone``,
            and then the message says why
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self._check_may_receive()
        box = self._scan_by_id(box_id)
        reason = self.env._("There is no such box.")
        if box:
            box._lock()
            reason = box._why_not_undo()
        if not reason:
            box._undo_receipt()
        message = reason or self.env._(
            "%(code)s is not received any more.", code=box.code
        )
        return {
            "result": NOT_UNDONE if reason else UNDONE,
            "message": message,
            "box": box._scan_values(),
            "awb": box.awb_id._progress_values(),
        }

    @api.model
    def _scan_by_id(self, box_id):
        is_id = isinstance(box_id, int) and not isinstance(box_id, bool)
        if not is_id or not 0 < box_id < 2**31:
            return self.browse()
        return self.search(
            [("id", "=", box_id), ("company_id", "=", self.env.company.id)]
        )

    def _why_not_undo(self):
        """Why the scan stands, in words; False when it can be taken back."""
        if self.state == "billed":
            return self.env._("It is billed: its invoice must be cancelled first.")
        if self.state != "received" or self.is_via_grower:
            return self.env._(
                "It is %(state)s: there is no scan to take back.",
                state=self._state_label().lower(),
            )
        quant = self.package_id.quant_ids.filtered("quantity")
        if quant.location_id != self.move_id.move_line_ids.location_dest_id:
            return self.env._("It has been moved or shipped since.")
        if self._lines_elsewhere().filtered("picked"):
            return self.env._("It is picked for a transfer already.")
        if self._twin_on_its_way():
            return self.env._("Another box of this code is on its way.")
        return False

    def _came_late(self):
        """Whether it had been given up, and came from the vendor once more."""
        return self.move_id.location_id.usage == "supplier"

    def _twin_on_its_way(self):
        return self.search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("connection_id", "=", self.connection_id.id),
                ("code", "=", self.code),
                ("state", "=", "staged"),
            ],
            limit=1,
        )

    def _lines_elsewhere(self):
        """Move lines on which the boxes wait to be moved on."""
        return self.env["stock.move.line"].search(
            [
                ("package_id", "in", self.package_id.ids),
                ("state", "not in", ("done", "cancel")),
            ]
        )

    def _undo_receipt(self):
        """Move the box back, and plan its arrival again."""
        box = self.with_context(**{PACKAGE_SCOPE: self.package_id.ids})
        late, done = box._came_late(), box.move_id
        box._stop_sending_on()
        box._lines_elsewhere().unlink()
        move = self.env["stock.move"].create(box._prepare_undo_move(done, late))
        move = move.with_context(**{PACKAGE_SCOPE: self.package_id.ids})
        move._action_confirm(merge=False)
        move.move_line_ids.unlink()
        vals = box._prepare_move_line(move, move.location_id)
        self.env["stock.move.line"].create(vals)
        move._k2k_complete()
        # rows of boxes are nobody's to write on
        self.sudo().write(
            {
                "state": "missing" if late else "staged",
                "received_at": False,
                "received_by": False,
                "scan_session_id": False,
                "to_bill": False,
                "note": False,
                "move_id": False,
            }
        )
        if not late:
            box._plan_moves()

    def _prepare_undo_move(self, done, late):
        vals = {
            **self._prepare_planned_move(),
            "location_id": done.move_line_ids.location_dest_id.id,
            "location_dest_id": done.location_id.id,
            "date": fields.Datetime.now(),
            "origin_returned_move_id": done.id,
        }
        if late:
            vals.update(purchase_line_id=done.purchase_line_id.id, to_refund=True)
        return vals
