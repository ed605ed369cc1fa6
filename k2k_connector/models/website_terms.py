# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.http import request
from odoo.tools.misc import get_lang

from ..tools.dates import truck_dates
from ..tools.shop import day_in_words
from ..tools.shop_terms import ShopTerms, read_day, read_way

SESSION_WAY = "k2k_ship_via"
SESSION_DAY = "k2k_truck_date"


class Website(models.Model):
    """How and when the visitor wants its boxes: what all pages of the shop show."""

    _inherit = "website"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_terms(self):
        """The visitor's way and day: the cart's, once boxes are in it.

        :return: ``tools.shop_terms.ShopTerms``
        """
        cart = self._k2k_cart()
        if cart and any(cart.order_line.mapped("k2k_is_k2k")):
            asked = (
                cart.id,
                cart.partner_id.id,
                cart.k2k_ship_via,
                cart.k2k_truck_date,
            )
            return self._k2k_once_a_request(asked, cart._k2k_terms)
        session = request.session if request else {}
        posted = session.get(SESSION_WAY), session.get(SESSION_DAY)
        return self._k2k_once_a_request(
            posted, lambda: self._k2k_visitor_terms(*posted)
        )

    def _k2k_once_a_request(self, asked, make_terms):
        """Each tile of a page asks several times; the answer takes queries.

        :param tuple asked: all that the answer depends on, besides who asks
        """
        if not request:
            return make_terms()
        key = (self.id, self.env.uid, *asked)
        known = getattr(request, "k2k_terms", None)
        if not isinstance(known, tuple) or known[0] != key:
            known = request.k2k_terms = (key, make_terms())
        return known[1]

    def _k2k_visitor_terms(self, way, day):
        partner = self.env.user.partner_id
        company = self.sudo().company_id
        ways = tuple(partner._k2k_ways(company))
        return ShopTerms(
            way=read_way(way, ways) or ways[0],
            day=read_day(day, fields.Date.context_today(self)),
            ways=ways,
            weekdays=partner._k2k_weekdays(),
            prices=partner._k2k_customer_terms(company),
        )

    def _k2k_choose_terms(self, way=None, day=None):
        """The visitor picks way and day: the cart follows, or says what does not fit.

        :param way: posted; None: as before
        :param day: posted ISO date; empty: any
        :return: list of texts, what does not fit any more
        """
        cart = self._k2k_cart()
        terms = self._k2k_terms()
        way = read_way(way, terms.ways) or terms.way
        picked = read_day(day, fields.Date.context_today(self))
        request.session[SESSION_WAY] = way
        request.session[SESSION_DAY] = picked.isoformat() if picked else ""
        if not terms.fixed:
            return []
        return cart._k2k_change_terms(way, picked or terms.day)

    def _k2k_bar(self):
        """What the bar above products and cart offers to choose.

        :return: dict with ``terms``, ``days`` (list of dates), ``has_boxes`` (whether
            any supplier has boxes at all) and ``box_types``: list of (code, name) of
            the boxes to be had on the visitor's day, the biggest first
        """
        terms = self._k2k_terms()
        # customers may not read offers, but when they can have which kind of boxes
        offers = self.env["k2k.offer"].sudo()
        windows = offers._shop_windows(self.sudo().company_id, terms)
        days = self._k2k_possible_days(windows, terms)
        has_boxes = bool(days)
        if terms.day and terms.day not in days:
            days = sorted([*days, terms.day])
        return {
            "terms": terms,
            "days": days,
            "has_boxes": has_boxes,
            "box_types": self._k2k_box_types(windows, terms),
        }

    def _k2k_day_in_words(self, day):
        return day_in_words(day, get_lang(self.env).code)

    def _k2k_possible_days(self, windows, terms):
        """Days on which this visitor can have any boxes in its way."""
        days = set()
        for window in windows:
            if window.ship_date:
                days.update(
                    truck_dates(
                        window.ship_date,
                        window.ship_until or window.ship_date,
                        window.connection_id.transit_days,
                        terms.weekdays,
                        window.connection_id._last_order_day(),
                    )
                )
        return sorted(days)

    def _k2k_box_types(self, windows, terms):
        """Kinds of boxes the visitor can have, for the filter."""
        types = self.env["stock.package.type"].sudo()
        types = types.union(
            *(
                window.package_type_id
                for window in windows
                if terms.fits(window.truck_date_from, window.truck_date_to)
            )
        )
        coded = types.filtered("k2k_code").sorted("k2k_fbe", reverse=True)
        return list(
            {kind.k2k_code: (kind.k2k_code, kind.name) for kind in coded}.values()
        )
