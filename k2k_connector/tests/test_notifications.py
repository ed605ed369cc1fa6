# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import messages
from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestNotifications(K2kCommon):
    """Who is written to, and that no mail server stops an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["AG001", "AG002", "AG003"])
        cls._publish()

    def _mails(self, text):
        return self.env["mail.mail"].sudo().search([("subject", "ilike", text)])

    def _order(self, boxes=2):
        order = self._make_order(self._offer(), boxes)
        order.action_confirm()
        return order, self._vendor_order(order.k2k_prebook_ids.sudo().purchase_order_id)

    def test_both_sides_hear_of_an_order(self):
        self.buyer_connection.notify_orders_to = "office@buyer.test; bad"
        self.vendor_connection.notify_orders_to = "farm@vendor.test"
        order, vendor_order = self._order()
        ours = self._mails(order.k2k_prebook_ids.name)
        self.assertIn("office@buyer.test", ours.email_to)
        self.assertIn(self.buyer_sales.email_normalized, ours.email_to)
        self.assertIn("Agapanthus", ours.body_html)
        theirs = self._mails(vendor_order.name)
        self.assertIn("farm@vendor.test", theirs.email_to)
        self.assertNotIn("buyer.test", theirs.email_to)
        self.assertIn(vendor_order.k2k_peer_ref, theirs.body_html)
        self.assertEqual(theirs.state, "outgoing")

    def test_nobody_is_written_to(self):
        self.buyer_connection.notify_responsible = False
        order, _vendor_order = self._order()
        self.assertFalse(self._mails(order.k2k_prebook_ids.name))

    def test_cancelled_and_shipped(self):
        self.buyer_connection.notify_cancellations_to = "purchasing@buyer.test"
        self.buyer_connection.notify_shipping_to = "dock@buyer.test"
        self.vendor_connection.notify_cancellations_to = "farm@vendor.test"
        _order, vendor_order = self._order(1)
        vendor_order.action_confirm()
        self.assertIn("dock@buyer.test", self._mails("ships 1 of 1 boxes").email_to)
        _order, vendor_order = self._order(1)
        vendor_order.with_context(k2k_cancel_reason="Hail").action_cancel()
        mail = self._mails("were cancelled")
        self.assertIn("purchasing@buyer.test", mail.email_to)
        self.assertIn("Hail", mail.body_html)
        self.assertIn("Find Source", mail.body_html)
        order, vendor_order = self._order(1)
        order.action_cancel()
        mail = self._mails(f"has cancelled {vendor_order.name}")
        self.assertIn("farm@vendor.test", mail.email_to)

    def test_roles(self):
        """Responsible and managers, each only where the connection says so."""
        for user in (self.buyer_sales, self.buyer_manager, self.vendor_manager):
            user.sudo().email = f"{user.login}@k2k.test"
        self.buyer_connection.notify_responsible = False
        self.buyer_connection.notify_managers = True
        order, _vendor_order = self._order(1)
        to = self._mails(order.k2k_prebook_ids.name).email_to
        self.assertIn(self.buyer_manager.email_normalized, to)
        self.assertNotIn(self.buyer_sales.email_normalized, to)
        self.assertNotIn("vendor_manager", to)
        self.buyer_connection.write(
            {
                "notify_managers": False,
                "notify_connection_user": True,
                "user_id": self.buyer_sales.id,
            }
        )
        order, _vendor_order = self._order(1)
        mail = self._mails(order.k2k_prebook_ids.name)
        self.assertEqual(mail.email_to, self.buyer_sales.email_normalized)

    def test_only_managers_say_who_is_written_to(self):
        with self.assertRaises(AccessError):
            self.buyer_connection.with_user(
                self.buyer_sales
            ).notify_orders_to = "me@home.test"

    def test_broken_template(self):
        """Somebody's slip in a template is told, and stops no order."""
        template = self.env.ref("k2k_connector.mail_template_prebook_ordered")
        template.subject = "{{ object.no_such_field }}"
        order, vendor_order = self._order(1)
        self.assertEqual(order.state, "sale")
        self.assertTrue(vendor_order)
        notes = "".join(order.k2k_prebook_ids.message_ids.mapped("body"))
        self.assertIn("could not be written", notes)

    def test_failing_mail_server(self):
        with patch.object(
            type(self.env["ir.mail_server"]),
            "_connect__",
            side_effect=OSError("no route to host"),
        ):
            order, vendor_order = self._order()
            vendor_order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(vendor_order.state, "sale")


@tagged("post_install", "-at_install")
class TestMessageLog(K2kCommon):
    """The log: what failed is repeated, nothing is left half done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["AG001", "AG002", "AG003"])
        cls._publish()
        cls.messages = cls.env["k2k.message"]

    def test_nul_characters(self):
        """PostgreSQL stores none; such a message is an answer, not an accident."""
        gateway = self.env["k2k.gateway"].with_user(self.buyer_manager)
        reply = gateway.send(
            self.buyer_connection,
            "hold",
            messages.Hold(peer_ref="a\x00b", key="1\x00|2", boxes=1),
            message_ref="nul",
        )
        self.assertFalse(reply["ok"])
        sent = self.messages.search([("message_ref", "=", "nul")])
        self.assertEqual(len(sent), 2)
        self.assertEqual(sent[0].payload["peer_ref"], "ab")
        self.assertEqual(
            messages.clean({"\x00k": ["\x00v", {"n": 1.5}], "t": None}),
            {"k": ["v", {"n": 1.5}], "t": None},
        )

    def test_programming_error_leaves_nothing(self):
        order = self._make_order(self._offer(), 2)
        with (
            patch.object(
                type(self.env["sale.order"]),
                "_k2k_invoice",
                side_effect=ZeroDivisionError("a bug"),
            ),
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
        ):
            self.vendor_connection.sudo().auto_confirm = True
            order.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.k2k_prebook_ids)
        self.assertFalse(
            self.env["purchase.order"].search([("company_id", "=", self.buyer.id)])
        )
        self.assertFalse(
            self.env["sale.order"].search(
                [("is_k2k", "=", True), ("company_id", "=", self.vendor.id)]
            )
        )
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))

    def test_linked_from_the_documents(self):
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        prebook = order.k2k_prebook_ids.with_user(self.buyer_manager)
        action = prebook.action_view_messages()
        found = self.messages.with_user(self.buyer_manager).search(action["domain"])
        self.assertEqual(found.mapped("message_type"), ["order"])
        self.assertEqual(found.action_open_document()["res_id"], order.id)
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        action = vendor_order.action_view_k2k_messages()
        found = self.messages.with_user(self.vendor_manager).search(action["domain"])
        self.assertEqual(found.mapped("direction"), ["in"])

    def test_failed_message_is_repeated(self):
        order = self._make_order(self._offer(), 1)
        failed = self.messages.create(
            {
                "company_id": self.buyer.id,
                "connection_id": self.buyer_connection.id,
                "message_ref": "order-x",
                "message_type": "order",
                "direction": "out",
                "payload": {},
                "state": "failed",
                "error": "ZeroDivisionError: a bug",
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )
        with self.assertRaises(AccessError):
            failed.with_user(self.buyer_sales).action_retry()
        with self.assertRaises(AccessError):
            failed.with_user(self.stranger_manager).action_retry()
        manager = failed.with_user(self.buyer_manager)
        manager.action_retry()
        self.assertEqual(order.state, "sale")
        self.assertEqual(failed.retried_by, self.buyer_manager)
        with self.assertRaises(UserError):
            manager.action_retry()

    def test_failure_remembers_its_document(self):
        noted = []
        order = self._make_order(self._offer(), 1)
        with (
            patch.object(
                type(self.env["sale.order"]),
                "_k2k_receive_order",
                side_effect=ZeroDivisionError("a bug"),
            ),
            patch(
                "odoo.addons.k2k_connector.models.k2k_gateway._note_failure",
                lambda registry, uid, values: noted.append(values),
            ),
            self.assertRaises(ZeroDivisionError),
        ):
            try:
                order.action_confirm()
            finally:
                self.env.cr.postrollback.run()
        self.assertEqual(noted[-1]["res_id"], order.id)
