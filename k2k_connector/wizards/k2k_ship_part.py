# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kShipPart(models.TransientModel):
    """Vendor: ship fewer boxes than ordered, or others than the held ones."""

    _name = "k2k.ship.part"
    _description = "Choose the boxes to ship"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    line_ids = fields.One2many("k2k.ship.part.line", "wizard_id")
    rest = fields.Selection(
        [
            ("cancel", "cannot be supplied: tell the buyer"),
            ("open", "follow later: keep them held"),
        ],
        string="Boxes left out",
        default="cancel",
        required=True,
    )
    reason = fields.Text(string="Reason for the buyer")

    @api.model
    def _open(self, order):
        wizard = self.create(
            {
                "order_id": order.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "sale_line_id": line.id,
                            "package_ids": [
                                fields.Command.set(line.k2k_hold_ids.package_ids.ids)
                            ],
                        }
                    )
                    for line in order.order_line
                    if line.k2k_hold_ids.package_ids
                ],
            }
        )
        return wizard._get_records_action(
            name=self.env._("Choose the Boxes to Ship"), target="new"
        )

    def action_apply(self):
        """Swap the held boxes where others were chosen, then ship the chosen ones."""
        self.ensure_one()
        self.order_id.check_access("write")
        chosen = {line.sale_line_id: line.package_ids for line in self.line_ids}
        if not self.line_ids.package_ids:
            raise UserError(
                self.env._("Choose at least one box, or void the whole order.")
            )
        if self.rest == "cancel" and not (self.reason or "").strip():
            left_out = sum(line.ordered - line.boxes for line in self.line_ids)
            if left_out:
                raise UserError(
                    self.env._("Type why boxes are left out: the buyer reads it.")
                )
        self.order_id._k2k_ship_part(chosen, self.rest == "open", self.reason or "")
        return {"type": "ir.actions.act_window_close"}


class K2kShipPartLine(models.TransientModel):
    _name = "k2k.ship.part.line"
    _description = "Boxes to ship of a line"

    wizard_id = fields.Many2one("k2k.ship.part", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    ordered = fields.Integer(compute="_compute_boxes", string="Held")
    boxes = fields.Integer(compute="_compute_boxes", string="To ship")
    choice_ids = fields.Many2many("stock.package", compute="_compute_choice_ids")
    package_ids = fields.Many2many(
        "stock.package",
        string="Boxes",
        domain="[('id', 'in', choice_ids)]",
    )

    @api.depends("package_ids", "sale_line_id")
    def _compute_boxes(self):
        for line in self:
            line.ordered = len(line.sale_line_id.sudo().k2k_hold_ids.package_ids)
            line.boxes = len(line.package_ids)

    @api.depends("sale_line_id")
    def _compute_choice_ids(self):
        """The held boxes, and free ones of the same offer."""
        for line in self:
            line.choice_ids = line.sale_line_id._k2k_choice_of_boxes()
