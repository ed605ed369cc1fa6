# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.k2k_connector_stock.models import k2k_staging_job

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestStagingJob(K2kStockCommon):
    """Large shipments, with "large" made small: more than three boxes, two by two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(7))
        cls._make_jobs_small(k2k_staging_job)
        cls.Job = cls.env["k2k.staging.job"].with_user(cls.clerk)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("k2k_connector_stock.ir_cron_stage").method_direct_trigger()
        self.env.invalidate_all()

    def _sell_and_ship(self, boxes):
        order, vendor_order = self._sell(boxes)
        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.action_confirm()
        job = self.Job.search(
            [("purchase_order_id", "=", self._purchase(order).id)], limit=1
        )
        return order, vendor_order, job

    def test_small_shipments_are_staged_at_once(self):
        order, _vendor_order, job = self._sell_and_ship(3)
        self.assertFalse(job)
        self.assertEqual(len(self._boxes_of(order)), 3)

    def test_staged_in_parts(self):
        order, _vendor_order, job = self._sell_and_ship(5)
        awb = job.awb_id
        self.assertEqual((job.total, job.done, job.state), (5, 0, "running"))
        self.assertFalse(self._boxes_of(order))
        self.assertEqual(awb.pieces_to_stage, 5)
        job.sudo()._do_part()
        self.assertEqual((job.done, awb.pieces_to_stage), (2, 3))
        self.assertEqual(len(self._boxes_of(order)), 2)
        # what is staged can be received meanwhile
        self.assertEqual(
            self.Box.scan(self._boxes_of(order)[0].code)["result"], "received"
        )
        self._run()
        boxes = self._boxes_of(order)
        self.assertEqual(len(boxes), 5)
        self.assertEqual(sorted(set(boxes.mapped("state"))), ["received", "staged"])
        self.assertEqual(boxes.awb_id, awb)
        self.assertEqual((job.state, awb.pieces_to_stage, awb.pieces), ("done", 0, 5))
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.qty_received, 5)
        self.assertEqual(
            sum(purchase.invoice_ids.invoice_line_ids.mapped("quantity")), 5
        )
        self.assertEqual(len(purchase.invoice_ids), 1)
        self.assertEqual(set(boxes.sudo().mapped("create_uid")), {job.create_uid})
        self._run()
        self.assertEqual(len(self._boxes_of(order)), 5)
        awb.action_confirm_all()
        self.assertEqual(awb.progress, 100)

    def test_received_by_itself(self):
        self.buyer_connection.auto_confirm_staging = True
        order, _vendor_order, _job = self._sell_and_ship(4)
        self._run()
        self.assertEqual(set(self._boxes_of(order).mapped("state")), {"received"})

    def test_meanwhile(self):
        """Nothing that needs all boxes is done before they are there."""
        order, vendor_order, job = self._sell_and_ship(5)
        job.sudo()._do_part()
        with self.assertRaisesRegex(UserError, "2 of 5 boxes"):
            job.awb_id.action_close()
        with self.assertRaisesRegex(UserError, "2 of 5 boxes"):
            vendor_order._action_cancel()
        with self.assertRaisesRegex(UserError, "2 of 5 boxes"):
            vendor_order.k2k_awb_reference = "ANOTHER"
        self._run()
        vendor_order.k2k_awb_reference = "ANOTHER"
        vendor_order._action_cancel()
        self.assertEqual(set(self._boxes_of(order).mapped("state")), {"cancelled"})

    def test_failure_is_told_and_goes_on(self):
        order, _vendor_order, job = self._sell_and_ship(5)
        job.sudo()._do_part()
        with (
            patch.object(
                type(self.env["purchase.order"]),
                "_k2k_receive_into_staging",
                side_effect=UserError("The stock is frozen."),
            ),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self._run()
        self.assertEqual((job.state, job.error), ("failed", "The stock is frozen."))
        self.assertEqual((job.done, len(self._boxes_of(order))), (2, 2))
        self.assertEqual(job.awb_id.staging_error, "The stock is frozen.")
        self._run()
        self.assertEqual(job.state, "failed", "it waits for somebody")
        with self.assertRaises(AccessError):
            job.with_user(self.buyer_sales).action_retry()
        with self.assertRaises(AccessError):
            job.with_user(self.stranger_clerk).action_retry()
        job.awb_id.action_retry_staging()
        self._run()
        self.assertEqual((job.state, job.error), ("done", False))
        self.assertEqual(len(self._boxes_of(order)), 5)

    def test_a_code_comes_once(self):
        """A code that waits to be staged is on its way already."""
        _order, _vendor_order, job = self._sell_and_ship(4)
        code = job.sudo().payload["boxes"][3]["code"]
        awbs = self.env["k2k.awb"]
        with self.assertRaisesRegex(UserError, "on its way already"):
            awbs._check_codes(self.buyer_connection, [code])

    def test_strangers(self):
        _order, _vendor_order, job = self._sell_and_ship(4)
        for user in (self.stranger_manager, self.vendor_manager):
            self.assertFalse(self.Job.with_user(user).search([("id", "=", job.id)]))
        for user in (self.clerk, self.buyer_manager):
            with self.assertRaises(AccessError):
                job.with_user(user).write({"done": 4})
            with self.assertRaises(AccessError):
                job.with_user(user).read(["payload"])
