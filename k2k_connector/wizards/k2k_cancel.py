# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kCancel(models.TransientModel):
    """Type a reason before something is cancelled in two companies' books."""

    _name = "k2k.cancel"
    _description = "Cancel a K2K order"

    mode = fields.Selection(
        [
            ("void", "Void the order"),
            ("boxes", "Cancel boxes"),
            ("refuse", "Keep the order"),
            ("ask", "Ask the vendor"),
        ],
        required=True,
        readonly=True,
    )
    order_id = fields.Many2one("sale.order", readonly=True)
    prebook_id = fields.Many2one("k2k.prebook", readonly=True)
    reason = fields.Text(help="The other company reads it.")
    line_ids = fields.One2many("k2k.cancel.line", "cancel_id")

    @api.model
    def _open(self, order=None, prebook=None, refuse=False, boxes=False, lines=None):
        """The dialog for a vendor's order, a customer's order or a prebook.

        :param lines: order lines of which no box can be supplied
        """
        mode = "ask"
        if lines:
            boxes = True
        if order and order.is_k2k:
            mode = "refuse" if refuse else "boxes" if boxes else "void"
        wizard = self.create(
            {
                "mode": mode,
                "order_id": order.id if order else False,
                "prebook_id": prebook.id if prebook else False,
                "line_ids": [
                    fields.Command.create(
                        {
                            "sale_line_id": line.id,
                            "boxes": line.product_uom_qty if lines else 0,
                        }
                    )
                    for line in (lines or (order.order_line if boxes else []))
                    if line.product_uom_qty and line.k2k_peer_line_ref
                ],
            }
        )
        return wizard._get_records_action(
            name=dict(self._fields["mode"]._description_selection(self.env))[mode],
            target="new",
        )

    def action_apply(self):
        """Do it; the records' own rights decide who may."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Type a reason: the other company reads it."))
        getattr(self, f"_apply_{self.mode}")(reason)
        return {"type": "ir.actions.act_window_close"}

    def _apply_void(self, reason):
        self.order_id.check_access("write")
        self.order_id.with_context(k2k_cancel_reason=reason).action_cancel()

    def _apply_boxes(self, reason):
        self.order_id.check_access("write")
        boxes = {ln.sale_line_id: ln.boxes for ln in self.line_ids if ln.boxes > 0}
        if not boxes:
            raise UserError(self.env._("Say how many boxes cannot be supplied."))
        for line, count in boxes.items():
            if line.order_id != self.order_id or count > line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: there are only %(boxes)s boxes to cancel.",
                        product=line.product_id.display_name,
                        boxes=int(line.product_uom_qty),
                    )
                )
        self.order_id._k2k_cancel_boxes(boxes, reason)

    def _apply_refuse(self, reason):
        self.order_id._k2k_refuse_cancel(reason)

    def _apply_ask(self, reason):
        if self.order_id:
            self.order_id._k2k_ask_cancel(reason)
            return
        self.prebook_id._check_may_change_mind()
        self.prebook_id._ask_cancel(reason)


class K2kCancelLine(models.TransientModel):
    _name = "k2k.cancel.line"
    _description = "Boxes to cancel"

    cancel_id = fields.Many2one("k2k.cancel", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Pack")
    ordered = fields.Float(related="sale_line_id.product_uom_qty", string="Ordered")
    boxes = fields.Integer(string="Cannot be supplied")
