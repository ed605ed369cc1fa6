# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestCosts(K2kStockCommon):
    """Estimates at staging, then what was really charged; entered by accounting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))
        cls._stock_vendor(cls._codes(4, "RO"), product=cls.products[1])
        cls.buyer_connection.write(
            {
                "freight_rate": 2.0,
                "freight_basis": "box",
                "handling_per_box": 1.0,
                "cube_rate": 2.0,
                "duty_rate": 0.1,
            }
        )
        cls.buyer_connection.action_sync()
        cls.accountant = cls._make_user(
            "buyer_accountant", cls.buyer, "account.group_account_invoice"
        )
        cls.category = cls.env["product.category"].create({"name": "Flowers"})
        cls.own = cls.category.with_company(cls.buyer)
        cls.own.property_cost_method = "average"
        cls.product = cls._offer().product_id.sudo().with_company(cls.buyer)
        cls.product = cls.product.with_context(allowed_company_ids=cls.buyer.ids)
        roses = cls._offer(cls.products[1]).product_id.sudo()
        (cls.product | roses).categ_id = cls.category
        cls.env.flush_all()

    def _cost(self, awb, amount, **values):
        return (
            self.env["k2k.awb.cost"]
            .with_user(self.accountant)
            .create({"awb_id": awb.id, "amount": amount, **values})
        )

    def _value(self, product=None):
        product = product or self.product
        product.invalidate_recordset()
        return product.total_value

    def _extra(self, boxes):
        return sum(
            (box.landed_cost - box.unit_cost) * box.quantity for box in boxes.sudo()
        )

    # ------------------------------------------------------------------
    # Estimates
    # ------------------------------------------------------------------
    def test_estimates_at_staging(self):
        _order, boxes = self._ship(1)
        self.assertAlmostEqual(boxes.estimate_freight, 2.0)
        self.assertAlmostEqual(boxes.estimate_handling, 1.0)
        self.assertAlmostEqual(boxes.estimate_duty, 5.5)
        self.assertAlmostEqual(boxes.estimate_truck, 2.98958, 4)
        self.assertAlmostEqual(boxes.landed_cost, 0.55 + 0.11497, 3)
        self.assertAlmostEqual(boxes.estimated_landed_cost, 66.5, 1)
        self.assertFalse(boxes.cost_difference)
        awb = boxes.awb_id.with_user(self.accountant)
        self.assertEqual(awb.cost_state, "none")
        self.assertAlmostEqual(awb.estimate_total, 11.5, 1)
        self.assertFalse(awb.real_total)

    def test_moving_estimates_anew(self):
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(1, "TWO")
        self.buyer_connection.handling_per_box = 4.0
        boxes._move_to_awb(others.awb_id)
        self.assertAlmostEqual(boxes.estimate_handling, 4.0)
        self.assertAlmostEqual(others.estimate_handling, 1.0)

    def test_a_box_type_without_size_keeps_the_orders_estimate(self):
        order, vendor_order = self._sell(1)
        self.env["stock.package.type"].search(
            [("company_id", "=", self.buyer.id)]
        ).packaging_length = 0
        vendor_order.action_confirm()
        box = self._boxes_of(order)
        self.assertAlmostEqual(box.estimate_freight, 11.5, 1)
        self.assertAlmostEqual(box.landed_cost, 0.665, 3)

    # ------------------------------------------------------------------
    # Real costs
    # ------------------------------------------------------------------
    def test_real_cost_in_periodic_accounting(self):
        self.own.property_valuation = "periodic"
        _order, boxes = self._ship(3)
        awb = boxes.awb_id
        cost = self._cost(awb, 10.0, basis="box")
        self.assertEqual(cost.state, "pending")
        self.assertAlmostEqual(self._value(), 165.0)
        cost.action_approve()
        self.assertEqual((cost.state, cost.error), ("synchronized", False))
        self.assertAlmostEqual(self._value(), 175.0)
        self.assertFalse(cost.sudo().landed_cost_id.account_move_id)
        self.assertAlmostEqual(sum(boxes.mapped("real_freight")), 10.0, 5)
        self.assertAlmostEqual(boxes[1].real_freight, 3.33333, 4)
        own = awb.with_user(self.accountant)
        self.assertEqual(own.cost_state, "synchronized")
        self.assertAlmostEqual(own.real_freight, 10.0)
        self.assertAlmostEqual(own.estimate_freight, 6.0)
        self.assertAlmostEqual(own.cost_difference, 4.0)
        # what was not charged yet stays an estimate
        self.assertAlmostEqual(
            self._extra(boxes), 10 + 3 * (1.0 + 5.5) + own.estimate_truck, 2
        )

    def test_real_cost_in_automated_accounting(self):
        self.own.property_valuation = "real_time"
        _order, boxes = self._ship(2)
        cost = self._cost(boxes.awb_id, 7.77, basis="value")
        cost.action_approve()
        self.assertEqual((cost.state, cost.error), ("synchronized", False))
        landed = cost.sudo().landed_cost_id
        entry = landed.account_move_id
        self.assertEqual(entry.state, "posted")
        valuation = self.product.product_tmpl_id.get_product_accounts()[
            "stock_valuation"
        ]
        booked = entry.line_ids.filtered(lambda ln: ln.account_id == valuation)
        self.assertAlmostEqual(sum(booked.mapped("balance")), 7.77)
        self.assertAlmostEqual(self._value(), 117.77)
        cost.action_reverse()
        self.assertAlmostEqual(self._value(), 110.0)
        entries = self.env["account.move.line"].search(
            [("account_id", "=", valuation.id), ("product_id", "=", self.product.id)]
        )
        of_costs = entries.filtered(lambda ln: "Air freight" in (ln.name or ""))
        self.assertAlmostEqual(sum(of_costs.mapped("balance")), 0.0)

    def test_fifo(self):
        self.own.property_cost_method = "fifo"
        _order, boxes = self._ship(2)
        self._cost(boxes.awb_id, 9.99).action_approve()
        self.assertAlmostEqual(self._value(), 119.99)

    def test_standard_cost_stays_on_the_boxes(self):
        self.own.property_cost_method = "standard"
        _order, boxes = self._ship(2)
        before = self._value()
        cost = self._cost(boxes.awb_id, 8.0, kind="duty")
        cost.action_approve()
        self.assertEqual(cost.state, "synchronized")
        self.assertFalse(cost.sudo().landed_cost_id)
        self.assertFalse(cost.amount_valued)
        self.assertAlmostEqual(self._value(), before)
        self.assertAlmostEqual(sum(boxes.mapped("real_duty")), 8.0)

    def _two_awbs(self, method, valuation):
        """A cost of one AWB in transit never touches the other's boxes."""
        self.own.property_cost_method = method
        self.own.property_valuation = valuation
        _order, first = self._ship(2, "ONE")
        _order, second = self._ship(1, "TWO")
        before, landed = self._value(), second.landed_cost
        cost = self._cost(first.awb_id, 10.0, basis="box")
        cost.action_approve()
        self.assertEqual((cost.state, cost.error), ("synchronized", False))
        self.assertEqual(first.mapped("real_freight"), [5.0, 5.0])
        self.assertEqual((second.real_freight, second.landed_cost), (0.0, landed))
        valued = 0.0 if method == "standard" else 10.0
        self.assertAlmostEqual(cost.amount_valued, valued)
        self.assertAlmostEqual(self._value(), before + valued)
        answer = self.Box.scan(second.code, awb_id=first.awb_id.id)
        self.assertEqual(answer["awb"]["id"], second.awb_id.id)
        self.assertEqual(first.mapped("state"), ["staged", "staged"])
        first.action_confirm()
        self.assertAlmostEqual(self._value(), before + valued)

    def test_two_awbs_average_periodic(self):
        self._two_awbs("average", "periodic")

    def test_two_awbs_average_automated(self):
        self._two_awbs("average", "real_time")

    def test_two_awbs_fifo_periodic(self):
        self._two_awbs("fifo", "periodic")

    def test_two_awbs_fifo_automated(self):
        self._two_awbs("fifo", "real_time")

    def test_two_awbs_standard_periodic(self):
        self._two_awbs("standard", "periodic")

    def test_two_awbs_standard_automated(self):
        self._two_awbs("standard", "real_time")

    def test_delivered_boxes_carry_their_share(self):
        order, boxes = self._ship(2)
        boxes.action_confirm()
        delivery = order.sudo().picking_ids
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")
        boxes.invalidate_recordset()
        self._cost(boxes.awb_id, 6.0, basis="box").action_approve()
        self.assertEqual(boxes.mapped("real_freight"), [3.0, 3.0])
        self.assertAlmostEqual(self._value(), 0.0)

    def test_weights_and_lines(self):
        """Two products on one AWB: to the cent on the lines, all on the boxes."""
        _order, boxes = self._ship(2)
        _order, others = self._ship(1, product=self.products[1])
        awb = boxes.awb_id
        self.assertEqual(others.awb_id, awb)
        cost = self._cost(awb, 100.0)
        self.assertEqual(cost.basis, "kg")
        cost.action_approve()
        everything = boxes | others
        self.assertAlmostEqual(sum(everything.mapped("real_freight")), 100.0, 5)
        landed = cost.sudo().landed_cost_id
        self.assertEqual(
            sorted(landed.valuation_adjustment_lines.mapped("additional_landed_cost")),
            [33.33, 66.67],
        )
        self.assertEqual(cost.amount_valued, 100.0)

    def test_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.buyer.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        _order, boxes = self._ship(1)
        cost = self._cost(boxes.awb_id, 5.0, currency_id=euro.id)
        cost.action_approve()
        self.assertAlmostEqual(cost.amount_company, 10.0)
        self.assertAlmostEqual(boxes.real_freight, 10.0)

    # ------------------------------------------------------------------
    # Back and again
    # ------------------------------------------------------------------
    def test_reverse(self):
        _order, boxes = self._ship(2)
        before = boxes.mapped("landed_cost")
        cost = self._cost(boxes.awb_id, 10.0)
        cost.action_approve()
        with self.assertRaisesRegex(UserError, "reverse it"):
            cost.amount = 11
        with self.assertRaisesRegex(UserError, "reverse it"):
            cost.unlink()
        cost.action_reverse()
        self.assertEqual(cost.state, "pending")
        self.assertEqual(boxes.mapped("landed_cost"), before)
        self.assertFalse(any(boxes.mapped("real_freight")))
        self.assertAlmostEqual(self._value(), 110.0)
        cost.amount = 11
        cost.action_approve()
        self.assertAlmostEqual(self._value(), 121.0)

    def test_boxes_that_changed_since(self):
        _order, boxes = self._ship(2)
        awb = boxes.awb_id
        cost = self._cost(awb, 10.0, basis="box")
        cost.action_approve()
        self.assertFalse(awb.costs_outdated)
        self._ship(2)
        self.assertTrue(awb.costs_outdated)
        awb.with_user(self.accountant).action_share_again()
        self.assertFalse(awb.costs_outdated)
        self.assertEqual(boxes.mapped("real_freight"), [2.5, 2.5])
        self.assertAlmostEqual(self._value(), 230.0)

    def test_charged_boxes_are_not_moved(self):
        _order, boxes = self._ship(2, "ONE")
        _order, others = self._ship(1, "TWO")
        self._cost(boxes.awb_id, 10.0).action_approve()
        with self.assertRaisesRegex(UserError, "reverse them"):
            boxes[0]._move_to_awb(others.awb_id)

    def test_missing_boxes_carry_nothing(self):
        _order, boxes = self._ship(2)
        boxes[0].action_confirm()
        boxes.awb_id.action_close()
        self._cost(boxes.awb_id, 10.0).action_approve()
        self.assertEqual(boxes.mapped("real_freight"), [10.0, 0.0])

    def test_posting_by_hand(self):
        self.buyer_connection.landed_cost_posting = "manual"
        _order, boxes = self._ship(1)
        cost = self._cost(boxes.awb_id, 10.0)
        cost.action_approve()
        self.assertEqual(cost.state, "sent")
        self.assertAlmostEqual(self._value(), 55.0)
        cost.sudo().landed_cost_id.button_validate()
        self.assertEqual(cost.state, "synchronized")
        self.assertAlmostEqual(self._value(), 65.0)

    def test_failure_is_told_and_tried_again(self):
        _order, boxes = self._ship(1)
        cost = self._cost(boxes.awb_id, 10.0)
        with patch.object(
            type(self.env["stock.landed.cost"]),
            "button_validate",
            side_effect=UserError("The period is locked."),
        ):
            cost.action_approve()
        self.assertEqual(cost.state, "failed")
        self.assertEqual(cost.error, "The period is locked.")
        self.assertFalse(cost.sudo().landed_cost_id)
        self.assertAlmostEqual(boxes.real_freight, 10.0)
        self.assertAlmostEqual(self._value(), 55.0)
        cost.action_post()
        self.assertEqual((cost.state, cost.error), ("synchronized", False))
        self.assertAlmostEqual(self._value(), 65.0)

    def test_no_measure(self):
        _order, boxes = self._ship(1)
        boxes.package_type_id.sudo().packaging_length = 0
        cost = self._cost(boxes.awb_id, 10.0)
        with self.assertRaisesRegex(UserError, "no weight or size"):
            cost.action_approve()
        self.assertEqual(cost.state, "pending")

    def test_bill_of_a_cost(self):
        _order, boxes = self._ship(1)
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        cost = self._cost(boxes.awb_id, 10.0)
        with self.assertRaisesRegex(UserError, "who charges"):
            cost.action_create_bill()
        cost.partner_id = carrier
        handling = self._cost(boxes.awb_id, 4.0, kind="handling", partner_id=carrier.id)
        (cost | handling).action_create_bill()
        self.assertEqual(cost.bill_id, handling.bill_id)
        self.assertEqual(cost.bill_id.state, "draft")
        self.assertAlmostEqual(cost.bill_id.amount_untaxed, 14.0)
        cost.action_approve()
        self.assertEqual(cost.sudo().landed_cost_id.vendor_bill_id, cost.bill_id)

    def test_complete(self):
        _order, boxes = self._ship(1)
        awb = boxes.awb_id.with_user(self.accountant)
        cost = self._cost(awb, 10.0)
        with self.assertRaisesRegex(UserError, "pending"):
            awb.action_costs_complete()
        cost.action_approve()
        awb.action_costs_complete()
        self.assertTrue(awb.costs_complete)
        awb.action_costs_incomplete()
        self.assertFalse(awb.costs_complete)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def test_rights(self):
        _order, boxes = self._ship(1)
        cost = self._cost(boxes.awb_id, 10.0)
        for user in (self.clerk, self.buyer_sales, self.stranger_manager):
            with self.assertRaises(AccessError):
                cost.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                cost.with_user(user).read(["amount"])
        manager = cost.with_user(self.buyer_manager)
        manager.action_approve()
        manager.action_reverse()
        awb = boxes.awb_id
        with self.assertRaises(AccessError):
            awb.with_user(self.clerk).action_costs_complete()
        with self.assertRaises(AccessError):
            awb.with_user(self.clerk).read(["estimate_total"])

    def test_accountant_opens_the_screens(self):
        _order, boxes = self._ship(1)
        awb = boxes.awb_id.with_user(self.accountant)
        action = awb.action_add_cost()
        self.assertEqual(action["context"]["default_awb_id"], awb.id)
        values = awb.get_view(self.env.ref("k2k_connector_stock.k2k_awb_view_form").id)
        self.assertIn("action_add_cost", values["arch"])
        clerk = boxes.awb_id.get_view(
            self.env.ref("k2k_connector_stock.k2k_awb_view_form").id
        )
        self.assertNotIn("cost_ids", clerk["arch"])
