# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.k2k_connector_stock.tools import awb

PREFIXES = st.integers(0, 999).map("{:03}".format)
SERIALS = st.integers(0, 9_999_999).map("{:07}".format)
FORMS = st.sampled_from(["{}{}{}", "{}-{}{}", "{}-{}-{}", "{} {} {}"])
TEXTS = st.text(max_size=80)


@tagged("post_install", "-at_install")
class TestAwbRules(BaseCase):
    def test_known_numbers(self):
        """Numbers that real airlines gave out."""
        for number in ("176-12345675", "020-81140743", "17612345675", "176-1234-5675"):
            self.assertTrue(awb.is_number(number), number)
        self.assertEqual(awb.normalise("020-8114-0743"), "020-81140743")

    def test_not_numbers(self):
        for text in (
            "234-2367-0983",
            "08472-4772-0048",
            "176-12345674",
            "1761234567",
            "176123456755",
            "١٧٦-12345675",
            "AWB 176-12345675",
            "",
            None,
        ):
            self.assertFalse(awb.is_number(text), text)

    @given(PREFIXES, SERIALS, FORMS)
    def test_every_form_is_one_number(self, prefix, serial, form):
        check = str(int(serial) % 7)
        number = form.format(prefix, serial[:4], serial[4:] + check)
        self.assertTrue(awb.is_number(number))
        self.assertEqual(awb.normalise(number), f"{prefix}-{serial}{check}")
        self.assertEqual(awb.key(number), f"{prefix}{serial}{check}")
        self.assertIsNone(awb.expected_digit(number))

    @given(PREFIXES, SERIALS, st.integers(0, 9))
    def test_one_check_digit_is_right(self, prefix, serial, digit):
        number = f"{prefix}-{serial}{digit}"
        right = awb.check_digit(serial)
        self.assertEqual(awb.is_number(number), digit == right)
        if digit != right:
            self.assertEqual(awb.expected_digit(number), right)
            self.assertEqual(awb.normalise(number), number)

    def test_check_digit_of_rubbish(self):
        for serial in ("", "123456", "12345678", "abcdefg"):
            with self.assertRaises(ValueError):
                awb.check_digit(serial)

    @given(TEXTS)
    def test_normalise(self, text):
        name = awb.normalise(text)
        self.assertEqual(awb.normalise(name), name)
        self.assertLessEqual(len(name), awb.MAX_LENGTH)
        self.assertEqual(name, name.strip())
        name.encode()
        self.assertEqual(awb.key(name), awb.key(awb.key(name)))

    @given(TEXTS, TEXTS, st.booleans(), st.dates(), st.sampled_from(["ANDES", "K 9"]))
    def test_name(self, reference, invoice, as_reference, day, code):
        sent = awb.reference_of(reference, invoice, as_reference)
        name = awb.name_for(sent, code, day)
        self.assertTrue(awb.key(name))
        if awb.key(reference):
            self.assertEqual(name, awb.normalise(reference))
        elif as_reference and awb.key(invoice):
            self.assertEqual(name, awb.normalise(invoice))
        else:
            self.assertEqual(name, awb.normalise(f"K2K-{code}-{day:%Y%m%d}"))

    def test_name_examples(self):
        day = date(2026, 11, 23)
        self.assertEqual(awb.name_for("", "ANDES", day), "K2K-ANDES-20261123")
        self.assertEqual(awb.name_for(" - ", "ANDES", day), "K2K-ANDES-20261123")
        self.assertEqual(awb.name_for("17612345675", "A", day), "176-12345675")
        self.assertEqual(awb.reference_of("", "INV/1", False), "")
        self.assertEqual(awb.reference_of("", "INV/1", True), "INV/1")
        self.assertEqual(awb.reference_of("R 1", "INV/1", True), "R 1")
        self.assertEqual(len(awb.normalise("X" * 80)), 35)
