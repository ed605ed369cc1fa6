# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
from collections import Counter

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from . import readers
from .common import K2kLabelCommon
from .test_label_tools import letters


@tagged("post_install", "-at_install")
class TestLabelLanguages(K2kLabelCommon, HttpCase):
    """QWeb, PDF and ZPL show the same: custom labels, QR, SSCC and distribution, too.

    The standard staging and shipping labels are compared in test_label_report.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = (
            cls.env["ir.actions.report"]
            .with_user(cls.clerk)
            .with_context(force_report_rendering=True)
        )

    def _template(self, **vals):
        lines = [
            {"field": "customer", "font_size": 20, "bold": True},
            {"field": "product", "font_size": 18, "rows": 2},
            {"field": "truck", "half": True},
            {"field": "awb_last4", "font_size": 28, "align": "right", "half": True},
            {"field": "text", "text": r"Keep ^cool~ & \dry", "align": "center"},
            {"field": "pack", "half": True},
            {"field": "count", "align": "right", "half": True},
        ]
        return (
            self.env["k2k.label.template"]
            .with_user(self.buyer_manager)
            .create(
                {
                    "name": "Ours",
                    "size": "4x6",
                    "logo": base64.b64encode(readers.png(300, 100)),
                    "line_ids": [
                        Command.clear(),
                        *(
                            Command.create({"sequence": number, **line})
                            for number, line in enumerate(lines)
                        ),
                    ],
                    **vals,
                }
            )
        )

    def _drawings(self, report, boxes):
        """The SVGs of the report as HTML."""
        markup = self.reports._render_qweb_html(report, boxes.ids)[0]
        return [
            html.tostring(node, encoding="unicode", method="xml")
            for node in html.fromstring(markup).iter("svg")
        ]

    def _compare(self, boxes, read, written, kind="staging"):
        """Compare the three, and with the label's description.

        :param read: what a reader returns for a code
        :param written: what ZPL tells the printer to encode for it
        """
        name = "distribution" if kind == "distribution" else "box"
        report = f"k2k_connector_label.action_report_{name}_label"
        labels = boxes.k2k_labels(kind)
        svgs = self._drawings(report, boxes)
        content = boxes.render_box_labels(kind)
        pages = list(readers.pdf_images(content, 609))
        texts = readers.pdf_texts(content)
        self.env["k2k.label.print"].sudo().search([]).unlink()
        printed = readers.zpl_labels(boxes.render_box_labels_zpl(kind))
        self.env["k2k.label.print"].sudo().search([]).unlink()
        for box, label, svg, page, text, zpl in zip(
            boxes, labels, svgs, pages, texts, printed, strict=True
        ):
            words = Counter(label.words)
            self.assertEqual(Counter(readers.svg_texts(svg)), words)
            self.assertEqual(Counter(zpl.texts), words)
            self.assertEqual(letters([text]), letters(label.words))
            self.assertEqual(readers.svg_bars(svg), set(label.barcode.bars()))
            self.assertEqual(zpl.codes, [written(box.code)])
            ((found, _kind),) = readers.read_codes(page)
            self.assertEqual(found, read(box.code))
            self.assertEqual(svg.count("<image"), len(label.images))
        return report, labels

    def _check_paper(self, report, boxes, labels, read):
        """What wkhtmltopdf makes of the QWeb report: words, code and size."""
        content = self.reports._render_qweb_pdf(report, boxes.ids)[0]
        pages = zip(
            labels,
            boxes,
            readers.pdf_images(content, 609),
            readers.pdf_texts(content),
            readers.pdf_sizes(content),
            strict=True,
        )
        for label, box, page, text, size in pages:
            self.assertEqual(letters([text]), letters(label.words))
            ((found, _kind),) = readers.read_codes(page)
            self.assertEqual(found, read(box.code))
            for side, dots in zip(size, (label.width, label.height), strict=True):
                self.assertAlmostEqual(side, dots * 72 / 203, delta=1)

    def test_custom_label(self):
        boxes, _packages = self._shipped(2)
        self._template()
        report, labels = self._compare(boxes, str, lambda code: ("BC", code))
        self.assertEqual(len(labels[0].images), 1)
        self.assertIn(r"Keep ^cool~ & \dry", labels[0].words)
        self._check_paper(report, boxes, labels, str)

    def test_own_size(self):
        """Sizes that are no whole dots: still one page for each label."""
        boxes, _packages = self._shipped(2)
        template = self._template(size="own", own_width=5, own_height=4.5, logo=False)
        for width, height, dots in ((5, 4.5, (1015, 914)), (4.13, 3.97, (838, 806))):
            template.write({"own_width": width, "own_height": height})
            report, labels = self._compare(boxes, str, lambda code: ("BC", code))
            self.assertEqual((labels[0].width, labels[0].height), dots)
            self._check_paper(report, boxes, labels, str)

    def test_qr(self):
        boxes, _packages = self._shipped(2)
        self._template(symbology="qr")
        report, labels = self._compare(boxes, str, lambda code: ("BQ", f"MA,{code}"))
        self.assertEqual(labels[0].barcode.symbology, "qr")
        self._check_paper(report, boxes, labels, str)

    def test_sscc(self):
        boxes, _packages = self._shipped(2)
        for number, box in enumerate(boxes.sudo()):
            box.code = readers.sscc(10614141123456789 + number)
        self._template(symbology="gs1_128")

        def read(code):
            return f"(00){code}"

        report, labels = self._compare(
            boxes, read, lambda code: ("BC", f">;>800{code}")
        )
        self.assertEqual(labels[0].barcode.symbology, "gs1_128")
        self.assertIn(f"(00) {boxes[0].code}", labels[0].words)
        self._check_paper(report, boxes, labels, read)

    def test_distribution(self):
        boxes, _packages = self._shipped(2)
        boxes.sudo().prebook_line_id = False
        line = self._make_order(self._offer()[:1], 1).order_line
        line.write({"k2k_offer_id": False, "product_uom_id": line.product_id.uom_id.id})
        line.product_uom_qty = 130
        line.order_id.action_confirm()
        report, labels = self._compare(
            boxes[:1], str, lambda code: ("BC", code), "distribution"
        )
        self._check_paper(report, boxes[:1], labels, str)
