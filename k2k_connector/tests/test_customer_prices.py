# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged

from ..tools.pricing import (
    CustomerTerms,
    PricingError,
    customer_price,
    sales_price,
)
from .shop_common import ShopCommon

# The vendor's price, landed at our warehouse without any cost of ours.
COST = 0.54


@tagged("post_install", "-at_install")
class TestCustomerPrices(ShopCommon):
    """What one customer pays, and what everybody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agapanthus.list_price = COST
        cls.buyer_connection.gpm = 0
        # a manager who looks after customers, too
        cls.buyer_manager.group_ids += cls.env.ref("base.group_partner_manager")
        cls.own_terms = cls.customer.with_company(cls.buyer).with_user(
            cls.buyer_manager
        )
        cls._publish()

    @property
    def offer(self):
        return self.new_offer.with_user(self.buyer_manager)

    def _set_company_gpm(self, gpm):
        self.buyer.with_user(self.buyer_manager).sudo().k2k_gpm = gpm

    def _shop_price(self):
        """Price of a unit as the customer's product page asks for it."""
        terms = self._make_cart()._k2k_terms()
        product = self.product.with_company(self.buyer)._k2k_at(terms)
        best = product._k2k_choices(self.buyer)[0][0]
        self.assertEqual(product.k2k_best_price, best._shop_price())
        return product.k2k_best_price

    def _cart_price(self):
        cart = self._make_cart()
        cart._cart_add(self.product.id, 1, k2k_offer_id=self.new_offer.id)
        return cart.order_line.k2k_unit_price

    def _quotation_price(self):
        order = self._make_order(self.offer, 1)
        self.assertAlmostEqual(
            order.order_line.price_unit, 100 * order.order_line.k2k_unit_price
        )
        return order.order_line.k2k_unit_price

    def _assert_price(self, price):
        """The same to the cent wherever the customer or a salesperson looks."""
        self.assertAlmostEqual(self._shop_price(), price)
        self.assertAlmostEqual(self._cart_price(), price)
        self.assertAlmostEqual(self._quotation_price(), price)

    def test_company_margin(self):
        """Counts at once where nothing closer to the goods has a margin."""
        self.assertEqual(self.offer.price, COST)
        self._set_company_gpm(0.4)
        self.assertEqual((self.offer.price, self.offer.price_source), (0.9, "company"))
        self._assert_price(0.9)
        self.buyer_connection.gpm = 0.2
        self.assertEqual(self.offer.price, 0.68)
        self.buyer_warehouse.sudo().k2k_gpm = 0.1
        self.assertEqual(
            (self.offer.price, self.offer.price_source), (0.6, "warehouse")
        )

    def test_customer_margin(self):
        """In place of the company's, and only of that."""
        self._set_company_gpm(0.4)
        self.own_terms.k2k_gpm = 0.25
        self._assert_price(0.72)
        self.assertEqual(self.offer.price, 0.9, "for everybody else")
        self.buyer_connection.gpm = 0.5
        self._assert_price(1.08)
        self.offer.map_id.manual_price = 2.0
        self._publish()
        self._assert_price(2.0)

    def test_customer_margin_straight_from_the_grower(self):
        self.buyer_connection.write({"ship_via": "choice", "handling_per_box": 5.0})
        self._publish()
        self.own_terms.write({"k2k_gpm": 0.25, "k2k_ship_via": "grower"})
        self._assert_price(0.72)

    def test_markup(self):
        """On top of any price, the typed one included."""
        self.buyer_connection.gpm = 0.46
        self.own_terms.k2k_markup = 0.1
        self._assert_price(1.1)
        self.offer.map_id.manual_price = 2.0
        self._publish()
        self._assert_price(2.2)
        self.own_terms.k2k_markup = -0.05
        self._assert_price(1.9)

    def test_terms_are_the_main_contacts_and_of_one_company(self):
        """A buyer of the florist pays what the florist pays; elsewhere nothing."""
        self.own_terms.k2k_markup = 0.5
        employee = self.customer.copy({"parent_id": self.customer.id})
        order = self._make_order(self.offer, 1)
        order.partner_id = employee
        self.assertAlmostEqual(order._k2k_price_of(self.offer), 0.81)
        self.assertEqual(
            self.customer._k2k_customer_terms(self.stranger), CustomerTerms()
        )

    def test_best_offer_by_the_customers_own_margin(self):
        """Of two vendors' boxes the cheapest for this very customer comes first."""
        dear_cost = self.new_offer.sudo()
        dear_cost.write({"landed_cost": 0.8, "price_source": "company", "price": 0.85})
        self.old_offer.sudo().write({"price_source": "connection", "price": 0.9})
        terms = self._make_cart()._k2k_terms()
        product = self.product.with_company(self.buyer)
        best = product._k2k_at(terms)._k2k_search_offers(self.buyer)[0]
        self.assertEqual(best, self.new_offer)
        self.own_terms.k2k_gpm = 0.5
        terms = self._make_cart()._k2k_terms()
        best = product._k2k_at(terms)._k2k_search_offers(self.buyer)[0]
        self.assertEqual(best, self.old_offer)

    def test_refused(self):
        for values in ({"k2k_gpm": 1.0}, {"k2k_gpm": -0.1}, {"k2k_markup": -1.0}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.own_terms.write(values)
        for user in (self.buyer_sales, self.customer_user):
            with self.assertRaises(AccessError):
                self.customer.with_user(user).read(["k2k_gpm"])
            with self.assertRaises(AccessError):
                self.buyer.with_user(user).read(["k2k_gpm"])


@tagged("post_install", "-at_install")
class TestCustomerPriceRule(BaseCase):
    @given(
        price=st.floats(0.01, 1000),
        cost=st.floats(0.01, 1000),
        source=st.sampled_from(
            ["manual", "pricelist", "warehouse", "connection", "company"]
        ),
        gpm=st.floats(0, 0.95),
        markup=st.floats(-0.9, 2),
    )
    def test_one_source_and_the_markup(self, price, cost, source, gpm, markup):
        paid = customer_price(price, cost, source, CustomerTerms(gpm, markup))
        of_all = sales_price(cost, gpm) if source == "company" and gpm else price
        self.assertAlmostEqual(paid, of_all * (1 + markup))
        self.assertGreater(paid, 0)

    def test_margin_of_all(self):
        with self.assertRaises(PricingError):
            customer_price(1.0, 1.0, "company", CustomerTerms(gpm=1.0))
