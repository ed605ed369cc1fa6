# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

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
