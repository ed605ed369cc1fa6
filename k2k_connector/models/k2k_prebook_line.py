# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import ChangedLine, OrderChanged


class K2kPrebookLine(models.Model):
    _name = "k2k.prebook.line"
    _description = "Prebook line"
    _order = "prebook_id desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    prebook_id = fields.Many2one(
        "k2k.prebook",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="prebook_id.company_id", store=True, index=True
    )
    connection_id = fields.Many2one(related="prebook_id.connection_id", store=True)
    currency_id = fields.Many2one(related="prebook_id.currency_id")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", check_company=True
    )
    product_id = fields.Many2one(
        related="sale_line_id.product_id", store=True, index=True
    )
    uom_id = fields.Many2one(
        related="sale_line_id.product_uom_id", string="Pack", store=True
    )
    offer_key = fields.Char(required=True)
    peer_ref = fields.Char(required=True, help="What the vendor holds the boxes under.")
    unit_cost = fields.Float(
        digits=(16, 5),
        groups="purchase.group_purchase_user,account.group_account_invoice",
    )
    landed_cost = fields.Float(
        digits=(16, 5),
        groups="purchase.group_purchase_user,account.group_account_invoice",
        help="Estimate when ordered, per stem or bunch.",
    )
    boxes_ordered = fields.Integer(readonly=True)
    boxes_confirmed = fields.Integer(readonly=True)
    boxes_shipped = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_received = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_billed = fields.Integer(compute="_compute_box_counters", store=True)
    boxes_cancelled = fields.Integer(readonly=True)
    boxes_to_resupply = fields.Integer(
        string="To re-supply",
        readonly=True,
        help="Boxes that the vendor cannot supply and the customer still waits for.",
    )
    unable_to_source = fields.Boolean(
        compute="_compute_unable_to_source", store=True, index=True
    )

    @api.depends("boxes_to_resupply")
    def _compute_unable_to_source(self):
        for line in self:
            line.unable_to_source = line.boxes_to_resupply > 0

    def _compute_box_counters(self):
        """Sums over the line's boxes: the addon that knows boxes counts them."""
        self.boxes_shipped = 0
        self.boxes_received = 0
        self.boxes_billed = 0

    @api.depends("product_id", "prebook_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (
                f"{line.prebook_id.name}: {line.product_id.display_name}"
            )

    def _prepare_purchase_line_vals(self):
        """One PO line a prebook line, in packs, at the offer's cost of today."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_qty": self._boxes_open(),
            "product_uom_id": self.uom_id.id,
            "price_unit": self._cost_per_box(),
            "date_planned": self.prebook_id.truck_date or fields.Datetime.now(),
            # both are completed for all lines at once, see _k2k_complete
            "name": self.product_id.name,
            "tax_ids": [],
            "k2k_line_ref": uuid4().hex,
            "k2k_prebook_line_ids": [fields.Command.link(self.id)],
        }

    def _change_boxes(self, quantity):
        """The customer wants more or fewer boxes; possible until the vendor confirms.

        :param float quantity: boxes on the customer's line from now on
        :raise UserError: the vendor's refusal
        """
        self.ensure_one()
        boxes = int(quantity)
        purchase_line = self.purchase_line_id
        order = purchase_line.order_id
        if boxes <= 0:
            raise UserError(
                self.env._(
                    "Cancel the prebook %(prebook)s instead of ordering no box.",
                    prebook=self.prebook_id.name,
                )
            )
        reply = self.env["k2k.gateway"].send(
            self.connection_id,
            "order_changed",
            OrderChanged(
                po_ref=order.name,
                lines=[ChangedLine(line_ref=purchase_line.k2k_line_ref, boxes=boxes)],
            ),
        )
        if not reply["ok"]:
            raise UserError(reply["error"])
        self.boxes_ordered = boxes + self.boxes_cancelled
        self.boxes_to_resupply = 0
        purchase_line._k2k_set_boxes(boxes)

    # ------------------------------------------------------------------
    # Another source
    # ------------------------------------------------------------------
    def action_resupply(self):
        """List who else has such boxes."""
        self.ensure_one()
        self._check_may_resupply()
        return self.env["k2k.resupply"]._open(self)

    def _check_may_resupply(self):
        self.check_access("read")
        self.sale_line_id.check_access("write")
        if self.boxes_to_resupply <= 0:
            raise UserError(
                self.env._(
                    "%(line)s needs no other source any more.", line=self.display_name
                )
            )

    def _resupply(self, offer, boxes):
        """The customer's line goes on with boxes of another source, at its price.

        :param offer: a ``k2k.offer``; empty: our own stock
        :param int boxes: boxes of that source
        :return: the new ``sale.order.line``, held and ordered where it is an offer
        """
        self.ensure_one()
        self._check_may_resupply()
        old = self.sale_line_id
        old_units = self._units_per_box()
        new_units = offer.units if offer else old_units
        served = min(self.boxes_to_resupply, int(boxes * new_units / old_units) or 1)
        old._k2k_lower(served)
        # the counter is nobody's to type; the right to sell was checked above
        self.sudo().boxes_to_resupply -= served
        self._close_resupply()
        product = (offer or self).product_id
        new = self.env["sale.order.line"].create(
            {
                "order_id": old.order_id.id,
                "product_id": product.id,
                "product_uom_id": (offer.uom_id or self.uom_id).id,
                "product_uom_qty": boxes,
                "k2k_offer_id": offer.id,
                "k2k_unit_price": old.k2k_unit_price if offer else 0.0,
                **self._resupply_terms(offer),
                "price_unit": old.price_unit / old_units * new_units,
                "discount": old.discount,
                "tax_ids": [fields.Command.set(old.tax_ids.ids)],
                "sequence": old.sequence,
            }
        )
        self._tell_new_day(new)
        self.prebook_id.message_post(
            body=self.env._(
                "%(boxes)s × %(product)s: taken from %(origin)s instead.",
                boxes=boxes,
                product=product.display_name,
                origin=offer.sudo().connection_id.partner_id.name
                or self.env._("our own stock"),
            )
        )
        return new

    def _resupply_terms(self, offer):
        """The way and the day that were agreed on, where the other boxes have them."""
        # an offer's dates are for those who sell, the line's are for all
        offer = offer.sudo()
        if not offer:
            return {}
        prebook = self.prebook_id
        way = prebook.ship_via
        if not offer._travels_by(way):
            way = "grower" if way == "warehouse" else "warehouse"
        terms = prebook.sale_order_id._k2k_line_terms(offer, way, prebook.truck_date)
        return {name: terms[name] for name in ("k2k_ship_via", "k2k_truck_date")}

    def _give_up_resupply(self):
        """The customer does without: the order is lowered."""
        self.ensure_one()
        self._check_may_resupply()
        boxes = self.boxes_to_resupply
        self.sale_line_id._k2k_lower(boxes)
        self.sudo().boxes_to_resupply = 0
        self._close_resupply()
        self._tell_customer(
            self.env._(
                "%(boxes)s × %(product)s could not be had and are taken off your "
                "order.",
                boxes=boxes,
                product=self.product_id.display_name,
            )
        )

    def _tell_new_day(self, new):
        """Boxes of another source that come later than promised are told of."""
        day, promised = new.k2k_truck_date, self.prebook_id.truck_date
        if day and promised and day > promised:
            self._tell_customer(
                self.env._(
                    "%(product)s will be with you on %(day)s.",
                    product=new.product_id.display_name,
                    day=new._k2k_date_in_words(),
                )
            )

    def _tell_customer(self, text):
        order = self.sale_line_id.order_id
        order.message_post(
            body=text,
            partner_ids=order.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _close_resupply(self):
        """Nothing is left to be found: the salesperson's task is done."""
        # the task goes with the matter, whoever settles it
        prebook = self.prebook_id.sudo()
        if not prebook.line_ids.filtered("unable_to_source"):
            prebook.activity_feedback(["k2k_connector.mail_activity_type_resupply"])

    def _boxes_open(self):
        """Boxes that are still to come from this vendor, or have come."""
        self.ensure_one()
        return self.boxes_ordered - self.boxes_cancelled

    def _units_per_box(self):
        """How many of the product's own unit one box holds."""
        self.ensure_one()
        return self.uom_id._compute_quantity(1.0, self.product_id.uom_id, round=False)
