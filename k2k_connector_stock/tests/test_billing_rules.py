# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.k2k_connector_stock.tools import billing

TODAY = date(2026, 11, 23)
FINE = {
    "presold": True,
    "mode": "both",
    "moment": "scan",
    "truck_date": TODAY,
    "today": TODAY,
}


@tagged("post_install", "-at_install")
class TestBillingRules(BaseCase):
    def _why_not(self, **changes):
        return billing.why_not(billing.Facts(**{**FINE, **changes}))

    def test_fine(self):
        self.assertIsNone(self._why_not())

    def test_modes(self):
        for mode, moment, reason in (
            ("off", "scan", billing.OFF),
            ("off", "confirm", billing.OFF),
            ("scan", "scan", None),
            ("scan", "confirm", billing.NOT_BY_THIS),
            ("confirm", "scan", billing.NOT_BY_THIS),
            ("confirm", "confirm", None),
            ("both", "scan", None),
            ("both", "confirm", None),
        ):
            self.assertEqual(self._why_not(mode=mode, moment=moment), reason)

    def test_open_market_is_never_billed(self):
        self.assertEqual(self._why_not(presold=False), billing.NOT_PRESOLD)
        self.assertEqual(self._why_not(presold=False, mode="off"), billing.NOT_PRESOLD)

    @given(st.integers(-30, 30), st.integers(0, 30))
    def test_truck_date(self, days, late_days):
        reason = self._why_not(
            truck_date=TODAY + timedelta(days=days), late_days=late_days
        )
        self.assertEqual(reason, billing.TRUCK_DATE if days < -late_days else None)

    def test_no_truck_date(self):
        self.assertIsNone(self._why_not(truck_date=None))

    def test_credit_limit(self):
        self.assertEqual(self._why_not(over_limit=True), billing.CREDIT_LIMIT)

    def test_unknown_mode(self):
        with self.assertRaises(KeyError):
            self._why_not(mode="sometimes")
