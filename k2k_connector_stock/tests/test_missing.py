# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestMissing(K2kStockCommon):
    """What is missing is shown, told, and leaves no trace when it turns up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(5))
        cls.stock = cls.buyer_warehouse.lot_stock_id

    def test_closing_shows_what_is_missing(self):
        _order, boxes = self._ship(2)
        awb = boxes.awb_id
        self.Box.scan(boxes[0].code)
        action = awb.action_ask_close()
        wizard = self.env["k2k.awb.close"].with_user(self.clerk)
        wizard = wizard.browse(action["res_id"])
        self.assertEqual(wizard.box_ids, boxes[1])
        self.assertEqual((wizard.box_count, wizard.customer_count), (1, 1))
        self.assertEqual(awb.state, "open")
        wizard.action_close()
        self.assertEqual(awb.state, "closed")
        self.assertEqual(boxes.mapped("state"), ["received", "missing"])

    def test_closing_without_a_question(self):
        _order, boxes = self._ship(1)
        boxes.action_confirm()
        boxes.awb_id.action_ask_close()
        self.assertEqual(boxes.awb_id.state, "closed")
        with self.assertRaises(AccessError):
            boxes.awb_id.with_user(self.buyer_sales).action_ask_close()

    def test_the_salesperson_is_told(self):
        order, boxes = self._ship(2)
        boxes.awb_id.action_close()
        prebook = order.k2k_prebook_ids.sudo()
        activity = prebook.activity_ids
        self.assertEqual(activity.user_id, self.buyer_sales)
        self.assertIn("2 boxes", activity.summary)
        for box in boxes:
            self.assertIn(box.code, activity.note)
        self.Box.scan(boxes[0].code)
        self.assertTrue(prebook.activity_ids, "one is missing still")
        self.Box.scan(boxes[1].code)
        self.assertFalse(prebook.activity_ids)
        self.assertIn("Arrived after all", prebook.message_ids[:2].mapped("body")[-1])

    def test_what_the_vendor_cancels_is_not_missing(self):
        order, boxes = self._ship(1)
        boxes._withdraw()
        self.assertEqual(boxes.state, "cancelled")
        self.assertFalse(order.k2k_prebook_ids.sudo().activity_ids)

    def test_which_awb_first(self):
        """Presold boxes for a truck of today on top."""
        order, later = self._ship(1, "LATER")
        order.k2k_prebook_ids.sudo().truck_date = fields.Date.today() + timedelta(4)
        order, today = self._ship(2, "TODAY")
        order.k2k_prebook_ids.sudo().truck_date = fields.Date.today()
        later.awb_id.sudo().arrival_date = fields.Date.today() - timedelta(1)
        rows = self.Awb.scan_list()
        self.assertEqual([row["name"] for row in rows], ["TODAY", "LATER"])
        self.assertEqual([row["urgent"] for row in rows], [2, 0])
        self.assertEqual([row["presold"] for row in rows], [2, 1])
        for box in today:
            self.Box.scan(box.code)
        rows = self.Awb.scan_list()
        self.assertEqual([row["name"] for row in rows], ["LATER", "TODAY"])
        stranger = self.env["k2k.awb"].with_user(self.stranger_clerk)
        self.assertEqual(stranger.scan_list(), [])

    def test_list_of_the_missing(self):
        _order, boxes = self._ship(2)
        self.Box.scan(boxes[0].code)
        found = boxes.awb_id.scan_missing()
        self.assertEqual([box["code"] for box in found["boxes"]], [boxes[1].code])
        self.assertEqual(found["boxes"][0]["customer"], self.customer.name)
        self.assertEqual(found["more"], 0)
        with self.assertRaises(AccessError):
            boxes.awb_id.with_user(self.stranger_clerk).scan_missing()

    # ------------------------------------------------------------------
    # Transfers
    # ------------------------------------------------------------------
    def test_transfer(self):
        """Whoever completes it, wherever: the boxes are received."""
        order, boxes = self._ship(3)
        action = boxes.awb_id.action_make_transfer()
        transfer = boxes.move_id.picking_id
        self.assertEqual(action["res_id"], transfer.id)
        self.assertEqual(len(transfer.move_ids), 3)
        self.assertEqual(transfer.state, "assigned")
        self.assertEqual(transfer.move_line_ids.package_id, boxes.package_id)
        with self.assertRaisesRegex(UserError, "no transfer yet"):
            boxes.action_make_transfer()
        # one is scanned all the same
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "received")
        self.assertEqual(transfer.state, "assigned")
        stock_user = self._make_user(
            "buyer_stock", self.buyer, "stock.group_stock_user"
        )
        line = transfer.move_line_ids.filtered(
            lambda ml: ml.package_id == boxes[1].package_id
        )
        line.with_user(stock_user).picked = True
        transfer.with_user(stock_user).with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual(boxes.mapped("state"), ["received", "received", "staged"])
        rest = boxes[2].move_id.picking_id
        rest.move_ids.picked = True
        rest.with_user(stock_user).button_validate()
        self.assertEqual(boxes[2].state, "received")
        self.assertEqual(boxes[2].received_by, stock_user)
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 3)
        self.assertEqual(order.sudo().picking_ids.filtered("sale_id").state, "assigned")

    def test_cancelled_transfer(self):
        _order, boxes = self._ship(1)
        boxes.action_make_transfer()
        boxes.move_id.picking_id.action_cancel()
        self.assertEqual(boxes.state, "staged")
        self.assertEqual(self.Box.scan(boxes.code)["result"], "received")

    def test_putaway(self):
        """To the shelf that core's putaway rules name; the scan tells which."""
        shelf = self.env["stock.location"].create(
            {
                "name": "A-07",
                "location_id": self.stock.id,
                "company_id": self.buyer.id,
            }
        )
        product = self._offer()[:1].product_id
        self.env["stock.putaway.rule"].create(
            {
                "product_id": product.id,
                "location_in_id": self.stock.id,
                "location_out_id": shelf.id,
                "company_id": self.buyer.id,
            }
        )
        order, boxes = self._ship(1)
        answer = self.Box.scan(boxes.code)
        self.assertEqual(answer["box"]["location"], "A-07")
        self.assertEqual(self._stock_at(boxes.package_id), shelf)
        self.assertEqual(order.sudo().picking_ids.state, "assigned")

    # ------------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------------
    def test_confirm_in_parts(self):
        self._stock_vendor(self._codes(25, "MANY"), self.products[1])
        _order, boxes = self._ship(25, product=self.products[1])
        action = boxes.awb_id.action_confirm_all_with_progress()
        self.assertEqual(action["tag"], "k2k_connector_stock.confirm")
        self.assertEqual(set(action["params"]["box_ids"]), set(boxes.ids))
        self.Box.scan(boxes[0].code)
        self.assertEqual(boxes[:10].confirm_part(), 9, "one was scanned meanwhile")
        self.assertEqual(boxes[:10].confirm_part(), 0)
        self.assertEqual(boxes[10:].confirm_part(), 15)
        self.assertEqual(set(boxes.mapped("state")), {"received"})
        with self.assertRaisesRegex(UserError, "already"):
            boxes.action_confirm_with_progress()
        with self.assertRaises(AccessError):
            boxes.with_user(self.buyer_sales).confirm_part()
