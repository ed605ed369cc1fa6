# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import viewing
from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestPrebookViews(K2kCommon):
    """A salesperson's prebooks, each way they are looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.agapanthus, ["AG001", "AG002", "AG003"])
        cls._publish()
        today = fields.Date.today()
        cls.soon, cls.later = today + timedelta(days=1), today + timedelta(days=8)

    def setUp(self):
        """One that the vendor has still to confirm, one that it can't supply."""
        super().setUp()
        self.ordered = self._order(2, self.soon)
        self.exception = self._order(1, self.later)
        self._vendor_order(self.exception.sudo().purchase_order_id).with_context(
            k2k_cancel_reason="Hail"
        ).action_cancel()
        self.Prebook = self.env["k2k.prebook"].with_user(self.buyer_sales)
        self.archs = viewing.archs(
            self.env.ref("k2k_connector.action_k2k_prebook"), self.Prebook
        )
        self.env.flush_all()

    def _order(self, boxes, day):
        order = self._make_order(self._offer(), boxes)
        order.k2k_truck_date = day
        order.action_confirm()
        return order.k2k_prebook_ids

    def test_kanban(self):
        """A column for each state, also for those of which there is none."""
        columns = viewing.columns(self.Prebook, self.archs["kanban"])
        self.assertEqual(
            {state: boxes for state, (boxes, _cards) in columns.items() if boxes},
            {"ordered": 2, "exception": 1},
        )
        self.assertEqual(
            list(columns),
            [key for key, _label in self.ordered._fields["state"].selection],
        )
        (card,) = columns["exception"][1]
        self.assertEqual(card["id"], self.exception.id)
        self.assertEqual(card["partner_id"]["display_name"], self.customer.name)
        self.assertEqual(card["vendor_id"]["display_name"], self.vendor.name)
        self.assertEqual(card["truck_date"], self.later)

    def test_calendar(self):
        """On the day on which the boxes are with the customer."""
        arch = self.archs["calendar"]
        for day, prebook, boxes in (
            (self.soon, self.ordered, 2),
            (self.later, self.exception, 1),
        ):
            (shown,) = viewing.cards(
                self.Prebook, arch, [(arch.get("date_start"), "=", day)]
            )
            self.assertEqual(shown["id"], prebook.id)
            self.assertEqual(shown["boxes_ordered"], boxes)
            self.assertEqual(shown["partner_id"]["display_name"], self.customer.name)
        self.assertEqual(arch.get("color"), "vendor_id")

    def test_pivot_and_graph(self):
        """Boxes of each vendor, week by week."""
        vendor = (self.vendor.partner_id.id, self.vendor.name)
        for kind in ("pivot", "graph"):
            rows = viewing.measured(self.Prebook, self.archs[kind])
            self.assertEqual([row["vendor_id"] for row in rows], [vendor] * 2)
            self.assertEqual([row["boxes_ordered:sum"] for row in rows], [2, 1])
            for row, day in zip(rows, (self.soon, self.later), strict=True):
                start = fields.Date.to_date(row["truck_date:week"][0])
                self.assertLess((day - start).days, 7, kind)
                self.assertGreaterEqual(day, start, kind)
