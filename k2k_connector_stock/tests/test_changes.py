# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestChanges(K2kStockCommon):
    """Orders that change: boxes, prices, parts; what users of other connectors
    complain about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._stock_vendor(cls._codes(6))

    # ------------------------------------------------------------------
    # Boxes
    # ------------------------------------------------------------------
    def test_boxes_added_and_reduced_before_confirmation(self):
        order, vendor_order = self._sell(2)
        order.order_line.product_uom_qty = 5
        purchase = self._purchase(order)
        self.assertEqual(vendor_order.order_line.product_uom_qty, 5)
        self.assertEqual(purchase.order_line.product_qty, 5)
        self.assertEqual(purchase.picking_ids.move_ids.mapped("product_uom_qty"), [500])
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 5)
        order.order_line.product_uom_qty = 3
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 3)
        self.assertEqual(order.k2k_prebook_ids.boxes_ordered, 3)
        self.assertEqual(purchase.picking_ids.move_ids.mapped("product_uom_qty"), [300])
        with (
            self.assertRaisesRegex(UserError, "only 3 boxes are left"),
            self.env.cr.savepoint(),
        ):
            order.order_line.product_uom_qty = 9
        vendor_order.action_confirm()
        boxes = self._boxes_of(order)
        self.assertEqual(len(boxes), 3)
        with self.assertRaisesRegex(UserError, "confirmed already"):
            order.order_line.product_uom_qty = 2
        boxes.action_confirm()
        self.assertEqual(order.k2k_prebook_ids.state, "received")
        self.assertEqual(purchase.order_line.qty_received, 3)

    def test_line_added_to_a_confirmed_order(self):
        order, _vendor_order = self._sell(1)
        offer = self._offer()
        self._add_line(order, offer, 2)
        self.assertEqual(
            order.k2k_prebook_ids.sorted("id").mapped("boxes_ordered"), [1, 2]
        )
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 3)

    def test_same_product_twice(self):
        """Each line gets its own boxes, neither the larger quantity."""
        offer = self._offer()
        order = self._make_order(offer, 1)
        self._add_line(order, offer, 3)
        order.action_confirm()
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        self.assertEqual(vendor_order.order_line.mapped("product_uom_qty"), [1, 3])
        vendor_order.action_confirm()
        self.assertEqual(purchase.order_line.mapped("qty_received"), [1, 3])
        boxes = self._boxes_of(order)
        boxes.action_confirm()
        lines = order.k2k_prebook_ids.line_ids
        self.assertEqual(lines.mapped("boxes_received"), [1, 3])
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [1, 3])

    def test_two_orders_of_one_customer(self):
        first, first_vendor = self._sell(2)
        second, second_vendor = self._sell(1)
        self.assertNotEqual(first_vendor, second_vendor)
        second_vendor.action_confirm()
        self.assertEqual(first.k2k_prebook_ids.state, "ordered")
        self.assertEqual(second.k2k_prebook_ids.state, "shipped")
        first_vendor.action_confirm()
        self.assertEqual(
            len(self._boxes_of(first).awb_id | self._boxes_of(second).awb_id), 1
        )

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------
    def _wizard(self, vendor_order):
        return (
            self.env["k2k.ship.part"]
            .with_user(self.vendor_sales)
            .browse(vendor_order.action_k2k_ship_part()["res_id"])
        )

    def test_part_with_the_rest_cancelled(self):
        order, vendor_order = self._sell(3)
        wizard = self._wizard(vendor_order)
        wizard.line_ids.package_ids = wizard.line_ids.package_ids[:2]
        with self.assertRaisesRegex(UserError, "why"):
            wizard.action_apply()
        wizard.reason = "One box has botrytis"
        wizard.action_apply()
        prebook = order.k2k_prebook_ids
        self.assertEqual(len(self._boxes_of(order)), 2)
        self.assertEqual(prebook.line_ids.boxes_to_resupply, 1)
        self.assertEqual(vendor_order.sudo().invoice_ids.amount_untaxed, 110)
        self.assertEqual(self._purchase(order).order_line.product_qty, 2)
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))

    def test_part_with_the_rest_open(self):
        """The second part neither resets nor repeats the first."""
        order, vendor_order = self._sell(3)
        wizard = self._wizard(vendor_order)
        first = wizard.line_ids.package_ids[:1]
        wizard.write({"rest": "open"})
        wizard.line_ids.package_ids = first
        wizard.action_apply()
        prebook = order.k2k_prebook_ids
        purchase = self._purchase(order)
        boxes = self._boxes_of(order)
        self.assertEqual(boxes.mapped("code"), first.mapped("name"))
        self.assertEqual(prebook.boxes_confirmed, 1)
        self.assertEqual(prebook.state, "ordered")
        # the purchase line has split, as has the vendor's, and with it the prebook's
        lines = purchase.order_line.sorted("id")
        self.assertEqual(lines.mapped("product_qty"), [1, 2])
        self.assertEqual(lines.mapped("qty_received"), [1, 0])
        self.assertEqual(lines.mapped("price_unit"), [55, 55])
        self.assertEqual(purchase.amount_untaxed, 165)
        self.assertEqual(prebook.line_ids.mapped("boxes_ordered"), [1, 2])
        self.assertEqual(prebook.line_ids.purchase_line_id, lines)
        self.assertEqual(vendor_order.order_line.mapped("product_uom_qty"), [1, 2])
        self.assertEqual(
            set(lines.mapped("k2k_line_ref")),
            set(vendor_order.order_line.mapped("k2k_peer_line_ref")),
        )
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 2)
        boxes.action_confirm()
        self.assertEqual(lines.mapped("qty_received"), [1, 0])
        held = self.boxes.filtered("k2k_hold_id")[0]
        found = self.Box.scan(held.name)
        self.assertEqual(found["result"], "not_shipped")
        rest = self._wizard(vendor_order)
        self.assertEqual(len(rest.line_ids.package_ids), 2)
        rest.action_apply()
        self.assertEqual(lines.mapped("qty_received"), [1, 2])
        self.assertEqual(prebook.boxes_confirmed, 3)
        self.assertEqual(prebook.state, "shipped")
        invoices = vendor_order.sudo().invoice_ids
        self.assertEqual(sorted(invoices.mapped("amount_untaxed")), [55, 110])

    def test_rest_cancelled_later(self):
        order, vendor_order = self._sell(3)
        wizard = self._wizard(vendor_order)
        wizard.write({"rest": "open"})
        wizard.line_ids.package_ids = wizard.line_ids.package_ids[:1]
        wizard.action_apply()
        held = self.boxes.filtered("k2k_hold_id")
        waiting = vendor_order.order_line.filtered("k2k_hold_ids.package_ids")
        vendor_order._k2k_cancel_boxes({waiting: 2}, "Sold out", packages=held)
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))
        self.assertEqual(vendor_order.order_line.mapped("product_uom_qty"), [1, 0])
        open_pickings = vendor_order.sudo().picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        self.assertFalse(open_pickings)
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.mapped("product_qty"), [1, 0])
        self.assertEqual(
            order.k2k_prebook_ids.line_ids.mapped("boxes_to_resupply"), [0, 2]
        )
        self._publish()
        self.assertEqual(self._offer().boxes_available, 5)

    def test_another_box_than_the_held_one(self):
        order, vendor_order = self._sell(2)
        wizard = self._wizard(vendor_order)
        held = wizard.line_ids.package_ids
        other = (self.boxes - held.with_env(self.env))[0]
        self.assertIn(other, wizard.line_ids.choice_ids)
        wizard.line_ids.package_ids = held[0] | other.with_user(self.vendor_sales)
        wizard.action_apply()
        self.assertEqual(
            set(self._boxes_of(order).mapped("code")), {held[0].name, other.name}
        )
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))
        self._publish()
        self.assertEqual(self._offer().boxes_available, 4)

    # ------------------------------------------------------------------
    # Prices
    # ------------------------------------------------------------------
    def test_only_the_price_of_an_ordered_line_changes(self):
        order, vendor_order = self._sell(2)
        purchase = self._purchase(order)
        purchaser = self._make_user(
            "purchaser", self.buyer, "purchase.group_purchase_user"
        )
        line = purchase.order_line.with_user(purchaser)
        with self.assertRaisesRegex(UserError, "only the price"):
            line.product_qty = 7
        with self.assertRaisesRegex(UserError, "Ask to Cancel"):
            line.order_id.button_cancel()
        line.price_unit = 60.0
        vendor_order.order_line.sudo().price_unit = 99.0
        vendor_order.action_confirm()
        self.assertEqual(line.price_unit, 60.0)
        notes = "".join(line.order_id.message_ids.mapped("body"))
        self.assertIn("99.00 instead of", notes)
        notes = "".join(order.k2k_prebook_ids.message_ids.mapped("body"))
        self.assertIn("99.00 instead of", notes)
        self.assertAlmostEqual(self._boxes_of(order)[0].unit_cost, 0.60)

    def test_price_correction_follows_to_staging(self):
        """While unbilled; boxes that are billed keep their cost."""
        order, boxes = self._ship(2)
        extra = boxes[0].landed_cost - boxes[0].unit_cost
        boxes[0].action_confirm()
        boxes[0].with_user(self.buyer_sales).action_bill()
        self._purchase(order).order_line.price_unit = 70.0
        self.assertAlmostEqual(boxes[0].unit_cost, 0.55)
        self.assertAlmostEqual(boxes[1].unit_cost, 0.70)
        self.assertAlmostEqual(boxes[1].landed_cost, 0.70 + extra)

    def test_vendor_corrects_a_price_after_confirming(self):
        """Order and staging follow; what is billed is a difference to settle."""
        order, boxes = self._ship(2)
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        sold_at = order.order_line.price_unit
        extra = boxes[0].landed_cost - boxes[0].unit_cost
        boxes[0].action_confirm()
        boxes[0].with_user(self.buyer_sales).action_bill()
        vendor_order.order_line.price_unit = 65.0
        self.assertEqual(purchase.order_line.price_unit, 65.0)
        self.assertAlmostEqual(boxes[0].unit_cost, 0.55)
        self.assertAlmostEqual(boxes[1].landed_cost, 0.65 + extra)
        self.assertEqual(order.order_line.price_unit, sold_at)
        notes = "".join(purchase.message_ids.mapped("body"))
        self.assertIn("corrected the price per box", notes)
        self.assertIn("difference of", notes)
        self.assertIn("corrected the price", order.k2k_prebook_ids.message_ids[0].body)
        invoice = vendor_order.sudo().invoice_ids
        self.assertIn(invoice.name, vendor_order.message_ids[0].body)

    def test_price_of_a_line_that_is_not_the_vendors(self):
        order, _boxes = self._ship(1)
        purchase = self._purchase(order)
        for unit_price, line_ref in (
            (1.0, "nobody's"),
            (-1.0, purchase.order_line.k2k_line_ref),
        ):
            reply = self.env["k2k.gateway"].send(
                self.vendor_connection,
                "price_changed",
                {
                    "po_ref": purchase.name,
                    "currency": "USD",
                    "lines": [{"line_ref": line_ref, "unit_price": unit_price}],
                },
            )
            self.assertFalse(reply["ok"])
            self.assertIn("no such line", reply["error"])
        self.assertAlmostEqual(purchase.order_line.price_unit, 55.0)

    # ------------------------------------------------------------------
    # AWB reference, screens
    # ------------------------------------------------------------------
    def test_reference_typed_after_shipping(self):
        order, boxes = self._ship(2, reference=False)
        awb = boxes.awb_id
        self.assertTrue(awb.is_temporary)
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        vendor_order.k2k_awb_reference = "176-12345675"
        self.assertEqual(boxes.awb_id, awb)
        self.assertFalse(awb.is_temporary)
        self.assertEqual(prebook.awb_ids.name, awb.name)
        with self.assertRaisesRegex(UserError, "Ask the buyer"):
            vendor_order.k2k_awb_reference = "729-00000000"

    def test_reference_of_one_of_two_orders(self):
        first, boxes = self._ship(2, reference=False)
        second, others = self._ship(1, reference=False)
        shared = boxes.awb_id
        self.assertEqual(others.awb_id, shared)
        vendor_order = self._vendor_order(
            second.k2k_prebook_ids.sudo().purchase_order_id
        )
        vendor_order.k2k_awb_reference = "176-12345675"
        self.assertEqual(boxes.awb_id, shared)
        self.assertNotEqual(others.awb_id, shared)
        self.assertEqual((shared.pieces, others.awb_id.pieces), (2, 1))
        others.action_confirm()
        self.assertEqual(second.k2k_prebook_ids.state, "received")

    def test_calendar_says_whose_it_is(self):
        order, _vendor_order = self._sell(2)
        prebook = order.k2k_prebook_ids.with_context(k2k_with_customer=True)
        self.assertIn(self.customer.name, prebook.display_name)
        self.assertIn(self.vendor.name, prebook.display_name)
        self.assertEqual(order.k2k_prebook_ids.display_name, prebook.name)

    def test_queries_of_one_more_box(self):
        """Confirming grows with the boxes, not with their square."""

        def cost(boxes):
            _order, vendor_order = self._sell(boxes)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            vendor_order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._stock_vendor(self._codes(160, "MANY"))
        cost(1)
        few, some, many = cost(10), cost(40), cost(100)
        self.assertLess((many - some) / 60, 1.3 * (some - few) / 30, (few, some, many))

    def test_several_ship_dates_in_one_order(self):
        """One prebook, one purchase order and one vendor order for each date."""
        rose = self.products[1]
        self._stock_vendor(self._codes(2, "RO"), rose)
        offer, later = self._offer(), self._offer(rose)
        later.sudo().ship_date += timedelta(days=1)
        order = self._make_order(offer, 1)
        self._add_line(order, later, 2)
        order.action_confirm()
        prebooks = order.k2k_prebook_ids.sorted("ship_date")
        self.assertEqual(prebooks.mapped("boxes_ordered"), [1, 2])
        purchases = prebooks.sudo().purchase_order_id
        self.assertEqual(len(purchases), 2)
        self._vendor_order(purchases[0]).action_confirm()
        self._vendor_order(purchases[1]).action_cancel()
        self.assertEqual(prebooks.mapped("state"), ["shipped", "exception"])
        with self.assertRaisesRegex(UserError, "Ask to Cancel"):
            order.action_cancel()

    def test_purchase_orders_are_not_merged(self):
        first, _vendor_order = self._sell(1)
        second, _vendor_order = self._sell(1)
        purchases = self._purchase(first) | self._purchase(second)
        self.assertEqual(len(purchases), 2)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            purchases.action_merge()
        purchases.invalidate_recordset()
        self.assertEqual(purchases.mapped("state"), ["purchase", "purchase"])
        self.assertEqual(
            [len(purchase.k2k_prebook_id) for purchase in purchases], [1, 1]
        )
