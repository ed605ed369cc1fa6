# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestValuation(K2kStockCommon):
    """Staged boxes are ours and valued, expected and not for sale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(4))
        cls.buyer_connection.write(
            {"freight_rate": 2.0, "freight_basis": "box", "handling_per_box": 1.0}
        )
        cls.buyer_connection.action_sync()
        cls.product = cls._offer().product_id.sudo().with_company(cls.buyer)
        cls.product.categ_id = cls.env["product.category"].create(
            {"name": "Flowers", "property_cost_method": "average"}
        )
        cls.product.categ_id.with_company(cls.buyer).property_cost_method = "average"
        cls.product = cls.product.with_context(allowed_company_ids=cls.buyer.ids)

    def _quantities(self):
        self.product.invalidate_recordset()
        return {
            name: self.product[name]
            for name in ("qty_available", "free_qty", "virtual_available")
        }

    def test_quantities(self):
        """The forecast knows the customer's order and the boxes that come for it."""
        nothing = {"qty_available": 0, "free_qty": 0, "virtual_available": 0}
        self.assertEqual(self._quantities(), nothing)
        _order, boxes = self._ship(2)
        self.assertEqual(self._quantities(), nothing)
        self.assertEqual(self.product.incoming_qty, 200)
        self.assertEqual(self.product.outgoing_qty, 200)
        self.Box.scan(boxes[0].code)
        self.assertEqual(
            self._quantities(),
            {"qty_available": 100, "free_qty": 0, "virtual_available": 0},
        )
        boxes[1].action_confirm()
        self.assertEqual(
            self._quantities(),
            {"qty_available": 200, "free_qty": 0, "virtual_available": 0},
        )

    def test_no_reordering(self):
        """A reordering rule does not buy staged boxes again."""
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "location_id": self.buyer_warehouse.lot_stock_id.id,
                "warehouse_id": self.buyer_warehouse.id,
                "company_id": self.buyer.id,
                "product_min_qty": 0,
                "product_max_qty": 0,
            }
        )
        _order, boxes = self._ship(2)
        self.assertEqual(rule.qty_to_order, 0)
        boxes.action_confirm()
        self.assertEqual(rule.qty_to_order, 0)

    def test_value(self):
        """Valued at the purchase price from the moment they are staged."""
        _order, boxes = self._ship(2)
        receipt = boxes.sudo().receipt_move_id
        self.assertEqual(receipt.state, "done")
        self.assertTrue(receipt.is_in)
        self.assertAlmostEqual(receipt.value, 110.0)
        self.assertAlmostEqual(self.product.total_value, 110.0)
        boxes.action_confirm()
        self.assertFalse(boxes.sudo().move_id.filtered("is_in"))
        self.product.invalidate_recordset()
        self.assertAlmostEqual(self.product.total_value, 110.0)

    def test_value_of_missing_boxes(self):
        _order, boxes = self._ship(2)
        self.Box.scan(boxes[0].code)
        boxes.awb_id.action_close()
        self.product.invalidate_recordset()
        self.assertAlmostEqual(self.product.total_value, 55.0)
        self.Box.scan(boxes[1].code)
        self.product.invalidate_recordset()
        self.assertAlmostEqual(self.product.total_value, 110.0)

    def test_costs_on_the_box(self):
        """The purchase price, and the estimate of what it costs to get it here."""
        _order, boxes = self._ship(1)
        self.assertAlmostEqual(boxes.unit_cost, 0.55)
        self.assertAlmostEqual(boxes.landed_cost, 0.58)
        self.assertAlmostEqual(boxes.total_cost, 55.0)
        self.assertAlmostEqual(boxes.total_landed_cost, 58.0)

    def test_costs_in_another_currency(self):
        order, vendor_order = self._sell(1)
        line = order.k2k_prebook_ids.sudo().purchase_order_id.order_line
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "company_id": self.buyer.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        line.order_id.currency_id = self.env.ref("base.EUR")
        cost, landed = line._k2k_unit_costs()
        self.assertAlmostEqual(cost, line.price_unit / 100 * 2)
        self.assertAlmostEqual(landed - cost, 0.03)
        self.assertTrue(vendor_order)
