# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import io

import pypdfium2

from odoo.tests import tagged

from . import readers
from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestLabelSorting(K2kLabelCommon):
    """Labels come out of the printer as the company sorts its boxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.products[1]
        cls._stock_vendor(cls._codes(3, prefix="A"), cls.other)

    def _two_shipments(self):
        """Boxes of two products and AWBs, for two customers.

        The agapanthus' codes begin with K and its AWB with 9, the other's codes with
        A and its AWB with 1. :return: the agapanthus' boxes, the other's
        """
        _order, first = self._ship(2, "976-12345675")
        bella = self.env["res.partner"].create(
            {"name": "bella Flora", "company_id": self.buyer.id}
        )
        order = self._make_order(self._offer(self.other)[:1], 2)
        order.partner_id = bella
        order.action_confirm()
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        vendor_order = self._vendor_order(purchase)
        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.action_confirm()
        return first, self._boxes_of(order)

    def _printed(self, records):
        """Codes in the order of the PDF's pages, checked against ZPL and QWeb."""
        pages = readers.pdf_images(records.render_box_labels(), 609)
        codes = [readers.read_codes(page)[0][0] for page in pages]
        printed = readers.zpl_labels(records.render_box_labels_zpl())
        self.assertEqual([label.codes[0][1] for label in printed], codes)
        drawn = [label.barcode.value for label in records.k2k_labels()]
        self.assertEqual(drawn, codes)
        return codes

    def test_staging_labels(self):
        first, second = self._two_shipments()
        one, other = first.mapped("code"), second.mapped("code")
        # as selected: mixed, last first
        chosen = first[1] + second[1] + first[0] + second[0]
        one, other = one[::-1], other[::-1]
        first.product_id.sudo().name = "agapanthus"
        second.product_id.sudo().name = "Zinnia"
        for sort, expected in (
            (False, chosen.mapped("code")),
            # agapanthus before Zinnia, whatever the capitals
            ("product", one + other),
            # bella Flora before Rosa's
            ("customer", other + one),
            # 176 before 976
            ("awb", other + one),
        ):
            with self.subTest(sort):
                self.buyer.k2k_label_sort = sort
                self.assertEqual(self._printed(chosen), expected)

    def test_awb_goes_by_awb(self):
        """Not by anything else: the boxes' own order is kept within one AWB."""
        first, second = self._two_shipments()
        self.buyer.k2k_label_sort = "awb"
        second.awb_id.sudo().name = "999-99999990"
        chosen = second + first
        self.assertEqual(
            self._printed(chosen), first.mapped("code") + second.mapped("code")
        )

    def test_shipping_labels(self):
        """The vendor sorts his own labels, whatever the buyer does."""
        first, second = self._two_shipments()
        packages = (
            self.env["stock.package"]
            .with_user(self.vendor_clerk)
            .search([("k2k_company_id", "=", self.vendor.id)])
            .filtered(lambda p: p.name in (first + second).mapped("code"))
            .sorted("name", reverse=True)
        )
        self.buyer.k2k_label_sort = "product"
        agapanthus = sorted(first.mapped("code"), reverse=True)
        other = sorted(second.mapped("code"), reverse=True)
        self.agapanthus.name = "Zantedeschia"
        self.other.name = "Aster"
        for sort, expected in (
            (False, agapanthus + other),
            ("product", other + agapanthus),
            ("customer", agapanthus + other),
            ("awb", other + agapanthus),
        ):
            with self.subTest(sort):
                self.vendor.k2k_label_sort = sort
                self.assertEqual(self._printed(packages), expected)

    def test_the_report_is_sorted(self):
        """What the button opens goes through the same order, QWeb included."""
        first, second = self._two_shipments()
        self.buyer.k2k_label_sort = "awb"
        chosen = first + second
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("k2k_connector_label.action_report_box_label", chosen.ids)
        )
        self.assertEqual(len(pypdfium2.PdfDocument(io.BytesIO(content))), 4)
        codes = [
            readers.read_codes(page)[0][0] for page in readers.pdf_images(content, 609)
        ]
        self.assertEqual(codes, (second + first).mapped("code"))
