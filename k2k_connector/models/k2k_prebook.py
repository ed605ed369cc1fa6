# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import Order, OrderLine

SHIP_VIA = [("warehouse", "Via warehouse"), ("grower", "Direct from the grower")]


class K2kPrebook(models.Model):
    """What a customer has ordered from a vendor's stock; no invoice yet.

    Made when the customer's order is confirmed, one for each connection, ship via, ship
    date and truck date, together with its purchase order and the vendor's order.
    """

    _name = "k2k.prebook"
    _description = "Prebook"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    # nobody writes a prebook by hand, everybody who sees it may talk about it
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, index=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    connection_id = fields.Many2one(
        "k2k.connection", required=True, index=True, readonly=True, check_company=True
    )
    partner_id = fields.Many2one(
        related="sale_order_id.partner_id", string="Customer", store=True, index=True
    )
    user_id = fields.Many2one(
        related="sale_order_id.user_id", string="Salesperson", store=True
    )
    vendor_id = fields.Many2one(
        related="connection_id.partner_id", string="Vendor", store=True, index=True
    )
    purchase_order_id = fields.Many2one(
        "purchase.order", readonly=True, index=True, check_company=True, copy=False
    )
    # The numbers are no secret to who may see the prebook, the documents may be: to
    # search through the documents themselves takes the right to read them.
    sale_order_name = fields.Char(
        related="sale_order_id.name", string="Sales Order Number"
    )
    customer_reference = fields.Char(related="sale_order_id.client_order_ref")
    purchase_order_name = fields.Char(
        related="purchase_order_id.name", string="Purchase Order Number"
    )
    ship_via = fields.Selection(SHIP_VIA, default="warehouse", required=True)
    ship_date = fields.Date(readonly=True)
    truck_date = fields.Date(tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("ordered", "Ordered"),
            ("confirmed", "Confirmed"),
            ("shipped", "Shipped"),
            ("received", "Received"),
            ("done", "Billed"),
            ("cancelled", "Cancelled"),
            ("exception", "Unable to source"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("k2k.prebook.line", "prebook_id", readonly=True)
    currency_id = fields.Many2one(related="sale_order_id.currency_id")
    boxes_ordered = fields.Integer(compute="_compute_boxes", store=True)
    boxes_confirmed = fields.Integer(compute="_compute_boxes", store=True)
    boxes_shipped = fields.Integer(compute="_compute_boxes", store=True)
    boxes_received = fields.Integer(compute="_compute_boxes", store=True)
    boxes_billed = fields.Integer(compute="_compute_boxes", store=True)
    boxes_cancelled = fields.Integer(compute="_compute_boxes", store=True)

    _name_unique = models.Constraint(
        "unique(company_id, name)", "A prebook of this number exists already."
    )

    @api.depends(
        "line_ids.boxes_ordered",
        "line_ids.boxes_confirmed",
        "line_ids.boxes_shipped",
        "line_ids.boxes_received",
        "line_ids.boxes_billed",
        "line_ids.boxes_cancelled",
    )
    def _compute_boxes(self):
        for prebook in self:
            for counter in self._counters():
                prebook[counter] = sum(prebook.line_ids.mapped(counter))

    @api.model
    def _counters(self):
        return (
            "boxes_ordered",
            "boxes_confirmed",
            "boxes_shipped",
            "boxes_received",
            "boxes_billed",
            "boxes_cancelled",
        )

    @api.depends(
        "boxes_ordered",
        "boxes_confirmed",
        "boxes_shipped",
        "boxes_received",
        "boxes_billed",
        "boxes_cancelled",
        "line_ids.unable_to_source",
        "purchase_order_id.state",
    )
    def _compute_state(self):
        for prebook in self:
            prebook.state = prebook._state_from_counters()

    def _state_from_counters(self):
        """The furthest step that all boxes still wanted have reached."""
        wanted = self.boxes_ordered - self.boxes_cancelled
        if any(self.line_ids.mapped("unable_to_source")):
            return "exception"
        if self.line_ids and wanted <= 0:
            return "cancelled"
        for counter, state in (
            (self.boxes_billed, "done"),
            (self.boxes_received, "received"),
            (self.boxes_shipped, "shipped"),
            (self.boxes_confirmed, "confirmed"),
        ):
            if wanted and counter >= wanted:
                return state
        return "ordered" if self.purchase_order_id.state == "purchase" else "draft"

    # ------------------------------------------------------------------
    # Ordering
    # ------------------------------------------------------------------
    @api.model
    def _create_from_orders(self, orders):
        """Make prebook, approved purchase order and vendor order of confirmed orders.

        All in the caller's transaction: each order is whole or absent.

        :param orders: confirmed ``sale.order`` records; other lines are left alone
        :raise UserError: the vendor refuses; says why
        """
        return self._create_from_lines(orders.order_line.filtered("k2k_is_k2k"))

    @api.model
    def _create_from_lines(self, lines):
        """The same for some lines of confirmed orders."""
        groups = lines.grouped(lambda line: (line.order_id, line._k2k_prebook_key()))
        # Ordering from a vendor is no purchaser's duty here: whoever may confirm the
        # customer's order causes it, as in core's sale_purchase. Without core's "you
        # have been assigned", which writes on the vendor's contact: a row that all
        # customers share.
        elevated = self.sudo().with_context(mail_auto_subscribe_no_notify=True)
        prebooks = elevated.create(
            [
                self._prepare_vals(order, key, lines)
                for (order, key), lines in groups.items()
            ]
        )
        prebooks._note_missing()
        ordered = prebooks.filtered(lambda prebook: prebook._open_boxes())
        ordered._create_purchase_orders()
        ordered._link_documents()
        for prebook in ordered:
            prebook._send_order()
        return prebooks

    @api.model
    def _prepare_vals(self, order, key, lines):
        connection, ship_via, ship_date, truck_date = key
        # who confirms an order need not see what it costs us
        offers = lines.sudo().k2k_offer_id
        rates = self.line_ids._rates_of_today(offers)
        return {
            "name": self.env["ir.sequence"].next_by_code("k2k.prebook"),
            "company_id": order.company_id.id,
            "sale_order_id": order.id,
            "connection_id": connection.id,
            "ship_via": ship_via,
            "ship_date": ship_date,
            "truck_date": truck_date,
            "line_ids": [
                fields.Command.create(
                    {
                        "sale_line_id": line.id,
                        "boxes_ordered": int(line.product_uom_qty),
                        "offer_key": line.k2k_offer_id.key,
                        "peer_ref": line.k2k_token,
                        "unit_cost": line.k2k_offer_id.unit_cost,
                        "landed_cost": line.k2k_offer_id.landed_cost,
                        **self.line_ids._prepare_vendor_terms(line.k2k_offer_id, rates),
                        **self._prepare_missing_vals(line),
                    }
                )
                for line in lines.sudo()
            ],
        }

    def _create_purchase_orders(self):
        """One purchase order for each prebook, approved without anyone."""
        orders = self.env["purchase.order"].create(
            [prebook._prepare_purchase_order_vals() for prebook in self]
        )
        for prebook, order in zip(self, orders, strict=True):
            prebook.purchase_order_id = order
        orders.order_line._k2k_complete()
        for line in orders.order_line:
            # where our taxes are part of a price, the vendor's has to grow by them
            price = line._k2k_price_with_taxes(line.price_unit)
            if price != line.price_unit:
                line.price_unit = price
        orders.button_confirm()

    def _prepare_purchase_order_vals(self):
        self.ensure_one()
        return {
            "partner_id": self.vendor_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "picking_type_id": self.connection_id.warehouse_id.in_type_id.id,
            "user_id": (self.sale_order_id.user_id or self.connection_id.user_id).id,
            "origin": f"{self.name}, {self.sale_order_id.name}",
            "date_planned": self.truck_date or fields.Datetime.now(),
            "k2k_prebook_id": self.id,
            "k2k_connection_id": self.connection_id.id,
            "order_line": [
                fields.Command.create(line._prepare_purchase_line_vals())
                for line in self._open_boxes()
            ],
        }

    def _send_order(self):
        """Tell the vendor; its refusal stops the customer's confirmation."""
        self.ensure_one()
        open_boxes = self._open_boxes()
        first = next(iter(open_boxes))
        reply = self.env["k2k.gateway"].send(
            self.connection_id,
            "order",
            Order(
                po_ref=self.purchase_order_id.name,
                ship_date=fields.Date.to_string(self.ship_date),
                ship_via=self.ship_via,
                truck_date=fields.Date.to_string(self.truck_date) or "",
                ship_to=self._prepare_ship_to(),
                carrier=self._prepare_carrier(),
                lines=[
                    OrderLine(
                        line_ref=line.purchase_line_id.k2k_line_ref,
                        peer_ref=line.peer_ref,
                        key=line.offer_key,
                        boxes=boxes,
                    )
                    for line, boxes in open_boxes.items()
                ],
            ),
            message_ref=f"order-{first.purchase_line_id.k2k_line_ref}",
            document=self.sale_order_id,
        )
        if reply["ok"]:
            self._after_order(reply)
        else:
            self._order_refused(reply["error"])

    def _order_refused(self, reason):
        """The vendor does not take the order.

        :raise UserError: says why
        """
        raise UserError(reason)

    def _after_order(self, reply):
        """Hook: the vendor has taken the order.

        :param dict reply: the vendor's answer
        """
        self.ensure_one()
        self.purchase_order_id.partner_ref = reply["order_ref"]
        self.connection_id._notify(
            "orders",
            "mail_template_prebook_ordered",
            self,
            self.sale_order_id.user_id,
        )

    # ------------------------------------------------------------------
    # What the vendor sends
    # ------------------------------------------------------------------
    @api.model
    def _find_by_po(self, connection, po_ref):
        """The prebook of a purchase order of this connection.

        :raise UserError: there is none
        """
        prebook = self.search(
            [
                ("connection_id", "=", connection.id),
                ("purchase_order_id.name", "=", po_ref),
            ],
            limit=1,
        )
        if not prebook:
            raise UserError(
                self.env._("There is no purchase order %(ref)s here.", ref=po_ref)
            )
        return prebook

    @api.model
    def _receive_order_confirmed(self, connection, message):
        """The vendor ships: note for each line how many boxes."""
        prebook = self._find_by_po(connection, message.po_ref)
        boxes = {line.line_ref: line.boxes for line in message.lines}
        for line in prebook.line_ids:
            line.boxes_confirmed = boxes.get(line.purchase_line_id.k2k_line_ref, 0)
        prebook.purchase_order_id.write(
            {"acknowledged": True, "partner_ref": message.order_ref}
        )
        connection._notify(
            "shipping",
            "mail_template_prebook_confirmed",
            prebook,
            prebook.sale_order_id.user_id,
        )
        return {}
