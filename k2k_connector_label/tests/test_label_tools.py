# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The label without Odoo: what is drawn can be read, and the back-ends agree."""

import random
import string
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.k2k_connector_label.tools import flow, layout, pdf, plans, symbol, zpl
from odoo.addons.k2k_connector_label.tools.label import (
    CodeNotPrintable,
    CodeTooLong,
    NoRoom,
    inches,
    millimetres,
    points,
)

from . import readers

WORDS = {
    "customer": "Bella Flora Design Studio",
    "ship_to": "1200 Biscayne Blvd, Miami FL 33132, United States",
    "carrier": "Cool Road Trucking, account 4711",
    "truck": "Truck Tue 28 Nov",
    "awb_title": "AWB",
    "awb_last4": "4821",
    "awb": "729-12344821",
    "product": "Agapanthus K2K Blue 70 cm",
    "pack": "QB 10x10 · 100 Stems",
    "count": "Box 3 of 12",
    "details": "Lot L26-1107 · Andes Farms",
    "order": "S00042K",
    "ship_date": "Ship Fri 24 Nov",
    "icon": layout.ICON_TEXT,
    "reprint": layout.REPRINT_TEXT,
}
PLANS = sorted(plans.STANDARD.items())
ALPHABET = string.ascii_uppercase + string.digits
codes = st.one_of(
    st.text(ALPHABET, min_size=3, max_size=20),
    st.text(string.digits, min_size=3, max_size=20),
    st.integers(0, 10**17 - 1).map(readers.sscc),
)
texts = st.text(
    st.characters(exclude_categories=("Cs",), max_codepoint=0x2FFF), max_size=80
)
# Pictures take a while, words do not.
quick = settings(max_examples=100, deadline=None)
pictures = settings(max_examples=30, deadline=None)


def letters(lines):
    """Count the characters of texts, blanks left out."""
    return Counter("".join("".join(line.split()) for line in lines))


class TestReadable(BaseCase):
    """An independent reader returns exactly the code, whatever prints it."""

    @pictures
    @given(codes, st.sampled_from(PLANS))
    def test_pdf_at_609_dpi(self, code, plan):
        label = layout.compose(plan[1], WORDS, code)
        (page,) = readers.pdf_images(pdf.render([label]), 3 * readers.DPI)
        self.assertEqual(readers.read_codes(page), [(code, "Code128")])

    @pictures
    @given(
        codes,
        st.sampled_from((0, 4, 90, 97, 180, 176, 270)),
        st.integers(0, 1000),
    )
    def test_pdf_rotated_and_noisy(self, code, angle, seed):
        label = layout.compose(plans.STAGING, WORDS, code)
        (page,) = readers.pdf_images(pdf.render([label]), 1.5 * readers.DPI)
        page = readers.disturb(page, angle, 0.12, seed)
        self.assertEqual(readers.read_codes(page), [(code, "Code128")])

    @pictures
    # as short as python-barcode makes it, and longer where each pair is packed
    @example("0A00A00A00A000", PLANS[0])
    @given(codes, st.sampled_from(PLANS))
    def test_zpl_in_printer_dots(self, code, plan):
        label = layout.compose(plan[1], WORDS, code)
        (printed,) = readers.zpl_labels(zpl.render([label]))
        self.assertEqual(printed.codes, [("BC", code)])
        self.assertEqual(readers.read_codes(printed.bitmap), [(code, "Code128")])

    def test_every_length(self):
        """3 to 20 signs of the allowed set: on paper whole, at half the resolution,
        turned and dirty, and in the printer's dots."""
        signs = random.Random(20)
        for length in range(3, 21):
            # letters, digits and hyphens; the widest (no pairs of digits) and mixed
            code = "".join(signs.choice(ALPHABET) for _sign in range(length - 2))
            code = f"K{code[:1]}-{code[1:]}"
            label = layout.compose(plans.STAGING, WORDS, code)
            content = pdf.render([label])
            (fine,) = readers.pdf_images(content, 609)
            (half,) = readers.pdf_images(content, 304.5)
            (printed,) = readers.zpl_labels(zpl.render([label]))
            angle = (0, 5, 90, 176, 270)[length % 5]
            for picture in (
                fine,
                half,
                readers.disturb(fine, angle, 0.12, length),
                readers.disturb(half, -angle, 0.12, length),
                printed.bitmap,
            ):
                with self.subTest(f"{code} {picture.size}"):
                    self.assertEqual(len(code), length)
                    self.assertEqual(readers.read_codes(picture), [(code, "Code128")])

    def test_gs1_128(self):
        """An SSCC with its application identifier, in all languages."""
        code = readers.sscc(10614141123456789)
        plan = flow.plan(inches(4), inches(6), [], "gs1_128")
        label = layout.compose(plan, WORDS, code)
        self.assertEqual(label.barcode.symbology, "gs1_128")
        self.assertGreaterEqual(millimetres(label.barcode.module), 0.495)
        self.assertGreaterEqual(millimetres(label.barcode.height), 31.75)
        self.assertIn(f"(00) {code}", label.words)
        content = pdf.render([label])
        (fine,) = readers.pdf_images(content, 609)
        (half,) = readers.pdf_images(content, 304.5)
        (printed,) = readers.zpl_labels(zpl.render([label]))
        for picture in (
            fine,
            half,
            readers.disturb(half, 5, 0.12, 1),
            readers.disturb(fine, 90, 0.12, 2),
            printed.bitmap,
        ):
            with self.subTest(picture.size):
                ((text, _kind),) = readers.read_codes(picture)
                self.assertEqual(text, f"(00){code}")

    def test_gs1_128_other_codes(self):
        """GS1 has no identifier for a code that is no SSCC: plain Code 128."""
        label = layout.compose(flow.plan(812, 609, [], "gs1_128"), WORDS, "KS12")
        (page,) = readers.pdf_images(pdf.render([label]), 3 * readers.DPI)
        self.assertEqual(readers.read_codes(page), [("KS12", "Code128")])

    @pictures
    @given(codes)
    def test_qr(self, code):
        label = layout.compose(flow.plan(812, 609, [], "qr"), WORDS, code)
        (page,) = readers.pdf_images(pdf.render([label]), 1.5 * readers.DPI)
        self.assertEqual(readers.read_codes(page), [(code, "QRCode")])
        (printed,) = readers.zpl_labels(zpl.render([label]))
        self.assertEqual(printed.codes, [("BQ", f"MA,{code}")])


class TestBars(BaseCase):
    """The sizes that the standards ask for."""

    @quick
    @given(codes, st.sampled_from(PLANS))
    def test_sizes(self, code, plan):
        label = layout.compose(plan[1], WORDS, code)
        barcode = label.barcode
        self.assertIn(barcode.module, (2, 3))
        quiet = 10 * barcode.module
        self.assertGreaterEqual(barcode.x, quiet)
        self.assertLessEqual(barcode.x + barcode.width + quiet, label.width)
        self.assertGreaterEqual(millimetres(barcode.height), 5)
        self.assertGreaterEqual(barcode.height, 0.15 * barcode.width)
        for bar in barcode.bars():
            self.assertTrue(all(isinstance(length, int) for length in bar))

    @quick
    @given(codes, st.sampled_from(PLANS))
    def test_nothing_in_the_quiet_zone(self, code, plan):
        """No text, frame or badge touches the strip of the bar code."""
        label = layout.compose(plan[1], WORDS, code)
        top, bottom = label.barcode.y, label.barcode.y + label.barcode.height
        for item in (*label.badges, *label.lines):
            self.assertTrue(item.y + item.height <= top or item.y >= bottom)
        for text in label.texts:
            self.assertTrue(text.y + text.size <= top or text.y >= bottom, text)

    def test_wide_where_it_fits(self):
        self.assertEqual(layout.compose(plans.STAGING, {}, "KS12345").barcode.module, 3)
        code = "A1B2C3D4E5F6G7H8I9J0"
        self.assertEqual(layout.compose(plans.STAGING, {}, code).barcode.module, 2)

    def test_too_long(self):
        """Refused with the reason, not printed unreadable."""
        with self.assertRaises(CodeTooLong) as caught:
            layout.compose(plans.STAGING, {}, "ABCDEFGHIJ" * 4)
        self.assertEqual(caught.exception.code, "ABCDEFGHIJ" * 4)
        self.assertGreater(caught.exception.needed, caught.exception.available)
        self.assertEqual(caught.exception.available, 812)

    def test_not_printable(self):
        for code, wrong in (("", ""), ("  ", ""), ("KÄS1", "Ä"), ("A\nB", "\n")):
            with self.subTest(code), self.assertRaises(CodeNotPrintable) as caught:
                layout.compose(plans.STAGING, {}, code)
            self.assertEqual(caught.exception.characters, wrong)

    def test_size_of_the_page(self):
        label = layout.compose(plans.STAGING, WORDS, "KS1234567")
        self.assertEqual((label.width, label.height), (812, 609))
        ((width, height),) = readers.pdf_sizes(pdf.render([label]))
        self.assertAlmostEqual(width, 288, places=2)
        self.assertAlmostEqual(height, 216, places=2)


class TestBackEnds(BaseCase):
    """PDF and ZPL show the same; QWeb is compared in test_label_report."""

    @quick
    @given(st.fixed_dictionaries({key: texts for key in WORDS}), codes)
    def test_zpl_texts(self, words, code):
        """Whatever is in a name, it is text: never a command."""
        for plan in plans.STANDARD.values():
            label = layout.compose(plan, words, code)
            (printed,) = readers.zpl_labels(zpl.render([label]))
            self.assertEqual(Counter(printed.texts), Counter(label.words))

    @quick
    @given(
        st.fixed_dictionaries(
            {
                key: st.text(string.printable + "àéîõüñçßØ€·…", max_size=60)
                for key in WORDS
            }
            # what we write ourselves is never longer than its place: only there would
            # letters lie upon each other, which a reader takes for one
            | {"icon": st.sampled_from(["", "K2K"]), "reprint": st.just("R")}
        )
    )
    def test_pdf_texts(self, words):
        for plan in plans.STANDARD.values():
            label = layout.compose(plan, words, "KS1234567")
            (page,) = readers.pdf_texts(pdf.render([label]))
            self.assertEqual(letters([page]), letters(label.words))

    def test_words_on_the_labels(self):
        for kind, missing in (
            ("staging", {"ship_to", "carrier", "ship_date"}),
            ("shipping", {"truck", "icon"}),
        ):
            label = layout.compose(plans.STANDARD[kind], WORDS, "KS1234567")
            expected = [word for key, word in WORDS.items() if key not in missing]
            self.assertEqual(letters(label.words), letters([*expected, "KS1234567"]))

    def test_zpl_escapes(self):
        words = {"customer": r"^XA~JA\5E \& 100%", "count": r"^FS~\&", "awb": "Ñandú é"}
        label = layout.compose(plans.STAGING, words, "KS1")
        content = zpl.render([label])
        self.assertIn("^CI28", content)
        self.assertIn("Ñandú é", content)
        (printed,) = readers.zpl_labels(content)
        for word in words.values():
            self.assertIn(word, printed.texts)

    def test_other_alphabets(self):
        """Letters that Helvetica lacks are written in another font."""
        words = {"customer": "Żółta Róża", "product": "Роза Ελλάδα"}
        label = layout.compose(plans.STAGING, words, "KS1")
        (page,) = readers.pdf_texts(pdf.render([label]))
        for word in words.values():
            self.assertIn(word, page)

    def test_many(self):
        labels = [
            layout.compose(plans.STAGING, WORDS, f"KS{number:05d}")
            for number in range(200)
        ]
        texts = readers.pdf_texts(pdf.render(labels))
        self.assertEqual(len(texts), 200)
        for number, page in enumerate(texts):
            self.assertIn(f"KS{number:05d}", page)
        printed = readers.zpl_labels(zpl.render(labels))
        self.assertEqual(len(printed), 200)


class TestLayout(BaseCase):
    @quick
    @given(texts, st.sampled_from([s for _k, p in PLANS for s in p.slots]))
    def test_texts_stay_in_their_place(self, text, slot):
        lines = layout.fit(slot, text)
        self.assertLessEqual(len(lines), slot.lines)
        for line in lines:
            self.assertLessEqual(line.width, slot.width + 0.01)
            self.assertGreaterEqual(line.y, slot.y)
            self.assertLessEqual(line.size, slot.size)
            self.assertGreaterEqual(line.size, slot.min_size)
        if lines:
            last = lines[-1]
            self.assertLessEqual(last.y + last.size, slot.y + slot.height + 8)

    def test_long_names(self):
        """Two lines rather than small letters, small letters rather than a cut."""
        slot = next(slot for slot in plans.STAGING.slots if slot.key == "customer")
        (line,) = layout.fit(slot, "Bella Flora")
        self.assertEqual((line.text, line.size), ("Bella Flora", slot.size))
        lines = layout.fit(slot, "The Original Biscayne Boulevard Flower Company")
        self.assertEqual(len(lines), 2)
        self.assertFalse(lines[1].text.endswith(layout.ELLIPSIS))
        lines = layout.fit(slot, "Flower Company of the Boulevard " * 4)
        self.assertTrue(lines[1].text.endswith(layout.ELLIPSIS))

    def test_long_carrier(self):
        """The account stands behind the carrier: it is not cut off."""
        words = {"carrier": "Prime Air Cargo and Cold Chain Logistics, account 4711-22"}
        label = layout.compose(plans.SHIPPING, words, "KS1")
        self.assertEqual(letters(label.words), letters([*words.values(), "KS1"]))

    def test_few_rows_are_larger(self):
        """A box shared by two says so in larger letters than one shared by six."""
        sizes = []
        for count in range(1, plans.DISTRIBUTION_ROWS + 1):
            words = {f"who_{row}": "The Coconut Grove" for row in range(count)}
            words |= {f"units_{row}": "25" for row in range(count)}
            plan = plans.for_words(plans.DISTRIBUTION, words)
            label = layout.compose(plan, words, "KS1")
            self.assertEqual(letters(label.words), letters([*words.values(), "KS1"]))
            rows = [text for text in label.texts if text.key.startswith("who")]
            self.assertLessEqual(rows[-1].y + rows[-1].size, label.barcode.y)
            sizes.append(rows[0].size)
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertGreater(sizes[0], sizes[-1])
        self.assertIs(plans.for_words(plans.STAGING, {}), plans.STAGING)

    def test_custom_plan(self):
        items = [
            flow.Item("customer", points(20), bold=True),
            flow.Item("truck", points(12), half=True),
            flow.Item("count", points(12), align="right", half=True),
            flow.Item("", points(10), text="Keep cool"),
        ]
        logo = readers.png(300, 100)
        plan = flow.plan(inches(4), inches(6), items, "code128", logo)
        label = layout.compose(plan, WORDS, "KS1234567")
        self.assertEqual((label.width, label.height), (812, 1218))
        self.assertIn("Keep cool", label.words)
        self.assertNotIn(layout.ICON_TEXT, label.words)
        image = label.images[0]
        self.assertAlmostEqual(image.width / image.height, 3, places=1)
        content = pdf.render([label])
        (page,) = readers.pdf_images(content, readers.DPI)
        self.assertEqual(readers.read_codes(page), [("KS1234567", "Code128")])
        middle = (image.x + image.width // 2, image.y + image.height // 2)
        self.assertEqual(page.convert("L").getpixel(middle), 0)
        (printed,) = readers.zpl_labels(zpl.render([label]))
        self.assertEqual(printed.bitmap.getpixel(middle), 0)
        self.assertEqual(readers.read_codes(printed.bitmap), [("KS1234567", "Code128")])

    def test_custom_plan_without_room(self):
        items = [flow.Item("customer", points(40))] * 4
        with self.assertRaises(NoRoom) as caught:
            flow.plan(inches(4), inches(3), items)
        self.assertGreater(caught.exception.needed, caught.exception.available)

    def test_encode_falls_back(self):
        self.assertEqual(symbol.encode("gs1_128", "KS1")[0], "code128")
        self.assertEqual(symbol.encode("qr", "KS1")[0], "qr")
