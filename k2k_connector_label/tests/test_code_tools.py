# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Box codes and the dividing of boxes, without Odoo."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.k2k_connector_label.tools import codes, distribution
from odoo.addons.k2k_connector_label.tools.distribution import Share
from odoo.addons.k2k_connector_stock.tools.scan import candidates, code_of, is_sscc

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
amounts = st.lists(st.integers(1, 60).map(float), max_size=8)


class TestCodes(BaseCase):
    def test_which_are_allowed(self):
        for code, problem in (
            ("KS5704495", ""),
            ("73992893", ""),
            ("A-1", ""),
            ("A" * 20, ""),
            ("340123450000000017", ""),
            ("", codes.TOO_SHORT),
            ("K1", codes.TOO_SHORT),
            ("A" * 21, codes.TOO_LONG),
            ("KS 12", codes.NOT_ALLOWED),
            ("ks12", codes.NOT_ALLOWED),
            ("-KS1", codes.NOT_ALLOWED),
            ("KS1-", codes.NOT_ALLOWED),
            ("KÑ12", codes.NOT_ALLOWED),
            ("KS_12", codes.NOT_ALLOWED),
            ("KS12\n", codes.NOT_ALLOWED),
            ("KS１２", codes.NOT_ALLOWED),
        ):
            with self.subTest(code):
                self.assertEqual(codes.problem(code), problem)

    @given(st.text(ALPHABET, min_size=3, max_size=20))
    def test_an_allowed_code_is_found_by_its_scan(self, code):
        if not codes.problem(code):
            self.assertEqual(candidates(code)[0], code)
            self.assertEqual(code_of(f" {code.lower()} "), code)

    @given(st.text("0123456789", min_size=4, max_size=12), st.integers(0, 10**5 - 1))
    def test_sscc(self, prefix, number):
        code = codes.sscc(prefix, number)
        self.assertTrue(is_sscc(code), code)
        self.assertEqual(code[1 : 1 + len(prefix)], prefix)

    def test_known_sscc(self):
        """The example of the GS1 General Specifications: prefix 0614141."""
        self.assertEqual(codes.sscc("0614141", 1234567890), "106141412345678908")

    @given(st.text("0123456789", min_size=12, max_size=12))
    def test_different_numbers_make_different_codes(self, prefix):
        made = {codes.sscc(prefix, number) for number in range(0, 10**5, 997)}
        self.assertEqual(len(made), len(range(0, 10**5, 997)))

    def test_used_up(self):
        self.assertEqual(codes.plain("KS", 3, 999), "KS999")
        with self.assertRaises(codes.CodesUsedUp):
            codes.plain("KS", 3, 1000)
        with self.assertRaises(codes.CodesUsedUp):
            codes.sscc("0" * 12, 10**5)

    def test_prefixes(self):
        for prefix, digits, wrong in (
            ("KS", 7, False),
            ("", 8, False),
            ("K" * 13, 7, False),
            ("K" * 14, 7, True),
            ("KS", 0, True),
            ("", 2, True),
            ("ks", 7, True),
            ("-", 7, True),
        ):
            with self.subTest((prefix, digits)):
                self.assertEqual(codes.plain_problem(prefix, digits), wrong)
        for prefix, wrong in (
            ("0614141", False),
            ("1234", False),
            ("123", True),
            ("1" * 13, True),
            ("06141A1", True),
            (False, True),
        ):
            with self.subTest(prefix):
                self.assertEqual(codes.gs1_prefix_problem(prefix), wrong)

    def test_lists(self):
        """Whatever divides the columns: spreadsheets, CSV files, typing."""
        for text in (
            "KS1\tNEW1\nks2\tnew2\n",
            "KS1;NEW1\n\nKS2;NEW2",
            '\ufeffCurrent code,New code\r\nKS1,NEW1\r\n"KS2","NEW2"\r\n',
            "KS1  NEW1\n KS2 NEW2 ",
        ):
            with self.subTest(text):
                found = codes.changes(text)
                self.assertEqual(
                    [(change.current, change.new) for change in found],
                    [("KS1", "NEW1"), ("KS2", "NEW2")],
                )
        self.assertEqual(codes.changes("KS1"), [codes.Change(1, "KS1", "")])
        self.assertEqual(codes.changes("\n \n"), [])

    @given(st.text(max_size=200))
    def test_rubbish_is_no_error(self, text):
        for change in codes.changes(text):
            self.assertGreater(change.row, 0)


class TestDistribution(BaseCase):
    @given(amounts, amounts)
    def test_spread(self, rooms, wants):
        """Nothing is given twice, nothing that is there is kept back."""
        boxes = list(enumerate(rooms))
        demands = list(enumerate(wants))
        filled = distribution.spread(boxes, demands)
        for box, units in boxes:
            self.assertLessEqual(sum(part for _d, part in filled[box]), units + 1e-6)
        given_out = {}
        for parts in filled.values():
            for demand, part in parts:
                self.assertGreater(part, 0)
                given_out[demand] = given_out.get(demand, 0) + part
        for demand, units in demands:
            self.assertLessEqual(given_out.get(demand, 0), units + 1e-6)
        self.assertAlmostEqual(sum(given_out.values()), min(sum(rooms), sum(wants)))

    @given(amounts)
    def test_the_most_urgent_first(self, wants):
        filled = distribution.spread([("box", 50.0)], list(enumerate(wants)))["box"]
        self.assertEqual([demand for demand, _part in filled], list(range(len(filled))))
        for demand, part in filled[:-1]:
            self.assertEqual(part, wants[demand])

    def test_who_needs_a_label(self):
        def share(units, by_box=False):
            return Share(units, None, "Sofia", "Rosa", by_box)

        for shares, needed in (
            ([], False),
            ([share(100, by_box=True)], False),
            ([share(100)], True),
            ([share(40)], True),
            ([share(60), share(40)], True),
            ([share(40, by_box=True)], True),
        ):
            with self.subTest(shares):
                self.assertEqual(distribution.needs_label(shares, 100), needed)
        self.assertEqual(distribution.open_market([share(40)], 100), 60)
        self.assertEqual(distribution.open_market([share(100)], 100), 0)

    def test_earliest_truck_first(self):
        today = date(2026, 3, 12)
        shares = [
            Share(1, None, "A", "A"),
            Share(1, today + timedelta(2), "A", "A"),
            Share(1, today, "B", "B"),
        ]
        self.assertEqual(
            [share.truck for share in distribution.by_truck(shares)],
            [today, today + timedelta(2), None],
        )
