# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.k2k_connector.tools.messages import read_date

from ..tools import awb as rules
from ..tools.scan import code_of


class K2kAwb(models.Model):
    """The boxes of one vendor that fly together to one of our warehouses."""

    _name = "k2k.awb"
    _description = "K2K air waybill"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "arrival_date desc, id desc"
    _rec_names_search = ["name", "name_key"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    name = fields.Char(
        string="Number",
        required=True,
        size=rules.MAX_LENGTH,
        tracking=True,
        help="The air waybill's number, or the vendor's reference as long as there is "
        "none.",
    )
    name_key = fields.Char(
        compute="_compute_name_key",
        store=True,
        index="trigram",
        help="The name without blanks and hyphens, to find it however it is typed.",
    )
    is_temporary = fields.Boolean(
        string="Temporary",
        compute="_compute_name_key",
        store=True,
        help="Not the number of an air waybill (yet).",
    )
    hint = fields.Char(compute="_compute_hint")
    house_awb = fields.Char(string="House AWB", size=rules.MAX_LENGTH)
    connection_id = fields.Many2one(
        "k2k.connection",
        index=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Destination",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
    )
    origin_id = fields.Many2one("k2k.port", string="Origin")
    ship_date = fields.Date(required=True, index=True)
    arrival_date = fields.Date(index=True, tracking=True)
    days_to_arrival = fields.Integer(
        string="Arrives in (days)", compute="_compute_days_to_arrival"
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    box_ids = fields.One2many("k2k.box", "awb_id", string="Boxes")
    pieces = fields.Integer(compute="_compute_pieces")
    pieces_received = fields.Integer(
        string="Received", compute="_compute_pieces", help="Boxes that have arrived."
    )
    pieces_staged = fields.Integer(string="Expected", compute="_compute_pieces")
    pieces_missing = fields.Integer(string="Missing", compute="_compute_pieces")
    progress = fields.Float(
        compute="_compute_pieces", help="Boxes that have arrived, in percent."
    )
    fbe = fields.Float(
        string="FBE", compute="_compute_pieces", digits=(16, 3), help="Full boxes."
    )
    note = fields.Text()

    # Shipments of one connection, day and warehouse share an AWB; see _find_or_open.
    _open_unique = models.UniqueIndex(
        "(company_id, connection_id, warehouse_id, ship_date, name_key) "
        "WHERE state = 'open'",
        "There is an open AWB of this number, vendor, day and warehouse already.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------
    @api.depends("name")
    def _compute_name_key(self):
        for awb in self:
            awb.name_key = rules.key(awb.name)
            awb.is_temporary = not rules.is_number(awb.name)

    @api.depends("name")
    def _compute_hint(self):
        for awb in self:
            digit = rules.expected_digit(awb.name)
            if rules.is_number(awb.name):
                awb.hint = False
            elif digit is None:
                awb.hint = self.env._(
                    "A temporary name: set the air waybill's number (11 digits) once "
                    "it is known."
                )
            else:
                awb.hint = self.env._(
                    "Not a valid number: the last digit should be %(digit)s. Check it "
                    "for a typing error.",
                    digit=digit,
                )

    @api.depends("arrival_date")
    def _compute_days_to_arrival(self):
        today = fields.Date.context_today(self)
        for awb in self:
            awb.days_to_arrival = (
                (awb.arrival_date - today).days if awb.arrival_date else 0
            )

    @api.depends("box_ids.state", "box_ids.package_type_id.k2k_fbe")
    def _compute_pieces(self):
        """Counted, not stored: two clerks on one AWB never write the same row."""
        rows = self.env["k2k.box"]._read_group(
            [("awb_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["awb_id", "state", "package_type_id"],
            ["__count"],
        )
        counts, fbe = {}, {}
        for awb, state, box_type, count in rows:
            counts[awb.id, state] = counts.get((awb.id, state), 0) + count
            # a purchaser may read boxes, but not core's package types
            size = box_type.sudo().k2k_fbe
            fbe[awb.id] = fbe.get(awb.id, 0.0) + size * count
        for awb in self:
            number = {
                state: counts.get((awb.id, state), 0)
                for state in ("staged", "received", "billed", "missing")
            }
            awb.pieces = sum(number.values())
            awb.pieces_received = number["received"] + number["billed"]
            awb.pieces_staged = number["staged"]
            awb.pieces_missing = number["missing"]
            awb.progress = 100 * awb.pieces_received / (awb.pieces or 1)
            awb.fbe = fbe.get(awb.id, 0.0)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._normalise_vals(vals)
        return super().write(vals)

    @api.model
    def _normalise_vals(self, vals):
        if "name" in vals:
            name = rules.normalise(vals["name"])
            if not rules.key(name):
                raise UserError(self.env._("An AWB needs a number or a name."))
            vals["name"] = name

    @api.model
    def _search_display_name(self, operator, value):
        """Found however the number is typed, by its last four digits too."""
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=") and value and rules.key(value):
            domain |= Domain("name_key", operator, rules.key(value))
        return domain

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_confirm_all(self):
        """Receive every box that is still expected, without scanning."""
        self.check_access("read")
        self._boxes("staged").action_confirm()
        return True

    def action_close(self):
        """Nothing more comes: what was not received is missing.

        The missing boxes' planned moves are cancelled and the boxes go back from the
        staging area to the vendor in our books, so that the purchase order's received
        quantity is what did arrive. A late scan receives them again.
        """
        self.env["k2k.box"]._check_may_receive()
        self.check_access("write")
        for awb in self:
            if awb.state != "open":
                raise UserError(
                    self.env._("%(awb)s is closed already.", awb=awb.display_name)
                )
        self._boxes("staged")._give_up()
        self.state = "closed"
        return True

    def action_view_boxes(self):
        """Open the list of these AWBs' boxes."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "k2k_connector_stock.action_k2k_box"
        )
        action["domain"] = [("awb_id", "in", self.ids)]
        action["context"] = {"search_default_group_product": 1}
        return action

    def _boxes(self, state):
        return self.env["k2k.box"].search(
            [("awb_id", "in", self.ids), ("state", "=", state)]
        )

    def _progress_values(self):
        """What the scan screen shows of the AWB; False for none."""
        if not self:
            return False
        return {
            "id": self.id,
            "name": self.name,
            "pieces": self.pieces,
            "pieces_received": self.pieces_received,
        }

    # ------------------------------------------------------------------
    # What the vendor ships
    # ------------------------------------------------------------------
    @api.model
    def _receive_shipment(self, connection, message):
        """Put the boxes of a vendor's order into our staging area.

        :param connection: our ``k2k.connection`` (role buyer)
        :param message: a ``Shipment``
        :return: dict with the AWB's name and the number of boxes
        :raise UserError: in words for the vendor, when the shipment does not fit
        """
        order = self._find_order(connection, message.po_ref)
        lines = self._check_shipment(connection, order, message)
        awb = self._find_or_open(connection, order, message)
        self._stage_shipment(awb, order, lines, message)
        return {"awb": awb.name, "boxes": len(message.boxes)}

    @api.model
    def _stage_shipment(self, awb, order, lines, message):
        """Put the boxes of a shipment that was checked into the staging area."""
        boxes = self.env["k2k.box"]._stage(awb, order, lines, message.boxes)
        order._k2k_propose_bill(boxes, message)
        if awb.connection_id.auto_confirm_staging:
            boxes.filtered(lambda box: box.state == "staged")._confirm()

    @api.model
    def _find_order(self, connection, po_ref):
        order = self.env["purchase.order"].search(
            [
                ("name", "=", po_ref),
                ("k2k_connection_id", "=", connection.id),
                ("company_id", "=", connection.company_id.id),
            ],
            limit=1,
        )
        if order.state != "purchase":
            raise UserError(
                self.env._("The purchase order %(order)s is not open.", order=po_ref)
            )
        return order

    @api.model
    def _check_shipment(self, connection, order, message):
        """Refuse what cannot be staged; :return: the PO line of each ``line_ref``."""
        if connection.role != "buyer":
            raise UserError(self.env._("We do not buy on this connection."))
        lines = order.order_line.grouped("k2k_line_ref")
        counts = {}
        for box in message.boxes:
            if box.line_ref not in lines or not box.line_ref:
                raise UserError(
                    self.env._(
                        "Box %(code)s is for no line of %(order)s.",
                        code=box.code,
                        order=order.name,
                    )
                )
            if not code_of(box.code) or box.quantity <= 0:
                raise UserError(
                    self.env._(
                        "A box has no code or nothing in it: %(code)s", code=box.code
                    )
                )
            counts[box.line_ref] = counts.get(box.line_ref, 0) + 1
        self._check_codes(connection, [code_of(box.code) for box in message.boxes])
        for line_ref, count in counts.items():
            self._check_not_more_than_ordered(lines[line_ref], count)
        return lines

    @api.model
    def _check_codes(self, connection, codes):
        """A code stands for one box on its way, within a shipment and before it."""
        known = (
            self.env["k2k.box"]
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("code", "in", codes),
                    ("state", "=", "staged"),
                ]
            )
            .mapped("code")
        )
        seen = set(known)
        for code in codes:
            if code in seen:
                raise UserError(
                    self.env._("Box %(code)s is on its way already.", code=code)
                )
            seen.add(code)

    @api.model
    def _check_not_more_than_ordered(self, line, count):
        shipped = self.env["k2k.box"].search_count(
            [("purchase_line_id", "=", line.id), ("state", "not in", ("cancelled",))]
        )
        if line.product_uom_id.compare(shipped + count, line.product_qty) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: %(shipped)s boxes shipped, %(ordered)s ordered.",
                    product=line.product_id.display_name,
                    shipped=shipped + count,
                    ordered=line.product_qty,
                )
            )

    @api.model
    def _find_or_open(self, connection, order, message):
        """The open AWB that a shipment goes on, opened now if there is none.

        Shared by shipments of one connection, name, ship date and warehouse; never
        across vendors.
        """
        vals = self._prepare_from_shipment(connection, order, message)
        awb = self._find_shared(vals) or self._open(vals)
        if not awb.origin_id:
            awb.origin_id = self.env["k2k.port"]._find(message.origin)
        return awb

    @api.model
    def _find_shared(self, vals):
        """The AWB that boxes of these values go on together; empty: there is none."""
        names = self._shared_by(vals)
        return self.search([(name, "=", vals[name]) for name in names], limit=1)

    @api.model
    def _shared_by(self, vals):
        """The fields in which shipments on one AWB agree; see ``_open_unique``."""
        return (
            "company_id",
            "connection_id",
            "warehouse_id",
            "ship_date",
            "name_key",
            "state",
        )

    @api.model
    def _prepare_from_shipment(self, connection, order, message):
        ship_date = read_date(message.ship_date, "ship_date")
        vendor_code = connection.code or str(connection.id)
        name = rules.name_for(message.awb_reference, vendor_code, ship_date)
        return {
            "company_id": connection.company_id.id,
            "connection_id": connection.id,
            "partner_id": connection.partner_id.id,
            "warehouse_id": order.picking_type_id.warehouse_id.id,
            "name": name,
            "name_key": rules.key(name),
            "is_temporary": not rules.is_number(name),
            "ship_date": ship_date,
            "arrival_date": ship_date + timedelta(days=connection.transit_days),
            "state": "open",
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }

    @api.model
    def _open(self, vals):
        """Insert the AWB; not by ``create``.

        When two shipments open the same AWB at once, ``create`` would end in a unique
        violation, which Odoo shows to the user. ``ON CONFLICT`` makes the second wait
        and then fail to serialise, so that Odoo runs it again, and it finds the first.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO k2k_awb (%s, create_date, write_date) VALUES "
                "(%s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC') "
                "ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(SQL.identifier(name) for name in vals),
                SQL(", ").join(SQL("%s", value) for value in vals.values()),
            ),
            # Failing to serialise is the answer expected here.
            log_exceptions=False,
        )
        return self.browse(self.env.cr.fetchone())
