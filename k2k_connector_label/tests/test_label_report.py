# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import Counter
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from . import readers
from .common import K2kLabelCommon
from .test_label_tools import letters

BOX_REPORT = "k2k_connector_label.action_report_box_label"
SHIPPING_REPORT = "k2k_connector_label.action_report_shipping_label"


@tagged("post_install", "-at_install")
class TestLabelContent(K2kLabelCommon):
    """What stands on the labels, and who may print them."""

    def _texts(self, records):
        return readers.pdf_texts(records.render_box_labels())

    def test_staging_label(self):
        boxes, _packages = self._shipped()
        pages = self._texts(boxes)
        self.assertEqual(len(pages), 3)
        truck = self.env["k2k.label.mixin"]._k2k_label_date(boxes[0].truck_date)
        for number, (box, page) in enumerate(zip(boxes, pages, strict=True), 1):
            for word in (
                "K2K",
                "Rosa's & Café",
                f"Truck {truck}",
                box.product_id.name,
                "QB 10x10 · 100 Units",
                f"Box {number} of 3",
                "176-12345675",
                "5675",
                "Test Farms",
                box.prebook_id.name,
                box.code,
            ):
                self.assertIn(word, page)

    def test_buyers_own_words(self):
        """The buyer's product name, not the vendor's."""
        boxes, packages = self._shipped(1)
        product = boxes.product_id.sudo()
        product.write({"name": "Lily of the Nile", "default_code": "LN70"})
        (page,) = self._texts(boxes)
        self.assertIn("Lily of the Nile", page)
        self.assertNotIn("LN70", page)
        self.assertIn("Agapanthus Blue 70 cm", self._texts(packages)[0])

    def test_same_code(self):
        """Vendor's shipping label and buyer's staging label bear one code."""
        boxes, packages = self._shipped(2)
        for records in (boxes, packages):
            pages = readers.pdf_images(records.render_box_labels(), 609)
            self.assertEqual(
                [readers.read_codes(page) for page in pages],
                [[(code, "Code128")] for code in boxes.mapped("code")],
            )

    def test_unsold_box(self):
        boxes, _packages = self._shipped(1)
        boxes.sudo().prebook_line_id = False
        (page,) = self._texts(boxes)
        self.assertIn("STOCK", page)
        self.assertNotIn("Truck", page)

    def test_shipping_label(self):
        partner = self.vendor_connection.partner_id.sudo()
        partner.write(
            {
                "street": "1200 Biscayne Blvd",
                "city": "Miami",
                "zip": "33132",
                "ref": "TW7",
            }
        )
        partner.with_company(self.vendor).k2k_carrier_account = "4711"
        carrier_product = self.products[1]
        carrier = self.env["delivery.carrier"].create(
            {"name": "Cool Road", "product_id": carrier_product.id}
        )
        order, vendor_order = self._sell(2)
        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.sudo().carrier_id = carrier
        held = vendor_order.order_line.k2k_hold_ids.package_ids.sorted("name")
        pages = self._texts(held.with_user(self.vendor_clerk))
        vendor_order.action_confirm()
        shipped = self._texts(held.with_user(self.vendor_sales))
        self.assertEqual(len(shipped), 2)
        ship_date = self.env["k2k.label.mixin"]._k2k_label_date(
            vendor_order.k2k_ship_date
        )
        for number, page in enumerate(shipped, 1):
            for word in (
                "Test Wholesale",
                "1200 Biscayne Blvd",
                "Cool Road, account 4711",
                "Agapanthus Blue 70 cm",
                "QB 10x10 · 100 Units",
                f"Box {number} of 2",
                "Mark TW7",
                "176-12345675",
                "5675",
                vendor_order.name,
                ship_date,
                held[number - 1].name,
            ):
                self.assertIn(word, page)
            self.assertNotIn("K2K", page)
            # the label of a held box differs from the shipped one's by the R only
            self.assertEqual(letters([page]) - letters([pages[number - 1]]), {"R": 1})
        self.assertTrue(vendor_order.name.endswith("K"))
        self.assertTrue(order)

    def test_shelf_label(self):
        """A box nobody has ordered: what it is, and its code."""
        (page,) = self._texts(self.shelf[0].with_user(self.vendor_clerk))
        self.assertIn("Agapanthus Blue 70 cm", page)
        self.assertIn(self.shelf[0].name, page)

    def test_invoice_as_reference(self):
        order, vendor_order = self._sell(1)
        self.vendor_connection.invoice_as_reference = True
        vendor_order.action_confirm()
        invoice = vendor_order.invoice_ids.name
        (page,) = self._texts(vendor_order)
        self.assertIn(invoice, page)
        self.assertTrue(order)

    def test_reprint(self):
        """The second print bears an R; who printed what, and when, is known."""
        boxes, packages = self._shipped(2)
        Print = self.env["k2k.label.print"]
        for records, kind, field in (
            (boxes, "staging", "box_ids"),
            (packages, "shipping", "package_ids"),
        ):
            with self.subTest(kind):
                self.assertFalse(self._reprints(records))
                records[0].render_box_labels()
                self.assertEqual(self._reprints(records), [0])
                job = Print.search([(field, "in", records.ids)])
                self.assertEqual(job.create_uid, records.env.user)
                self.assertEqual(job.kind, kind)
                self.assertEqual(job.file_format, "pdf")
                self.assertEqual(job[field], records[0].sudo())
                self.assertEqual(job.company_id, records[0]._k2k_label_company())
                records.render_box_labels_zpl()
                self.assertEqual(self._reprints(records), [0, 1])

    def _reprints(self, records):
        return [
            number
            for number, label in enumerate(records.k2k_labels())
            if any(badge.key == "reprint" for badge in label.badges)
        ]

    def test_documents_print(self):
        """AWB, vendor's order and delivery print the labels of their boxes."""
        boxes, packages = self._shipped()
        self.assertEqual(len(self._texts(boxes.awb_id)), 3)
        order = self.env["sale.order"].with_user(self.vendor_sales).search([])
        self.assertEqual(len(self._texts(order)), 3)
        self.assertEqual(len(self._texts(order.picking_ids)), 3)
        for record in (boxes.awb_id, order):
            codes = [label.barcode.value for label in record.k2k_labels()]
            self.assertEqual(codes, packages.mapped("name"))

    def test_sorting(self):
        boxes, _packages = self._shipped()
        boxes = boxes.sorted("code", reverse=True)
        codes = [label.barcode.value for label in boxes.k2k_labels()]
        self.assertEqual(codes, boxes.mapped("code"))
        self.buyer.k2k_label_sort = "customer"
        boxes[1].sudo().prebook_line_id = False
        codes = [label.barcode.value for label in boxes.k2k_labels()]
        self.assertEqual(codes[-1], boxes[1].code)

    def test_bad_codes_are_refused(self):
        boxes, _packages = self._shipped(1)
        boxes.sudo().code = "X" * 40
        with self.assertRaisesRegex(UserError, "XXXX is too long for the label.*mm"):
            boxes.render_box_labels()
        boxes.sudo().code = "Ñ123"
        with self.assertRaisesRegex(UserError, "Ñ123 can't be a bar code"):
            boxes.render_box_labels_zpl()
        with self.assertRaisesRegex(UserError, "no box"):
            boxes.browse().render_box_labels()

    def test_strangers_print_nothing(self):
        boxes, packages = self._shipped(1)
        awb = boxes.awb_id
        order = self.env["sale.order"].with_user(self.vendor_sales).search([])
        for records, strangers in (
            (boxes, (self.stranger_clerk, self.vendor_manager)),
            (awb, (self.stranger_clerk, self.vendor_manager)),
            (packages, (self.stranger_clerk, self.buyer_manager)),
            (order, (self.stranger_manager, self.buyer_manager)),
        ):
            for user in strangers:
                foreign = records.with_user(user)
                for method in ("render_box_labels", "render_box_labels_zpl"):
                    with self.subTest(f"{records} {user.login} {method}"):
                        with self.assertRaises(AccessError):
                            getattr(foreign, method)()
                for report in self._reports(records._name):
                    with self.assertRaises(AccessError):
                        report.with_user(user)._render(report, foreign.ids)
        self.assertFalse(self.env["k2k.label.print"].search([]))

    def _reports(self, model):
        return self.env["ir.actions.report"].search(
            [("model", "=", model), ("report_name", "like", "k2k_connector_label.%")]
        )

    def test_log_belongs_to_the_company(self):
        boxes, packages = self._shipped(1)
        boxes.render_box_labels()
        packages.render_box_labels()
        Print = self.env["k2k.label.print"]
        self.assertEqual(Print.with_user(self.buyer_sales).search([]).kind, "staging")
        self.assertEqual(Print.with_user(self.vendor_sales).search([]).kind, "shipping")
        self.assertFalse(Print.with_user(self.stranger_manager).search([]))
        for user in (self.clerk, self.buyer_manager):
            with self.assertRaises(AccessError):
                Print.with_user(user).create(
                    {"company_id": self.buyer.id, "kind": "staging"}
                )

    def test_same_words_in_all_languages(self):
        """PDF, ZPL and QWeb show the same texts and the same bars."""
        boxes, packages = self._shipped()
        for records, report in ((boxes, BOX_REPORT), (packages, SHIPPING_REPORT)):
            labels = records.k2k_labels()
            markup = self.env["ir.actions.report"]._render_qweb_html(
                report, records.ids
            )[0]
            drawings = [
                html.tostring(node, encoding="unicode", method="xml")
                for node in html.fromstring(markup).iter("svg")
            ]
            pages = readers.pdf_texts(records.render_box_labels())
            records.env["k2k.label.print"].sudo().search([]).unlink()
            printed = readers.zpl_labels(records.render_box_labels_zpl())
            self.assertEqual(len(drawings), len(labels))
            for label, svg, page, zpl in zip(
                labels, drawings, pages, printed, strict=True
            ):
                words = Counter(label.words)
                self.assertEqual(Counter(readers.svg_texts(svg)), words)
                self.assertEqual(Counter(zpl.texts), words)
                self.assertEqual(letters([page]), letters(label.words))
                self.assertEqual(zpl.codes, [("BC", label.barcode.value)])
                self.assertEqual(readers.svg_bars(svg), set(label.barcode.bars()))

    def test_printing_on_scan(self):
        """The company's choice; a box that is scanned again prints nothing."""
        boxes, _packages = self._shipped(3)
        Box = self.env["k2k.box"].with_user(self.clerk)
        self.assertNotIn("print", Box.scan(boxes[0].code))
        for box, file_format in ((boxes[1], "pdf"), (boxes[2], "zpl")):
            self.buyer.k2k_print_on_scan = file_format
            action = Box.scan(box.code)["print"]
            self.assertEqual(action["type"], "ir.actions.report")
            self.assertEqual(action["context"]["active_ids"], box.ids)
            content, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.clerk)
                ._render(action["report_name"], box.ids)
            )
            self.assertTrue(content)
            self.assertNotIn("print", Box.scan(box.code))
        self.assertNotIn("print", Box.scan("NOBODY"))

    def test_text_report_is_zpl(self):
        boxes, _packages = self._shipped(2)
        report = "k2k_connector_label.action_report_box_label_zpl"
        content, kind = self.env["ir.actions.report"]._render(report, boxes.ids)
        self.assertEqual(kind, "text")
        codes = [label.codes[0][1] for label in readers.zpl_labels(content)]
        self.assertEqual(codes, boxes.mapped("code"))

    def test_queries_do_not_grow(self):
        """No query for each label: twenty cost what two cost."""
        self._stock_vendor(self._codes(24, prefix="Q"))
        few, many = self._shipped(2), self._shipped(20)
        for small, large in zip(few, many, strict=True):
            with self.subTest(small._name):
                counts = [self._count_queries(records) for records in (small, large)]
                self.assertEqual(len(large), 20)
                self.assertLessEqual(counts[1], counts[0])

    def _count_queries(self, records):
        records.render_box_labels()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        records.render_box_labels()
        return self.env.cr.sql_log_count - start


@tagged("post_install", "-at_install")
class TestLabelReport(K2kLabelCommon, HttpCase):
    """The Odoo report: through wkhtmltopdf for a few, drawn directly for many."""

    def _render(self, report, records):
        reports = self.env["ir.actions.report"].with_user(records.env.user)
        return reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, records.ids
        )[0]

    def test_printed_size(self):
        """4 x 3 inches, the bars as wide as they should be, and readable."""
        boxes, packages = self._shipped(2)
        for records, report in ((boxes, BOX_REPORT), (packages, SHIPPING_REPORT)):
            labels = records.k2k_labels()
            content = self._render(report, records)
            sizes = readers.pdf_sizes(content)
            self.assertEqual(len(sizes), 2)
            for width, height in sizes:
                self.assertAlmostEqual(width, 288, delta=1)
                self.assertAlmostEqual(height, 216, delta=1)
            pages = readers.pdf_images(content, 609)
            for label, page in zip(labels, pages, strict=True):
                self.assertEqual(
                    readers.read_codes(page), [(label.barcode.value, "Code128")]
                )
                left, right = readers.bars_extent(
                    page, 3 * (label.barcode.y + label.barcode.height // 2)
                )
                self.assertAlmostEqual(left, 3 * label.barcode.x, delta=6)
                self.assertAlmostEqual(
                    right - left, 3 * label.barcode.width, delta=0.01 * (right - left)
                )
            for label, page in zip(labels, readers.pdf_texts(content), strict=True):
                self.assertEqual(letters([page]), letters(label.words))

    def test_printing_is_noted(self):
        boxes, _packages = self._shipped(1)
        self._render(BOX_REPORT, boxes)
        job = self.env["k2k.label.print"].search([])
        self.assertEqual((job.box_ids, job.file_format), (boxes.sudo(), "report"))

    def test_many_are_drawn_directly(self):
        boxes, _packages = self._shipped(3)
        Report = self.env.registry["ir.actions.report"]
        with (
            patch.object(Report, "_k2k_bulk_from", lambda report: 3),
            patch.object(Report, "_run_wkhtmltopdf", side_effect=AssertionError),
        ):
            content = self._render(BOX_REPORT, boxes)
        self.assertEqual(
            letters(readers.pdf_texts(content)),
            letters(word for label in boxes.k2k_labels() for word in label.words)
            - letters("RRR"),
        )

    def test_a_changed_template_is_respected(self):
        """Whoever inherits the template gets what the template says, always."""
        boxes, _packages = self._shipped(3)
        template = self.env.ref("k2k_connector_label.label_svg")
        self.env["ir.ui.view"].create(
            {
                "name": "Keep cool",
                "type": "qweb",
                "inherit_id": template.id,
                "arch": "<svg position='inside'><text y='600'>Cool!</text></svg>",
            }
        )
        Report = self.env.registry["ir.actions.report"]
        with patch.object(Report, "_k2k_bulk_from", lambda report: 3):
            content = self._render(BOX_REPORT, boxes)
        for page in readers.pdf_texts(content):
            self.assertIn("Cool!", page)

    def test_download(self):
        """As the web client does it; ZPL and PDF are written down."""
        boxes, _packages = self._shipped(2)
        ids = ",".join(map(str, boxes.ids))
        self.clerk.sudo().password = "buyer_clerk"
        self.authenticate("buyer_clerk", "buyer_clerk")
        response = self.url_open(
            f"/report/text/k2k_connector_label.report_box_label_zpl/{ids}"
        )
        self.assertEqual(response.status_code, 200)
        codes = [label.codes[0][1] for label in readers.zpl_labels(response.text)]
        self.assertEqual(codes, boxes.mapped("code"))
        job = self.env["k2k.label.print"].search([])
        self.assertEqual((job.create_uid, job.labels), (self.clerk, 2))
        response = self.url_open(
            f"/report/html/k2k_connector_label.report_box_label/{ids}"
        )
        self.assertEqual(response.text.count("<svg"), 2)
        self.assertEqual(len(self.env["k2k.label.print"].search([])), 1)
