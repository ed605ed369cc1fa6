# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestConnection(K2kCommon):
    """Two records, one agreement."""

    @classmethod
    def _connect(cls):
        """Nothing is agreed yet."""

    def _request(self):
        connection = (
            self.env["k2k.connection"]
            .with_user(self.buyer_manager)
            .create({"role": "buyer", "partner_id": self.vendor.partner_id.id})
        )
        connection.action_request()
        twin = (
            self.env["k2k.connection"]
            .with_user(self.vendor_manager)
            .search([("partner_id", "=", self.buyer.partner_id.id)])
        )
        return connection, twin

    def test_request_appears_on_the_other_side(self):
        connection, twin = self._request()
        self.assertEqual(connection.state, "pending")
        self.assertEqual(twin.state, "pending")
        self.assertEqual(twin.role, "vendor")
        self.assertEqual(twin.company_id, self.vendor)
        self.assertEqual(twin.requested_by, self.buyer_manager.name)
        self.assertEqual(twin.token, connection.token)

    def test_only_the_other_side_answers(self):
        connection, _twin = self._request()
        with self.assertRaises(UserError):
            connection.action_accept()

    def test_reject_and_ask_again(self):
        connection, twin = self._request()
        twin.action_reject()
        self.assertEqual(connection.state, "rejected")
        connection.action_request()
        self.assertEqual(twin.state, "pending")

    def test_activation_names_what_is_missing(self):
        connection, twin = self._request()
        twin.action_accept()
        self.assertEqual(connection.accepted_by, self.vendor_manager.name)
        with self.assertRaisesRegex(UserError, "warehouse that receives"):
            connection.action_activate()
        connection.warehouse_id = self.buyer_warehouse
        with self.assertRaisesRegex(UserError, "weekdays"):
            connection.action_activate()
        self.assertEqual(
            [item["code"] for item in twin.readiness],
            ["publish_warehouse", "service_day"],
        )
        twin.write(
            {
                "publish_warehouse_ids": [Command.set(self.vendor_warehouse.ids)],
                "service_day_ids": [Command.create({"weekday": "0"})],
            }
        )
        connection.action_activate()
        self.assertEqual(connection.state, "active")
        self.assertEqual(twin.state, "active")

    def test_suspend_and_resume_from_either_side(self):
        self._connect_now()
        self.vendor_connection.action_suspend()
        self.assertEqual(self.buyer_connection.state, "suspended")
        self.buyer_connection.action_resume()
        self.assertEqual(self.vendor_connection.state, "active")

    def _connect_now(self):
        K2kCommon._connect.__func__(type(self))

    def test_suspended_connection_offers_nothing(self):
        self._connect_now()
        self._make_boxes(self.agapanthus, ["AG001"])
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)
        self.vendor_connection.action_suspend()
        self.assertFalse(self._offer())
        self.vendor_connection.action_resume()
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)

    def test_never_with_oneself(self):
        with self.assertRaises(ValidationError):
            self.env["k2k.connection"].with_user(self.buyer_manager).create(
                {"role": "buyer", "partner_id": self.buyer.partner_id.id}
            )

    def test_partner_without_k2k(self):
        connection = (
            self.env["k2k.connection"]
            .with_user(self.buyer_manager)
            .create({"role": "buyer", "partner_id": self.customer.id})
        )
        with self.assertRaisesRegex(UserError, "does not use K2K"):
            connection.action_request()

    def test_each_side_sees_its_own_record(self):
        connection, twin = self._request()
        with self.assertRaises(AccessError):
            connection.with_user(self.vendor_manager).read(["state"])
        with self.assertRaises(AccessError):
            twin.with_user(self.buyer_manager).action_accept()

    def test_salesperson_changes_nothing(self):
        connection, _twin = self._request()
        with self.assertRaises(AccessError):
            connection.with_user(self.buyer_sales).action_suspend()

    def test_connection_in_use_is_not_deleted(self):
        self._connect_now()
        with self.assertRaises(UserError):
            self.buyer_connection.unlink()
