# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import awb as rules
from ..tools import box_list

# Boxes at a time; more go into a second list.
MAX_BOXES = 1000
MAX_FILE = 2 * 1024 * 1024


class K2kBoxAdd(models.TransientModel):
    """Put boxes of a vendor outside K2K into the staging area, typed or from a file.

    Rows that can't be added stay in the dialog, each with what is wrong, and can be
    corrected there; the others are added.
    """

    _name = "k2k.box.add"
    _description = "Add boxes by hand"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", string="Vendor", required=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Destination",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    awb = fields.Char(
        string="AWB",
        size=rules.MAX_LENGTH,
        help="The number, or the last four digits of an open one. Empty: a temporary "
        "name of vendor and day.",
    )
    awb_hint = fields.Char(compute="_compute_awb_hint")
    house_awb = fields.Char(string="House AWB", size=rules.MAX_LENGTH)
    origin_id = fields.Many2one("k2k.port", string="Origin")
    ship_date = fields.Date(required=True, default=fields.Date.context_today)
    arrival_date = fields.Date(required=True, default=fields.Date.context_today)
    vendor_ref = fields.Char(
        string="Vendor's reference", help="Its invoice or delivery note."
    )
    file = fields.Binary(string="CSV file")
    file_name = fields.Char()
    line_ids = fields.One2many("k2k.box.add.line", "add_id", string="Boxes")
    box_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(compute="_compute_counts")
    added = fields.Integer(readonly=True)

    @api.depends("line_ids.error", "line_ids.boxes")
    def _compute_counts(self):
        for wizard in self:
            bad = wizard.line_ids.filtered("error")
            wizard.bad_count = len(bad)
            wizard.box_count = sum((wizard.line_ids - bad).mapped("boxes"))

    @api.depends("awb", "partner_id", "warehouse_id")
    def _compute_awb_hint(self):
        for wizard in self:
            found = wizard._find_awb()
            digit = rules.expected_digit(wizard.awb)
            if found:
                wizard.awb_hint = self.env._(
                    "Joins the open AWB %(awb)s of %(day)s (%(count)s boxes).",
                    awb=found.name,
                    day=found.ship_date,
                    count=found.pieces,
                )
            elif digit is not None:
                wizard.awb_hint = self.env._(
                    "Not a valid number: the last digit should be %(digit)s.",
                    digit=digit,
                )
            else:
                wizard.awb_hint = self.env._("A new AWB is opened.")

    def _find_awb(self):
        """The open AWB of this vendor and warehouse that was meant; empty: none."""
        Awb = self.env["k2k.awb"]
        key = rules.key(self.awb)
        if not self.partner_id or not self.warehouse_id:
            return Awb
        if not key:
            return Awb._find_open(
                self.partner_id, self.warehouse_id, self._temporary_name()
            )
        found = Awb._find_open(self.partner_id, self.warehouse_id, self.awb)
        if found or len(key) != 4 or not key.isdecimal():
            return found
        ending = Awb.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("warehouse_id", "=", self.warehouse_id.id),
                ("state", "=", "open"),
                ("name_key", "=like", f"%{key}"),
            ]
        )
        return ending if len(ending) == 1 else Awb

    def _temporary_name(self):
        day = self.ship_date or fields.Date.context_today(self)
        return rules.normalise(
            f"{self.partner_id.ref or self.partner_id.name or ''} {day:%Y%m%d}"
        )

    # ------------------------------------------------------------------
    # From a file
    # ------------------------------------------------------------------
    def action_read_file(self):
        """Show the file's rows, with what is wrong with each.

        :raise UserError: the file as a whole can't be read
        """
        self._check_may_add()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        data = base64.b64decode(self.file)
        if len(data) > MAX_FILE:
            raise UserError(self.env._("The file is too large: split it."))
        try:
            rows = box_list.read(box_list.decode(data))
        except box_list.BoxListError as error:
            raise UserError(self._file_problem(error)) from error
        self.line_ids.unlink()
        self.env["k2k.box.add.line"].create(self._prepare_lines(rows))
        self.write({"file": False, "added": 0})
        return self._again()

    def _file_problem(self, error):
        return {
            "empty": self.env._("There is no box in this file."),
            "encoding": self.env._(
                "This is no CSV file. Save the sheet as CSV (comma separated)."
            ),
            "columns": self.env._(
                "The first row must name the columns. These are missing: %(names)s. "
                "Known are: %(known)s.",
                names=error.detail,
                known=", ".join(box_list.COLUMNS),
            ),
            "long": self.env._(
                "The file has more than %(count)s rows: split it.", count=error.detail
            ),
        }[error.reason]

    def _prepare_lines(self, rows):
        products = self._find_products({row.product for row in rows if row.product})
        types = self._find_types({row.box_type for row in rows if row.box_type})
        customers = self._find_customers({row.customer for row in rows})
        no_product = self.env["product.product"]
        return [
            {
                "add_id": self.id,
                "row": row.number,
                "product_text": row.product,
                "product_id": found.id if len(found) == 1 else False,
                "ambiguous": len(found) > 1,
                # half a box is none: the row says so
                "boxes": int(row.boxes) if row.boxes and not row.boxes % 1 else 0,
                "code": row.code,
                "box_type_text": row.box_type,
                "package_type_id": types.get(row.box_type.upper()),
                "units": row.units or 0.0,
                "unit_cost": row.unit_cost or 0.0,
                "lot_ref": row.lot,
                "customer_text": row.customer,
                "customer_id": customers[row.customer].id,
                "unread": ", ".join(
                    f"{name} “{text}”" for name, text in row.unread.items()
                ),
            }
            for row in rows
            for found in (products.get(row.product, no_product),)
        ]

    def _find_products(self, texts):
        """Products by reference, barcode or name; of the first kind that matches.

        :return: dict of text to the products it may mean
        """
        Product = self.env["product.product"]
        base = [
            ("is_storable", "=", True),
            ("company_id", "in", [self.company_id.id, False]),
        ]
        found = dict.fromkeys(texts, Product)
        for name in ("default_code", "barcode", "name"):
            open_texts = [text for text in texts if not found[text]]
            for product in Product.search([*base, (name, "in", open_texts)]):
                found[product[name]] |= product
        return found

    def _find_types(self, codes):
        # clerks need not read every setting of a box type
        types = self.env["stock.package.type"].search(
            [
                ("k2k_code", "in", [code.upper() for code in codes]),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="company_id, sequence, id",
        )
        return {code: own[0].id for code, own in types.grouped("k2k_code").items()}

    def _again(self):
        return self._get_records_action(name=self.env._("Add boxes"), target="new")

    # ------------------------------------------------------------------
    # Into the staging area
    # ------------------------------------------------------------------
    def _check_may_add(self):
        self.ensure_one()
        self.env["k2k.box"]._check_warehouse_user()
        # whatever ids were sent: only of a company one works in
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("This is not your company."))
        self.warehouse_id.check_access("read")

    def action_add(self):
        """Add the rows that are right; the others stay, with what is wrong.

        :raise UserError: none is right, or they are too many
        """
        self._check_may_add()
        if self.file and not self.line_ids:
            return self.action_read_file()
        if not self.line_ids:
            raise UserError(self.env._("Add rows, or choose a file."))
        if not (good := self.line_ids.filtered(lambda line: not line.error)):
            raise UserError(
                self.env._(
                    "No row can be added yet:\n%(problems)s",
                    problems="\n".join(
                        f"{line.row or number}: {line.error}"
                        for number, line in enumerate(self.line_ids[:10], 1)
                    ),
                )
            )
        if sum(good.mapped("boxes")) > MAX_BOXES:
            raise UserError(
                self.env._(
                    "At most %(count)s boxes are added at a time: split the list.",
                    count=MAX_BOXES,
                )
            )
        awb = self._find_awb() or self._open_awb()
        boxes = self.env["k2k.box"]._stage_by_hand(awb, good._prepare_boxes(awb))
        awb.message_post(
            body=self.env._("%(count)s boxes added by hand.", count=len(boxes))
        )
        self.added += len(boxes)
        good.unlink()
        return self._again() if self.line_ids else awb._get_records_action()

    def _open_awb(self):
        name = self.awb if rules.key(self.awb) else self._temporary_name()
        # AWBs are opened by shipments and by this; nobody has the right to type one
        return (
            self.env["k2k.awb"]
            .sudo()
            .create(
                {
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "warehouse_id": self.warehouse_id.id,
                    "origin_id": self.origin_id.id,
                    "house_awb": self.house_awb,
                    "ship_date": self.ship_date,
                    "arrival_date": self.arrival_date,
                    "name": name,
                }
            )
            .sudo(False)
        )
