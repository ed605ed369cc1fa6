# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ..tools.matching import Product, match, rank, score, words

NAMES = st.sampled_from(
    ["Rose Freedom 60 cm", "rose FREEDOM (60 cm)", "Rose Freedom 70 cm", "Rosé", ""]
)
CODES = st.sampled_from(["", "", "R60", "R70"])


def products(refs):
    return st.lists(
        st.builds(Product, ref=refs, name=NAMES | st.text(), code=CODES, barcode=CODES),
        unique_by=lambda product: product.ref,
        max_size=8,
    )


@tagged("post_install", "-at_install")
class TestMatching(TransactionCase):
    """The pure rules of the product mapping."""

    def test_order_of_the_rules(self):
        own = [
            Product(1, "Rose Freedom 60 cm"),
            Product(2, "Something else", code="R60"),
            Product(3, "Another", barcode="750"),
        ]
        name = "Rose Freedom (60 cm)"
        self.assertEqual(match([Product("v", name, "R60", "750")], own), {"v": 3})
        self.assertEqual(match([Product("v", name, "R60")], own), {"v": 2})
        self.assertEqual(match([Product("v", name)], own), {"v": 1})
        self.assertEqual(match([Product("v", "Rose Freedom 70 cm")], own), {})

    def test_two_that_fit_are_for_a_person(self):
        own = [Product(1, "Rose Freedom"), Product(2, "ROSE FREEDOM")]
        self.assertEqual(match([Product("v", "Rose Freedom")], own), {})

    def test_the_most_alike_comes_first(self):
        own = [
            Product(1, "Agapanthus Blue 70 cm"),
            Product(2, "Rose Freedom 50 cm"),
            Product(3, "Rose Freedom 60 cm"),
        ]
        self.assertEqual(rank("Freedom Rose Red 60 cm", own), [3, 2])

    @given(products(st.integers(1, 20)), products(st.integers(1, 20)))
    def test_what_is_found_is_equal_in_something(self, vendors, own):
        by_ref = {product.ref: product for product in own}
        for vendor in vendors:
            found = match([vendor], own).get(vendor.ref)
            if found:
                ours = by_ref[found]
                same = [
                    vendor.barcode and vendor.barcode == ours.barcode,
                    vendor.code and vendor.code == ours.code,
                    words(vendor.name) == words(ours.name),
                ]
                self.assertTrue(any(same))
                # other vendor products change nothing
                self.assertEqual(match(vendors, own)[vendor.ref], found)

    @given(NAMES | st.text(), NAMES | st.text())
    def test_likeness(self, name, other):
        likeness = score(name, other)
        self.assertTrue(0 <= likeness <= 1)
        self.assertEqual(likeness, score(other, name))
        same = bool(words(name)) and words(name) == words(other)
        self.assertEqual(likeness == 1, same)

    @given(NAMES | st.text(), products(st.integers(1, 20)))
    def test_ranking(self, name, own):
        ranked = rank(name, own)
        self.assertLessEqual(len(ranked), 3)
        self.assertEqual(len(ranked), len(set(ranked)))
        scores = [score(name, p.name) for ref in ranked for p in own if p.ref == ref]
        self.assertEqual(scores, sorted(scores, reverse=True))
