# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestHeader(K2kCommon):
    """One way and one day for all boxes of an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.agapanthus, ["HD000001", "HD000002"])
        cls.buyer_connection.write({"transit_days": 1, "handling_per_box": 5.0})
        cls.vendor_connection.max_age = 4
        cls._publish()
        cls.offer = cls._offer()
        cls.today = fields.Date.today()

    def _order(self):
        return self._make_order(self.offer, 1)

    def test_default_way(self):
        """The customer's way, where a vendor has it."""
        self.assertEqual(self._order().k2k_ship_via, "warehouse")
        customer = self.customer.with_company(self.buyer).sudo()
        customer.k2k_ship_via = "grower"
        self.assertEqual(self._order().k2k_ship_via, "grower")
        customer.k2k_ship_via = False
        self.buyer_connection.ship_via = "grower"
        self.assertEqual(self._order().k2k_ship_via, "grower")
        self.buyer_connection.ship_via = "choice"
        self.assertEqual(self._order().k2k_ship_via, "warehouse")
        self.assertEqual(customer._k2k_ways(self.buyer), ["warehouse", "grower"])
        self.assertEqual(customer._k2k_ways(self.stranger), ["warehouse"])

    def test_another_customer_another_way(self):
        order = self._order()
        other = self.customer.copy({"name": "Far Away Florist"})
        other.with_company(self.buyer).k2k_ship_via = "grower"
        order.partner_id = other
        self.assertEqual(order.k2k_ship_via, "grower")

    def test_price_by_the_way(self):
        """Straight from the grower our own costs are not in the price."""
        order = self._order()
        line = order.order_line
        self.assertEqual(line.k2k_unit_price, 0.86)
        self.buyer_connection.ship_via = "choice"
        order.k2k_ship_via = "grower"
        self.assertEqual((line.k2k_unit_price, line.price_unit), (0.79, 79.0))
        self.assertEqual(line.k2k_ship_via, "grower")
        order.k2k_ship_via = "warehouse"
        self.assertEqual(line.price_unit, 86.0)

    def test_agreed_price_stays_on_another_day(self):
        order = self._order()
        self.offer.sudo().price = 0.99
        order.k2k_truck_date = self.today + timedelta(days=3)
        self.assertEqual(order.order_line.price_unit, 86.0)

    def test_typed_price_goes_every_way(self):
        self.offer.map_id.with_user(self.buyer_manager).manual_price = 1.5
        self._publish()
        self.buyer_connection.ship_via = "choice"
        self.assertEqual(self.offer.sudo().grower_price, 1.5)

    def test_day_of_the_order_is_its_lines(self):
        order = self._order()
        line = order.order_line
        self.assertEqual(line.k2k_truck_date, self.today + timedelta(days=1))
        wanted = self.today + timedelta(days=3)
        order.k2k_truck_date = wanted
        self.assertEqual(line.k2k_truck_date, wanted)
        self.assertEqual(line.k2k_ship_date, self.today + timedelta(days=2))
        order.action_confirm()
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.truck_date, wanted)
        self.assertEqual(prebook.ship_date, self.today + timedelta(days=2))
        self.assertEqual(prebook.ship_via, "warehouse")

    def test_ships_on_a_day_of_service(self):
        keep = {str((self.today + timedelta(days=day)).weekday()) for day in (1, 4)}
        self.vendor_connection.service_day_ids = [
            Command.delete(day.id)
            for day in self.vendor_connection.service_day_ids
            if day.weekday not in keep
        ]
        self._publish()
        order = self._order()
        order.k2k_truck_date = self.today + timedelta(days=4)
        self.assertEqual(order.order_line.k2k_ship_date, self.today + timedelta(days=1))
        order.k2k_truck_date = self.today + timedelta(days=5)
        self.assertEqual(order.order_line.k2k_ship_date, self.today + timedelta(days=4))

    def test_what_does_not_fit_is_not_confirmed(self):
        order = self._order()
        line = order.order_line
        order.k2k_truck_date = self.today + timedelta(days=9)
        self.assertEqual(line._k2k_misfit(), "day")
        self.assertEqual(
            line.k2k_truck_date, self.today + timedelta(days=1), "it stays as it was"
        )
        with self.assertRaisesRegex(UserError, "Agapanthus.*cannot be with you on"):
            order.action_confirm()
        order.k2k_truck_date = False
        order.k2k_ship_via = "grower"
        with self.assertRaisesRegex(UserError, "straight from the grower"):
            order.action_confirm()
        self.assertFalse(order.k2k_prebook_ids)
        order.k2k_ship_via = "warehouse"
        order.action_confirm()
        self.assertEqual(len(order.k2k_prebook_ids), 1)

    def test_prebook_knows_the_way(self):
        self.buyer_connection.ship_via = "choice"
        order = self._order()
        order.k2k_ship_via = "grower"
        self.assertEqual(order.order_line._k2k_prebook_key()[1], "grower")
