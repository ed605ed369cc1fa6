# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kSubstitute(models.TransientModel):
    """Vendor: other boxes for those that cannot be sent."""

    _name = "k2k.substitute"
    _description = "Offer a substitute"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    connection_id = fields.Many2one(related="order_id.k2k_connection_id")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Instead of",
        domain="[('order_id', '=', order_id), ('product_uom_qty', '>', 0)]",
        ondelete="cascade",
    )
    instead_of = fields.Integer(
        string="Boxes replaced",
        compute="_compute_boxes",
        store=True,
        readonly=False,
    )
    publication_id = fields.Many2one(
        "k2k.publication",
        string="Offer",
        domain="[('connection_id', '=', connection_id), ('boxes', '>', 0),"
        " ('refusal', '=', False)]",
        ondelete="cascade",
        help="What this buyer sees of our stock.",
    )
    available = fields.Integer(related="publication_id.boxes")
    boxes = fields.Integer(compute="_compute_boxes", store=True, readonly=False)
    reason = fields.Text(help="The buyer reads it.")

    @api.depends("sale_line_id")
    def _compute_boxes(self):
        for wizard in self:
            wizard.instead_of = wizard.boxes = wizard.sale_line_id.product_uom_qty

    @api.model
    def _open(self, order):
        lines = order.order_line.filtered("product_uom_qty")
        wizard = self.create(
            {
                "order_id": order.id,
                "sale_line_id": lines.id if len(lines) == 1 else False,
            }
        )
        return wizard._get_records_action(
            name=self.env._("Offer a Substitute"), target="new"
        )

    def action_apply(self):
        """Ask the buyer; the order stands until it agrees."""
        self.ensure_one()
        line = self.sale_line_id
        if line.order_id != self.order_id or not self.publication_id:
            raise UserError(
                self.env._("Choose the line and what you offer instead of it.")
            )
        if self.publication_id.connection_id != self.order_id.k2k_connection_id:
            raise UserError(self.env._("Choose boxes that this buyer can see."))
        if not 0 < self.instead_of <= line.product_uom_qty:
            raise UserError(
                self.env._(
                    "Replace from 1 to %(boxes)s boxes.",
                    boxes=int(line.product_uom_qty),
                )
            )
        if not 0 < self.boxes <= self.available:
            raise UserError(
                self.env._(
                    "Offer from 1 to %(boxes)s boxes: more are not free.",
                    boxes=self.available,
                )
            )
        line._k2k_offer_substitute(
            self.publication_id, self.boxes, self.instead_of, self.reason or ""
        )
        return {"type": "ir.actions.act_window_close"}
