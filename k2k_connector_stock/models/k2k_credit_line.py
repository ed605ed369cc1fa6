# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .k2k_credit import OPEN


class K2kCreditLine(models.Model):
    """One box of a credit: all of it, or some of its units."""

    _name = "k2k.credit.line"
    _description = "Box of a K2K credit"
    _rec_name = "code"
    _order = "credit_id, id"
    _check_company_auto = True

    credit_id = fields.Many2one(
        "k2k.credit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="credit_id.company_id", store=True)
    state = fields.Selection(related="credit_id.state", store=True)
    box_id = fields.Many2one(
        "k2k.box", readonly=True, index="btree_not_null", check_company=True
    )
    box_state = fields.Selection(related="box_id.state", string="Box is")
    code = fields.Char(string="Box code", required=True, readonly=True)
    line_ref = fields.Char(readonly=True)
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, check_company=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    units_in_box = fields.Float(readonly=True, digits="Product Unit")
    units = fields.Float(
        string="Units credited",
        digits="Product Unit",
        help="In the product's own unit; the whole box unless you say less.",
    )
    currency_id = fields.Many2one(related="credit_id.currency_id")
    unit_price = fields.Float(
        readonly=True, digits=(16, 5), help="The vendor's price, per unit."
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _units_range = models.Constraint(
        "CHECK(units > 0 AND units <= units_in_box)",
        "A credit is for some or all units of a box.",
    )

    @api.depends("units", "unit_price", "credit_id.currency_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.units * line.unit_price)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Open a credit from the boxes it is about."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if set(vals) != {"units"}:
                raise AccessError(self.env._("Only the units of a box are typed."))
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        if self.env.su:
            return  # caused by a message, or by what happened to the box
        for credit in self.credit_id:
            if credit.role != "buyer" or credit.state not in OPEN:
                raise UserError(
                    self.env._("This credit was sent: it can't be changed any more.")
                )

    def _is_whole(self):
        return not self.product_uom_id.compare(self.units, self.units_in_box)

    def _comes_off_the_order(self):
        """Whether the purchase order has one box less: we do not keep it."""
        return bool(
            self.purchase_line_id
            and self._is_whole()
            and (self.credit_id.return_boxes or self.box_id.state == "missing")
        )

    def _prepare_move_line(self):
        """A line of the credit note; on both sides it comes to the same amount.

        One box at its amount: prices per stem have more digits than invoices keep.
        """
        self.ensure_one()
        order_line = self.sale_line_id or self.purchase_line_id
        taxes = order_line.tax_ids
        vals = {
            "product_id": self.product_id.id,
            "name": self._describe(),
            "product_uom_id": order_line.product_uom_id.id,
            "quantity": 1,
            "price_unit": self._with_included_taxes(taxes),
            "discount": 0.0,
            "tax_ids": [fields.Command.set(taxes.ids)],
        }
        if self._comes_off_the_order():
            vals["purchase_line_id"] = order_line.id
        return vals

    def _describe(self):
        words = {
            "product": self.product_id.display_name,
            "code": self.code,
            "credit": self.credit_id.name,
            "units": f"{self.units:g}",
            "all": f"{self.units_in_box:g}",
        }
        if self._is_whole():
            return self.env._("%(product)s, box %(code)s, credit %(credit)s", **words)
        return self.env._(
            "%(product)s, %(units)s of %(all)s units of box %(code)s, credit "
            "%(credit)s",
            **words,
        )

    def _with_included_taxes(self, taxes):
        """The amount, as one types it where taxes are part of the price."""
        included = taxes.filtered("price_include")
        if not included:
            return self.amount
        computed = included.compute_all(
            self.amount, currency=self.currency_id, handle_price_include=False
        )
        return computed["total_included"]
