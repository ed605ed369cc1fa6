# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.tools.messages import Shipment

from ..tools import awb as rules


class K2kAwb(models.Model):
    """A vendor's reference that comes after its boxes."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_shipment_changed(self, connection, message):
        """Put the order's boxes on the AWB of the new reference.

        An AWB that we gave its real number ourselves stays as it is, as does a closed
        one.

        :raise UserError: an empty reference, or nothing of the order can be changed
        """
        if not rules.key(message.awb_reference):
            raise UserError(self.env._("Type the AWB reference, it can't be empty."))
        order = self._find_order(connection, message.po_ref)
        boxes = self.env["k2k.box"].search(
            [
                ("purchase_line_id", "in", order.order_line.ids),
                ("state", "!=", "cancelled"),
                ("awb_id.state", "=", "open"),
            ]
        )
        changed = 0
        for awb, own in boxes.grouped("awb_id").items():
            if awb.is_temporary:
                awb._move_to_reference(connection, order, own, message.awb_reference)
                changed += len(own)
        if boxes and not changed:
            raise UserError(
                self.env._(
                    "The buyer has the air waybill %(awb)s for these boxes. Ask the "
                    "buyer to change it.",
                    awb=", ".join(boxes.awb_id.mapped("name")),
                )
            )
        return {"boxes": changed}

    def _move_to_reference(self, connection, order, boxes, reference):
        """Rename this AWB, or move the boxes where others are on it, too."""
        self.ensure_one()
        vals = self._prepare_renamed(connection, order, reference)
        others = self.box_ids.filtered(lambda box: box.state != "cancelled") - boxes
        target = self._find_shared(vals)
        if target == self:
            return
        if not others and not target:
            self.name = vals["name"]
            return
        # where a box flies is nobody's to type
        boxes.sudo().awb_id = target or self._open(vals)
        if not others:
            self.state = "closed"

    def _prepare_renamed(self, connection, order, reference):
        """Values of this AWB as its shipment would have made it with the reference."""
        shipment = Shipment(
            po_ref=order.name,
            order_ref="",
            ship_date=fields.Date.to_string(self.ship_date),
            boxes=[],
            awb_reference=reference,
        )
        return self._prepare_from_shipment(connection, order, shipment)
