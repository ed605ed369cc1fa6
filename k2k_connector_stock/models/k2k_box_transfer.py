# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class K2kBox(models.Model):
    """Boxes on an ordinary transfer, for whatever tool works on transfers."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def action_make_transfer(self):
        """Put the planned moves of these boxes on transfers, one for each AWB.

        Odoo's Barcode app, or anything else that completes transfers, then receives
        the boxes; they can still be scanned here, too. Cancelling the transfer leaves
        the boxes in the staging area.

        :return: action that opens the transfers
        :raise UserError: none of the boxes is on its way, or all have a transfer
        """
        self._check_may_receive()
        boxes = self.filtered(lambda box: box.state == "staged")
        boxes._lock()
        boxes._plan_again()
        boxes = boxes.filtered(lambda box: not box.move_id.picking_id)
        if not boxes:
            raise UserError(
                self.env._("Choose boxes that are on their way and on no transfer yet.")
            )
        transfers = self.env["stock.picking"]
        for (awb, dest), own in boxes.grouped(
            lambda box: (box.awb_id, box.move_id.location_dest_id)
        ).items():
            transfers |= own._put_on_transfer(awb, dest)
        return transfers._get_records_action(name=self.env._("Transfers"))

    def _put_on_transfer(self, awb, dest):
        warehouse = awb.warehouse_id
        transfer = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "partner_id": awb.partner_id.id,
                "location_id": warehouse.k2k_staging_location_id.id,
                "location_dest_id": dest.id,
                "origin": awb.name,
                "company_id": awb.company_id.id,
                "scheduled_date": awb.arrival_date or False,
            }
        )
        moves = self.move_id
        moves.write(
            {
                "picking_id": transfer.id,
                "picking_type_id": transfer.picking_type_id.id,
            }
        )
        moves.move_line_ids.write({"picking_id": transfer.id})
        return transfer

    def _leave_transfers(self):
        """Take boxes that are received here off the transfers they were put on.

        Core would split the transfer in two with every scan. One that nothing is left
        on goes.
        """
        moves = self.move_id.filtered("picking_id")
        transfers = moves.picking_id
        if not transfers:
            return
        moves.move_line_ids.write({"picking_id": False})
        moves.write({"picking_id": False})
        # a clerk may empty a transfer, deleting it is part of that
        transfers.sudo().filtered(lambda transfer: not transfer.move_ids).unlink()


class K2kAwb(models.Model):
    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    def action_make_transfer(self):
        """Put what is still expected on ordinary transfers, one for each AWB."""
        self.check_access("read")
        return self._boxes("staged").action_make_transfer()
