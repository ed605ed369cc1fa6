# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import scan as scan_rules

RESULTS = [
    (scan_rules.UNKNOWN, "Unknown code"),
    (scan_rules.NOT_SHIPPED, "Not shipped by the vendor"),
    (scan_rules.CANCELLED, "Cancelled by the vendor"),
    (scan_rules.OTHER_LOCATION, "For another warehouse"),
]


class K2kBoxException(models.Model):
    """Boxes that stand in the warehouse and that nobody expected.

    Each scan that is refused puts its code here, once. Somebody then finds out what
    it is: added to the stock with its product and vendor, or set aside for good. A box
    that is received after all leaves the list by itself.
    """

    _name = "k2k.box.exception"
    _description = "K2K box that nobody expected"
    _inherit = ["mail.thread"]
    _order = "last_scan desc, id desc"
    _rec_name = "code"
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    code = fields.Char(string="Box", required=True, readonly=True)
    result = fields.Selection(RESULTS, string="Why", required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "To clear up"),
            ("received", "Received after all"),
            ("added", "Added"),
            ("aside", "Set aside"),
        ],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
    )
    scans = fields.Integer(string="Scanned", default=1, readonly=True)
    first_scan = fields.Datetime(readonly=True)
    last_scan = fields.Datetime(readonly=True)
    scanned_by = fields.Many2one("res.users", readonly=True)
    awb_id = fields.Many2one(
        "k2k.awb",
        string="Unpacked AWB",
        readonly=True,
        check_company=True,
        help="The AWB that was being unpacked.",
    )
    known_box_id = fields.Many2one(
        "k2k.box",
        string="Known as",
        readonly=True,
        check_company=True,
        help="The box of this code that we know.",
    )
    box_id = fields.Many2one(
        "k2k.box", string="Added as", readonly=True, check_company=True
    )
    # what is found out about it
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('is_storable', '=', True)]",
    )
    partner_id = fields.Many2one("res.partner", string="Vendor", check_company=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
    )
    package_type_id = fields.Many2one(
        "stock.package.type", string="Box type", check_company=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(string="Units", digits="Product Unit")
    unit_cost = fields.Float(
        digits=(16, 5),
        compute="_compute_unit_cost",
        store=True,
        readonly=False,
        help="Per the product's own unit.",
    )
    lot_ref = fields.Char(string="Vendor's lot")
    note = fields.Text()

    _open_unique = models.UniqueIndex(
        "(company_id, code) WHERE state = 'open'", "This box is on the list already."
    )

    @api.depends("awb_id")
    def _compute_warehouse_id(self):
        for row in self:
            row.warehouse_id = (
                row.warehouse_id
                or row.awb_id.warehouse_id
                or self.env["stock.warehouse"].search(
                    [("company_id", "=", row.company_id.id)], limit=1
                )
            )

    @api.depends("product_id")
    def _compute_unit_cost(self):
        for row in self:
            row.unit_cost = row.product_id.with_company(row.company_id).standard_price

    # ------------------------------------------------------------------
    # Coming and going
    # ------------------------------------------------------------------
    @api.model
    def _note(self, result, codes, box, awb):
        """Put a refused box on the list; what does not look like one is left out.

        :param str result: of the scan
        :param tuple codes: what the label may stand for, the likeliest first
        :param box: the ``k2k.box`` of that code, if we know one
        :param awb: the AWB that is being unpacked, if one was chosen
        """
        plausible = filter(scan_rules.is_plausible, (box.code or "", *codes))
        code = next(plausible, None)
        if not code:
            return
        self.flush_model(["state"])
        # Nobody types rows here. Two clerks with the same box: the second waits, is
        # run again and counts on.
        self.env.cr.execute(
            SQL(
                "INSERT INTO k2k_box_exception AS row (company_id, code, result, state,"
                " scans, first_scan, last_scan, scanned_by, awb_id, known_box_id, "
                "warehouse_id, partner_id, create_uid, write_uid, create_date, "
                "write_date) VALUES (%(company)s, %(code)s, %(result)s, 'open', 1, "
                "%(now)s, %(now)s, %(user)s, %(awb)s, %(box)s, %(warehouse)s, "
                "%(partner)s, %(user)s, %(user)s, %(now)s, %(now)s) "
                "ON CONFLICT (company_id, code) WHERE state = 'open' DO UPDATE SET "
                "scans = row.scans + 1, last_scan = %(now)s, scanned_by = %(user)s, "
                "result = %(result)s, write_date = %(now)s",
                company=self.env.company.id,
                code=code,
                result=result,
                now=fields.Datetime.now(),
                user=self.env.uid,
                awb=awb.id or None,
                box=box.id or None,
                warehouse=self._warehouse_of(awb).id or None,
                partner=(box.partner_id or awb.partner_id).id or None,
            ),
            log_exceptions=False,
        )
        self.env["k2k.box.exception"].invalidate_model(["scans", "last_scan"])

    @api.model
    def _warehouse_of(self, awb):
        return awb.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.model
    def _settle(self, boxes):
        """These boxes have been received: nothing is left to be found out."""
        rows = self.search(
            [
                ("company_id", "in", boxes.company_id.ids),
                ("code", "in", boxes.mapped("code")),
                ("state", "=", "open"),
            ]
        )
        for row in rows:
            box = boxes.filtered(lambda box, row=row: box.code == row.code)[:1]
            row.write({"state": "received", "box_id": box.id})

    def action_set_aside(self):
        """Nothing comes of it: it stands apart, and off the list."""
        self._check_open()
        self.state = "aside"
        return True

    def action_reopen(self):
        """Back on the list."""
        self.check_access("write")
        if self.filtered(lambda row: row.state != "aside"):
            raise UserError(self.env._("Only boxes that were set aside come back."))
        self.state = "open"
        return True

    def _check_open(self):
        self.check_access("write")
        if self.filtered(lambda row: row.state != "open"):
            raise UserError(self.env._("This has been cleared up already."))

    # ------------------------------------------------------------------
    # Adding it to the stock
    # ------------------------------------------------------------------
    def action_add(self):
        """Add these boxes to the stock, each as what was found out about it.

        :raise UserError: product, vendor or quantity is missing
        """
        self.env["k2k.box"]._check_may_receive()
        self._check_open()
        for row in self:
            row._check_complete()
            row._lock_code()
            row.box_id = row._create_box()
            row.state = "added"
        self.box_id._receive_unexpected()
        return True

    def _check_complete(self):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("product_id", "partner_id", "warehouse_id", "quantity")
            if not self[name]
        ]
        if missing or self.quantity < 0:
            raise UserError(
                self.env._(
                    "%(code)s: fill in %(fields)s first.",
                    code=self.code,
                    fields=", ".join(missing) or self.env._("Units"),
                )
            )

    def _lock_code(self):
        """Refuse a code that has come on its way in the meantime."""
        box = self.env["k2k.box"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("code", "=", self.code),
                ("state", "=", "staged"),
            ],
            limit=1,
        )
        if box:
            raise UserError(
                self.env._(
                    "%(code)s is on its way on %(awb)s: scan it instead.",
                    code=self.code,
                    awb=box.awb_id.display_name,
                )
            )

    def _create_box(self):
        """The box, not yet received."""
        # boxes and their packages are nobody's to type; the right was checked above
        row = self.sudo()
        package = self.env["stock.package"].create(
            {
                "name": row.code,
                "package_type_id": row.package_type_id.id,
                "k2k_company_id": row.company_id.id,
                "k2k_origin_partner_id": row.partner_id.commercial_partner_id.id,
            }
        )
        return (
            self.env["k2k.box"]
            .sudo()
            .create(
                {
                    "company_id": row.company_id.id,
                    "code": row.code,
                    "package_id": package.id,
                    "package_type_id": row.package_type_id.id,
                    "awb_id": row._find_awb().id,
                    "product_id": row.product_id.id,
                    "uom_id": row.product_id.uom_id.id,
                    "quantity": row.quantity,
                    "unit_cost": row.unit_cost,
                    "landed_cost": row.unit_cost,
                    "lot_ref": row.lot_ref,
                    "lot_id": row._find_lot().id,
                    "state": "missing",
                }
            )
            .sudo(False)
        )

    def _find_awb(self):
        """The AWB that was unpacked, if it is this vendor's; else the day's own."""
        if self.awb_id.partner_id == self.partner_id and self.awb_id.state == "open":
            return self.awb_id
        today = fields.Date.context_today(self)
        vals = {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "warehouse_id": self.warehouse_id.id,
            "ship_date": today,
            "name": self.env._("UNEXPECTED %(day)s", day=f"{today:%Y%m%d}"),
            "state": "open",
        }
        awb = self.env["k2k.awb"].search(
            [(name, "=", value) for name, value in vals.items()], limit=1
        )
        return awb or awb.create({**vals, "arrival_date": today})

    def _find_lot(self):
        """Its lot, made now where the product asks for one."""
        Lot = self.env["stock.lot"]
        if self.product_id.tracking == "none":
            return Lot
        name = self.lot_ref or self.code
        found = Lot.search(
            [
                ("name", "=", name),
                ("product_id", "=", self.product_id.id),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            limit=1,
        )
        return found or Lot.create(
            {
                "name": name,
                "product_id": self.product_id.id,
                "company_id": self.company_id.id,
            }
        )


class K2kBox(models.Model):
    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def _receive_unexpected(self):
        """Receive boxes that no purchase order has ordered."""
        self._lock()
        self._receive()
