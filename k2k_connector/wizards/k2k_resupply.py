# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kResupply(models.TransientModel):
    """Another source for boxes that a vendor cannot supply."""

    _name = "k2k.resupply"
    _description = "Find another source"

    prebook_line_id = fields.Many2one("k2k.prebook.line", required=True, readonly=True)
    product_id = fields.Many2one(related="prebook_line_id.product_id")
    partner_id = fields.Many2one(related="prebook_line_id.prebook_id.partner_id")
    uom_id = fields.Many2one(related="prebook_line_id.uom_id", string="Pack")
    boxes = fields.Integer(
        related="prebook_line_id.boxes_to_resupply", string="Boxes wanted"
    )
    truck_date = fields.Date(
        related="prebook_line_id.prebook_id.truck_date", string="Promised for"
    )
    option_ids = fields.One2many("k2k.resupply.option", "resupply_id")

    @api.model
    def _open(self, prebook_line):
        wizard = self.create({"prebook_line_id": prebook_line.id})
        wizard._find_options()
        return wizard._get_records_action(
            name=self.env._("Find Another Source"), target="new"
        )

    def _find_options(self):
        """Own stock first, then every vendor's boxes of the product, soonest first."""
        line = self.prebook_line_id
        sale_line = line.sale_line_id
        vals = []
        # What is free in the warehouse is the answer here, not a stock clerk's right.
        stocked = line.product_id.sudo().with_context(
            warehouse_id=sale_line.order_id.warehouse_id.id
        )
        own = int(stocked.free_qty / line._units_per_box())
        if own > 0:
            vals.append({"available": own, "boxes": min(own, line.boxes_to_resupply)})
        offers = self.env["k2k.offer"].search(
            [
                ("product_id", "=", line.product_id.id),
                ("company_id", "=", line.company_id.id),
                ("boxes_available", ">", 0),
                ("connection_id.state", "=", "active"),
            ],
            order="truck_date_from, day, id",
        )
        for offer in offers:
            wanted = ceil(
                line.boxes_to_resupply * line._units_per_box() / (offer.units or 1)
            )
            vals.append(
                {
                    "offer_id": offer.id,
                    "available": offer.boxes_available,
                    "boxes": min(wanted, offer.boxes_available),
                }
            )
        self.option_ids = [fields.Command.create(val) for val in vals]

    def action_give_up(self):
        """The customer does without these boxes."""
        self.prebook_line_id._give_up_resupply()
        return {"type": "ir.actions.act_window_close"}


class K2kResupplyOption(models.TransientModel):
    _name = "k2k.resupply.option"
    _description = "Another source"

    resupply_id = fields.Many2one("k2k.resupply", required=True, ondelete="cascade")
    offer_id = fields.Many2one("k2k.offer", readonly=True)
    source = fields.Char(compute="_compute_source")
    uom_id = fields.Many2one("uom.uom", string="Pack", compute="_compute_source")
    truck_date = fields.Date(
        related="offer_id.truck_date_from", string="With the customer"
    )
    age = fields.Integer(
        string="Age", related="offer_id.age", help="Days since it was cut or packed."
    )
    available = fields.Integer(readonly=True)
    boxes = fields.Integer(string="Take")
    units = fields.Float(string="Per box", compute="_compute_source")
    currency_id = fields.Many2one(related="resupply_id.prebook_line_id.currency_id")
    unit_cost = fields.Float(
        related="offer_id.unit_cost",
        string="Cost",
        groups="purchase.group_purchase_user,account.group_account_invoice",
    )

    @api.depends("offer_id", "resupply_id.option_ids.offer_id")
    def _compute_source(self):
        for option in self:
            offer = option.offer_id
            line = option.resupply_id.prebook_line_id
            if offer:
                apart = offer._what_sets_apart(option.resupply_id.option_ids.offer_id)
                option.source = " · ".join([offer.partner_id.name, *apart])
            else:
                option.source = self.env._("Our own stock")
            option.uom_id = offer.uom_id or line.uom_id
            option.units = offer.units if offer else line._units_per_box()

    def action_take(self):
        """Order the boxes there, for the same customer at the same price."""
        self.ensure_one()
        if not 0 < self.boxes <= self.available:
            raise UserError(
                self.env._(
                    "Take from 1 to %(boxes)s boxes of this source.",
                    boxes=self.available,
                )
            )
        self.resupply_id.prebook_line_id._resupply(self.offer_id, self.boxes)
        return {"type": "ir.actions.act_window_close"}
