# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import api, fields, models


class K2kPrebookLine(models.Model):
    _name = "k2k.prebook.line"
    _description = "Prebook line"
    _order = "prebook_id desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    prebook_id = fields.Many2one(
        "k2k.prebook",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="prebook_id.company_id", store=True, index=True
    )
    connection_id = fields.Many2one(related="prebook_id.connection_id", store=True)
    sale_line_id = fields.Many2one(
        "sale.order.line",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", check_company=True
    )
    product_id = fields.Many2one(
        related="sale_line_id.product_id", store=True, index=True
    )
    uom_id = fields.Many2one(
        related="sale_line_id.product_uom_id", string="Pack", store=True
    )
    offer_key = fields.Char(required=True)
    peer_ref = fields.Char(required=True, help="What the vendor holds the boxes under.")
    unit_cost = fields.Float(
        digits=(16, 5),
        groups="purchase.group_purchase_user,account.group_account_invoice",
    )
    landed_cost = fields.Float(
        digits=(16, 5),
        groups="purchase.group_purchase_user,account.group_account_invoice",
        help="Estimate when ordered, per stem or bunch.",
    )
    boxes_ordered = fields.Integer(compute="_compute_boxes_ordered", store=True)
    boxes_confirmed = fields.Integer(readonly=True)
    boxes_shipped = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_received = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_billed = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_cancelled = fields.Integer(readonly=True)
    unable_to_source = fields.Boolean(readonly=True)

    @api.depends("sale_line_id.product_uom_qty")
    def _compute_boxes_ordered(self):
        for line in self:
            line.boxes_ordered = int(line.sale_line_id.product_uom_qty)

    def _compute_box_counters(self):
        """Sums over the line's boxes: the addon that knows boxes counts them."""
        self.boxes_shipped = 0
        self.boxes_received = 0
        self.boxes_billed = 0

    @api.depends("product_id", "prebook_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (
                f"{line.prebook_id.name}: {line.product_id.display_name}"
            )

    def _prepare_purchase_line_vals(self):
        """One PO line a prebook line, in packs, at the offer's cost of today."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_qty": self.boxes_ordered,
            "product_uom_id": self.uom_id.id,
            "price_unit": self.unit_cost * self._units_per_box(),
            "date_planned": self.prebook_id.truck_date or fields.Datetime.now(),
            "k2k_line_ref": uuid4().hex,
            "k2k_prebook_line_ids": [fields.Command.link(self.id)],
        }

    def _units_per_box(self):
        """How many of the product's own unit one box holds."""
        self.ensure_one()
        return self.uom_id._compute_quantity(1.0, self.product_id.uom_id, round=False)
