# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import readers
from .common import K2kLabelCommon

REPORT = "k2k_connector_label.action_report_distribution_label"


@tagged("post_install", "-at_install")
class TestDistribution(K2kLabelCommon):
    """Boxes that several customers share: who gets how much of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer_sales.name = "Sofia"
        cls.others = cls.env["res.partner"].create(
            [
                {"name": name, "company_id": cls.buyer.id}
                for name in ("Bella Flora", "Palm Events")
            ]
        )

    def _open_market(self, boxes=1):
        """Boxes in the staging area that nobody has ordered any more."""
        staged, _packages = self._shipped(boxes)
        staged.sudo().prebook_line_id = False
        return staged

    def _sell_units(self, box, partner, units, day):
        """An order of loose units of the buyer's own stock."""
        order = (
            self.env["sale.order"]
            .with_user(self.buyer_sales)
            .create(
                {
                    "partner_id": partner.id,
                    "commitment_date": day,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": box.product_id.id,
                                "product_uom_qty": units,
                                "product_uom_id": box.product_uom_id.id,
                            }
                        )
                    ],
                }
            )
        )
        order.order_line.k2k_offer_id = False
        order.action_confirm()
        return order

    def _rows(self, box):
        """The rows of the box's label: ``[(truck, who, units)]``."""
        words = box.sudo()._k2k_distribution_words()[0]
        return [
            (words[f"date_{n}"], words[f"who_{n}"], words[f"units_{n}"])
            for n in range(6)
            if f"who_{n}" in words
        ]

    def _date(self, day):
        return self.env["k2k.label.mixin"]._k2k_label_date(day.date())

    def test_shared_box_on_its_way(self):
        """The orders that wait for it, earliest truck first; the rest is free."""
        box = self._open_market()
        late, early = datetime(2031, 5, 9, 12), datetime(2031, 5, 7, 12)
        self._sell_units(box, self.others[0], 40, late)
        self._sell_units(box, self.others[1], 25, early)
        self.assertEqual(
            self._rows(box),
            [
                (self._date(early), "Sofia · Palm Events", "25"),
                (self._date(late), "Sofia · Bella Flora", "40"),
                ("", "Open market", "35"),
            ],
        )
        content = box.render_box_labels("distribution")
        (page,) = readers.pdf_texts(content)
        for word in (
            "Sofia · Bella Flora",
            "Open market",
            box.product_id.name,
            "5675",
            "UNITS",
            box.code,
        ):
            self.assertIn(word, page)
        (picture,) = readers.pdf_images(content, 609)
        self.assertEqual(readers.read_codes(picture), [(box.code, "Code128")])
        (printed,) = readers.zpl_labels(box.render_box_labels_zpl("distribution"))
        self.assertIn("Sofia · Bella Flora", printed.texts)
        self.assertIn("R", printed.texts)

    def test_shared_box_in_stock(self):
        """As Odoo has reserved it, which is what leaves the warehouse."""
        box = self._open_market()
        day = datetime(2031, 5, 7, 12)
        box.action_confirm()
        first = self._sell_units(box, self.others[0], 40, day)
        self.assertEqual(
            first.picking_ids.move_line_ids.package_id, box.sudo().package_id
        )
        self._sell_units(box, self.others[1], 60, day)
        self.assertEqual(
            self._rows(box),
            [
                (self._date(day), "Sofia · Bella Flora", "40"),
                (self._date(day), "Sofia · Palm Events", "60"),
            ],
        )

    def test_not_needed(self):
        """A box that goes to one customer as a box, or to nobody: staff are told."""
        boxes, _packages = self._shipped(2)
        with self.assertRaisesRegex(UserError, "No distribution label is needed"):
            boxes.action_print_distribution_labels()
        boxes[1].sudo().prebook_line_id = False
        with self.assertRaisesRegex(UserError, "No distribution label is needed"):
            boxes.awb_id.action_print_distribution_labels()
        self._sell_units(boxes[1], self.others[0], 10, datetime(2031, 5, 7, 12))
        action = boxes.action_print_distribution_labels()
        self.assertIn("1 of 2 boxes", action["params"]["message"])
        report = action["params"]["next"]
        self.assertEqual(report["context"]["active_ids"], boxes[1].ids)
        self.assertEqual(
            report["report_name"], "k2k_connector_label.report_distribution_label"
        )

    def test_sold_whole_by_units(self):
        """All of the box to one customer, but sold by units: it is opened."""
        box = self._open_market()
        self._sell_units(box, self.others[0], 100, datetime(2031, 5, 7, 12))
        (row,) = self._rows(box)
        self.assertEqual(row[1:], ("Sofia · Bella Flora", "100"))
        self.assertEqual(box._k2k_only_shared(), box)

    def test_sorted_by_truck_date(self):
        """The box whose first part leaves first is the first label."""
        boxes = self._open_market(3)
        self.buyer.k2k_label_sort = "product"
        for box, day in zip(boxes, (9, 7, 8), strict=True):
            box.action_confirm()
            order = self._sell_units(
                box, self.others[0], 30, datetime(2031, 5, day, 12)
            )
            line = order.picking_ids.move_line_ids
            line.sudo().package_id = box.sudo().package_id
        printed = readers.zpl_labels(boxes.render_box_labels_zpl("distribution"))
        self.assertEqual(
            [label.codes[0][1] for label in printed],
            [boxes[1].code, boxes[2].code, boxes[0].code],
        )

    def test_more_customers_than_rows(self):
        box = self._open_market()
        for number in range(9):
            partner = self.others[0].copy({"name": f"Customer {number}"})
            self._sell_units(box, partner, 10, datetime(2031, 5, 7 + number, 12))
        rows = self._rows(box)
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[3][1], "Sofia · Customer 3")
        self.assertEqual(rows[4][1:], ("5 more, see the orders", "50"))
        self.assertEqual(rows[5][1:], ("Open market", "10"))

    def test_boxes_are_filled_one_after_the_other(self):
        """A label says the same, printed alone or with the others."""
        boxes = self._open_market(2)
        self._sell_units(boxes[0], self.others[0], 130, datetime(2031, 5, 7, 12))
        self.assertEqual(self._rows(boxes[0])[0][2], "100")
        self.assertEqual(
            [row[1:] for row in self._rows(boxes[1])],
            [("Sofia · Bella Flora", "30"), ("Open market", "70")],
        )

    def test_printed_and_noted(self):
        box = self._open_market()
        self._sell_units(box, self.others[0], 10, datetime(2031, 5, 7, 12))
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            REPORT, box.ids
        )
        job = self.env["k2k.label.print"].search([])
        self.assertEqual((job.kind, job.labels), ("distribution", 1))
        # the staging label was not printed yet: no R on it
        (label,) = box.k2k_labels()
        self.assertFalse([badge for badge in label.badges if badge.text == "R"])

    def test_on_scan(self):
        """The company's choice: only boxes that must be divided print one."""
        boxes = self._open_market(2)
        day = datetime(2031, 5, 7, 12)
        self._sell_units(boxes[0], self.others[0], 30, day)
        self.buyer.k2k_print_distribution = True
        answer = self.Box.scan(boxes[0].code)
        self.assertEqual(
            answer["print"]["report_name"],
            "k2k_connector_label.report_distribution_label",
        )
        self.assertNotIn("print", self.Box.scan(boxes[1].code))

    def test_foreign_kinds(self):
        boxes, packages = self._shipped(1)
        for records, kind in (
            (boxes, "shipping"),
            (boxes, "nonsense"),
            (packages, "distribution"),
        ):
            with self.assertRaisesRegex(UserError, "no labels of this kind"):
                records.render_box_labels(kind)
