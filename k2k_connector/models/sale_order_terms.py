# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import ValidationError

from ..tools.shop_terms import ShopTerms


class SaleOrder(models.Model):
    """Buyer's side: the cart's way and day, fixed by the first boxes in it."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_terms(self):
        """What may be added to this cart.

        :return: ``tools.shop_terms.ShopTerms``
        """
        self.ensure_one()
        return ShopTerms(
            way=self.k2k_ship_via or "warehouse",
            day=self.k2k_truck_date or None,
            ways=tuple(self._k2k_ways(self.partner_id)),
            weekdays=self.partner_id._k2k_weekdays(),
            fixed=any(self.order_line.mapped("k2k_is_k2k")),
            prices=self._k2k_customer_terms(),
        )

    def _k2k_customer_terms(self):
        """What this customer pays where it is not what all pay."""
        return self.partner_id._k2k_customer_terms(self.company_id)

    def _k2k_begin(self):
        """Before the first boxes: the cart takes the way and day picked in the shop."""
        if any(self.order_line.mapped("k2k_is_k2k")):
            return
        website = self.website_id
        if website and self == website._k2k_cart():
            terms = website._k2k_terms()
            self._k2k_write_header(terms.way, terms.day or False)
        else:
            self._k2k_write_header(self.k2k_ship_via or "warehouse", False)

    def _k2k_write_header(self, way, day):
        if (self.k2k_ship_via, self.k2k_truck_date or False) != (way, day):
            self.write({"k2k_ship_via": way, "k2k_truck_date": day})

    def _k2k_fix_day(self, choice):
        """The first boxes decide the day, where the customer has not.

        :return: the offers of the choice that can be had on the cart's day
        """
        if not self.k2k_truck_date and choice:
            day = choice[0]._first_customer_date(self.partner_id)
            self._k2k_write_header(self.k2k_ship_via, day)
        day = self.k2k_truck_date
        return choice.filtered(
            lambda offer: not day or day in offer._customer_dates(self.partner_id)
        )

    # ------------------------------------------------------------------
    # Another way, another day
    # ------------------------------------------------------------------
    def _k2k_change_terms(self, way, day):
        """Re-check every line for another way and day; nothing leaves the cart.

        What does not fit is moved to equal boxes that do, if there are any; the rest
        stays, is told, and stops the check-out.

        :return: list of texts for the customer
        """
        self.ensure_one()
        before = {line: line.price_unit for line in self.order_line}
        self._k2k_write_header(way, day or False)
        for line in self._k2k_misfits():
            line._k2k_move_to_fitting()
        texts = self._k2k_note_misfits()
        for line, price in before.items():
            texts += line._k2k_price_texts(price)
        return texts

    def _k2k_note_misfits(self):
        """Put on each line, and return, why it does not fit."""
        texts = []
        for line in self._k2k_misfits():
            line.shop_warning = line._k2k_misfit_text()
            texts.append(line.shop_warning)
        return texts

    # ------------------------------------------------------------------
    # Checks on the way to the payment
    # ------------------------------------------------------------------
    def _k2k_refresh_cart(self):
        """A log-in may have brought another customer's way: lines follow, or stop."""
        boxes = self.order_line.filtered("k2k_is_k2k")
        boxes.filtered(lambda line: line._k2k_misfit())._k2k_follow_header()
        changed = super()._k2k_refresh_cart()
        texts = self._k2k_note_misfits()
        if texts:
            self.shop_warning = "\n".join([*filter(None, [self.shop_warning]), *texts])
        return changed or bool(texts)

    def _check_cart_is_ready_to_be_paid(self):
        """Nobody pays for boxes that cannot come in the cart's way and on its day."""
        texts = [line._k2k_misfit_text() for line in self._k2k_misfits()]
        if texts:
            texts.append(self.env._("Please go back to your cart."))
            raise ValidationError("\n".join(texts))
        return super()._check_cart_is_ready_to_be_paid()

    def _k2k_header_in_words(self):
        """How and when, for the customer's eyes.

        :return: (way, day in words)
        """
        self.ensure_one()
        ways = dict(self._fields["k2k_ship_via"]._description_selection(self.env))
        day = fields.Date.to_date(self.k2k_truck_date)
        return ways.get(self.k2k_ship_via, ""), self.order_line._k2k_day_in_words(day)
