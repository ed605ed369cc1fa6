# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from hypothesis import example, given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.k2k_connector_stock.tools import scan

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/.", min_size=1, max_size=20)
BLANKS = st.text(" \t\r\n", max_size=3)
SYMBOLOGIES = st.sampled_from(["", "]C0", "]C1", "]Q1", "]Q3", "]d2", "]e0", "\x1d"])
STATES = ("staged", "received", "billed", "missing", "cancelled")


def with_check_digit(serial):
    """An SSCC of the 17 digits of ``serial``."""
    return next(
        f"{serial}{digit}" for digit in range(10) if scan.is_sscc(f"{serial}{digit}")
    )


@tagged("post_install", "-at_install")
class TestScanRules(BaseCase):
    # ------------------------------------------------------------------
    # What a text may stand for
    # ------------------------------------------------------------------
    @given(CODES, BLANKS, BLANKS, SYMBOLOGIES, st.booleans())
    def test_a_label_is_found(self, code, before, after, symbology, lower):
        """Whatever the scanner puts around the code, and in any case."""
        text = before + symbology + (code.lower() if lower else code) + after
        self.assertIn(code, scan.candidates(text))

    def test_plain_code_comes_first(self):
        self.assertEqual(scan.candidates(" ks5704495\r\n"), ("KS5704495",))
        self.assertEqual(scan.candidates("KS 570 4495")[-1], "KS5704495")
        self.assertIn("KS1", scan.candidates("*ks1*"))

    @given(
        st.integers(0, 10**17 - 1),
        SYMBOLOGIES,
        st.sampled_from(["(00){}", "00{}", "(00) {}"]),
        st.sampled_from(["", "13261123", "(13)261123", "\x1d13261123"]),
    )
    def test_sscc(self, serial, symbology, form, more):
        """GS1-128 (00) and the QR code of Odoo's own package label."""
        code = with_check_digit(f"{serial:017}")
        text = symbology + form.format(code) + more
        self.assertIn(code, scan.candidates(text))

    def test_sscc_check_digit(self):
        self.assertTrue(scan.is_sscc("340123450000000017"))
        self.assertFalse(scan.is_sscc("340123450000000018"))
        wrong = "340123450000000018"
        self.assertNotIn(wrong, scan.candidates(f"(00){wrong}"))

    def test_digital_link(self):
        text = "https://id.gs1.org/00/340123450000000017?x=1"
        self.assertEqual(scan.candidates(text)[0], "340123450000000017")

    @given(
        st.one_of(
            st.text(max_size=200),
            st.text(st.characters(), max_size=50),
            st.binary(max_size=20),
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.lists(st.text(), max_size=2),
            st.dictionaries(st.text(), st.integers(), max_size=1),
        )
    )
    @example("\x00")
    @example("\ud800")
    @example("'; DROP TABLE k2k_box; --")
    @example("%s%(code)s")
    @example("A" * 100_000)
    def test_rubbish(self, text):
        """Never raises; what comes out can be looked up in a database."""
        for code in scan.candidates(text):
            self.assertTrue(code)
            self.assertLessEqual(len(code), scan.MAX_CODE)
            self.assertEqual(code, scan.code_of(code))
            self.assertNotIn("\x00", code)
            code.encode()

    @given(st.text(max_size=100))
    def test_code_is_stable(self, text):
        code = scan.code_of(text)
        self.assertEqual(scan.code_of(code), code)
        if code:
            self.assertIn(code, scan.candidates(code))

    # ------------------------------------------------------------------
    # What a scan does
    # ------------------------------------------------------------------
    def test_table(self):
        """Every row of the table of results."""
        Facts = scan.Facts
        for facts, result in (
            (Facts(state="staged"), "received"),
            (Facts(state="staged", bill=True), "billed"),
            (Facts(state="received"), "already"),
            (Facts(state="billed"), "already"),
            (Facts(state="missing"), "received"),
            (Facts(state="cancelled"), "cancelled"),
            (Facts(state="staged", here=False), "other_location"),
            (Facts(state="missing", here=False), "other_location"),
            (Facts(state="received", here=False), "already"),
            (Facts(announced=True), "not_shipped"),
            (Facts(), "unknown"),
        ):
            self.assertEqual(scan.decide(facts), result, facts)

    @given(
        st.sampled_from((None, *STATES)), st.booleans(), st.booleans(), st.booleans()
    )
    def test_decision_is_total(self, state, announced, here, bill):
        result = scan.decide(scan.Facts(state, announced, here, bill))
        self.assertIn(result, scan.RESULTS)
        changes = result in (scan.RECEIVED, scan.BILLED)
        self.assertEqual(changes, here and state in ("staged", "missing"))
        if state is not None:
            self.assertNotIn(result, (scan.UNKNOWN, scan.NOT_SHIPPED))

    def test_unknown_state(self):
        with self.assertRaises(ValueError):
            scan.decide(scan.Facts(state="lost"))
