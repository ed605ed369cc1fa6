# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestReports(K2kStockCommon):
    """What is printed and counted is what stands in the staging area and the stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))
        cls.Report = cls.env["k2k.box.report"].with_user(cls.clerk)
        cls.today = fields.Date.context_today(cls.Report)

    def _rows(self, boxes):
        return self.Report.search([("id", "in", boxes.ids)])

    # ------------------------------------------------------------------
    # Manifest
    # ------------------------------------------------------------------
    def _manifest(self, awb, user):
        report = self.env["ir.actions.report"].with_user(user)
        body, _kind = report._render_qweb_html(
            "k2k_connector_stock.action_report_awb_manifest", awb.ids
        )
        return html.fromstring(body)

    def test_manifest(self):
        """Each box with its code, customer and state; totals by product."""
        _order, boxes = self._ship(3)
        self.Box.scan(boxes[0].code)
        awb = boxes.awb_id
        for user in (self.clerk, self.buyer_sales):
            totals, listed = self._manifest(awb, user).xpath("//table")
            rows = listed.xpath(".//tbody/tr")
            self.assertEqual(len(rows), 3)
            for box, row in zip(boxes, rows, strict=True):
                text = row.text_content()
                self.assertIn(box.code, text)
                self.assertIn(self.customer.name, text)
            self.assertIn("Received", rows[0].text_content())
            self.assertIn("On its way", rows[1].text_content())
            cells = [cell.text_content() for cell in totals.xpath(".//tfoot//td")]
            self.assertEqual(cells[1], "3")
            self.assertEqual(float(cells[2]), awb.fbe)
            self.assertEqual(cells[3:], ["300", "1"])
        self.assertIn(awb.name, self._manifest(awb, self.clerk).text_content())

    def test_manifest_of_strangers(self):
        _order, boxes = self._ship(1)
        awb = boxes.awb_id
        self.env.invalidate_all()
        for user in (self.stranger_clerk, self.vendor_manager):
            with self.assertRaises(AccessError):
                self._manifest(awb, user)

    def test_manifest_without_boxes(self):
        _order, boxes = self._ship(1)
        boxes._withdraw()
        text = self._manifest(boxes.awb_id, self.clerk).text_content()
        self.assertIn("carries no boxes", text)

    # ------------------------------------------------------------------
    # Analysis
    # ------------------------------------------------------------------
    def test_arrivals(self):
        _order, boxes = self._ship(2, "ONE")
        _order, others = self._ship(1, "TWO")
        day = self.today + timedelta(days=9)
        others.awb_id.arrival_date = day
        # a report reads the database: what another request has written
        self.env.flush_all()
        rows = self.Report._read_group(
            [("id", "in", (boxes | others).ids)],
            ["arrival_date:day", "partner_id"],
            ["boxes:sum"],
        )
        counts = {when: count for when, _vendor, count in rows}
        self.assertEqual(counts[day], 1)
        self.assertEqual(counts[boxes.awb_id.arrival_date], 2)
        self.assertEqual({vendor for _w, vendor, _c in rows}, {self.vendor.partner_id})

    def test_aging(self):
        """Days since the vendor shipped it, of what stands in our warehouse."""
        _order, boxes = self._ship(2)
        self.assertFalse(any(self._rows(boxes).mapped("in_stock")))
        boxes[0].action_confirm()
        for days, group in ((0, "fresh"), (3, "fresh"), (4, "week"), (10, "old")):
            boxes.awb_id.ship_date = self.today - timedelta(days=days)
            self.env.flush_all()
            self.env.invalidate_all()
            row = self._rows(boxes[0])
            self.assertEqual((row.age, row.age_group), (days, group))
            self.assertTrue(row.in_stock)
        boxes.awb_id.ship_date = self.today - timedelta(days=11)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._rows(boxes[0]).age_group, "lost")
        self.assertFalse(self._rows(boxes[1]).in_stock)

    def test_landed_cost_against_estimate(self):
        _order, boxes = self._ship(2)
        accountant = self._make_user(
            "buyer_accountant", self.buyer, "account.group_account_invoice"
        )
        self.env["k2k.awb.cost"].with_user(accountant).create(
            {
                "awb_id": boxes.awb_id.id,
                "kind": "freight",
                "basis": "box",
                "amount": 50,
                "currency_id": self.buyer.currency_id.id,
            }
        ).action_approve()
        self.env.flush_all()
        rows = self.Report.with_user(accountant).search([("id", "in", boxes.ids)])
        self.assertAlmostEqual(
            sum(rows.mapped("total_landed_cost")),
            sum(boxes.mapped("total_landed_cost")),
        )
        self.assertAlmostEqual(
            sum(rows.mapped("cost_difference")),
            sum(rows.mapped("total_landed_cost"))
            - sum(rows.mapped("estimated_landed_cost")),
        )
        self.assertTrue(all(rows.mapped("has_real_costs")))

    def test_strangers_count_nothing(self):
        _order, boxes = self._ship(1)
        for user in (self.stranger_manager, self.vendor_manager):
            self.assertFalse(
                self.Report.with_user(user).search([("id", "in", boxes.ids)])
            )

    def test_screens_open(self):
        """Each action's views show what their people may read."""
        _order, boxes = self._ship(2)
        boxes[0].action_confirm()
        boxes.awb_id.action_close()
        for name in (
            "action_k2k_report_arrivals",
            "action_k2k_report_cost",
            "action_k2k_report_age",
            "action_k2k_missing",
        ):
            action = self.env.ref(f"k2k_connector_stock.{name}")
            for user in (self.clerk, self.buyer_sales, self.buyer_manager):
                model = self.env[action.res_model].with_user(user)
                model.get_views(action.views)
                model.search(safe_eval(action.domain or "[]")).mapped("display_name")
