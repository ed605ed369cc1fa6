# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.tools.misc import get_lang

from ..tools.shop import day_in_words

# Context key: a line follows its order, nobody has chosen a way or day for it.
FOLLOWS = "k2k_follows_order"


class SaleOrderLine(models.Model):
    """Buyer's side: a line travels in its order's way, on its order's day."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_terms_of(self, offer):
        """Price, ship date and day with the customer, if the line took this offer.

        :return: dict of field values; the first possible day where the order's is not
        """
        return self.order_id._k2k_line_terms(offer)

    def _k2k_follow_header(self):
        """Take price and dates of the order's way and day, where the boxes have them.

        What does not fit stays as it was: :meth:`_k2k_misfit` tells why.
        """
        for line in self.filtered(lambda ln: not ln.k2k_own_terms):
            offer = line.k2k_offer_id.sudo()
            terms = line._k2k_terms_of(offer)
            if not offer._travels_by(terms["k2k_ship_via"]):
                continue
            wanted = line.order_id.k2k_truck_date
            if terms["k2k_unit_price"] > 0 and wanted in (
                False,
                terms["k2k_truck_date"],
            ):
                changed = line._k2k_changed_terms(terms)
                line.with_context(**{FOLLOWS: True}).write(changed)

    def _k2k_changed_terms(self, terms):
        """An agreed price stays as long as the way is the same."""
        if terms["k2k_ship_via"] == self.k2k_ship_via:
            del terms["k2k_unit_price"]
        return {name: value for name, value in terms.items() if self[name] != value}

    def _k2k_misfit(self):
        """Why the line does not fit the order's way and day.

        :return: ``way``, ``day`` or False
        """
        self.ensure_one()
        way, day = self._k2k_wanted()
        if self.k2k_ship_via != way or not self.k2k_offer_id.sudo()._travels_by(way):
            return "way"
        if day and not self._k2k_comes_on(day):
            return "day"
        return False

    def _k2k_wanted(self):
        """The way and the day that hold for this line.

        :return: (way, date or False)
        """
        order = self.order_id
        return order.k2k_ship_via or "warehouse", order.k2k_truck_date

    def _k2k_comes_on(self, day):
        return self.k2k_truck_date == day

    def _k2k_misfit_text(self):
        """The same for the customer, with what to do; empty when the line fits."""
        misfit = self._k2k_misfit()
        name = self.product_id.with_context(display_default_code=False).display_name
        way, day = self._k2k_wanted()
        if misfit == "way" and way == "grower":
            return self.env._(
                "%(product)s cannot come straight from the grower.", product=name
            )
        if misfit == "way":
            return self.env._(
                "%(product)s cannot come through our warehouse.", product=name
            )
        if misfit == "day":
            return self.env._(
                "%(product)s cannot be with you on %(day)s.",
                product=name,
                day=day_in_words(day, get_lang(self.env).code),
            )
        return ""

    def _k2k_product_name(self):
        return self.product_id.with_context(display_default_code=False).display_name

    def _k2k_day_in_words(self, day):
        return day_in_words(day, get_lang(self.env).code)

    def _k2k_move_to_fitting(self):
        """Take equal boxes that fit the order's way and day instead, all or none.

        :return: whether there were any
        """
        self.ensure_one()
        order = self.order_id
        boxes = int(self.product_uom_qty)
        old = self.k2k_offer_id.sudo()
        product = self.product_id._k2k_at(order._k2k_terms())
        for offer in product._k2k_search_offers(order.company_id):
            if (
                offer.uom_id == old.uom_id
                and offer._box_type_text() == old._box_type_text()
                and self._k2k_move_to(offer, boxes)
            ):
                return True
        return False

    def _k2k_move_to(self, offer, boxes):
        """Hold the boxes of another offer, then give the old ones back."""
        if not self.order_id._k2k_may_hold():
            if offer.boxes_available < boxes:
                return False
            self.k2k_offer_id = offer.id
            return True
        token = offer._new_peer_ref()
        ship_date = self._k2k_terms_of(offer)["k2k_ship_date"]
        answer = self.order_id._k2k_hold_for_cart(offer, token, boxes, ship_date)
        if answer.boxes < boxes:
            if answer.boxes:
                offer._release(offer.connection_id, [token])
            return False
        self.k2k_offer_id = offer.id
        self.k2k_token = token
        self._k2k_note_held(answer.boxes, answer.expires_at)
        self._k2k_leave_on(answer.ship_date)
        return True
