# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import scan as scan_rules

MAX_PER_ROW = 100


class K2kBoxAddLine(models.TransientModel):
    """Boxes that are alike, and what keeps them from being added."""

    _name = "k2k.box.add.line"
    _description = "Boxes to add by hand"

    add_id = fields.Many2one("k2k.box.add", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="add_id.company_id")
    row = fields.Integer(readonly=True)
    product_text = fields.Char(readonly=True)
    product_id = fields.Many2one(
        "product.product", domain="[('is_storable', '=', True)]"
    )
    ambiguous = fields.Boolean(readonly=True)
    boxes = fields.Integer(default=1)
    code = fields.Char(
        string="Box code",
        help="On the box's label, for a row of one box. Empty: the next number.",
    )
    package_type_id = fields.Many2one("stock.package.type", string="Box type")
    box_type_text = fields.Char(readonly=True)
    units = fields.Float(
        string="Units per box",
        digits="Product Unit",
        help="Stems or bunches, in the product's own unit.",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    unit_cost = fields.Float(digits=(16, 5), help="Per unit, in our currency.")
    lot_ref = fields.Char(string="Vendor's lot")
    unread = fields.Char(readonly=True)
    error = fields.Text(string="What is wrong", compute="_compute_error")

    @api.depends(
        "product_id",
        "boxes",
        "code",
        "package_type_id",
        "units",
        "unit_cost",
        "customer_id",
        "add_id.purchase_ref",
        "add_id.line_ids.code",
        "add_id.line_ids.boxes",
        "add_id.line_ids.units",
        "add_id.line_ids.product_id",
        "add_id.line_ids.customer_id",
    )
    def _compute_error(self):
        for add, lines in self.grouped("add_id").items():
            taken = lines._codes_on_their_way()
            orders = add._allocate()
            seen = {}
            for line in add.line_ids:
                code = scan_rules.code_of(line.code or "")
                seen[code] = seen.get(code, 0) + 1
            for line in lines:
                line.error = line._first_problem(taken, seen) or line._order_problem(
                    orders
                )

    def _codes_on_their_way(self):
        codes = {scan_rules.code_of(line.code or "") for line in self} - {""}
        company = self.add_id.company_id or self.env.company
        boxes = self.env["k2k.box"].search(
            [
                ("company_id", "=", company.id),
                ("code", "in", list(codes)),
                ("state", "=", "staged"),
            ]
        )
        return set(boxes.mapped("code"))

    def _first_problem(self, taken, seen):
        """In words that say what to do; False: the row is right."""
        code = scan_rules.code_of(self.code or "")
        words = {"code": code, "max": MAX_PER_ROW, "text": self.unread}
        if problem := self._product_problem():
            return problem
        if self.units <= 0:
            return self._number_problem(self.env._("How many units does a box hold?"))
        if not 1 <= self.boxes <= MAX_PER_ROW:
            return self._number_problem(
                self.env._("1 to %(max)s boxes in a row.", **words)
            )
        unread_cost = "unit_cost" in (self.unread or "") and not self.unit_cost
        if self.unit_cost < 0 or unread_cost:
            return self._number_problem(self.env._("What does a unit cost?"))
        if self.box_type_text and not self.package_type_id:
            return self.env._(
                "There is no box type %(type)s: choose one.", type=self.box_type_text
            )
        if code and self.boxes != 1:
            return self.env._("A code is for one box: one row for each.")
        if code and not scan_rules.is_plausible(code):
            return self.env._("%(code)s can't be a box code.", **words)
        if code and code in taken:
            return self.env._("Box %(code)s is on its way already.", **words)
        if code and seen.get(code, 0) > 1:
            return self.env._("Box %(code)s stands in the list twice.", **words)
        return False

    def _product_problem(self):
        if self.product_id:
            return False
        if not self.product_text:
            return self.env._("Choose the product.")
        if self.ambiguous:
            return self.env._(
                "Several products are called “%(text)s”: choose one.",
                text=self.product_text,
            )
        return self.env._(
            "There is no product “%(text)s”: choose one.", text=self.product_text
        )

    def _number_problem(self, question):
        if not self.unread:
            return question
        return self.env._(
            "%(question)s Not a number: %(text)s.", question=question, text=self.unread
        )

    def _prepare_boxes(self, awb):
        """Values of the boxes of these rows, without package; one dict for each box."""
        result, orders = [], self.add_id._allocate()
        for line in self:
            vals = {
                "company_id": awb.company_id.id,
                "awb_id": awb.id,
                "product_id": line.product_id.id,
                "uom_id": line.product_id.uom_id.id,
                "package_type_id": line.package_type_id.id,
                "quantity": line.units,
                "unit_cost": line.unit_cost,
                "landed_cost": line.unit_cost,
                "lot_ref": line.lot_ref,
                "vendor_ref": line.add_id.vendor_ref,
                "code": scan_rules.code_of(line.code or ""),
            }
            result += [
                {**vals, **line._prepare_order_values(orders, number)}
                for number in range(line.boxes)
            ]
        return result
