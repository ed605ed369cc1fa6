# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.k2k_connector_stock.tools import costs

COINS = st.sampled_from([0.01, 0.05, 1.0, 0.00001])
SHARES = st.lists(
    st.floats(0, 1e6, allow_nan=False, allow_infinity=False), min_size=1, max_size=60
)


def exactly(parts):
    """The sum as a person would write it, without binary noise."""
    return sum(Decimal(repr(part)).quantize(Decimal("0.00001")) for part in parts)


@tagged("post_install", "-at_install")
class TestCostRules(BaseCase):
    @given(st.integers(-10_000_000, 10_000_000), SHARES, COINS)
    def test_parts_add_up(self, coins, shares, coin):
        amount = float(coins * Decimal(str(coin)))
        parts = costs.distribute(amount, shares, coin)
        self.assertEqual(len(parts), len(shares))
        self.assertEqual(exactly(parts), exactly([amount]))

    @given(st.integers(0, 10_000_000), SHARES)
    def test_parts_are_fair(self, coins, shares):
        """Each but the largest is rounded to the cent; the largest takes the rest."""
        parts = costs.distribute(coins / 100, shares)
        total = sum(map(Fraction, shares))
        if not total:
            shares, total = [1] * len(shares), len(shares)
        largest = shares.index(max(shares))
        for number, (part, share) in enumerate(zip(parts, shares, strict=True)):
            exact = Fraction(coins) * Fraction(share) / total
            cents = round(part * 100)
            allowed = Fraction(1, 2) * (len(shares) if number == largest else 1)
            self.assertLessEqual(abs(cents - exact), allowed)
            if not share and number != largest:
                self.assertEqual(part, 0.0)

    @given(st.integers(1, 10_000_000), SHARES)
    def test_reversing_is_the_opposite(self, coins, shares):
        there = costs.distribute(coins / 100, shares)
        back = costs.distribute(-coins / 100, shares)
        self.assertEqual([-part for part in there], back)

    def test_examples(self):
        self.assertEqual(costs.distribute(100, [1, 1, 1]), [33.34, 33.33, 33.33])
        self.assertEqual(costs.distribute(0.01, [1, 3, 2]), [0.0, 0.01, 0.0])
        self.assertEqual(costs.distribute(10, [0, 0]), [5.0, 5.0])
        self.assertEqual(costs.distribute(10, []), [])

    def test_weights(self):
        boxes = [
            costs.Measures(gross_kg=8, volumetric_kg=7.08, fbe=0.25, value=55),
            costs.Measures(gross_kg=5, volumetric_kg=14.16, fbe=0.5, value=0),
        ]
        self.assertEqual(costs.weights(boxes, "kg"), [8, 14.16])
        self.assertEqual(costs.weights(boxes, "fbe"), [0.25, 0.5])
        self.assertEqual(costs.weights(boxes, "box"), [1, 1])
        self.assertEqual(costs.weights(boxes, "value"), [55, 0])

    def test_unknown_measures(self):
        with self.assertRaises(costs.CostError) as caught:
            costs.weights([costs.Measures(fbe=1), costs.Measures()], "fbe")
        self.assertEqual(caught.exception.positions, [1])
