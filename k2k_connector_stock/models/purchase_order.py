# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    k2k_box_count = fields.Integer(
        compute="_compute_k2k_box_count",
        groups="k2k_connector.group_k2k_user,k2k_connector_stock.group_k2k_warehouse",
    )

    def _compute_k2k_box_count(self):
        counts = dict(
            self.env["k2k.box"]._read_group(
                [("purchase_line_id.order_id", "in", self.ids)],
                ["purchase_line_id"],
                ["__count"],
            )
        )
        for order in self:
            order.k2k_box_count = sum(counts.get(line, 0) for line in order.order_line)

    def action_view_k2k_boxes(self):
        """Open the boxes that were shipped for this order."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "k2k_connector_stock.action_k2k_box"
        )
        action["domain"] = [("purchase_line_id.order_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _k2k_is_via_staging(self):
        """K2K boxes that come to our warehouse go through its staging area."""
        self.ensure_one()
        return bool(
            self.k2k_connection_id
            and self.picking_type_id.code == "incoming"
            and self.picking_type_id.warehouse_id
        )

    def _get_destination_location(self):
        """Into the staging area; core's final location stays the stock."""
        if self._k2k_is_via_staging():
            return self.picking_type_id.warehouse_id._k2k_get_staging_location().id
        return super()._get_destination_location()

    def _k2k_receive_into_staging(self, boxes):
        """Do the receipt of what was shipped; the rest stays on a backorder.

        Via grower it is core's dropship, from the vendor to the customer.

        :param boxes: the ``k2k.box`` records that were shipped, with their packages
        :raise UserError: nothing of a line is left to receive
        """
        self.ensure_one()
        moves = self.env["stock.move"]
        for line, own in boxes.grouped("purchase_line_id").items():
            move = line._k2k_open_receipt_move()
            # Rows of boxes are nobody's to write on.
            own.sudo().receipt_move_id = move
            moves |= move
        ours = self._k2k_is_via_staging() or self._k2k_is_via_grower()
        if not ours or len(moves) < len(boxes.purchase_line_id):
            raise UserError(
                self.env._("Nothing is left to receive on %(order)s.", order=self.name)
            )
        moves.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                {
                    **box._prepare_move_line(
                        box.receipt_move_id,
                        box.receipt_move_id.location_id,
                        package=False,
                    ),
                    "picked": True,
                }
                for box in boxes
            ]
        )
        # Whatever the operation type says of backorders: the vendor ships the rest.
        moves.picking_id.with_context(
            cancel_backorder=False, k2k_shipped=True
        )._action_done()
