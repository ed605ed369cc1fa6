# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

from .k2k_box_missing import ACTIVITY


class K2kBox(models.Model):
    """Boxes added by hand that somebody waits for: a customer's order of our own, or a
    purchase order outside K2K.

    A clerk need not read orders: what is looked up here is told as names and numbers.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # A customer waits
    # ------------------------------------------------------------------
    @api.model
    def _open_for_customers(self, warehouse, customers, products):
        """What customers wait for that is neither reserved nor on its way.

        Orders of K2K are left out: they get their vendor's boxes.

        :return: dict of (commercial partner, product) to dict of ``sale.order.line``
            to units of the product, the delivery that is due first in front
        """
        moves = (
            self.env["stock.move"]
            .sudo()
            .search(
                [
                    ("company_id", "=", warehouse.company_id.id),
                    ("product_id", "in", products.ids),
                    (
                        "sale_line_id.order_id.partner_id",
                        "child_of",
                        customers.sudo().commercial_partner_id.ids,
                    ),
                    ("sale_line_id.k2k_is_k2k", "=", False),
                    ("state", "in", ("confirmed", "partially_available")),
                    ("procure_method", "=", "make_to_stock"),
                    ("location_id", "child_of", warehouse.lot_stock_id.id),
                ],
                order="priority desc, date, id",
            )
        )
        coming = self._coming_for(moves.sale_line_id)
        result = {}
        for line, own in moves.grouped("sale_line_id").items():
            product = own.product_id
            open_units = sum(
                move.product_qty
                - move.product_uom._compute_quantity(
                    move.quantity, product.uom_id, rounding_method="HALF-UP"
                )
                for move in own
            ) - coming.get(line, 0.0)
            if product.uom_id.compare(open_units, 0.0) > 0:
                customer = line.order_id.partner_id.commercial_partner_id
                result.setdefault((customer.id, product.id), {})[line] = open_units
        return result

    @api.model
    def _coming_for(self, sale_lines):
        """Units of boxes on their way, by the customer's line they are for."""
        return dict(
            self.sudo()._read_group(
                [("sale_line_id", "in", sale_lines.ids), ("state", "=", "staged")],
                ["sale_line_id"],
                ["quantity:sum"],
            )
        )

    def _tell_order(self, missing):
        """Whoever sold these boxes is told that they are missing, or have come."""
        for order, own in self.grouped(lambda box: box.sale_line_id.order_id).items():
            if missing:
                note = own._missing_in_words()
                order.message_post(body=note)
                if order.user_id.active:
                    order.activity_schedule(
                        ACTIVITY,
                        user_id=order.user_id.id,
                        summary=self.env._(
                            "%(count)s boxes for %(customer)s are missing",
                            count=len(own),
                            customer=order.partner_id.display_name,
                        ),
                        note=note,
                    )
                continue
            text = self.env._(
                "Arrived after all: %(codes)s", codes=", ".join(own.mapped("code"))
            )
            order.message_post(body=text)
            order.activity_feedback([ACTIVITY], feedback=text)

    # ------------------------------------------------------------------
    # A purchase order waits
    # ------------------------------------------------------------------
    @api.model
    def _open_purchase(self, company, partner, name):
        """Our order of that number to this vendor that K2K has no part in.

        :return: ``purchase.order``; empty when there is none that is open
        """
        return (
            self.env["purchase.order"]
            .sudo()
            .search(
                [
                    ("name", "=ilike", (name or "").strip()),
                    ("company_id", "=", company.id),
                    ("partner_id", "child_of", partner.commercial_partner_id.ids),
                    ("state", "=", "purchase"),
                    ("k2k_connection_id", "=", False),
                ],
                limit=1,
            )
        )

    @api.model
    def _open_receipts(self, order):
        """:return: dict of ``purchase.order.line`` to units that are still to come"""
        return {
            line: sum(moves.mapped("product_qty"))
            for line in order.order_line
            if (moves := line._k2k_waiting_moves())
        }

    def _take_off_receipts(self):
        """The orders' ordinary receipts wait for what is not in the staging area."""
        # receipts are a clerk's to change, orders are not even to read
        for line, own in self.sudo().grouped("purchase_line_id").items():
            left = sum(own.mapped("quantity"))
            for move in line._k2k_waiting_moves():
                taken = min(left, move.product_qty)
                left -= taken
                if move.product_id.uom_id.compare(move.product_qty, taken) <= 0:
                    move._action_cancel()
                    continue
                move.product_uom_qty = move.product_id.uom_id._compute_quantity(
                    move.product_qty - taken, move.product_uom
                )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"  # pylint: disable=R8180

    def _k2k_waiting_moves(self):
        """The receipts that wait for the vendor, of an order outside K2K."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("draft", "done", "cancel")
                and move.location_id.usage == "supplier"
                and not move.k2k_box_id
                and not move.picked
            )
        )
