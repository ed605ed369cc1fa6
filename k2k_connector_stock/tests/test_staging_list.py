# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.k2k_connector.tests import searching, viewing

from .common import K2kStockCommon

ARRIVED = {"confirmed", "delayed", "booked", "billed"}
SOLD = {"due", "late", "missing"} | ARRIVED
# the boxes that each filter of the list shows, see _prepare
SHOWN_BY = {
    "staged": {"due", "surplus", "late", "typed"},
    "received": ARRIVED,
    "missing": {"missing"},
    "today": {"due", "surplus"},
    "late": {"late"},
    "presold": SOLD,
    "open_market": {"surplus", "typed"},
    "k2k": SOLD | {"surplus"},
    "by_hand": {"typed"},
    "dont_open": {"typed"},
    "not_billed": {"confirmed", "delayed"},
}


@tagged("post_install", "-at_install")
class TestStagingList(K2kStockCommon):
    """A clerk's list of boxes: what its filters show, what its groups add up to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer_connection.write(
            {
                "auto_bill": "scan",
                "extra_boxes": "accept",
                "freight_rate": 2.0,
                "freight_basis": "box",
            }
        )
        cls._stock_vendor(cls._codes(8))
        cls.farm = cls.env["res.partner"].create(
            {"name": "Farm nearby", "company_id": cls.buyer.id}
        )
        cls.greens = cls.env["product.product"].create(
            {"name": "Greens", "is_storable": True, "company_id": cls.buyer.id}
        )
        cls.today = fields.Date.today()

    def setUp(self):
        super().setUp()
        self.boxes = self._prepare()
        self.env.flush_all()

    def _prepare(self):
        """Boxes of all kinds, each by those whose work it is; :return: dict of names"""
        order, due = self._ship(1, "DUE")
        surplus = self._surplus_of(order)
        due.awb_id.arrival_date = self.today
        _order, overdue = self._ship(2, "OVERDUE")
        overdue.awb_id.arrival_date = self.today - timedelta(days=1)
        overdue[1].action_mark_missing()
        _order, arrived = self._ship(3, "ARRIVED")
        arrived.awb_id.arrival_date = self.today - timedelta(days=1)
        arrived[0].action_confirm()
        self.Box.scan(arrived[2].code)
        self._run_billing()
        self.Box.scan(arrived[1].code)
        order, delayed = self._ship(1, "DELAYED")
        order.k2k_prebook_ids.sudo().truck_date = self.today - timedelta(days=1)
        self.Box.scan(delayed.code)
        typed = self._typed()
        typed.action_dont_open()
        return {
            "due": due,
            "surplus": surplus,
            "late": overdue[0],
            "missing": overdue[1],
            "confirmed": arrived[0],
            "booked": arrived[1],
            "billed": arrived[2],
            "delayed": delayed,
            "typed": typed,
        }

    def _surplus_of(self, order):
        """The vendor sends a box more than it was asked for: nobody has bought it."""
        vendor_order = self._vendor_order(self._purchase(order))
        wizard = (
            self.env["k2k.box.extra"]
            .with_user(self.vendor_sales)
            .browse(vendor_order.action_k2k_ship_extra()["res_id"])
        )
        wizard.package_ids = wizard.choice_ids[:1]
        wizard.action_apply()
        return self._boxes_of(order).awb_id.box_ids - self._boxes_of(order)

    def _typed(self):
        """A box of a vendor outside K2K, added by the clerk."""
        quarter_box = self.env["stock.package.type"].search(
            [("company_id", "=", self.buyer.id), ("k2k_code", "=", "QB")]
        )
        self.env["k2k.box.add"].with_user(self.clerk).create(
            {
                "partner_id": self.farm.id,
                "awb": "GREENS",
                "arrival_date": self.today + timedelta(days=1),
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self.greens.id,
                            "package_type_id": quarter_box.id,
                            "boxes": 1,
                            "units": 25,
                            "unit_cost": 1.5,
                        }
                    )
                ],
            }
        ).action_add()
        return self.Box.search([("partner_id", "=", self.farm.id)])

    def _names(self, found):
        return {name for name, box in self.boxes.items() if box in found}

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------
    def test_filters(self):
        """Every one shows its boxes, and no others."""
        shown = {
            name: self._names(self.Box.search(domain))
            for name, domain in searching.clicked(self.Box)
        }
        self.assertEqual(shown, SHOWN_BY)

    def test_first_shown(self):
        """The menus open with the boxes on their way, and with those to be billed."""
        for name, shown in (
            ("action_k2k_staging", SHOWN_BY["staged"]),
            ("action_k2k_box_not_billed", SHOWN_BY["not_billed"]),
            ("action_k2k_box", set(self.boxes)),
        ):
            action = self.env.ref(f"k2k_connector_stock.{name}")
            found = searching.opened(action, self.Box)
            self.assertEqual(self._names(found), shown, name)

    def test_reasons(self):
        """Why boxes are not billed: a group for each reason."""
        domain = dict(searching.clicked(self.Box))["not_billed"]
        by_reason = searching.grouped_by(self.Box)["group_note"]
        groups = self.Box.web_read_group(domain, [by_reason], ["boxes:sum"])["groups"]
        counts = {group["note"]: group["boxes:sum"] for group in groups}
        self.assertEqual(
            counts, {self.boxes[name].note: 1 for name in ("confirmed", "delayed")}
        )
        self.assertIn("does not bill", self.boxes["confirmed"].note)
        self.assertIn("truck date", self.boxes["delayed"].note)

    # ------------------------------------------------------------------
    # Totals
    # ------------------------------------------------------------------
    def test_totals(self):
        """Boxes, units, full boxes and costs of each group.

        A vendor's box of 100 stems costs 55 and 2 of freight; one of the farm 37.50.
        """
        arch = viewing.archs(
            self.env.ref("k2k_connector_stock.action_k2k_box"), self.Box
        )["list"]
        columns = ("boxes", "quantity", "fbe", "total_cost", "total_landed_cost")
        groups = searching.grouped_by(self.Box)
        pair = (2, 200, 0.5, 110, 114)
        farm = (1, 25, 0.25, 37.5, 37.5)
        vendor = (8, 800, 2, 440, 456)
        for name, expected in (
            (
                "group_awb",
                {
                    "DUE": pair,
                    "OVERDUE": pair,
                    "ARRIVED": (3, 300, 0.75, 165, 171),
                    "DELAYED": (1, 100, 0.25, 55, 57),
                    "GREENS": farm,
                },
            ),
            ("group_vendor", {self.vendor.name: vendor, "Farm nearby": farm}),
            ("group_product", {self.agapanthus.name: vendor, "Greens": farm}),
            (
                "group_customer",
                {
                    self.customer.name: (7, 700, 1.75, 385, 399),
                    False: (2, 125, 0.5, 92.5, 94.5),
                },
            ),
        ):
            totals = viewing.totals(self.Box, arch, groups[name])
            shown = {
                group: tuple(round(sums[column], 5) for column in columns)
                for group, sums in totals.items()
            }
            self.assertEqual(shown, expected, name)
