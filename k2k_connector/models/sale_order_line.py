# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.tools import float_compare, float_round
from odoo.tools.misc import get_lang

from ..tools.shop import day_in_words
from .k2k_prebook import SHIP_VIA


class SaleOrderLine(models.Model):
    """Buyer's side: a line sold from a vendor's offer. Vendor's side: a line that a
    buyer's purchase order made."""

    _inherit = "sale.order.line"

    # Buyer
    k2k_offer_id = fields.Many2one(
        "k2k.offer",
        string="Source",
        copy=False,
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id), ('boxes_available', '>', 0)]",
        help="The supplier's boxes this line is sold from. Empty: our own stock.",
    )
    k2k_is_k2k = fields.Boolean(
        string="K2K",
        compute="_compute_k2k_from_offer",
        store=True,
        precompute=True,
        copy=False,
    )
    k2k_unit_price = fields.Float(
        compute="_compute_k2k_from_offer",
        store=True,
        precompute=True,
        copy=False,
        digits=(16, 5),
        help="Price per stem or bunch when the line was made; it stays.",
    )
    k2k_ship_via = fields.Selection(
        SHIP_VIA,
        string="Travels",
        compute="_compute_k2k_from_offer",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
    )
    k2k_ship_date = fields.Date(
        compute="_compute_k2k_from_offer", store=True, precompute=True, copy=False
    )
    k2k_truck_date = fields.Date(
        string="With the customer",
        compute="_compute_k2k_from_offer",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
    )
    k2k_token = fields.Char(
        copy=False,
        index="btree_not_null",
        help="The line's own token: boxes are held under it.",
    )
    k2k_held_boxes = fields.Integer(string="Held", readonly=True, copy=False)
    k2k_hold_expires_at = fields.Datetime(readonly=True, copy=False)
    k2k_prebook_line_ids = fields.One2many(
        "k2k.prebook.line", "sale_line_id", copy=False
    )
    _k2k_running_clock_index = models.Index(
        "(k2k_hold_expires_at) WHERE k2k_held_boxes > 0"
    )

    # Vendor
    k2k_peer_line_ref = fields.Char(
        string="Buyer's line reference",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    k2k_hold_ids = fields.One2many("k2k.hold", "sale_line_id", copy=False)

    @api.depends("k2k_offer_id")
    def _compute_k2k_from_offer(self):
        """Taken once, when the source is chosen: later prices are for later lines."""
        for line in self:
            # the offer's dates and vendor are for those who sell, the line's for all
            offer = line.k2k_offer_id.sudo()
            line.k2k_is_k2k = bool(offer)
            line.update(line._k2k_terms_of(offer))

    @api.depends("k2k_offer_id")
    def _compute_product_uom_id(self):
        """K2K sells whole boxes: the offer's pack is the line's unit."""
        k2k_lines = self.filtered("k2k_offer_id")
        for line in k2k_lines:
            line.product_uom_id = line.k2k_offer_id.uom_id
        return super(SaleOrderLine, self - k2k_lines)._compute_product_uom_id()

    @api.depends("k2k_unit_price")
    def _compute_price_unit(self):
        return super()._compute_price_unit()

    def _get_pricelist_price(self):
        if self.k2k_is_k2k:
            return self._k2k_pack_price()
        return super()._get_pricelist_price()

    def _get_pricelist_price_before_discount(self):
        if self.k2k_is_k2k:
            return self._k2k_pack_price()
        return super()._get_pricelist_price_before_discount()

    def _k2k_pack_price(self):
        """Price of one box in the order's currency: stem price times stems."""
        self.ensure_one()
        units = self.product_uom_id._compute_quantity(
            1.0, self.product_id.uom_id, round=False
        )
        own = self.company_id.currency_id
        return own._convert(
            self.k2k_unit_price * units,
            self.currency_id or own,
            self.company_id,
            self._get_order_date(),
        )

    @api.depends(
        "k2k_is_k2k",
        "k2k_prebook_line_ids.boxes_received",
        "k2k_peer_line_ref",
        "qty_delivered",
    )
    def _compute_qty_to_invoice(self):
        """A K2K box can be invoiced when it has been received, not before."""
        res = super()._compute_qty_to_invoice()
        for line in self.filtered(lambda ln: ln.k2k_is_k2k and ln.state == "sale"):
            received = sum(line.k2k_prebook_line_ids.mapped("boxes_received"))
            line.qty_to_invoice = received - line.qty_invoiced
        for line in self.filtered(
            lambda ln: ln.k2k_peer_line_ref and ln.state == "sale"
        ):
            # vendor: boxes that have left, whatever the product's policy
            line.qty_to_invoice = line.qty_delivered - line.qty_invoiced
        return res

    def _get_location_final(self):
        """A vendor's K2K goods leave to Customers: never through core's inter-company
        transit, which joins the two companies' stock."""
        if self.order_id.is_k2k:
            return self.env.ref("stock.stock_location_customers")
        return super()._get_location_final()

    def _k2k_prebook_key(self):
        """Lines with equal keys go on one prebook.

        :return: (connection, ship via, ship date, truck date)
        """
        self.ensure_one()
        # which connection an offer belongs to is told to those who sell, not to whom
        # they sell: the customer's own confirmation runs here as well
        offer = self.k2k_offer_id.sudo()
        way = self.k2k_ship_via or self.order_id.k2k_ship_via or "warehouse"
        return offer.connection_id, way, self.k2k_ship_date, self.k2k_truck_date

    # ------------------------------------------------------------------
    # Holding
    # ------------------------------------------------------------------
    def _k2k_hold(self, partial=False):
        """Hold this line's boxes until they are ordered.

        :return: (boxes held, reason in words or False)
        """
        self.ensure_one()
        if not self.k2k_token:
            self.k2k_token = self.env["k2k.offer"]._new_peer_ref()
        boxes, expires_at, reason = self.k2k_offer_id.sudo()._hold(
            self.k2k_token, self.product_uom_qty, partial=partial
        )
        if not reason:
            # a refusal leaves what is held already as it was
            self.write({"k2k_held_boxes": boxes, "k2k_hold_expires_at": expires_at})
        return boxes, reason

    def _k2k_release(self):
        """Give these lines' boxes back to the vendor's shelves."""
        held = self.filtered(lambda line: line.k2k_token and line.k2k_held_boxes)
        for connection, lines in held.grouped(
            lambda line: line.k2k_offer_id.sudo().connection_id
        ).items():
            self.env["k2k.offer"].sudo()._release(connection, lines.mapped("k2k_token"))
        held.write({"k2k_held_boxes": 0, "k2k_hold_expires_at": False})

    # ------------------------------------------------------------------
    # Shop
    # ------------------------------------------------------------------
    def _k2k_live_boxes(self):
        """Boxes that are held for this line now."""
        self.ensure_one()
        expires_at = self.k2k_hold_expires_at
        is_live = not expires_at or expires_at > fields.Datetime.now()
        return self.k2k_held_boxes if is_live else 0

    def _k2k_take(self, boxes):
        """Hold so many boxes in all for this cart line, or as many as can be had.

        :return: (boxes held, reason in words or False)
        """
        self.ensure_one()
        held = self._k2k_live_boxes()
        if boxes == held:
            return held, False
        if not self.k2k_token:
            self.k2k_token = self.env["k2k.offer"]._new_peer_ref()
        answer = self.order_id._k2k_hold_for_cart(
            self.k2k_offer_id.sudo(), self.k2k_token, boxes, self.k2k_ship_date
        )
        if answer.reason:
            # a refusal leaves everything as it was
            return held, answer.reason
        self.write(
            {"k2k_held_boxes": answer.boxes, "k2k_hold_expires_at": answer.expires_at}
        )
        self._k2k_leave_on(answer.ship_date)
        return answer.boxes, False

    def _k2k_equal_offers(self):
        """Offers of boxes that are the same as this line's for the customer, at the
        line's price; sudo, empty for lines of our own stock."""
        offer = self.k2k_offer_id.sudo()
        if not offer:
            return offer
        product = self.product_id._k2k_at(self.order_id._k2k_terms())
        return product._k2k_find_choice(offer.company_id, offer.id).filtered(
            lambda equal: float_compare(
                equal._shop_price(), self.k2k_unit_price, precision_digits=5
            )
            == 0
        )

    def write(self, vals):
        """Boxes a line no longer wants go back to the vendor's shelf at once."""
        if "k2k_offer_id" in vals:
            self.filtered(
                lambda line: line.k2k_offer_id.id != vals["k2k_offer_id"]
            )._k2k_release()
        res = super().write(vals)
        if "product_uom_qty" in vals:
            self._k2k_give_back_surplus()
        return res

    def unlink(self):
        self._k2k_release()
        return super().unlink()

    def _k2k_give_back_surplus(self):
        """Lower the holds of open quotations to what their lines still ask for."""
        for line in self.filtered(lambda ln: ln.state in ("draft", "sent")):
            wanted = int(line.product_uom_qty)
            if wanted <= 0:
                line._k2k_release()
            elif line._k2k_live_boxes() > wanted:
                line._k2k_take(wanted)

    def _get_max_line_qty(self):
        """The most a cart line can be raised to, in the line's own unit."""
        if self.k2k_is_k2k:
            choice = self._k2k_equal_offers() | self.k2k_offer_id.sudo()
            left = self.order_id._k2k_boxes_left(choice.filtered("active"))
            return int(self.product_uom_qty) + left
        maximum = super()._get_max_line_qty()
        unit = self.product_id.uom_id
        if maximum is None or self.product_uom_id == unit:
            return maximum
        # core counts what is left in the product's unit, whatever the line's
        left = unit._compute_quantity(
            maximum - self.product_uom_qty, self.product_uom_id, round=False
        )
        return self.product_uom_qty + float_round(left, 0, rounding_method="DOWN")

    def _check_availability(self):
        """Held boxes are there; our own stock says nothing about them."""
        if self.k2k_is_k2k:
            return self._k2k_live_boxes() >= self.product_uom_qty
        return super()._check_availability()

    @api.depends("k2k_truck_date")
    def _compute_name(self):
        return super()._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        """Pack and day, in words: cart, mails, portal and invoice all show them."""
        description = super()._get_sale_order_line_multiline_description_sale()
        if not self.k2k_is_k2k:
            return description
        pack = self.env._(
            "Box of %(pack)s",
            pack=self.product_uom_id._k2k_pack_text(self.product_id.uom_id),
        )
        day = self._k2k_date_in_words()
        if not day:
            return f"{description}\n{pack}"
        with_you = self.env._("With you on %(day)s", day=day)
        return f"{description}\n{pack}\n{with_you}"

    def _k2k_date_in_words(self):
        """The day the boxes are with the customer, as people say it."""
        return day_in_words(self.k2k_truck_date, get_lang(self.env).code)
