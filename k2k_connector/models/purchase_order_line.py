# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    k2k_line_ref = fields.Char(
        string="K2K line reference",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the two companies call this line.",
    )
    k2k_prebook_line_ids = fields.One2many("k2k.prebook.line", "purchase_line_id")

    def _prepare_stock_move_vals(
        self, picking, price_unit, product_uom_qty, product_uom
    ):
        vals = super()._prepare_stock_move_vals(
            picking, price_unit, product_uom_qty, product_uom
        )
        if self.order_id.k2k_connection_id:
            vals["location_id"] = self.order_id._k2k_source_location().id
        return vals
