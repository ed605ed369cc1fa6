# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import quick_order as rules

# A slow machine is no reason to fail.
settings.register_profile("k2k", deadline=None)
settings.load_profile("k2k")

CODES = {"FB", "HB", "QB", "EB"}
LETTERS = st.text("abcdefghijklmnopqrstuvwyzáéíñö", min_size=3, max_size=9)
WORD = LETTERS.filter(
    lambda word: rules.fold(word).upper().removesuffix("S") not in CODES
    and rules.fold(word) not in rules.BOX_WORDS | rules.LENGTH_UNITS
)
WORDS = st.lists(WORD, min_size=1, max_size=4)
BOXES = st.integers(0, rules.MAX_BOXES)


def read(line):
    (wish,) = rules.parse(line, CODES)
    return wish.boxes, wish.box_type, " ".join(wish.words)


def candidate(name, available=True):
    return rules.Candidate(name, name, rules.words_of(name), available)


@tagged("post_install", "-at_install")
class TestParse(BaseCase):
    """How people write."""

    def test_ways_to_say_it(self):
        for line in (
            "5 QB agapanthus blue",
            "5 qb Agapanthus Blue",
            "5QB agapanthus blue",
            "5 x QB agapanthus blue",
            "5 × QB: Agapánthus blue",
            "QB 5 agapanthus blue",
            "agapanthus blue 5 QB",
            "agapanthus blue QB 5",
            "agapanthus blue\t5\tQB",
            "QB;agapanthus blue;5",
            "agapanthus, blue, QB x5",
            "- 5 QBs agapanthus blue",
            "2) 5 QB agapanthus blue",
            "５ QB agapanthus blue",
            "5 boxes QB agapanthus blue",
        ):
            with self.subTest(line=line):
                self.assertEqual(read(line), (5, "QB", "agapanthus blue"))

    def test_without_a_box_type(self):
        for line, expected in (
            ("3 rose freedom", (3, "", "rose freedom")),
            ("3 boxes rose freedom", (3, "", "rose freedom")),
            ("rose freedom x3", (3, "", "rose freedom")),
            ("rose freedom, 3", (3, "", "rose freedom")),
            ("rose freedom 3 boxes", (3, "", "rose freedom")),
            ("rose freedom", (1, "", "rose freedom")),
            ("60 cm rose freedom", (1, "", "60 cm rose freedom")),
            ("rose freedom 60 cm", (1, "", "rose freedom 60 cm")),
            ("rose freedom 60", (1, "", "rose freedom 60")),
            ("4 roswhit60", (4, "", "roswhit 60")),
            ("4 rose freedom 60cm", (4, "", "rose freedom 60 cm")),
            ("2 HB 10x10 rose 60cm", (2, "HB", "10x10 rose 60 cm")),
            ("0 rose", (0, "", "rose")),
            ("8412345678905 rose", (1, "", "8412345678905 rose")),
        ):
            with self.subTest(line=line):
                self.assertEqual(read(line), expected)

    def test_lists(self):
        text = "\n\n5 QB agapanthus\r\n  \n,;\nHB rose\n42\n"
        wishes = rules.parse(text, CODES)
        self.assertEqual(
            [(wish.boxes, wish.box_type, wish.text) for wish in wishes],
            [(5, "QB", "5 QB agapanthus"), (1, "HB", "HB rose")],
        )
        self.assertEqual(len(rules.parse("rose\n" * 500, CODES)), rules.MAX_LINES)

    @given(st.text(max_size=300))
    @example("5 QB")
    @example("x x x 5 5 5 QB QB")
    @example("²³ ٣ rose")
    def test_whatever_is_pasted(self, text):
        for wish in rules.parse(text, CODES):
            self.assertIn(wish.box_type, CODES | {""})
            self.assertTrue(0 <= wish.boxes <= rules.MAX_BOXES)
            self.assertTrue(wish.text)
            self.assertLessEqual(len(wish.text), rules.MAX_LINE_LENGTH)
            self.assertFalse(set(wish.words) & rules.SEPARATORS)

    @given(BOXES, st.sampled_from(sorted(CODES)), WORDS)
    def test_nothing_is_lost(self, boxes, code, words):
        expected = (boxes, code, tuple(rules.fold(word) for word in words))
        name = " ".join(words)
        for line in (
            f"{boxes} {code} {name}",
            f"{boxes} x {code.lower()} {name.title()}",
            f"{name} {boxes} {code}",
            f"{name}\t{code}\t{boxes}",
        ):
            (wish,) = rules.parse(line, CODES)
            self.assertEqual((wish.boxes, wish.box_type, wish.words), expected, line)

    @given(BOXES, WORDS)
    def test_line_by_line(self, boxes, words):
        line = f"{boxes} {' '.join(words)}"
        self.assertEqual(
            rules.parse(f"{line}\n{line}", CODES), rules.parse(line, CODES) * 2
        )


@tagged("post_install", "-at_install")
class TestMatch(BaseCase):
    """Which product is meant."""

    PRODUCTS = [
        candidate("Agapanthus Blue 70 cm"),
        candidate("Rose Freedom 60 cm (Red)"),
        candidate("Rose Freedom 50 cm (Red)"),
        candidate("Rose Akito 60 cm (White)"),
        candidate("Lily Sorbonne"),
        candidate("Lily Sorbonne Deluxe"),
    ]

    def _match(self, text, products=None):
        found = rules.match(
            rules.parse(text, CODES)[0].words, products or self.PRODUCTS
        )
        return found.state, found.refs

    def test_found(self):
        for text, name in (
            ("agapanthus blue", "Agapanthus Blue 70 cm"),
            ("agapanthus", "Agapanthus Blue 70 cm"),
            ("agap blu", "Agapanthus Blue 70 cm"),
            ("freedom 60", "Rose Freedom 60 cm (Red)"),
            ("roses red 50cm", "Rose Freedom 50 cm (Red)"),
            ("roswhit60", "Rose Akito 60 cm (White)"),
            ("akito", "Rose Akito 60 cm (White)"),
            ("lilies sorbonne", "Lily Sorbonne"),
            ("sorbonne deluxe", "Lily Sorbonne Deluxe"),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._match(text), ("found", (name,)))

    def test_ambiguous(self):
        state, refs = self._match("freedom")
        self.assertEqual(state, "ambiguous")
        self.assertEqual(len(refs), 2)
        state, refs = self._match("rose 60")
        self.assertEqual((state, len(refs)), ("ambiguous", 2))

    def test_the_one_that_can_be_had(self):
        products = [
            candidate("Rose Freedom 60 cm", available=False),
            candidate("Rose Freedom 50 cm"),
        ]
        self.assertEqual(
            self._match("freedom", products), ("found", ("Rose Freedom 50 cm",))
        )
        self.assertEqual(
            self._match("freedom 60", products), ("found", ("Rose Freedom 60 cm",))
        )

    def test_missing(self):
        self.assertEqual(self._match("cactus"), ("missing", ()))
        self.assertEqual(self._match("freedom 600")[0], "missing")
        state, refs = self._match("agapantus blue")
        self.assertEqual(state, "missing")
        self.assertEqual(refs[0], "Agapanthus Blue 70 cm", "a suggestion")

    @given(st.lists(WORDS, min_size=1, max_size=5, unique_by=tuple), st.data())
    def test_a_products_own_name_finds_it(self, names, data):
        products = [candidate(" ".join(name)) for name in names]
        name = data.draw(st.sampled_from(names))
        words = [rules.fold(word) for word in name]
        found = rules.match(words, products)
        self.assertIn(found.state, ("found", "ambiguous"))
        # of several only those that all the words fit
        for ref in found.refs:
            own = rules.words_of(ref)
            self.assertTrue(all(rules.fits(word, own) for word in words))

    @given(st.lists(st.text(max_size=12), max_size=5), st.lists(st.text(max_size=20)))
    def test_whatever_is_typed(self, words, names):
        found = rules.match(words, [candidate(name) for name in names])
        self.assertIn(found.state, ("found", "ambiguous", "missing"))
        self.assertLessEqual(len(found.refs), rules.MAX_CHOICES)
