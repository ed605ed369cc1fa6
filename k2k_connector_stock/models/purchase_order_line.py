# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class PurchaseOrderLine(models.Model):
    # one thing per file, see purchase_order_bill
    _inherit = "purchase.order.line"  # pylint: disable=R8180

    def _k2k_open_receipt_move(self):
        """The move that waits for the vendor's boxes; empty when none is left."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: move.state not in ("draft", "done", "cancel")
            and move.location_id.usage == "supplier"
            and not move.k2k_box_id
        )[:1]

    def write(self, vals):
        res = super().write(vals)
        if {"price_unit", "discount"} & vals.keys():
            self._k2k_correct_box_costs()
            self.filtered("k2k_line_ref")._k2k_tell_posted_bills()
        return res

    def _k2k_correct_box_costs(self):
        """A corrected price is the cost of the boxes not billed yet.

        What was billed keeps its cost: the difference is to be settled, and the order
        says so. Where the vendor's bill is posted, that one says how much.
        """
        # Costs of boxes are nobody's to type; whoever may change the price causes it.
        boxes = (
            self.env["k2k.box"]
            .sudo()
            .search(
                [("purchase_line_id", "in", self.ids), ("state", "!=", "cancelled")]
            )
        )
        for line, own in boxes.grouped("purchase_line_id").items():
            unit_cost, landed_cost = line._k2k_unit_costs()
            billed = own.filtered(lambda box: box.state == "billed")
            for extra, group in (
                (own - billed)
                .grouped(lambda box: box.landed_cost - box.unit_cost)
                .items()
            ):
                group.write({"unit_cost": unit_cost, "landed_cost": unit_cost + extra})
            billed = billed.filtered(lambda box: box.vendor_bill_id.state != "posted")
            difference = sum(
                (unit_cost - box.unit_cost) * box.quantity for box in billed
            )
            if line.currency_id.round(difference):
                line.order_id.message_post(
                    body=line.env._(
                        "%(product)s: %(count)s boxes were billed at the old price. A "
                        "difference of %(amount)s is to be settled with the vendor.",
                        product=line.product_id.display_name,
                        count=len(billed),
                        amount=line.company_id.currency_id.format(difference),
                    )
                )

    def _k2k_unit_costs(self):
        """Cost and estimated landed cost, per the product's own unit.

        :return: tuple of two floats, in the company's currency
        """
        self.ensure_one()
        order = self.order_id
        cost = self.product_uom_id._compute_price(
            self._k2k_price_without_taxes(), self.product_id.uom_id
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
