# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from PIL import UnidentifiedImageError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import flow, layout
from ..tools.label import LabelError, NoRoom, inches, millimetres

SIZES = {"4x3": (4.0, 3.0), "4x6": (4.0, 6.0)}
SAMPLE_CODE = "KS1234567"
# A valid serial shipping container code, for previews.
SAMPLE_SSCC = "106141411234567897"


class K2kLabelTemplate(models.Model):
    """A company's own label: its size, its fields from top to bottom, its bar code.

    Companies without one get the standard labels. A custom label bears no K2K icon.
    """

    _name = "k2k.label.template"
    _description = "K2K label template"
    _order = "kind, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        selection="_kinds", string="Used for", required=True, default="staging"
    )
    size = fields.Selection(
        [("4x3", "4 x 3 in"), ("4x6", "4 x 6 in"), ("own", "Own size")],
        required=True,
        default="4x3",
    )
    own_width = fields.Float(string="Width (in)", default=4.0)
    own_height = fields.Float(string="Height (in)", default=3.0)
    symbology = fields.Selection(
        [
            ("code128", "Code 128"),
            ("gs1_128", "GS1-128 for an SSCC, Code 128 for other codes"),
            ("qr", "QR code"),
        ],
        string="Bar code",
        required=True,
        default="code128",
    )
    logo = fields.Image(max_width=1024, max_height=1024)
    line_ids = fields.One2many(
        "k2k.label.template.line",
        "template_id",
        string="Fields",
        copy=True,
        default=lambda self: self._default_lines(),
    )
    preview = fields.Binary(compute="_compute_preview")
    problem = fields.Char(compute="_compute_preview")

    _one_per_kind = models.UniqueIndex(
        "(company_id, kind) WHERE active",
        "The company has an active label of this kind already.",
    )

    @api.model
    def _kinds(self):
        return [
            ("staging", self.env._("Staging")),
            ("shipping", self.env._("Shipping")),
        ]

    @api.model
    def _default_lines(self, kind="staging"):
        """Fields of a first label, as the standard one has them.

        Only the buyer knows the customer's truck; a vendor knows the ship date.
        """
        day = "ship_date" if kind == "shipping" else "truck"
        defaults = [
            ("customer", 20, True, "left", False),
            ("product", 18, True, "left", False),
            (day, 14, False, "left", True),
            ("awb_last4", 28, True, "right", True),
            ("pack", 12, False, "left", True),
            ("count", 12, True, "right", True),
        ]
        names = ("field", "font_size", "bold", "align", "half")
        return [
            fields.Command.create(
                {"sequence": number, **dict(zip(names, values, strict=True))}
            )
            for number, values in enumerate(defaults)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """The fields proposed depend on what the label is for."""
        return super().create(
            [
                vals
                if "line_ids" in vals or not vals.get("kind")
                else {**vals, "line_ids": self._default_lines(vals["kind"])}
                for vals in vals_list
            ]
        )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "shipping":
            self.line_ids.filtered(lambda line: line.field == "truck").update(
                {"field": "ship_date"}
            )

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------
    @api.model
    def _find(self, company, kind):
        """Return the company's label of this kind, or an empty recordset."""
        # Whoever prints need not be allowed to look at the templates.
        return self.sudo().search(
            [("company_id", "=", company.id), ("kind", "=", kind)], limit=1
        )

    def _dimensions(self):
        """Return width and height in dots; :raise UserError: no printer has it."""
        self.ensure_one()
        width, height = SIZES.get(self.size, (self.own_width, self.own_height))
        if not (1 <= width <= 8 and 1 <= height <= 12):
            raise UserError(
                self.env._("A label is 1 to 8 in wide and 1 to 12 in high.")
            )
        return inches(width), inches(height)

    def _plan(self):
        """Return the :class:`..tools.layout.Plan` of this label.

        :raise UserError: it can't be drawn, with the reason
        """
        self.ensure_one()
        width, height = self._dimensions()
        items = [line._item() for line in self.line_ids.sorted("sequence")]
        # Views ask for the size of files instead of the files.
        logo = self.with_context(bin_size=False).logo
        logo = base64.b64decode(logo) if logo else None
        try:
            return flow.plan(width, height, items, self.symbology, logo)
        except NoRoom as error:
            raise UserError(
                self.env._(
                    "The fields leave %(available).0f mm for the bar code, which needs "
                    "%(needed).0f mm: take fewer fields or smaller letters.",
                    available=millimetres(error.available),
                    needed=millimetres(error.needed),
                )
            ) from error
        except (UnidentifiedImageError, OSError) as error:
            raise UserError(
                self.env._("The logo is no picture that can be printed.")
            ) from error

    def _sample_words(self):
        """Return words for the preview."""
        mixin = self.env["k2k.label.mixin"]
        today = mixin._k2k_label_date(fields.Date.context_today(self))
        shipping = self.kind == "shipping"
        return {
            "customer": self.env._("Bella Flora Design Studio"),
            "ship_to": self.env._("1200 Biscayne Blvd, Miami FL 33132"),
            "carrier": self.env._("Cool Road Trucking, account 4711"),
            "truck": not shipping and self.env._("Truck %(date)s", date=today),
            "ship_date": self.env._("Ship %(date)s", date=today),
            "product": self.env._("Agapanthus Blue 70 cm"),
            "pack": self.env._("QB 10x10 · 100 Stems"),
            "count": self.env._("Box 3 of 12"),
            "lot": self.env._("Lot L26-1107"),
            "mark": self.env._("Mark BF12"),
            "vendor": self.env._("Andes Farms"),
            "order": "S00042K" if shipping else "PB00012",
            "reprint": layout.REPRINT_TEXT,
            **mixin._k2k_label_awb("729-12344824"),
        }

    @api.depends(
        "kind",
        "size",
        "own_width",
        "own_height",
        "symbology",
        "logo",
        "line_ids",
        "line_ids.sequence",
        "line_ids.field",
        "line_ids.text",
        "line_ids.font_size",
        "line_ids.bold",
        "line_ids.align",
        "line_ids.half",
        "line_ids.rows",
    )
    def _compute_preview(self):
        for template in self:
            try:
                label = template._sample_label()
            except UserError as error:
                template.preview = False
                template.problem = str(error)
                continue
            svg = self.env["ir.qweb"]._render(
                "k2k_connector_label.label_svg", {"label": label}
            )
            template.preview = base64.b64encode(str(svg).strip().encode())
            template.problem = False

    def _sample_label(self):
        """Return a label with sample words; :raise UserError: it can't be drawn."""
        code = SAMPLE_SSCC if self.symbology == "gs1_128" else SAMPLE_CODE
        try:
            return layout.compose(self._plan(), self._sample_words(), code)
        except LabelError as error:
            raise UserError(
                self.env._("The label is too narrow for the bar code.")
            ) from error

    @api.constrains(
        "kind", "size", "own_width", "own_height", "symbology", "logo", "line_ids"
    )
    def _check_drawable(self):
        """Refuse at once what could not be printed later."""
        self.line_ids._check_known()
        for template in self:
            try:
                template._sample_label()
            except UserError as error:
                raise ValidationError(str(error)) from error
