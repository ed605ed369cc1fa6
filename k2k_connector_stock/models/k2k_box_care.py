# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .k2k_box import GROUP_WAREHOUSE
from .stock_quant import PACKAGE_SCOPE


class K2kBox(models.Model):
    """The staging area's list: its columns, and what is done with a selection."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    boxes = fields.Integer(default=1, readonly=True, help="Counts boxes in totals.")
    is_k2k = fields.Boolean(
        string="K2K",
        compute="_compute_is_k2k",
        store=True,
        help="Shipped by a connected vendor; off: added by hand.",
    )
    inventory_type = fields.Selection(
        [("presold", "Presold"), ("open", "Open market")],
        compute="_compute_inventory_type",
        store=True,
    )
    dont_open = fields.Boolean(
        string="Don't open",
        readonly=True,
        help="The box is sold as it is: it cannot be unpacked.",
    )
    mark = fields.Char(
        readonly=True, help="What the customer wants to find on the box."
    )
    vendor_ref = fields.Char(
        string="Vendor's reference",
        readonly=True,
        help="The vendor's order or invoice that the box came with.",
    )
    is_temporary = fields.Boolean(
        related="awb_id.is_temporary", string="Temporary AWB", store=True
    )
    house_awb = fields.Char(related="awb_id.house_awb")
    awb_received = fields.Char(
        string="AWB received",
        compute="_compute_awb_received",
        help="Boxes of the AWB that have arrived, of all its boxes.",
    )
    origin_id = fields.Many2one(related="awb_id.origin_id", store=True)
    ship_via = fields.Selection(related="prebook_id.ship_via")
    carrier_id = fields.Many2one(related="prebook_id.sale_order_id.carrier_id")
    location_id = fields.Many2one(related="package_id.location_id")

    # not on the counters: each scan would look up all boxes of the AWB
    @api.depends("awb_id")
    def _compute_awb_received(self):
        for box in self:
            box.awb_received = f"{box.awb_id.pieces_received} / {box.awb_id.pieces}"

    @api.depends("connection_id")
    def _compute_is_k2k(self):
        for box in self:
            box.is_k2k = bool(box.connection_id)

    @api.depends("is_presold")
    def _compute_inventory_type(self):
        for box in self:
            box.inventory_type = "presold" if box.is_presold else "open"

    def write(self, vals):
        res = super().write(vals)
        if "awb_id" in vals:
            self._follow_awb()
        return res

    # ------------------------------------------------------------------
    # Another AWB
    # ------------------------------------------------------------------
    def action_assign_awb(self):
        """Type another AWB number or day of arrival for these boxes."""
        self._check_may_receive()
        return self.env["k2k.awb.assign"]._open(self)

    def _check_may_move(self):
        if not self:
            raise UserError(self.env._("No box on its way was chosen."))
        for box in self:
            if box.state != "staged":
                raise UserError(
                    self.env._(
                        "Box %(code)s stays on its AWB: it is %(state)s. Only boxes on "
                        "their way can be moved.",
                        code=box.code,
                        state=box._state_label().lower(),
                    )
                )

    def _move_to_awb(self, target):
        """Put these boxes, which are on their way, on another AWB.

        Their freight, handling and duty are estimated anew. An AWB that carries
        nothing any more is closed.

        :param target: an open ``k2k.awb`` of the same vendor and warehouse
        """
        self._check_may_move()
        sources = self.awb_id - target
        for awb in sources:
            if target.state != "open" or (awb.partner_id, awb.warehouse_id) != (
                target.partner_id,
                target.warehouse_id,
            ):
                raise UserError(
                    self.env._(
                        "Boxes of %(old)s cannot be put on %(new)s: it is closed, or "
                        "of another vendor or warehouse.",
                        old=awb.name,
                        new=target.name,
                    )
                )
        moving = self.filtered(lambda box: box.awb_id != target)
        moving._lock()
        for awb, own in moving.grouped("awb_id").items():
            text = self.env._(
                "%(count)s boxes moved from %(old)s to %(new)s.",
                count=len(own),
                old=awb.name,
                new=target.name,
            )
            awb.message_post(body=text)
            target.message_post(body=text)
        # where a box flies is nobody's to type; the right to move it was checked
        moving.sudo().awb_id = target
        moving._after_moved(sources)
        sources.invalidate_recordset(["pieces"])
        sources.filtered(lambda a: a.state == "open" and not a.pieces).state = "closed"

    def _after_moved(self, sources):
        """Hook: these boxes fly on another AWB than before."""

    def _follow_awb(self):
        """The planned moves tell the forecast when the boxes come."""
        # caused by whoever may change the AWB
        for awb, own in self.sudo().grouped("awb_id").items():
            moves = own.move_id.filtered(lambda m: m.state not in ("done", "cancel"))
            if awb.arrival_date:
                moves.date = awb.arrival_date
            for box in own.filtered("move_id"):
                box.move_id.origin = f"{awb.name} {box.code}"

    # ------------------------------------------------------------------
    # Missing, and expected again
    # ------------------------------------------------------------------
    def action_mark_missing(self):
        """These boxes do not come: back to the vendor in our books."""
        self._check_may_receive()
        self._check_may_move()
        self._lock()
        self._give_up()
        return True

    def action_expect_again(self):
        """Undo *missing*: these boxes are on their way after all."""
        self._check_may_receive()
        if any(box.state != "missing" for box in self):
            raise UserError(self.env._("Only missing boxes can be expected again."))
        credited = self._credited()
        if credited:
            raise UserError(
                self.env._(
                    "A credit was asked for %(codes)s. Withdraw it first, or scan the "
                    "box when it arrives.",
                    codes=", ".join(credited.mapped("code")[:10]),
                )
            )
        for awb in self.awb_id.filtered(lambda awb: awb.state != "open"):
            raise UserError(
                self.env._("%(awb)s is closed: reopen it first.", awb=awb.name)
            )
        self._expect_again()
        return True

    def _credited(self):
        """Those of these boxes for which the vendor's credit was asked or given."""
        return self.browse()

    def _expect_again(self):
        """From the vendor into the staging area again, as they came at first."""
        boxes = self - self._credited()
        if not boxes:
            return
        boxes._lock()
        boxes._check_code_free()
        boxes = boxes.with_context(**{PACKAGE_SCOPE: boxes.package_id.ids})
        for picking, own in boxes.grouped(
            lambda box: box.receipt_move_id.picking_id
        ).items():
            own._receive_again(picking)
        # nobody has the right to type a box's state; clerks may cause it
        boxes.sudo().write({"state": "staged", "note": False})
        boxes._plan_moves()

    def _check_code_free(self):
        taken = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("connection_id", "in", self.connection_id.ids),
                ("code", "in", self.mapped("code")),
                ("state", "=", "staged"),
            ]
        )
        if taken:
            raise UserError(
                self.env._(
                    "%(codes)s: a box of this code is on its way already.",
                    codes=", ".join(taken.mapped("code")[:10]),
                )
            )

    def _receive_again(self, picking):
        """One transfer for the boxes of one receipt, as the vendor sent them."""
        again = self.env["stock.picking"].create(
            {
                "picking_type_id": picking.picking_type_id.id,
                "partner_id": picking.partner_id.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "origin": picking.name,
                "company_id": picking.company_id.id,
            }
        )
        for receipt, own in self.grouped("receipt_move_id").items():
            move = self.env["stock.move"].create(
                own[0]._prepare_second_receipt(receipt, again, own)
            )
            move._action_confirm(merge=False)
            move.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                [
                    {
                        **box._prepare_move_line(move, move.location_id),
                        "picked": True,
                    }
                    for box in own
                ]
            )
            own.sudo().receipt_move_id = move
        # not by hand: the vendor did ship these boxes
        again.with_context(k2k_shipped=True)._action_done()

    def _prepare_second_receipt(self, receipt, picking, boxes):
        return {
            "product_id": receipt.product_id.id,
            "product_uom": receipt.product_id.uom_id.id,
            "product_uom_qty": sum(boxes.mapped("quantity")),
            "location_id": receipt.location_id.id,
            "location_dest_id": receipt.location_dest_id.id,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "company_id": receipt.company_id.id,
            "purchase_line_id": receipt.purchase_line_id.id,
            "partner_id": receipt.partner_id.id,
            "price_unit": receipt.price_unit,
            "k2k_unit_cost": receipt.k2k_unit_cost,
            "origin": picking.origin,
        }

    # ------------------------------------------------------------------
    # Don't open
    # ------------------------------------------------------------------
    def action_dont_open(self):
        """Keep these boxes closed: they cannot be unpacked."""
        self._mark_dont_open(True)
        return True

    def action_may_open(self):
        """These boxes may be unpacked after all."""
        self._mark_dont_open(False)
        return True

    def _mark_dont_open(self, value):
        self.check_access("read")
        if not self.env.user.has_group(GROUP_WAREHOUSE):
            raise AccessError(
                self.env._("Only the K2K warehouse group may mark boxes.")
            )
        # marks are set by these buttons only
        self.sudo().dont_open = value
