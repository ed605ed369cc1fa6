# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.k2k_connector.tools.messages import TYPES

from .common import K2kStockCommon

NOTE = "odoo.addons.k2k_connector.models.k2k_gateway._note_failure"


@tagged("post_install", "-at_install")
class TestRetry(K2kStockCommon):
    """A bug on the other side undoes everything; mended, a manager repeats it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._stock_vendor(cls._codes(4))

    def _fail(self, model, method, action):
        """Do it while the other side has a bug.

        :return: the failed message, as the log on a running server has it
        """
        noted = []
        bug = patch.object(
            self.env.registry[model], method, side_effect=ZeroDivisionError("a bug")
        )
        note = patch(NOTE, lambda registry, uid, values: noted.append(values))
        with note, bug, self.assertRaises(ZeroDivisionError):
            try:
                with self.env.cr.savepoint():
                    action()
            finally:
                self.env.cr.postrollback.run()
        self.env.invalidate_all()
        (values,) = noted
        return self.env["k2k.message"]._note(values)

    def _retry(self, message, manager):
        message.with_user(manager).action_retry()
        self.assertEqual(message.retried_by, manager)
        with self.assertRaisesRegex(UserError, "once"):
            message.with_user(manager).action_retry()

    def test_vendor_voids(self):
        order, vendor_order = self._sell(2)
        failed = self._fail(
            "k2k.prebook",
            "_receive_order_cancelled",
            vendor_order.with_context(k2k_cancel_reason="Hail").action_cancel,
        )
        self.assertEqual(vendor_order.state, "draft")
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 2)
        self._retry(failed, self.vendor_manager)
        self.assertEqual(vendor_order.state, "cancel")
        self.assertEqual(order.k2k_prebook_ids.state, "exception")
        self.assertEqual(order.k2k_prebook_ids.cancel_reason, "Hail")

    def test_vendor_cancels_boxes(self):
        order, vendor_order = self._sell(3)
        failed = self._fail(
            "k2k.prebook",
            "_receive_line_cancelled",
            lambda: vendor_order._k2k_cancel_boxes(
                {vendor_order.order_line: 1}, "Broken"
            ),
        )
        self.assertEqual(vendor_order.order_line.product_uom_qty, 3)
        self._retry(failed, self.vendor_manager)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 2)
        self.assertEqual(order.k2k_prebook_ids.line_ids.boxes_to_resupply, 1)

    def test_vendor_confirms(self):
        order, vendor_order = self._sell(1)
        failed = self._fail("k2k.awb", "_receive_shipment", vendor_order.action_confirm)
        self.assertEqual(vendor_order.state, "draft")
        self.assertFalse(vendor_order.sudo().invoice_ids)
        self.assertFalse(self._boxes_of(order))
        self._retry(failed, self.vendor_manager)
        self.assertEqual(order.k2k_prebook_ids.state, "shipped")
        self.assertEqual(len(vendor_order.sudo().invoice_ids), 1)

    def test_reference_typed_later(self):
        order, boxes = self._ship(1, reference=False)
        vendor_order = self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        )

        def type_reference():
            vendor_order.k2k_awb_reference = "176-12345675"

        failed = self._fail("k2k.awb", "_receive_shipment_changed", type_reference)
        self.assertFalse(vendor_order.k2k_awb_reference)
        self._retry(failed, self.vendor_manager)
        self.assertFalse(boxes.awb_id.is_temporary)

    def test_buyer_changes_boxes(self):
        order, vendor_order = self._sell(2)

        def change():
            order.order_line.product_uom_qty = 3

        failed = self._fail("sale.order", "_k2k_receive_order_changed", change)
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self._retry(failed, self.buyer_manager)
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 3)

    def test_buyer_asks_and_vendor_refuses(self):
        order, _boxes = self._ship(1)
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        failed = self._fail(
            "sale.order",
            "_k2k_receive_cancel_request",
            lambda: prebook._ask_cancel("Too many"),
        )
        self.assertFalse(prebook.cancel_state)
        self._retry(failed, self.buyer_manager)
        self.assertEqual(prebook.cancel_state, "requested")
        self.assertTrue(vendor_order.k2k_cancel_requested)
        failed = self._fail(
            "k2k.prebook",
            "_receive_cancel_reply",
            lambda: vendor_order._k2k_refuse_cancel("They fly"),
        )
        self.assertTrue(vendor_order.k2k_cancel_requested)
        self._retry(failed, self.vendor_manager)
        self.assertEqual(prebook.cancel_state, "refused")

    def test_vendor_corrects_a_price(self):
        order, _boxes = self._ship(1)
        purchase = self._purchase(order)
        line = self._vendor_order(purchase).order_line

        def correct():
            line.price_unit = 60.0

        failed = self._fail("k2k.prebook", "_receive_price_changed", correct)
        self.assertEqual(line.price_unit, 55.0)
        self._retry(failed, self.vendor_manager)
        self.assertEqual((line.price_unit, purchase.order_line.price_unit), (60, 60))

    def _choose(self, vendor_order, boxes):
        wizard = self.env["k2k.ship.part"].with_user(self.vendor_sales)
        wizard = wizard.browse(vendor_order.action_k2k_ship_part()["res_id"])
        wizard.rest = "open"
        for line in wizard.line_ids:
            line.package_ids = line.package_ids[:boxes]
        return wizard

    def test_vendor_ships_a_part(self):
        """What was to be shipped, and no box more."""
        order, vendor_order = self._sell(3)
        failed = self._fail(
            "k2k.prebook",
            "_receive_line_split",
            self._choose(vendor_order, 2).action_apply,
        )
        self._retry(failed, self.vendor_manager)
        self.assertEqual(vendor_order.order_line.mapped("product_uom_qty"), [2, 1])
        self.assertEqual(self._purchase(order).order_line.mapped("product_qty"), [2, 1])
        self.assertEqual(vendor_order.state, "draft")
        part = self._choose(vendor_order, 1)
        for model, method in (
            ("k2k.prebook", "_receive_order_confirmed"),
            ("k2k.awb", "_receive_shipment"),
        ):
            failed = self._fail(model, method, part.action_apply)
            with self.assertRaisesRegex(UserError, "Choose Boxes"):
                failed.with_user(self.vendor_manager).action_retry()
        part.action_apply()
        self.assertEqual(len(self._boxes_of(order)), 2)
        rest = self._choose(vendor_order, 1)
        failed = self._fail("k2k.awb", "_receive_shipment", rest.action_apply)
        self._retry(failed, self.vendor_manager)
        self.assertEqual(order.k2k_prebook_ids.state, "shipped")
        self.assertEqual(len(self._boxes_of(order)), 3)

    def test_vendor_exchanges_a_box(self):
        order, boxes = self._ship(2)
        vendor_order = self._vendor_order(self._purchase(order))
        old = self.boxes.filtered(lambda box: box.name == boxes[0].code)
        new = self.boxes.filtered(lambda box: box.name not in boxes.mapped("code"))[0]
        failed = self._fail(
            "k2k.awb",
            "_receive_shipment_changed",
            lambda: vendor_order._k2k_exchange(old, new),
        )
        self.assertEqual(self._stock_at(new), self.vendor_warehouse.lot_stock_id)
        self._retry(failed, self.vendor_manager)
        self.assertEqual(self._stock_at(new).usage, "customer")
        self.assertIn(new.name, self._boxes_of(order).mapped("code"))

    def test_vendor_adds_boxes(self):
        """The same boxes go; when one of them is gone, none goes instead."""
        self.buyer_connection.extra_boxes = "accept"
        order, boxes = self._ship(2)
        vendor_order = self._vendor_order(self._purchase(order))
        free = self.boxes.filtered(lambda box: box.name not in boxes.mapped("code"))
        failed = [
            self._fail(
                "purchase.order",
                "_k2k_receive_boxes_added",
                lambda: vendor_order._k2k_ship_extra_boxes(
                    vendor_order.order_line, free[:1]
                ),
            )
            for _attempt in range(2)
        ]
        self.assertEqual(len(vendor_order.order_line), 1)
        self._retry(failed[0], self.vendor_manager)
        self.assertEqual(self._stock_at(free[0]).usage, "customer")
        awb = boxes.awb_id
        self.assertEqual(awb.pieces, 3)
        self.assertIn(free[0].name, awb.box_ids.mapped("code"))
        with self.assertRaisesRegex(UserError, "Add Boxes"):
            failed[1].with_user(self.vendor_manager).action_retry()
        self.assertEqual(awb.pieces, 3)

    def test_boxes_of_a_quotation(self):
        """Held, where the quotation still stands; else there is nothing to hold for."""
        order = self._make_order(self._offer(), 2)
        failed = self._fail("k2k.hold", "_receive_hold", order.action_k2k_hold)
        with self.assertRaisesRegex(UserError, "nothing waits"):
            failed.with_user(self.buyer_manager).action_retry()
        order.action_k2k_hold()
        order.action_k2k_release()
        failed = self._fail("k2k.hold", "_receive_hold", order.action_k2k_hold)
        self._retry(failed, self.buyer_manager)
        self.assertEqual(order.k2k_boxes_held, 2)
        longer = order.k2k_held_until + timedelta(minutes=30)
        failed = self._fail(
            "k2k.hold",
            "_receive_keep",
            lambda: order.order_line._k2k_keep(longer),
        )
        self._retry(failed, self.buyer_manager)
        self.assertEqual(order.k2k_held_until, longer)

    def test_agreement(self):
        connection = self.buyer_connection
        failed = self._fail(
            "k2k.connection", "_receive_status", connection.action_suspend
        )
        self.assertEqual(connection.state, "active")
        self._retry(failed, self.buyer_manager)
        self.assertEqual(
            (connection.state, self.vendor_connection.state), ("suspended",) * 2
        )
        new = connection.create(
            {"role": "buyer", "partner_id": self.stranger.partner_id.id}
        )
        failed = self._fail("k2k.connection", "_receive_connect", new.action_request)
        self._retry(failed, self.buyer_manager)
        theirs = self.env["k2k.connection"].with_user(self.stranger_manager)
        theirs = theirs.search([("partner_id", "=", self.buyer.partner_id.id)])
        failed = self._fail(
            "k2k.connection", "_receive_connect_reply", theirs.action_accept
        )
        self._retry(failed, self.stranger_manager)
        self.assertEqual((new.state, theirs.state), ("in_progress",) * 2)

    def test_every_kind_of_message(self):
        for message_type in TYPES:
            with self.subTest(message_type):
                self.assertTrue(
                    hasattr(self.env["k2k.message"], f"_retry_{message_type}")
                )
