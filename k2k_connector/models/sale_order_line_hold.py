# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.tools import float_compare, formatLang
from odoo.tools.misc import get_lang

from ..tools.dates import truck_dates
from ..tools.shop import day_in_words
from .sale_order_checkout import GROWER, OWN, SUPPLIER
from .sale_order_line_header import FOLLOWS


class SaleOrderLine(models.Model):
    """Buyer's side: what becomes of a line whose hold ends, or comes too late."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_is_timed_out(self):
        """Whether boxes were held for this line and have gone back."""
        self.ensure_one()
        ended = self.k2k_hold_expires_at
        return bool(ended) and ended <= fields.Datetime.now()

    def _k2k_renew_price(self):
        """The price when added goes with the boxes: held again, they cost what they
        cost today.

        :return: list of texts for the customer, of the lines that cost another price
        """
        texts = []
        for line in self.filtered(lambda ln: ln._k2k_is_timed_out()):
            before = line.price_unit
            price = line.order_id._k2k_price_of(line.k2k_offer_id)
            if price > 0 and float_compare(
                price, line.k2k_unit_price, precision_digits=5
            ):
                line.k2k_unit_price = price
                texts += line._k2k_price_texts(before)
        return texts

    def _k2k_price_texts(self, before):
        """:return: list with words for a box that costs another price than before"""
        self.ensure_one()
        if not float_compare(self.price_unit, before, precision_digits=2):
            return []
        text = self.env._(
            "%(product)s now costs %(price)s per box.",
            product=self._k2k_product_name(),
            price=formatLang(self.env, self.price_unit, currency_obj=self.currency_id),
        )
        return [text]

    # ------------------------------------------------------------------
    # The vendor's cut-off
    # ------------------------------------------------------------------
    def _k2k_leave_on(self, ship_date):
        """The vendor cannot ship before this day any more: its cut-off has passed.

        :param ship_date: date or False
        """
        for line in self:
            if not ship_date or not line.k2k_ship_date:
                continue
            if line.k2k_ship_date < ship_date:
                vals = {"k2k_ship_date": ship_date}
                days = line._k2k_days_from(ship_date)
                if days and line.k2k_truck_date not in days:
                    vals["k2k_truck_date"] = days[0]
                line.with_context(**{FOLLOWS: True}).write(vals)

    def _k2k_days_from(self, ship_date):
        """Days on which the customer can have what leaves from this day on."""
        # the vendor's dates and the customer's weekdays are ours, the answer theirs
        offer = self.k2k_offer_id.sudo()
        customer = self.order_id.partner_id.sudo().commercial_partner_id
        return truck_dates(
            ship_date,
            max(offer.ship_until or ship_date, ship_date),
            offer.connection_id.transit_days,
            customer.k2k_truck_weekday_ids.mapped("number"),
            offer.connection_id._last_order_day(),
        )

    def _k2k_moved_text(self, before):
        """Words for a line that comes on another day than before; else empty.

        :param before: date: when it would have been with the customer
        """
        if not before or not self.k2k_truck_date or self.k2k_truck_date == before:
            return ""
        return self.env._(
            "Too late for %(before)s: %(product)s can be with you on %(day)s.",
            before=day_in_words(before, get_lang(self.env).code),
            product=self.product_id.with_context(
                display_default_code=False
            ).display_name,
            day=self._k2k_date_in_words(),
        )

    # ------------------------------------------------------------------
    # Payments
    # ------------------------------------------------------------------
    def _k2k_keep(self, until=False):
        """Hold these lines' boxes until another moment; again, where they have gone.

        :param until: naive UTC datetime; False: until they are ordered
        """
        kept = self.browse()
        held = self.filtered(lambda ln: ln.k2k_token and ln._k2k_live_boxes())
        offers = self.env["k2k.offer"].sudo()
        for connection, lines in held.grouped(
            lambda ln: ln.k2k_offer_id.sudo().connection_id
        ).items():
            ship_dates = {line.k2k_token: line.k2k_ship_date for line in lines}
            answer = offers._keep(connection, ship_dates, until)
            for line in lines:
                if line.k2k_token in answer:
                    boxes, expires_at = answer[line.k2k_token]
                    line._k2k_note_held(boxes, expires_at)
                    if boxes >= line.product_uom_qty:
                        kept |= line
        for line in self - kept:
            line._k2k_hold_until(until)

    def _k2k_note_held(self, boxes, expires_at):
        self.write({"k2k_held_boxes": boxes, "k2k_hold_expires_at": expires_at})

    def _k2k_hold_until(self, until):
        """Hold as many of the line's boxes as can be had."""
        if not self.k2k_token:
            self.k2k_token = self.env["k2k.offer"]._new_peer_ref()
        answer = self.k2k_offer_id.sudo()._ask_hold(
            self.k2k_token,
            self.product_uom_qty,
            until,
            partial=True,
            ship_date=self.k2k_ship_date,
        )
        if not answer.reason:
            self._k2k_note_held(answer.boxes, answer.expires_at)

    def _k2k_hold_paid(self):
        """Hold what can be had of lines that are paid: their own boxes, or equal ones.

        What can't is the salesperson's to find, see ``k2k.prebook``.
        """
        for line in self:
            boxes, reason = line._k2k_hold(partial=True)
            if reason:
                line._k2k_release()
                boxes = 0
            if boxes < line.product_uom_qty:
                line._k2k_take_equal()

    def _k2k_take_equal(self):
        """Take boxes that are the same for the customer, all of them or none."""
        wanted = int(self.product_uom_qty)
        for offer in self._k2k_equal_offers() - self.k2k_offer_id:
            if offer.boxes_available < wanted:
                continue
            token = offer._new_peer_ref()
            answer = offer._ask_hold(token, wanted)
            if not answer.reason:
                # first the source: it gives back what was held of the other
                self.k2k_offer_id = offer
                self.k2k_token = token
                self._k2k_note_held(answer.boxes, answer.expires_at)
                return

    def _k2k_missing(self):
        """Boxes of a paid line that nobody has any more."""
        self.ensure_one()
        return max(int(self.product_uom_qty) - self._k2k_live_boxes(), 0)

    # ------------------------------------------------------------------
    # What the customer is told
    # ------------------------------------------------------------------
    def _k2k_origin(self):
        """Where the line comes from, without names: see ``Arrival``."""
        self.ensure_one()
        if not self.k2k_is_k2k:
            return OWN
        return GROWER if self.k2k_ship_via == "grower" else SUPPLIER
