# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import awb as rules


class K2kAwb(models.Model):
    """Via grower: boxes that travel to a customer, not to one of our warehouses.

    Such an AWB is closed as it is made: nothing is left for us to receive.
    """

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    warehouse_id = fields.Many2one(required=False)
    dest_partner_id = fields.Many2one(
        "res.partner",
        string="Straight to",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        help="The customer that the vendor ships to. Empty: our warehouse.",
    )
    is_via_grower = fields.Boolean(
        string="Direct from the grower", compute="_compute_is_via_grower", store=True
    )

    _has_destination = models.Constraint(
        "CHECK(warehouse_id IS NOT NULL OR dest_partner_id IS NOT NULL)",
        "An AWB goes to a warehouse or to a customer.",
    )
    _grower_unique = models.UniqueIndex(
        "(company_id, connection_id, dest_partner_id, ship_date, name_key) "
        "WHERE dest_partner_id IS NOT NULL",
        "There is an AWB of this number, vendor, day and customer already.",
    )

    @api.depends("dest_partner_id")
    def _compute_is_via_grower(self):
        for awb in self:
            awb.is_via_grower = bool(awb.dest_partner_id)

    @api.model
    def _prepare_from_shipment(self, connection, order, message):
        vals = super()._prepare_from_shipment(connection, order, message)
        if order._k2k_is_via_grower():
            vals.update(
                warehouse_id=None,
                dest_partner_id=order.dest_address_id.id,
                is_via_grower=True,
                state="closed",
            )
        return vals

    @api.model
    def _find_or_open(self, connection, order, message):
        if not order._k2k_is_via_grower():
            return super()._find_or_open(connection, order, message)
        vals = self._prepare_from_shipment(connection, order, message)
        return self._find_shared(vals) or self._open(vals)

    @api.model
    def _shared_by(self, vals):
        """See ``_grower_unique``: always closed, and to one customer."""
        if not vals.get("dest_partner_id"):
            return super()._shared_by(vals)
        return (
            "company_id",
            "connection_id",
            "dest_partner_id",
            "ship_date",
            "name_key",
        )

    @api.model
    def _receive_shipment_changed(self, connection, message):
        """The reference of what went to the customer is only a name: it changes."""
        order = self._find_order(connection, message.po_ref)
        if not order._k2k_is_via_grower() or not rules.key(message.awb_reference):
            return super()._receive_shipment_changed(connection, message)
        boxes = self.env["k2k.box"].search(
            [("purchase_line_id", "in", order.order_line.ids)]
        )
        for awb, own in boxes.grouped("awb_id").items():
            awb._move_to_reference(connection, order, own, message.awb_reference)
        return {"boxes": len(boxes)}

    def action_reopen(self):
        """Nothing of it ever comes to us."""
        direct = self.filtered("is_via_grower")
        if direct:
            raise UserError(
                self.env._(
                    "%(awb)s went straight to the customer: there is nothing to "
                    "receive.",
                    awb=direct[0].name,
                )
            )
        return super().action_reopen()

    def _move_to_reference(self, connection, order, boxes, reference):
        if not self.is_via_grower:
            return super()._move_to_reference(connection, order, boxes, reference)
        vals = self._prepare_renamed(connection, order, reference)
        if vals["name_key"] == self.name_key:
            return None
        target = self._find_shared(vals)
        if not target and self.box_ids == boxes:
            self.name = vals["name"]
            return None
        # where a box travels is nobody's to type
        boxes.sudo().awb_id = target or self._open(vals)
        return None
