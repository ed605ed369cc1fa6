# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestDates(K2kCommon):
    """When the boxes can be with a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.agapanthus, ["DT000001", "DT000002"])
        cls.buyer_connection.transit_days = 1
        cls._publish()
        cls.today = fields.Date.today()

    def _weekdays(self, *days):
        """The customer has its truck so many days from today."""
        numbers = [(self.today + timedelta(days=day)).weekday() for day in days]
        weekdays = self.env["k2k.weekday"].search([("number", "in", numbers)])
        self.customer.sudo().k2k_truck_weekday_ids = weekdays

    def _days(self):
        offer = self._offer()
        return [(d - self.today).days for d in offer._customer_dates(self.customer)]

    def test_as_long_as_the_boxes_are_young(self):
        self.vendor_connection.max_age = 4
        self._publish()
        self.assertEqual(self._days(), [1, 2, 3, 4, 5])
        self.assertEqual(self._offer().truck_date_to, self.today + timedelta(days=5))
        self.agapanthus.k2k_local_after = 3
        self._publish()
        self.assertEqual(self._days(), [1, 2, 3])
        self.vendor_connection.ship_days_offset = 2
        self._publish()
        self.assertEqual(self._days(), [3])

    def test_vendors_service_days(self):
        self.vendor_connection.max_age = 4
        keep = {str((self.today + timedelta(days=day)).weekday()) for day in (1, 3)}
        self.vendor_connection.service_day_ids.filtered(
            lambda day: day.weekday not in keep
        ).unlink()
        self._publish()
        self.assertEqual(self._offer().ship_date, self.today + timedelta(days=1))
        self.assertEqual(self._days(), [2, 3, 4])

    def test_customers_truck(self):
        self.vendor_connection.max_age = 4
        self._publish()
        self._weekdays(2, 4)
        self.assertEqual(self._days(), [2, 4])
        order = self._make_order(self._offer(), 1)
        self.assertEqual(
            order.order_line.k2k_truck_date, self.today + timedelta(days=2)
        )
        order.action_confirm()
        self.assertEqual(
            order.k2k_prebook_ids.truck_date, self.today + timedelta(days=2)
        )
        self._weekdays(0)
        self.assertEqual(self._days(), [7])

    def test_horizon(self):
        self.vendor_connection.max_age = 9
        self.buyer_connection.max_days_ahead = 3
        self._publish()
        self.assertEqual(self._days(), [1, 2, 3])
        self.assertEqual(self._offer().truck_date_to, self.today + timedelta(days=3))

    def test_a_customer_learns_its_days_only(self):
        """Whoever may not see the vendor's dates may still ask for its own."""
        user = self._make_user("clerk_of_dates", self.buyer)
        offer = self._offer().with_user(user)
        self.assertTrue(offer._customer_dates(self.customer.with_user(user)))
        with self.assertRaises(AccessError):
            offer.read(["ship_until"])
        with self.assertRaises(AccessError):
            self.env["k2k.weekday"].with_user(self.buyer_manager).create(
                {"name": "Someday", "number": 7}
            )

    def test_service_days_of_a_contact_are_its_companys(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer of flowers", "parent_id": self.customer.id}
        )
        self._weekdays(2)
        self.assertEqual(
            self._offer()._customer_dates(contact)[0], self.today + timedelta(days=2)
        )
        self.customer.sudo().k2k_truck_weekday_ids = [Command.clear()]
        self.assertEqual(
            self._offer()._customer_dates(contact)[0], self.today + timedelta(days=1)
        )
