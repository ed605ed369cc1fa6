# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ..tools.shop import pack_numbers
from ..tools.shop_terms import ShopTerms, read_day, read_way
from .shop_common import ShopCommon


class TestRules(BaseCase):
    def test_read(self):
        today = date(2026, 11, 25)
        self.assertEqual(read_day("2026-11-26", today), date(2026, 11, 26))
        for rubbish in (None, "", "2026-11-24", "tomorrow", "2026-13-01", 7, ["x"]):
            self.assertIsNone(read_day(rubbish, today))
        self.assertIsNone(read_way("grower", ["warehouse"]))
        self.assertIsNone(read_way("moon", ["warehouse", "grower"]))

    def test_served_before(self):
        terms = ShopTerms(day=date(2026, 11, 26), weekdays=(0, 3))
        self.assertTrue(terms.is_served)
        self.assertEqual(terms.served_before, date(2026, 11, 23))

    def test_packs(self):
        self.assertEqual(pack_numbers("QB 10x10", 100), (10, 10, True))
        self.assertEqual(pack_numbers("HB 12 x 25", 12), (12, 25, False))
        self.assertIsNone(pack_numbers("QB 10x10", 90))
        self.assertIsNone(pack_numbers("Big box", 90))


class TermsCase(ShopCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.buyer_connection.write({"transit_days": 1, "handling_per_box": 5.0})
        # the old boxes can be had for three days, the new ones for five
        cls.vendor_connection.max_age = 4
        cls._publish()

    def _day(self, days):
        return self.today + timedelta(days=days)

    def _at(self, day=None, **terms):
        return self.product._k2k_at(ShopTerms(day=day, **terms))


@tagged("post_install", "-at_install")
class TestTerms(TermsCase):
    def test_boxes_of_a_day(self):
        """The same boxes whether they are counted together or one by one."""
        for days, boxes in ((0, 0), (1, 5), (3, 5), (4, 3), (5, 3), (6, 0)):
            product = self._at(self._day(days)).with_company(self.buyer)
            self.assertEqual(product.k2k_boxes_available, boxes, days)
            each = sum(
                offer.boxes_available
                for offer in self.offers
                if self._day(days) in offer._customer_dates(self.customer)
            )
            self.assertEqual(each, boxes, days)

    def test_boxes_of_a_customers_weekday(self):
        """A box may wait in the cold store for the customer's next truck."""
        number = self._day(6).weekday()
        weekday = self.env["k2k.weekday"].search([("number", "=", number)])
        self.customer.k2k_truck_weekday_ids = weekday
        self.assertIn(self._day(6), self.new_offer._customer_dates(self.customer))
        terms = {"weekdays": (number,)}
        for days, boxes in ((6, 5), (3, 0), (13, 0)):
            product = self._at(self._day(days), **terms).with_company(self.buyer)
            self.assertEqual(product.k2k_boxes_available, boxes, days)

    def test_kinds_of_boxes_of_a_day(self):
        """They are those of the offers that are found for the day."""
        self.new_offer.package_type_id = self.half_box.sudo().copy(
            {"company_id": self.buyer.id}
        )
        offers = self.env["k2k.offer"].sudo()
        weekdays = (), (self._day(6).weekday(),)
        asked = None, *(self._day(days) for days in (0, 1, 3, 4, 5, 6, 13))
        for terms in (ShopTerms(day=d, weekdays=w) for d in asked for w in weekdays):
            windows = offers._shop_windows(self.buyer, terms)
            kinds = {
                window.package_type_id
                for window in windows
                if terms.fits(window.truck_date_from, window.truck_date_to)
            }
            found = offers.search(offers._shop_domain(self.buyer, terms))
            self.assertEqual(kinds, set(found.package_type_id), terms)

    def test_way(self):
        self.assertFalse(self._at(way="grower")._k2k_choices(self.buyer))
        self.buyer_connection.ship_via = "choice"
        (choice,) = self._at(way="grower")._k2k_choices(self.buyer)
        self.assertEqual(choice[0]._shop_price(), 0.78)
        product = self._at(way="grower").with_company(self.buyer)
        self.assertEqual(product.k2k_best_price, 0.78)
        self.assertEqual(self._at().with_company(self.buyer).k2k_best_price, 0.85)

    def test_vendors_name_is_the_buyers_choice(self):
        self.assertEqual(self.old_offer._shop_title(), "From the grower")
        self.buyer_connection.show_vendor = True
        self.assertEqual(self.old_offer._shop_title(), "From Test Farms")


@tagged("post_install", "-at_install")
class TestCartTerms(TermsCase):
    """The first boxes fix the cart's way and day."""

    def setUp(self):
        super().setUp()
        self.cart = self._make_cart()

    def _add(self, boxes, offer_id=None):
        return self.cart._cart_add(self.product.id, boxes, k2k_offer_id=offer_id)

    def test_first_boxes_fix_the_day(self):
        self.assertFalse(self.cart.k2k_truck_date)
        self._add(1)
        self.assertEqual(self.cart.k2k_truck_date, self._day(1))
        self.assertEqual(self.cart.k2k_ship_via, "warehouse")

    def test_only_what_fits_is_added(self):
        self._add(1, self.new_offer.id)
        self.cart._k2k_change_terms("warehouse", self._day(5))
        self.assertEqual(self.cart.order_line.k2k_truck_date, self._day(5))
        self.assertEqual(self._add(1, self.old_offer.id)["added_qty"], 1, "equal boxes")
        self.old_offer.price = 0.99
        values = self._add(1, self.old_offer.id)
        self.assertEqual(values["added_qty"], 0)
        self.assertIn("no longer offered", values["warning"])
        self.assertIn("Your cart is for", values["warning"])

    def test_another_day(self):
        self._add(2, self.old_offer.id)
        line = self.cart.order_line
        self.assertFalse(self.cart._k2k_change_terms("warehouse", self._day(3)))
        self.assertEqual(line.k2k_truck_date, self._day(3))
        self.assertEqual(line.k2k_ship_date, self._day(2))
        self.assertEqual(self._held(), self.old_boxes)

    def test_equal_boxes_for_another_day(self):
        """The old boxes are too old then: the customer gets young ones."""
        self._add(2, self.old_offer.id)
        self.assertFalse(self.cart._k2k_change_terms("warehouse", self._day(5)))
        line = self.cart.order_line
        self.assertEqual(line.k2k_offer_id, self.new_offer)
        self.assertEqual(line.k2k_truck_date, self._day(5))
        self.assertEqual(len(self._held()), 2)
        self.assertLess(self._held(), self.new_boxes)

    def test_what_does_not_fit_is_told_and_stays(self):
        self._add(4)
        texts = self.cart._k2k_change_terms("warehouse", self._day(5))
        old, new = self.cart.order_line
        self.assertEqual((old._k2k_misfit(), new._k2k_misfit()), ("day", False))
        self.assertEqual(len(texts), 1)
        self.assertIn("Agapanthus", texts[0])
        self.assertEqual(len(self._held()), 4, "nothing is given back")
        with self.assertRaisesRegex(ValidationError, "cannot be with you on"):
            self.cart._check_cart_is_ready_to_be_paid()
        self.assertTrue(self.cart._k2k_refresh_cart())
        old.unlink()
        self.assertFalse(self.cart._k2k_refresh_cart())
        self.cart._check_cart_is_ready_to_be_paid()

    def test_another_way(self):
        self._add(1)
        line = self.cart.order_line
        self.assertEqual(line.price_unit, 85.0)
        texts = self.cart._k2k_change_terms("grower", self._day(1))
        self.assertIn("straight from the grower", texts[0])
        self.assertEqual(line.price_unit, 85.0)
        self.cart._k2k_change_terms("warehouse", self._day(1))
        self.buyer_connection.ship_via = "choice"
        texts = self.cart._k2k_change_terms("grower", self._day(1))
        self.assertEqual(line.price_unit, 78.0)
        self.assertIn("now costs $\xa078.00 per box", texts[0])
        self._add(1)
        self.assertEqual(line.product_uom_qty, 2, "one line, at the grower's price")

    def test_own_stock_is_not_at_the_growers(self):
        self.buyer_connection.ship_via = "choice"
        self._add_own_stock(40)
        self.customer.with_company(self.buyer).k2k_ship_via = "grower"
        cart = self._make_cart()
        cart._cart_add(self.product.id, 1)
        self.assertEqual(cart.order_line.k2k_offer_id, self.old_offer)
        self.assertEqual(cart.order_line.k2k_ship_via, "grower")
