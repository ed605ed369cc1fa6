# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.k2k_connector_stock.models import k2k_shipping_job

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestShippingJob(K2kStockCommon):
    """Large orders, with "large" made small: more than three boxes, two by two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls._stock_vendor(cls._codes(7))
        cls._make_jobs_small(k2k_shipping_job)
        cls.Job = cls.env["k2k.shipping.job"].with_user(cls.vendor_clerk)

    def _run(self):
        for name in ("ir_cron_ship", "ir_cron_stage"):
            with self.enter_registry_test_mode():
                self.env.ref(f"k2k_connector_stock.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _confirm(self, boxes, **vals):
        order, vendor_order = self._sell(boxes)
        vendor_order.write(vals)
        vendor_order.action_confirm()
        job = self.Job.search([("order_id", "=", vendor_order.id)], limit=1)
        return order, vendor_order, job

    def _left(self, vendor_order):
        return len(vendor_order.sudo()._k2k_packages_out())

    def test_small_orders_leave_at_once(self):
        order, vendor_order, job = self._confirm(3)
        self.assertFalse(job)
        self.assertEqual(self._left(vendor_order), 3)
        self.assertEqual(len(self._boxes_of(order)), 3)

    def test_part_by_part(self):
        """The click answers at once; the buyer hears of it when all boxes have left."""
        order, vendor_order, job = self._confirm(5)
        self.assertEqual((job.total, job.done, job.state), (5, 0, "running"))
        self.assertEqual((vendor_order.state, self._left(vendor_order)), ("sale", 0))
        self.assertTrue(vendor_order.k2k_is_shipping)
        free = self.packages.sudo().filtered(lambda box: not box.k2k_hold_id)
        self.assertEqual(len(free), 2)
        quants = (self.packages.sudo() - free).quant_ids
        self.assertEqual(
            quants.mapped("reserved_quantity"), quants.mapped("quantity"), "nobody's"
        )
        job.sudo()._do_part()
        self.assertEqual((job.done, vendor_order.k2k_boxes_to_ship), (2, 3))
        self.assertEqual(self._left(vendor_order), 2)
        self.assertFalse(vendor_order.sudo().invoice_ids)
        self.assertEqual(order.k2k_prebook_ids.state, "ordered")
        # typed while they leave: it names the AWB all the same
        vendor_order.k2k_awb_reference = "176-12345675"
        self._run()
        self.assertEqual((job.state, job.done), ("done", 5))
        self.assertFalse(vendor_order.k2k_is_shipping)
        invoice = vendor_order.sudo().invoice_ids
        self.assertEqual((len(invoice), invoice.state), (1, "posted"))
        self.assertEqual(sum(invoice.invoice_line_ids.mapped("quantity")), 5)
        boxes = self._boxes_of(order)
        self.assertEqual(len(boxes), 5)
        self.assertEqual(boxes.awb_id.name, "176-12345675")
        self.assertEqual(order.k2k_prebook_ids.state, "shipped")
        self.assertEqual(order.k2k_prebook_ids.line_ids.boxes_shipped, 5)
        pickings = vendor_order.sudo().picking_ids
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        self.assertEqual(
            sorted(pickings.move_line_ids.package_id.mapped("name")),
            boxes.mapped("code"),
        )
        self._run()
        self.assertEqual(len(vendor_order.sudo().invoice_ids), 1)
        self.assertEqual(len(self._boxes_of(order)), 5)

    def test_orders_that_confirm_themselves(self):
        self.vendor_connection.auto_confirm = True
        order, vendor_order = self._sell(4)
        self.assertEqual((vendor_order.state, self._left(vendor_order)), ("sale", 0))
        self._run()
        self.assertEqual(len(self._boxes_of(order)), 4)

    def test_chosen_boxes(self):
        """Four of six are chosen: these leave, the other two follow another day."""
        order, vendor_order = self._sell(6)
        line = vendor_order.order_line
        held = line.sudo().k2k_hold_ids.package_ids
        vendor_order._k2k_ship_part({line: held[:4]}, True, "")
        self._run()
        self.assertEqual(
            sorted(self._boxes_of(order).mapped("code")),
            sorted(held[:4].mapped("name")),
        )
        rest = vendor_order.order_line.sudo().k2k_hold_ids.package_ids
        self.assertEqual(rest, held[4:])
        vendor_order._k2k_ship_part(
            {line: rest for line in rest.k2k_hold_id.sale_line_id}, False, ""
        )
        self.assertEqual(len(self._boxes_of(order)), 6)
        self.assertEqual(len(vendor_order.sudo().invoice_ids), 2)

    def test_loose_stock_is_packed_part_by_part(self):
        """What is not packed yet stays reserved for the order."""
        rose = self.products[1]
        quant = self.env["stock.quant"].with_company(self.vendor)
        shelf = self.vendor_warehouse.lot_stock_id
        quant = quant.with_context(inventory_mode=True).create(
            {
                "product_id": rose.id,
                "location_id": shelf.id,
                "inventory_quantity": 700,
            }
        )
        quant.action_apply_inventory()
        self._publish()
        order, vendor_order = self._sell(5, rose)
        vendor_order.action_confirm()
        self.assertEqual(quant.reserved_quantity, 500)
        job = self.Job.search([("order_id", "=", vendor_order.id)]).sudo()
        job._do_part()
        self.assertEqual((quant.quantity, quant.reserved_quantity), (500, 300))
        self.assertEqual(self._left(vendor_order), 2)
        self._run()
        self.assertEqual((quant.quantity, quant.reserved_quantity), (200, 0))
        boxes = self._boxes_of(order)
        self.assertEqual(boxes.mapped("quantity"), [100] * 5)

    def test_meanwhile(self):
        """Nothing that needs all boxes is done before they have left."""
        _order, vendor_order, job = self._confirm(5)
        job.sudo()._do_part()
        for attempt in (
            vendor_order._action_cancel,
            vendor_order.action_k2k_ship_part,
            vendor_order.action_k2k_ship_extra,
            lambda: vendor_order._k2k_cancel_boxes({vendor_order.order_line: 1}, "no"),
        ):
            with self.assertRaisesRegex(UserError, "2 of 5 boxes"):
                attempt()
        self._run()
        vendor_order._action_cancel()
        self.assertEqual(self._left(vendor_order), 0)

    def test_failure_is_told_and_goes_on(self):
        order, vendor_order, job = self._confirm(5)
        job.sudo()._do_part()
        with (
            patch.object(
                type(vendor_order),
                "_k2k_deliver",
                side_effect=UserError("The stock is frozen."),
            ),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self._run()
        self.assertEqual((job.state, job.done), ("failed", 2))
        self.assertEqual(vendor_order.k2k_shipping_error, "The stock is frozen.")
        self.assertIn("The stock is frozen.", vendor_order.message_ids[0].body)
        self._run()
        self.assertEqual(job.state, "failed", "it waits for somebody")
        for user in (self.stranger_manager, self.buyer_manager):
            with self.assertRaises(AccessError):
                vendor_order.with_user(user).action_k2k_retry_shipping()
        vendor_order.with_user(self.vendor_sales).action_k2k_retry_shipping()
        self._run()
        self.assertEqual((job.state, job.error), ("done", False))
        self.assertEqual(len(self._boxes_of(order)), 5)

    def test_refused_by_the_buyer(self):
        """Boxes that have left and are refused: the order is void, they come back."""
        order, vendor_order, job = self._confirm(5)
        with (
            patch.object(
                type(self.env["k2k.awb"]),
                "_receive_shipment",
                side_effect=UserError("We are closed."),
            ),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self._run()
        self.assertEqual((job.state, job.done), ("failed", 5))
        self.assertIn("We are closed.", job.error)
        self.assertFalse(vendor_order.sudo().invoice_ids)
        self.assertEqual(self._left(vendor_order), 5)
        vendor_order.with_context(k2k_cancel_reason="Refused")._action_cancel()
        self.assertEqual(vendor_order.state, "cancel")
        self.assertEqual(self._left(vendor_order), 0)
        self.assertFalse(self.packages.sudo().k2k_hold_id)
        self.assertFalse(vendor_order.sudo().invoice_ids)
        self.assertFalse(vendor_order.k2k_is_shipping)
        self.assertEqual(order.k2k_prebook_ids.state, "exception")

    def test_strangers(self):
        _order, _vendor_order, job = self._confirm(4)
        for user in (self.stranger_manager, self.buyer_manager):
            self.assertFalse(self.Job.with_user(user).search([("id", "=", job.id)]))
        for user in (self.vendor_clerk, self.vendor_manager):
            with self.assertRaises(AccessError):
                job.with_user(user).write({"done": 4})
            with self.assertRaises(AccessError):
                job.with_user(user).read(["package_ids"])
