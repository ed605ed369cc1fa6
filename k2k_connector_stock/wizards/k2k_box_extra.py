# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kBoxExtra(models.TransientModel):
    """Vendor: which boxes go along with a confirmed order, beyond what was ordered."""

    _name = "k2k.box.extra"
    _description = "Add boxes to a shipment"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    line_id = fields.Many2one(
        "sale.order.line",
        string="Like the boxes of",
        domain="[('order_id', '=', order_id), ('k2k_peer_line_ref', '!=', False)]",
        help="The line whose product, pack and price the boxes have.",
    )
    choice_ids = fields.Many2many("stock.package", compute="_compute_choice_ids")
    package_ids = fields.Many2many(
        "stock.package",
        string="Boxes",
        domain="[('id', 'in', choice_ids)]",
        help="Free, and with the same contents.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered(lambda w: not w.line_id):
            lines = wizard.order_id.order_line.filtered("k2k_peer_line_ref")
            wizard.line_id = lines if len(lines) == 1 else False
        return wizards

    @api.depends("line_id")
    def _compute_choice_ids(self):
        for wizard in self:
            wizard.choice_ids = (
                wizard.line_id._k2k_free_boxes() if wizard.line_id else False
            )

    def action_apply(self):
        """Ask the buyer, and ship the boxes; the order's rights decide who may."""
        self.ensure_one()
        if not self.line_id or not self.package_ids:
            raise UserError(self.env._("Choose a line and the boxes that go along."))
        self.order_id._k2k_ship_extra_boxes(self.line_id, self.package_ids)
        return {"type": "ir.actions.act_window_close"}
