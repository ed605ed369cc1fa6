# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _k2k_open_receipt_move(self):
        """The move that waits for the vendor's boxes; empty when none is left."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: move.state not in ("draft", "done", "cancel")
            and move.location_id.usage == "supplier"
            and not move.k2k_box_id
        )[:1]

    def _k2k_unit_costs(self):
        """Cost and estimated landed cost, per the product's own unit.

        :return: tuple of two floats, in the company's currency
        """
        self.ensure_one()
        order = self.order_id
        cost = self.product_uom_id._compute_price(
            self.price_unit_discounted, self.product_id.uom_id
        )
        cost = order.currency_id._convert(
            cost,
            order.company_id.currency_id,
            order.company_id,
            order.date_approve or order.date_order,
            round=False,
        )
        # Costs on the prebook are hidden from clerks, not from their boxes' rows.
        ordered = self.sudo().k2k_prebook_line_ids[:1]
        extra = max(ordered.landed_cost - ordered.unit_cost, 0.0)
        return cost, cost + extra
