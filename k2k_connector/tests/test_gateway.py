# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import messages
from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestGateway(K2kCommon):
    """One door: each message noted on both sides, handled once, refused in words."""

    def setUp(self):
        super().setUp()
        self.gateway = self.env["k2k.gateway"].with_user(self.buyer_manager)
        self.connection = self.buyer_connection.with_user(self.buyer_manager)

    def _log(self, company, direction, message_ref):
        return (
            self.env["k2k.message"]
            .with_company(company)
            ._find(company, direction, message_ref)
        )

    def _send_hold(self, key="1|2|3|4|2026-01-01|0", **kwargs):
        message = messages.Hold(peer_ref="line", key=key, boxes=1)
        return self.gateway.send(self.connection, "hold", message, **kwargs)

    def test_noted_on_both_sides(self):
        self._send_hold(message_ref="m1")
        sent = self._log(self.buyer, "out", "m1")
        received = self._log(self.vendor, "in", "m1")
        self.assertEqual(sent.payload, received.payload)
        self.assertEqual(sent.reply, received.reply)
        self.assertEqual(received.connection_id, self.vendor_connection)

    def test_refusal_is_a_reply(self):
        reply = self._send_hold(message_ref="m2")
        self.assertFalse(reply["ok"])
        self.assertIn("last box", reply["error"])
        self.assertEqual(self._log(self.buyer, "out", "m2").state, "refused")
        self.assertEqual(self._log(self.vendor, "in", "m2").error, reply["error"])

    def test_repeated_message_is_handled_once(self):
        first = self._send_hold(message_ref="m3")
        with patch.object(
            type(self.env["k2k.hold"]), "_receive_hold", autospec=True
        ) as handler:
            again = self._send_hold(message_ref="m3")
        handler.assert_not_called()
        self.assertEqual(again, first)

    def test_missing_field_is_refused_with_its_name(self):
        reply = self.gateway.send(self.connection, "hold", {"peer_ref": "x"})
        self.assertFalse(reply["ok"])
        self.assertIn("hold.key", reply["error"])

    def test_programming_error_is_noted_after_the_rollback(self):
        noted = []
        with (
            patch.object(
                type(self.env["k2k.hold"]),
                "_receive_hold",
                autospec=True,
                side_effect=ZeroDivisionError("a bug"),
            ),
            patch(
                "odoo.addons.k2k_connector.models.k2k_gateway._note_failure",
                lambda registry, uid, values: noted.append(values),
            ),
        ):
            with self.assertRaises(ZeroDivisionError):
                self._send_hold(message_ref="m4")
            self.env.cr.postrollback.run()
        self.assertEqual(noted[0]["state"], "failed")
        self.assertIn("a bug", noted[0]["error"])

    def test_acts_as_the_receivers_own_user(self):
        seen = []

        def receive(model, connection, message):
            seen.append((model.env.user, model.env.companies, model.env.su))
            return {}

        with patch.object(type(self.env["k2k.hold"]), "_receive_hold", receive):
            self._send_hold()
        user, companies, su = seen[0]
        self.assertEqual(user.company_ids, self.vendor)
        self.assertEqual(companies, self.vendor)
        self.assertFalse(su)

    def test_nobody_calls_the_door_from_outside(self):
        with self.assertRaises(AccessError):
            self.env["k2k.message"].with_user(self.stranger_manager).search(
                []
            ).check_access("write")
        self.assertTrue(getattr(type(self.gateway).send, "_api_private", False))

    def test_unknown_connection(self):
        self.vendor_connection.sudo().state = "rejected"
        self.vendor_connection.sudo().unlink()
        reply = self._send_hold()
        self.assertFalse(reply["ok"])

    def test_stranger_sees_no_message(self):
        self._send_hold(message_ref="m5")
        messages_seen = (
            self.env["k2k.message"].with_user(self.stranger_manager).search([])
        )
        self.assertFalse(messages_seen)

    def test_refused_agreement_is_told(self):
        self.buyer_connection.action_suspend()
        with self.assertRaises(UserError):
            self.buyer_connection.action_activate()
