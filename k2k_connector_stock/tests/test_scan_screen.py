# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import K2kStockCommon

SUITE = "@k2k_connector_stock"


@tagged("post_install", "-at_install")
class TestScanScreen(HttpCase, K2kStockCommon):
    """The clerk at the scan screen, in a real browser."""

    def test_tour(self):
        codes = self._codes(2, "KTOUR")
        self._stock_vendor(codes)
        _order, boxes = self._ship(2)
        self.assertEqual(boxes.mapped("code"), codes)

        self.start_tour("/odoo", "k2k_scan_tour", login=self.clerk.login)

        boxes.invalidate_recordset()
        self.assertEqual(boxes.mapped("state"), ["received", "staged"])
        self.assertEqual(boxes[0].received_by, self.clerk)
        self.assertEqual(boxes.awb_id.pieces_received, 1)


@tagged("post_install", "-at_install")
class TestScanPhone(HttpCase, K2kStockCommon):
    """The same on a phone, and at the warehouse where the box does not belong."""

    browser_size = "375x667"
    touch_enabled = True

    def test_tour(self):
        codes = [f"KPHONE0000{number}" for number in (1, 2)]
        self._stock_vendor(codes)
        _order, boxes = self._ship(2)
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.buyer.id}
        )
        boxes.awb_id.sudo().copy({"warehouse_id": north.id, "name": "N 1"})
        self.start_tour(
            "/odoo/action-k2k_connector_stock.action_k2k_scan",
            "k2k_scan_phone_tour",
            login=self.clerk.login,
        )
        boxes.invalidate_recordset()
        self.assertEqual(boxes.mapped("state"), ["staged", "received"])
        self.assertEqual(self._stock_at(boxes[1].package_id), north.lot_stock_id)


class HootSuite(HttpCase):
    """Runs this addon's unit tests of the browser, and no others."""

    def _run_suite(self, preset):
        suite = test_js.HOOTCommon._generate_hash(self, SUITE)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestScanUnits(HootSuite):
    def test_desktop(self):
        self._run_suite("desktop")


@tagged("post_install", "-at_install")
class TestScanUnitsMobile(HootSuite):
    browser_size = "375x667"
    touch_enabled = True

    def test_mobile(self):
        self._run_suite("mobile")
