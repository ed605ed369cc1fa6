# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang


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

    def write(self, vals):
        """Of an ordered line only the price may change here (and what is no term of
        the order); boxes change with the customer's order."""
        fixed = {"product_id", "product_qty", "product_uom_id"} & vals.keys()
        if fixed and not self.env.context.get("k2k_from_prebook"):
            for line in self.filtered(
                lambda ln: ln.k2k_line_ref and ln.order_id.state == "purchase"
            ):
                line._k2k_check_fixed({name: vals[name] for name in fixed})
        return super().write(vals)

    def _k2k_check_fixed(self, vals):
        changed = [
            name
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        ]
        if changed:
            raise UserError(
                self.env._(
                    "The vendor has %(order)s in its books: only the price can be "
                    "changed here. Change the customer's order %(sale)s for more or "
                    "fewer boxes.",
                    order=self.order_id.name,
                    # whoever buys need not see what is sold
                    sale=self.order_id.sudo().k2k_prebook_id.sale_order_id.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """What the vendor has not in its books does not go on an approved order."""
        lines = super().create(vals_list)
        if not self.env.context.get("k2k_from_prebook"):
            for line in lines.filtered(
                lambda ln: (
                    ln.order_id.k2k_prebook_id
                    and ln.order_id.state == "purchase"
                    and not ln.display_type
                )
            ):
                raise UserError(
                    self.env._(
                        "The vendor has %(order)s in its books as it is. Add boxes to "
                        "the customer's order %(sale)s, or buy them on an order of "
                        "their own.",
                        order=line.order_id.name,
                        # whoever buys need not see what is sold
                        sale=line.order_id.sudo().k2k_prebook_id.sale_order_id.name,
                    )
                )
        return lines

    def _k2k_complete(self):
        """Name and taxes as core's form would fill them in, line after line."""
        self._compute_tax_id()
        for line in self:
            product = line.product_id.with_context(
                lang=get_lang(line.env, line.partner_id.lang).code,
                partner_id=None,
                company_id=line.company_id.id,
            )
            line.name = line._get_product_purchase_description(product)

    # ------------------------------------------------------------------
    # Taxes that are part of the price
    # ------------------------------------------------------------------
    def _k2k_price_with_taxes(self, price):
        """The price of a pack as it stands on this line.

        :param float price: without taxes
        """
        self.ensure_one()
        return self.tax_ids._k2k_add_included(price, self.product_id)

    def _k2k_price_without_taxes(self):
        """What a pack costs us, less discount and taxes, in the order's currency."""
        self.ensure_one()
        price = self.price_unit_discounted
        if not any(self.tax_ids.mapped("price_include")):
            return price
        return self.tax_ids._get_tax_details(
            price, 1.0, rounding_method="round_globally", product=self.product_id
        )["total_excluded"]

    def _k2k_set_boxes(self, boxes):
        """So many boxes are ordered now; what the receipt waits for follows.

        The waiting receipt is changed itself: core would add a move, or a return.
        """
        self.ensure_one()
        line = self.with_context(k2k_from_prebook=True)
        change = self.product_uom_id._compute_quantity(
            boxes - self._get_qty_procurement(), self.product_id.uom_id, round=False
        )
        moves = line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
            and move.location_id.usage == "supplier"
        )
        for move in moves:
            quantity = max(move.product_qty + change, 0.0)
            change -= quantity - move.product_qty
            if quantity:
                move.product_uom_qty = self.product_id.uom_id._compute_quantity(
                    quantity, move.product_uom, round=False
                )
            else:
                move._action_cancel()
        line.product_qty = boxes

    def _prepare_stock_move_vals(
        self, picking, price_unit, product_uom_qty, product_uom
    ):
        vals = super()._prepare_stock_move_vals(
            picking, price_unit, product_uom_qty, product_uom
        )
        if self.order_id.k2k_connection_id:
            vals["location_id"] = self.order_id._k2k_source_location().id
        return vals
