# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import K2kStockCommon

RUBBISH = (
    "",
    " ",
    None,
    False,
    0,
    12.5,
    [],
    {},
    b"KS000001",
    "\x00",
    "\ud800",
    "%",
    "%s",
    "_S000001",
    "'; DROP TABLE k2k_box; --",
    "A" * 100_000,
    "[('code', '!=', False)]",
)


@tagged("post_install", "-at_install")
class TestScan(K2kStockCommon):
    """A plain K2K warehouse clerk scans; no sales, no accounting rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(4))

    def test_clerk_is_a_clerk(self):
        for group in (
            "sales_team.group_sale_salesman",
            "account.group_account_invoice",
            "stock.group_stock_manager",
            "purchase.group_purchase_user",
        ):
            self.assertFalse(self.clerk.has_group(group), group)

    def test_received(self):
        order, boxes = self._ship(2)
        box, other = boxes
        answer = self.Box.scan(f" {box.code.lower()}\n", boxes.awb_id.id)
        self.assertEqual(answer["result"], "received")
        self.assertEqual(
            answer["awb"],
            {
                "id": boxes.awb_id.id,
                "name": "176-12345675",
                "pieces": 2,
                "pieces_received": 1,
            },
        )
        self.assertEqual(answer["box"]["code"], box.code)
        self.assertEqual(answer["box"]["customer"], self.customer.name)
        self.assertEqual(answer["box"]["state"], "received")
        self.assertEqual(box.state, "received")
        self.assertEqual(box.received_by, self.clerk)
        self.assertTrue(box.received_at)
        self.assertEqual(other.state, "staged")
        stock = self.buyer_warehouse.lot_stock_id
        self.assertEqual(self._stock_at(box.package_id), stock)
        self.assertEqual(box.move_id.state, "done")
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.boxes_received, 1)
        self.assertEqual(prebook.state, "shipped")
        self.assertEqual(order.order_line.qty_to_invoice, 1)

    def test_reserved_for_the_customer(self):
        """Each box goes to its customer's delivery, and only there."""
        order, boxes = self._ship(2)
        delivery = order.sudo().picking_ids
        self.assertEqual(delivery.state, "confirmed")
        self.Box.scan(boxes[0].code)
        line = delivery.move_line_ids
        self.assertEqual(line.package_id, boxes[0].package_id)
        self.assertEqual(line.result_package_id, boxes[0].package_id)
        self.assertEqual(delivery.move_ids.state, "partially_available")
        product = boxes.product_id.with_user(self.clerk)
        self.assertEqual(product.with_company(self.buyer).free_qty, 0)
        self.Box.scan(boxes[1].code)
        self.assertEqual(delivery.state, "assigned")
        delivery.with_user(self.clerk).action_assign()
        self.assertEqual(delivery.move_line_ids.package_id, boxes.package_id)
        delivery.with_user(self.clerk).button_validate()
        self.assertEqual(delivery.state, "done")
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id).usage, "customer")
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_check_availability_takes_own_boxes_only(self):
        """Core's own button: none before they arrive, the own ones after."""
        self._ship(2)
        order, boxes = self._ship(2, "OTHER")
        product = boxes.product_id
        self.env["stock.quant"].with_company(self.buyer)._update_available_quantity(
            product, self.buyer_warehouse.lot_stock_id, 500
        )
        delivery = order.sudo().picking_ids.with_user(self.clerk)
        delivery.action_assign()
        self.assertFalse(delivery.move_line_ids)
        boxes.action_confirm()
        delivery.do_unreserve()
        delivery.action_assign()
        self.assertEqual(delivery.move_line_ids.package_id, boxes.package_id)

    def test_already(self):
        _order, boxes = self._ship(1)
        self.Box.scan(boxes.code)
        moves = self.env["stock.move"].search_count([])
        answer = self.Box.scan(boxes.code)
        self.assertEqual(answer["result"], "already")
        self.assertIn(self.clerk.name, answer["message"])
        self.assertIn(self.clerk.name, answer["detail"])
        self.assertNotIn(boxes.product_id.name, answer["detail"])
        self.assertEqual(answer["awb"]["pieces_received"], 1)
        self.assertEqual(self.env["stock.move"].search_count([]), moves)

    def test_unknown(self):
        _order, boxes = self._ship(1)
        answer = self.Box.scan("NOBODY", boxes.awb_id.id)
        self.assertEqual(answer["result"], "unknown")
        self.assertFalse(answer["box"])
        self.assertEqual(answer["awb"]["pieces"], 1)
        self.assertFalse(self.Box.scan("NOBODY")["awb"])

    def test_not_shipped(self):
        """The vendor holds the box for our order and has not confirmed it yet."""
        order, vendor_order = self._sell(1)
        code = vendor_order.sudo().order_line.k2k_hold_ids.package_ids.name
        answer = self.Box.scan(code)
        self.assertEqual(answer["result"], "not_shipped")
        self.assertFalse(answer["box"])
        stranger = self.env["k2k.box"].with_user(self.stranger_clerk)
        self.assertEqual(stranger.scan(code)["result"], "unknown")
        vendor_order.action_confirm()
        self.assertEqual(self.Box.scan(code)["result"], "received")
        self.assertEqual(self._boxes_of(order).state, "received")

    def test_cancelled(self):
        _order, boxes = self._ship(1)
        boxes.sudo().state = "cancelled"
        self.assertEqual(self.Box.scan(boxes.code)["result"], "cancelled")

    def test_other_location(self):
        """A box of another warehouse is left alone, and it is told which."""
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.buyer.id}
        )
        _order, boxes = self._ship(1)
        here = boxes.awb_id.sudo().copy({"warehouse_id": north.id, "name": "N 1"})
        answer = self.Box.scan(boxes.code, here.id)
        self.assertEqual(answer["result"], "other_location")
        self.assertIn(self.buyer_warehouse.name, answer["message"])
        self.assertEqual(boxes.state, "staged")

    def test_box_of_another_awb(self):
        """It is received on its own AWB, never on the one that is unpacked."""
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(1, "TWO")
        answer = self.Box.scan(others.code, boxes.awb_id.id)
        self.assertEqual(answer["result"], "received")
        self.assertEqual(answer["awb"]["name"], "TWO")
        self.assertIn("TWO", answer["message"])
        self.assertEqual(boxes.awb_id.pieces_received, 0)
        self.assertEqual(others.awb_id.pieces_received, 1)

    def test_another_company_is_never_revealed(self):
        _order, boxes = self._ship(1)
        for clerk in (self.stranger_clerk, self.vendor_clerk):
            answer = (
                self.env["k2k.box"].with_user(clerk).scan(boxes.code, boxes.awb_id.id)
            )
            self.assertEqual(
                (answer["result"], answer["box"], answer["awb"]),
                ("unknown", False, False),
            )
        self.assertEqual(boxes.state, "staged")

    def test_rubbish(self):
        """An answer for each, no exception, no change."""
        _order, boxes = self._ship(2)
        for code in RUBBISH:
            for awb_id in (False, boxes.awb_id.id, "1", -1, 2**70, True, None, []):
                answer = self.Box.scan(code, awb_id)
                self.assertEqual(answer["result"], "unknown", (code, awb_id))
        self.assertEqual(set(boxes.mapped("state")), {"staged"})

    def test_gs1_label(self):
        self._stock_vendor(["340123450000000017"], self.products[1])
        _order, boxes = self._ship(1, product=self.products[1])
        answer = self.Box.scan("]C1\x1d00340123450000000017")
        self.assertEqual(answer["result"], "received")
        self.assertEqual(boxes.state, "received")

    def test_only_warehouse_users_scan(self):
        _order, boxes = self._ship(1)
        stock_user = self._make_user(
            "buyer_stock", self.buyer, "stock.group_stock_user"
        )
        for user in (self.buyer_sales, stock_user):
            with self.assertRaises(AccessError):
                self.env["k2k.box"].with_user(user).scan(boxes.code)

    def test_a_cancelled_plan_is_repaired(self):
        """Somebody cancelled or unreserved the planned move: the scan still works."""
        _order, boxes = self._ship(2)
        boxes[0].move_id._action_cancel()
        boxes[1].move_id._do_unreserve()
        for box in boxes:
            self.assertEqual(self.Box.scan(box.code)["result"], "received")
            self.assertEqual(box.state, "received")
            self.assertEqual(
                self._stock_at(box.package_id), self.buyer_warehouse.lot_stock_id
            )
