# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestSendOn(K2kStockCommon):
    """A box has come to the wrong warehouse of the company, and goes on to its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(4))
        cls.north = cls.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": cls.buyer.id}
        )
        cls.stock = cls.buyer_warehouse.lot_stock_id

    def _misrouted(self, count=1):
        """:return: sale order, boxes for the main warehouse, the AWB unpacked north"""
        order, boxes = self._ship(count)
        here = boxes.awb_id.sudo().copy({"warehouse_id": self.north.id, "name": "N 1"})
        return order, boxes, here.with_user(self.clerk)

    def _transfer(self, boxes):
        lines = self.env["stock.move.line"].search(
            [
                ("package_id", "in", boxes.package_id.ids),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        return lines.picking_id.with_user(self.clerk)

    def test_from_refusal_to_the_customers_delivery(self):
        order, boxes, here = self._misrouted(2)
        delivery = order.sudo().picking_ids
        for box in boxes:
            refused = self.Box.scan(box.code, here.id)
            self.assertEqual(refused["result"], "other_location")
            self.assertEqual(refused["box"]["warehouse"], self.buyer_warehouse.name)
            answer = self.Box.send_on(box.id, here.id)
            self.assertEqual(answer["result"], "sent_on")
            self.assertIn(self.buyer_warehouse.name, answer["message"])
        self.assertEqual(boxes.mapped("state"), ["received"] * 2)
        self.assertEqual(boxes.received_by, self.clerk)
        self.assertEqual(answer["awb"]["pieces_received"], 2)
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id), self.north.lot_stock_id)
        transfer = self._transfer(boxes)
        self.assertEqual(len(transfer), 1, "the boxes of one AWB travel together")
        self.assertIn(transfer.name, answer["message"])
        self.assertEqual(transfer.state, "assigned")
        self.assertFalse(delivery.move_line_ids, "they are not there yet")
        transfer.move_ids.picked = True
        transfer.button_validate()
        self.assertEqual(transfer.state, "done")
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id), self.stock)
        self.assertEqual(delivery.move_line_ids.package_id, boxes.package_id)
        self.assertEqual(len(delivery.move_line_ids), 2, "each reserved once")
        self.assertEqual(delivery.state, "assigned")

    def test_only_this_box_travels(self):
        """Other boxes of the product that lie here stay here."""
        _order, boxes, here = self._misrouted(1)
        self.env["stock.quant"].with_company(self.buyer)._update_available_quantity(
            boxes.product_id.sudo(), self.north.lot_stock_id, 500
        )
        self.Box.send_on(boxes.id, here.id)
        lines = self._transfer(boxes).move_line_ids
        self.assertEqual(lines.package_id, boxes.package_id)
        self.assertEqual(lines.quantity, boxes.quantity)

    def test_taken_back(self):
        """Undone like any scan: it is on its way again, the transfer is off."""
        _order, boxes, here = self._misrouted(1)
        self.Box.send_on(boxes.id, here.id)
        transfer = self._transfer(boxes)
        self.assertEqual(self.Box.undo_scan(boxes.id)["result"], "undone")
        self.assertEqual(transfer.state, "cancel")
        self.assertEqual(boxes.state, "staged")
        self.assertEqual(
            self._stock_at(boxes.package_id),
            self.buyer_warehouse.k2k_staging_location_id,
        )
        self.assertEqual(boxes.move_id.location_dest_id, self.stock)
        self.assertEqual(self.Box.scan(boxes.code)["result"], "received")
        self.assertEqual(self._stock_at(boxes.package_id), self.stock)

    def test_a_missing_box_turns_up_elsewhere(self):
        _order, boxes, here = self._misrouted(1)
        boxes.awb_id.action_close()
        self.assertEqual(boxes.state, "missing")
        self.assertEqual(self.Box.send_on(boxes.id, here.id)["result"], "sent_on")
        self.assertEqual(self._stock_at(boxes.package_id), self.north.lot_stock_id)

    def test_customer_served_from_here(self):
        """It goes nowhere where its customer's delivery leaves from here."""
        order, boxes, here = self._misrouted(1)
        order.sudo().picking_ids.move_ids.write(
            {"location_id": self.north.lot_stock_id.id}
        )
        answer = self.Box.send_on(boxes.id, here.id)
        self.assertEqual(answer["result"], "received")
        self.assertIn(self.customer.name, answer["message"])
        self.assertEqual(self._transfer(boxes), order.sudo().picking_ids)

    def test_from_the_list(self):
        _order, boxes, here = self._misrouted(1)
        self.Box.scan(boxes.code, here.id)
        row = self.env["k2k.box.exception"].with_user(self.clerk).search([], limit=1)
        self.assertEqual(row.warehouse_id, self.north)
        action = row.action_send_on()
        self.assertEqual(action["res_id"], self._transfer(boxes).id)
        self.assertEqual((row.state, row.box_id), ("received", boxes))
        with self.assertRaisesRegex(UserError, "cleared up"):
            row.action_send_on()
        self.Box.scan("NOBODY77", here.id)
        row = row.search([("code", "=", "NOBODY77")])
        with self.assertRaisesRegex(UserError, "no such box"):
            row.action_send_on()

    def test_refused_with_the_reason(self):
        _order, boxes, here = self._misrouted(1)
        own = boxes.awb_id
        for awb_id, reason in (
            (own.id, "belongs here"),
            (False, "Choose the AWB"),
            ("x", "Choose the AWB"),
        ):
            answer = self.Box.send_on(boxes.id, awb_id)
            self.assertEqual(answer["result"], "not_sent_on")
            self.assertIn(reason, answer["message"])
        self.assertEqual(boxes.state, "staged")
        self.Box.send_on(boxes.id, here.id)
        again = self.Box.send_on(boxes.id, here.id)
        self.assertEqual(again["result"], "not_sent_on")
        self.assertIn("received", again["message"])
        for rubbish in (0, -1, None, "7", 2**40, [1]):
            self.assertEqual(
                self.Box.send_on(rubbish, here.id)["result"], "not_sent_on"
            )

    def test_strangers(self):
        _order, boxes, here = self._misrouted(1)
        for user in (self.stranger_clerk, self.vendor_clerk):
            answer = self.Box.with_user(user).send_on(boxes.id, here.id)
            self.assertEqual(answer["result"], "not_sent_on")
            self.assertFalse(answer["box"])
            self.assertFalse(answer["awb"])
        with self.assertRaises(AccessError):
            self.Box.with_user(self.buyer_sales).send_on(boxes.id, here.id)
        self.assertEqual(boxes.state, "staged")
