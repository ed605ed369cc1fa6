# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..tools.duty import DutyRule, find_rate
from ..tools.pricing import choose_price, sales_price
from .common import K2kCommon

RATES = {
    "cube_rate": 2.4,
    "freight_rate": 1.8,
    "freight_basis": "kg",
    "handling_per_box": 1.5,
    "gpm": 0.3,
}
DAY = date(2026, 11, 24)


@tagged("post_install", "-at_install")
class TestPrices(K2kCommon):
    """From the vendor's price to ours, as offers show it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # three by one by half a foot: one and a half cubic feet
        cls.quarter_box.write(
            {"packaging_length": 914.4, "width": 304.8, "height": 152.4}
        )
        cls._make_boxes(cls.agapanthus, ["PR000001", "PR000002"])
        cls.buyer_connection.write(RATES)
        cls._publish()

    @property
    def offer(self):
        return self._offer().with_user(self.buyer_manager)

    def test_worked_example(self):
        """The example of the trade's own formulas, to the cent."""
        offer = self.offer
        self.assertAlmostEqual(offer.unit_cost, 0.55)
        self.assertAlmostEqual(offer.truck_cost * 100, 3.60, 2)
        self.assertAlmostEqual(offer.freight_cost * 100, 12.74, 2)
        self.assertAlmostEqual(offer.handling_cost * 100, 1.50, 2)
        self.assertAlmostEqual(offer.landed_cost, 0.7284, 4)
        self.assertEqual(offer.price, 1.04)
        self.assertEqual(offer.grower_price, 0.79)

    def test_build_up_is_for_managers(self):
        text = str(self.offer.price_build_up)
        for amount in ("55.00", "3.60", "12.74", "1.50", "72.84", "104.00", "79.00"):
            self.assertIn(amount, text)
        portal = self._make_user("portal_prices", self.buyer)
        for user in (self.buyer_sales, portal):
            for name in ("price_build_up", "duty_cost", "margin", "grower_price"):
                with self.assertRaises(AccessError):
                    self._offer().with_user(user).read([name])
        for name in ("price_build_up", "duty_cost", "margin"):
            self.assertNotIn(
                name, self.env["k2k.offer"].with_user(self.buyer_sales).fields_get()
            )

    def test_settings_change_prices_without_the_vendor(self):
        messages = self.env["k2k.message"].search_count([])
        self.buyer_connection.gpm = 0.4
        self.assertEqual(self.offer.price, 1.21)
        self.assertEqual(self.offer.price_source, "connection")
        self.buyer_connection.handling_per_box = 11.5
        self.assertAlmostEqual(self.offer.landed_cost, 0.8284, 4)
        self.buyer_warehouse.with_user(self.buyer_manager).sudo().k2k_gpm = 0.2
        self.assertEqual(self.offer.price, 1.04)
        self.assertEqual(self.offer.price_source, "warehouse")
        self.assertEqual(self.offer.product_id.sudo().list_price, 1.04)
        self.assertEqual(self.env["k2k.message"].search_count([]), messages)
        before = self.offer.read()
        self._publish()
        self.env["k2k.publisher"]._publish_all(self.vendor_connection.sudo())
        after = self.offer.read()
        for values in (*before, *after):
            values.pop("write_date")
        self.assertEqual(after, before)

    def test_precedence(self):
        """Typed price, pricelist, margin."""
        product = self.offer.product_id
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Holidays",
                "company_id": self.buyer.id,
                "currency_id": self.buyer.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": product.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 1.5,
                        }
                    )
                ],
            }
        )
        self.buyer_connection.write(
            {"use_pricelist": True, "sale_pricelist_id": pricelist.id}
        )
        self.assertEqual(self.offer.price, 1.5)
        self.assertEqual(self.offer.price_source, "pricelist")
        self.offer.map_id.with_user(self.buyer_manager).manual_price = 1.333
        self._publish()
        self.assertEqual(self.offer.price, 1.333)
        self.assertEqual(self.offer.price_source, "manual")
        self.offer.map_id.with_user(self.buyer_manager).manual_price = 0
        self.assertEqual(self.offer.price, 1.5)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.buyer_connection.sale_pricelist_id = False
                self.buyer_connection.flush_recordset()

    def test_pricelist_formulas_start_from_our_costs(self):
        """The list price is the price by the margin, the cost is the landed one."""
        pricelist = self.env["product.pricelist"].create(
            {"name": "Season", "company_id": self.buyer.id}
        )
        self.buyer_connection.write(
            {"use_pricelist": True, "sale_pricelist_id": pricelist.id}
        )
        self.assertEqual(self.offer.price, 1.04, "no rule: the margin decides")
        self.assertEqual(self.offer.price_source, "connection")
        rules = self.env["product.pricelist.item"]
        rule = rules.create(
            {
                "pricelist_id": pricelist.id,
                "compute_price": "percentage",
                "percent_price": 10,
            }
        )
        # 1.0406 less ten percent; 0.55 / 0.7 less ten percent
        self.assertEqual((self.offer.price, self.offer.grower_price), (0.94, 0.71))
        self.assertEqual(self.offer.price_source, "pricelist")
        rule.write(
            {
                "compute_price": "formula",
                "base": "standard_price",
                "price_markup": 50,
                "price_surcharge": 0.1,
            }
        )
        # 0.7284 and half of it, and ten cents; via grower 0.55
        self.assertEqual(self.offer.price, 1.19)
        self.assertAlmostEqual(self.offer.grower_price, 0.93, 1)
        self.vendor_connection.action_sync()
        self.assertEqual(self.offer.price, 1.19, "it does not feed on itself")
        other = self.env["product.pricelist"].create(
            {"name": "On top", "company_id": self.buyer.id}
        )
        rules.create(
            {
                "pricelist_id": other.id,
                "compute_price": "percentage",
                "base": "pricelist",
                "base_pricelist_id": pricelist.id,
                "percent_price": 50,
                "min_quantity": 100,
            }
        )
        self.buyer_connection.sale_pricelist_id = other
        self.assertEqual(self.offer.price, 0.6)
        other.item_ids.min_quantity = 101
        self.assertEqual(self.offer.price, 1.04, "a box holds one hundred")
        other.item_ids.unlink()
        self.assertEqual(self.offer.price, 1.04)

    def test_no_price_rather_than_a_wrong_one(self):
        self.buyer_connection.write({"freight_basis": "fbe"})
        self.assertTrue(self.offer.price)
        self.quarter_box.k2k_fbe = 0
        self._publish()
        offer = self.offer
        self.assertEqual(offer.price, 0)
        self.assertEqual(offer.price_refusal, "dimensions")
        self.assertFalse(offer._is_sellable())
        self.assertFalse(
            self.env["k2k.offer"].search(
                self.env["k2k.offer"]._sellable_domain()
                & fields.Domain("id", "=", offer.id)
            )
        )
        publication = self.env["k2k.publication"].search([("key", "=", offer.key)])
        self.assertEqual(publication.refusal, "buyer")
        self.buyer_connection.freight_basis = "box"
        self.assertFalse(self.offer.price_refusal)
        self.assertTrue(self.offer.price)

    def test_margin_of_all_is_refused(self):
        for record in (self.buyer_connection, self.buyer_warehouse.sudo()):
            name = "gpm" if record._name == "k2k.connection" else "k2k_gpm"
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    record[name] = 1.0
                    record.flush_recordset()

    # ------------------------------------------------------------------
    # Duty
    # ------------------------------------------------------------------
    def _duty(self, rate, days=0, **values):
        return (
            self.env["k2k.duty"]
            .with_user(self.buyer_manager)
            .create(
                {
                    "rate": rate,
                    "valid_from": fields.Date.today() + timedelta(days=days),
                    **values,
                }
            )
        )

    def test_duty_by_origin_and_category(self):
        colombia, ecuador = self.env.ref("base.co"), self.env.ref("base.ec")
        self.vendor.partner_id.country_id = colombia
        self.buyer_connection.duty_rate = 0.01
        self.assertAlmostEqual(self.offer.duty_cost, 0.0055)
        self._duty(0.1, country_id=ecuador.id)
        self.assertAlmostEqual(self.offer.duty_cost, 0.0055)
        everywhere = self._duty(0.02)
        self.assertAlmostEqual(self.offer.duty_cost, 0.011)
        self._duty(0.04, country_id=colombia.id)
        self.assertAlmostEqual(self.offer.duty_cost, 0.022)
        self._duty(0.5, days=1, country_id=colombia.id)
        self.assertAlmostEqual(self.offer.duty_cost, 0.022)
        category = self.env["product.category"].create({"name": "Cut flowers"})
        below = category.create({"name": "Agapanthus", "parent_id": category.id})
        self.offer.product_id.sudo().categ_id = below
        own = self._duty(0.06, categ_id=category.id)
        self.assertAlmostEqual(self.offer.duty_cost, 0.033)
        own.rate = 0.08
        self.assertAlmostEqual(self.offer.duty_cost, 0.044)
        (own | everywhere).unlink()
        self.assertAlmostEqual(self.offer.duty_cost, 0.022)

    def test_duties_are_the_companys_managers(self):
        duty = self._duty(0.02)
        for user in (self.stranger_manager, self.vendor_manager, self.buyer_sales):
            with self.assertRaises(AccessError):
                duty.with_user(user).read(["rate"])
            with self.assertRaises(AccessError):
                duty.with_user(user).write({"rate": 0.0})
        self.assertFalse(
            self.env["k2k.duty"].with_user(self.stranger_manager).search([])
        )


@tagged("post_install", "-at_install")
class TestPriceRules(BaseCase):
    """The pure rules."""

    @given(
        landed=st.floats(0.01, 1000),
        gpm=st.floats(0, 0.95),
        manual=st.floats(0, 100),
        pricelist=st.none() | st.floats(0.01, 100),
    )
    def test_one_source_decides(self, landed, gpm, manual, pricelist):
        price, source = choose_price(landed, gpm, manual, pricelist)
        expected = {
            "manual": manual,
            "pricelist": pricelist,
            "gpm": sales_price(landed, gpm),
        }
        self.assertEqual(price, expected[source])
        self.assertEqual(source == "manual", bool(manual))
        self.assertEqual(source == "gpm", not manual and pricelist is None)

    @given(
        rules=st.lists(
            st.builds(
                DutyRule,
                rate=st.floats(0, 1),
                valid_from=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
                country=st.none() | st.integers(1, 3),
                category=st.none() | st.integers(1, 4),
            )
        ),
        country=st.none() | st.integers(1, 3),
        categories=st.permutations([1, 2, 3, 4]).map(lambda ids: ids[:2]),
    )
    def test_duty_is_one_of_those_that_count(self, rules, country, categories):
        rate = find_rate(rules, country, categories, DAY)
        count = [
            rule
            for rule in rules
            if rule.valid_from <= DAY
            and (rule.country is None or rule.country == country)
            and (rule.category is None or rule.category in categories)
        ]
        self.assertEqual(rate is None, not count)
        if count:
            self.assertIn(rate, [rule.rate for rule in count])
            closest = [rule for rule in count if rule.category == categories[-1]]
            if closest:
                self.assertIn(rate, [rule.rate for rule in closest])
