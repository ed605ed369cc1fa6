# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestShip(K2kStockCommon):
    """Received boxes are scanned onto their customer's delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(6))

    def _arrived(self, boxes):
        order, boxes = self._ship(boxes)
        boxes.action_confirm()
        return order.sudo().picking_ids, boxes

    def test_ship(self):
        delivery, boxes = self._arrived(2)
        (listed,) = self.Box.ship_list()
        self.assertEqual(listed["id"], delivery.id)
        self.assertEqual(listed["customer"], self.customer.name)
        self.assertEqual((listed["pieces"], listed["pieces_received"]), (2, 0))
        answer = self.Box.ship(boxes[0].code.lower(), delivery.id)
        self.assertEqual((answer["result"], answer["detail"]), ("shipped", ""))
        self.assertEqual(answer["box"]["code"], boxes[0].code)
        self.assertEqual(answer["picking"]["pieces_received"], 1)
        self.assertFalse(answer["picking"]["done"])
        self.assertEqual(self.Box.ship(boxes[0].code)["result"], "already")
        self.assertEqual(delivery.state, "assigned")
        answer = self.Box.ship(boxes[1].code, delivery.id)
        self.assertTrue(answer["picking"]["done"])
        self.assertEqual(delivery.state, "done")
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id).usage, "customer")
        self.assertEqual(self.Box.ship(boxes[1].code)["result"], "already")
        self.assertFalse(self.Box.ship_list())

    def test_what_arrives_later_is_not_on_the_truck(self):
        """A box that is received while its delivery is loaded is not on it by that."""
        order, boxes = self._ship(2)
        boxes[0].action_confirm()
        delivery = order.sudo().picking_ids
        self.assertEqual(self.Box.ship(boxes[0].code)["result"], "shipped")
        self.Box.scan(boxes[1].code)
        (listed,) = self.Box.ship_list()
        self.assertEqual((listed["pieces"], listed["pieces_received"]), (2, 1))
        self.Box.ship_done(delivery.id)
        self.assertEqual(self._stock_at(boxes[0].package_id).usage, "customer")
        self.assertEqual(self._stock_at(boxes[1].package_id).usage, "internal")
        self.assertEqual(self.Box.ship(boxes[1].code)["result"], "shipped")

    def test_the_same_key_is_the_same_scan(self):
        """The answer was lost on the way: the clerk hears that the box is on it."""
        _delivery, boxes = self._arrived(2)
        first = self.Box.ship(boxes[0].code, False, "gun-1")
        self.assertEqual(first["result"], "shipped")
        self.assertEqual(self.Box.ship(boxes[0].code, False, "gun-1"), first)
        self.assertEqual(self.Box.ship(boxes[0].code)["result"], "already")

    def test_wrong_customer(self):
        _delivery, boxes = self._arrived(1)
        mine = self.customer
        self.customer = mine.copy({"name": "Palm Events"})
        other, theirs = self._arrived(1)
        answer = self.Box.ship(boxes.code, other.id)
        self.assertEqual(answer["result"], "wrong_customer")
        self.assertIn(mine.name, answer["message"])
        self.assertEqual(answer["picking"]["pieces_received"], 0)
        self.assertEqual(self.Box.ship(theirs.code, other.id)["result"], "shipped")
        self.assertEqual(self.Box.ship(boxes.code)["result"], "shipped")

    def test_another_delivery_of_the_customer(self):
        _delivery, boxes = self._arrived(1)
        other, _boxes = self._arrived(1)
        answer = self.Box.ship(boxes.code, other.id)
        self.assertEqual(answer["result"], "wrong_customer")
        self.assertIn("another delivery", answer["message"])

    def test_refused(self):
        delivery, boxes = self._arrived(1)
        _order, staged = self._ship(1)
        self.assertEqual(
            self.Box.ship(staged.code, delivery.id)["result"], "not_received"
        )
        for rubbish in ("", None, "NOBODY1", 7, "\x00", "(00)12"):
            for picking in (False, delivery.id, -1, "1", 2**70, True):
                self.assertEqual(self.Box.ship(rubbish, picking)["result"], "unknown")
        stranger = self.env["k2k.box"].with_user(self.stranger_clerk)
        answer = stranger.ship(boxes.code, delivery.id)
        self.assertEqual(
            (answer["result"], answer["box"], answer["picking"]),
            ("unknown", False, False),
        )
        staged.sudo().state = "cancelled"
        self.assertEqual(self.Box.ship(staged.code)["result"], "cancelled")
        self.assertEqual(delivery.state, "assigned")

    def test_freed_reservation(self):
        """Somebody freed the delivery: the box still is its customer's."""
        delivery, boxes = self._arrived(1)
        delivery.do_unreserve()
        self.assertEqual(self.Box.ship(boxes.code, delivery.id)["result"], "shipped")
        self.assertEqual(delivery.state, "done")

    def test_leaves_with_what_is_on_it(self):
        delivery, boxes = self._arrived(2)
        with self.assertRaisesRegex(UserError, "No box"):
            self.Box.ship_done(delivery.id)
        self.Box.ship(boxes[0].code)
        self.assertTrue(self.Box.ship_done(delivery.id)["done"])
        rest = delivery.backorder_ids
        self.assertEqual(rest.move_line_ids.package_id, boxes[1].package_id)
        self.assertEqual(self.Box.ship(boxes[1].code)["result"], "shipped")
        self.assertEqual(rest.state, "done")

    def test_two_steps(self):
        """Picked first: the box is not loaded before it stands at the gate."""
        self.buyer_warehouse.delivery_steps = "pick_ship"
        order, boxes = self._ship(1)
        boxes.action_confirm()
        pickings = order.sudo().picking_ids
        pick = pickings.filtered(lambda p: p.picking_type_id.code == "internal")
        self.assertIn(pick.name, self.Box.ship(boxes.code)["message"])
        pick.with_user(self.clerk).button_validate()
        self.assertEqual(self.Box.ship(boxes.code)["result"], "shipped")
        self.assertEqual(set(order.sudo().picking_ids.mapped("state")), {"done"})
