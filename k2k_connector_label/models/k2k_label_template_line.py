# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.flow import Item
from ..tools.label import points


class K2kLabelTemplateLine(models.Model):
    """A field of a custom label."""

    _name = "k2k.label.template.line"
    _description = "K2K label template field"
    _order = "template_id, sequence, id"
    _rec_name = "text"
    _check_company_auto = True

    template_id = fields.Many2one(
        "k2k.label.template",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    field = fields.Selection(
        [
            ("customer", "Customer"),
            ("ship_to", "Ship to"),
            ("carrier", "Carrier and account"),
            ("truck", "Truck date"),
            ("ship_date", "Ship date"),
            ("product", "Product"),
            ("pack", "Box type and pack"),
            ("count", "Box n of N"),
            ("lot", "Lot"),
            ("mark", "Mark"),
            ("order", "Order"),
            ("vendor", "Vendor"),
            ("awb", "AWB"),
            ("awb_last4", "AWB, last four digits"),
            ("reprint", "R on a reprint"),
            ("text", "Fixed text"),
        ],
        required=True,
        default="text",
    )
    text = fields.Char(help="What a fixed text says.")
    font_size = fields.Integer(string="Size (pt)", required=True, default=12)
    bold = fields.Boolean()
    align = fields.Selection(
        [("left", "Left"), ("center", "Middle"), ("right", "Right")],
        required=True,
        default="left",
    )
    half = fields.Boolean(
        string="Half width", help="Two such fields in a row stand side by side."
    )
    rows = fields.Integer(
        string="Lines", required=True, default=1, help="How many lines it may take."
    )

    @api.constrains("font_size", "rows", "field", "text", "half")
    def _check_drawable(self):
        for line in self:
            if not 6 <= line.font_size <= 96:
                raise ValidationError(self.env._("Letters are 6 to 96 points high."))
            if not 1 <= line.rows <= 3:
                raise ValidationError(self.env._("A field takes 1 to 3 lines."))
            if line.field == "text" and not line.text:
                raise ValidationError(self.env._("Say what the fixed text says."))
        self.template_id._check_drawable()

    def _check_known(self):
        """:raise ValidationError: a field that such labels never have."""
        if self.filtered(
            lambda line: line.field == "truck" and line.template_id.kind == "shipping"
        ):
            raise ValidationError(
                self.env._(
                    "A vendor does not know when the customer's truck leaves: take the "
                    "ship date on shipping labels."
                )
            )

    def _item(self):
        """Return the field as the layout wants it."""
        self.ensure_one()
        fixed = self.field == "text"
        return Item(
            "" if fixed else self.field,
            points(self.font_size),
            bold=self.bold,
            align=self.align,
            half=self.half,
            lines=max(self.rows, 1),
            text=self.text or "" if fixed else "",
        )
