# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class K2kPrebookPriceChange(models.TransientModel):
    """Change what the customer pays for the boxes of a prebook."""

    _name = "k2k.prebook.price.change"
    _description = "Change the prices of a prebook"

    prebook_id = fields.Many2one("k2k.prebook", required=True, readonly=True)
    partner_id = fields.Many2one(related="prebook_id.partner_id")
    currency_id = fields.Many2one(related="prebook_id.currency_id")
    line_ids = fields.One2many("k2k.prebook.price.change.line", "change_id")

    @api.model
    def _open(self, prebook):
        sale_lines = prebook.line_ids.sale_line_id
        wizard = self.create(
            {
                "prebook_id": prebook.id,
                "line_ids": [
                    fields.Command.create(
                        {"sale_line_id": line.id, "price_unit": line.price_unit}
                    )
                    for line in sale_lines
                    if line.product_uom_qty
                ],
            }
        )
        return wizard._get_records_action(
            name=self.env._("Change Prices"), target="new"
        )

    def action_apply(self):
        """Write the prices on the customer's order; both documents say so."""
        self.ensure_one()
        self.prebook_id.check_access("read")
        order = self.prebook_id.sale_order_id
        order.check_access("write")
        notes = []
        for line in self.line_ids:
            sale_line = line.sale_line_id
            if sale_line not in self.prebook_id.line_ids.sale_line_id:
                raise UserError(self.env._("This line is of another prebook."))
            if line.price_unit < 0:
                raise UserError(self.env._("A price can't be below zero."))
            if self.currency_id.compare_amounts(line.price_unit, sale_line.price_unit):
                notes.append(line._describe())
                sale_line.price_unit = line.price_unit
        if notes:
            body = self.env._("Price per box: %(what)s", what="; ".join(notes))
            self.prebook_id.message_post(body=body)
            order.message_post(body=body)
        return {"type": "ir.actions.act_window_close"}


class K2kPrebookPriceChangeLine(models.TransientModel):
    _name = "k2k.prebook.price.change.line"
    _description = "Changed price of a prebook line"

    change_id = fields.Many2one(
        "k2k.prebook.price.change", required=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id", string="Pack")
    boxes = fields.Float(related="sale_line_id.product_uom_qty", string="Boxes")
    currency_id = fields.Many2one(related="change_id.currency_id")
    price_unit = fields.Float(string="Price per box", digits="Product Price")
    unit_price = fields.Float(
        string="Per stem or bunch", compute="_compute_unit_price", digits=(16, 4)
    )

    @api.depends("price_unit", "uom_id", "product_id")
    def _compute_unit_price(self):
        for line in self:
            units = line.uom_id._compute_quantity(
                1.0, line.product_id.uom_id, round=False
            )
            line.unit_price = line.price_unit / units if units else 0.0

    def _describe(self):
        def text(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        return self.env._(
            "%(product)s (%(pack)s) %(old)s → %(new)s",
            product=self.product_id.display_name,
            pack=self.uom_id.name,
            old=text(self.sale_line_id.price_unit),
            new=text(self.price_unit),
        )
