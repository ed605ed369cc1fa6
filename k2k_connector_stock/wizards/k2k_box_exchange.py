# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kBoxExchange(models.TransientModel):
    """Vendor: which shipped box is replaced by which."""

    _name = "k2k.box.exchange"
    _description = "Exchange a shipped box"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    out_ids = fields.Many2many("stock.package", compute="_compute_out_ids")
    old_id = fields.Many2one(
        "stock.package",
        string="Shipped box",
        domain="[('id', 'in', out_ids)]",
        help="It comes back to its shelf.",
    )
    choice_ids = fields.Many2many("stock.package", compute="_compute_choice_ids")
    new_id = fields.Many2one(
        "stock.package",
        string="Box that goes instead",
        domain="[('id', 'in', choice_ids)]",
        help="Free, and with the same contents.",
    )

    def _compute_out_ids(self):
        for wizard in self:
            # which boxes are out: transfers are not a salesperson's to read
            wizard.out_ids = wizard.order_id.sudo()._k2k_packages_out()

    @api.depends("old_id")
    def _compute_choice_ids(self):
        for wizard in self:
            line = (
                wizard.order_id.sudo()
                ._k2k_shipped_lines()
                .filtered(lambda ml, old=wizard.old_id: ml.package_id == old.sudo())
            )
            sale_line = line.move_id.sale_line_id[:1]
            wizard.choice_ids = sale_line._k2k_choice_of_boxes() if sale_line else False

    def action_apply(self):
        """Tell the buyer, and exchange the boxes; the order's rights decide who may."""
        self.ensure_one()
        if not self.old_id or not self.new_id:
            raise UserError(self.env._("Choose both boxes."))
        self.order_id._k2k_exchange(self.old_id, self.new_id)
        return {"type": "ir.actions.act_window_close"}
