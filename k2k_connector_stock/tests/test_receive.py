# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestReceive(K2kStockCommon):
    """Receiving without a scan, missing boxes, transfers of Odoo itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(5))
        cls.stock = cls.buyer_warehouse.lot_stock_id

    def test_reserved_only(self):
        """What core would work out again for the customer is as core would have it."""
        order, boxes = self._ship(3)
        line = order.order_line
        computed = ("qty_delivered", "untaxed_amount_to_invoice")
        of_moves = ("picked", "quantity")

        def known():
            return [
                *map(line.move_ids.mapped, of_moves),
                *map(line.mapped, computed),
                line.product_id.sudo().with_company(self.buyer).free_qty,
            ]

        for done, box in enumerate(boxes, 1):
            if box == boxes[1]:
                line.move_ids.picked = True  # somebody packs the first one already
            self.Box.scan(box.code)
            self.env.flush_all()
            self.assertEqual(line.move_ids.quantity, done * box.quantity)
            kept = known()
            self.env.invalidate_all()
            for name in computed:
                self.env.add_to_compute(line._fields[name], line)
            for name in of_moves:
                self.env.add_to_compute(line.move_ids._fields[name], line.move_ids)
            self.assertEqual(kept, known())
        reserved = line.move_ids.move_line_ids
        self.assertEqual(reserved.package_id, boxes.package_id)
        # what has come since then is still to be packed
        self.assertEqual(reserved.filtered("picked").package_id, boxes[0].package_id)

    def test_pushed_on(self):
        """What the warehouse's own rules do with arrivals, they do with boxes, from the
        moment they are made until they are archived."""
        _order, boxes = self._ship(3)
        cold_room = self.stock.copy({"name": "Cold room"})
        pushed = self.env["stock.move"].search
        domain = [
            ("product_id", "=", boxes.product_id.id),
            ("location_dest_id", "=", cold_room.id),
        ]
        self.Box.scan(boxes[0].code)
        self.assertFalse(pushed(domain))
        rule = self.env["stock.rule"].create(
            {
                "name": "To the cold room",
                "action": "push",
                "location_src_id": self.stock.id,
                "location_dest_id": cold_room.id,
                "picking_type_id": self.buyer_warehouse.int_type_id.id,
                "route_id": self.buyer_warehouse.reception_route_id.id,
                "company_id": self.buyer.id,
            }
        )
        self.Box.scan(boxes[1].code)
        self.assertEqual(pushed(domain).product_qty, boxes[1].quantity)
        rule.active = False
        self.Box.scan(boxes[2].code)
        self.assertEqual(pushed(domain).product_qty, boxes[1].quantity)

    def test_confirm_all(self):
        order, boxes = self._ship(3)
        boxes.awb_id.action_confirm_all()
        self.assertEqual(set(boxes.mapped("state")), {"received"})
        self.assertEqual(boxes.awb_id.progress, 100)
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id), self.stock)
        delivery = order.sudo().picking_ids
        self.assertEqual(delivery.state, "assigned")
        self.assertEqual(delivery.move_line_ids.package_id, boxes.package_id)
        self.assertEqual(order.k2k_prebook_ids.state, "received")

    def test_a_scan_weighs_the_delivery(self):
        """One box after the other, and as core does it for all of them."""
        order, boxes = self._ship(3)
        boxes.package_id.package_type_id.sudo().base_weight = 1.5
        boxes[1].package_id.sudo().shipping_weight = 12.0
        delivery, weights = order.sudo().picking_ids, []
        for box in boxes:
            box.with_user(self.clerk).scan(box.code)
            weights.append(delivery.shipping_weight)
        self.assertEqual(weights, [1.5, 13.5, 15.0])
        self.env.add_to_compute(delivery._fields["shipping_weight"], delivery)
        self.assertEqual(delivery.shipping_weight, 15.0)

    def test_confirm_twice(self):
        _order, boxes = self._ship(2)
        boxes.action_confirm()
        with self.assertRaisesRegex(UserError, "cannot be received"):
            boxes.action_confirm()

    def test_confirm_needs_the_group(self):
        _order, boxes = self._ship(1)
        with self.assertRaises(AccessError):
            boxes.with_user(self.buyer_sales).action_confirm()
        with self.assertRaises(AccessError):
            boxes.awb_id.with_user(self.buyer_sales).action_close()

    def test_two_step_delivery(self):
        self.buyer_warehouse.delivery_steps = "pick_ship"
        order, boxes = self._ship(2)
        boxes.action_confirm()
        pick = order.sudo().picking_ids.filtered(lambda p: p.location_id == self.stock)
        self.assertEqual(pick.state, "assigned")
        self.assertEqual(pick.move_line_ids.package_id, boxes.package_id)
        pick.with_user(self.clerk).button_validate()
        ship = order.sudo().picking_ids - pick
        self.assertEqual(ship.state, "assigned")
        self.assertEqual(ship.move_line_ids.package_id, boxes.package_id)

    def test_a_transfer_of_odoo_receives_too(self):
        """The box follows its move, whoever completes it, without any K2K group."""
        order, boxes = self._ship(2)
        stock_user = self._make_user(
            "buyer_stock", self.buyer, "stock.group_stock_user"
        )
        transfer = (
            self.env["stock.picking"]
            .with_user(stock_user)
            .create(
                {
                    "picking_type_id": self.buyer_warehouse.int_type_id.id,
                    "location_id": self.buyer_warehouse.k2k_staging_location_id.id,
                    "location_dest_id": self.stock.id,
                }
            )
        )
        moves = boxes.move_id.with_user(stock_user)
        moves.write({"picking_id": transfer.id})
        moves.move_line_ids.write({"picking_id": transfer.id})
        transfer.button_validate()
        self.assertEqual(transfer.state, "done")
        self.assertEqual(set(boxes.mapped("state")), {"received"})
        self.assertEqual(boxes.received_by, stock_user)
        self.assertEqual(order.sudo().picking_ids.state, "assigned")

    def test_another_move_of_the_box_receives_too(self):
        """Moved out of staging by a move of its own: the plan is cancelled."""
        _order, boxes = self._ship(1)
        package = boxes.package_id
        quant = package.sudo().quant_ids
        plan = boxes.move_id
        quant.move_quants(location_dest_id=self.stock)
        self.assertEqual(boxes.state, "received")
        self.assertEqual(plan.state, "cancel")
        self.assertEqual(self._stock_at(package), self.stock)

    def test_close_returns_what_is_missing(self):
        order, boxes = self._ship(3)
        self.Box.scan(boxes[0].code)
        boxes.awb_id.action_close()
        missing = boxes[1:]
        self.assertEqual(set(missing.mapped("state")), {"missing"})
        self.assertEqual(set(missing.mapped("move_id.state")), {"cancel"})
        for box in missing:
            self.assertEqual(self._stock_at(box.package_id).usage, "supplier")
        awb = boxes.awb_id
        self.assertEqual(awb.state, "closed")
        self.assertEqual((awb.pieces, awb.pieces_received), (3, 1))
        self.assertEqual(awb.pieces_missing, 2)
        self.assertEqual(boxes.purchase_line_id.qty_received, 1)
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 1)
        with self.assertRaisesRegex(UserError, "closed already"):
            awb.action_close()

    def test_late_box_is_received(self):
        """A box that was given up turns up: its scan receives it."""
        order, boxes = self._ship(2)
        boxes.awb_id.action_close()
        self.assertEqual(boxes.purchase_line_id.qty_received, 0)
        answer = self.Box.scan(boxes[0].code)
        self.assertEqual(answer["result"], "received")
        self.assertEqual(boxes[0].state, "received")
        self.assertEqual(self._stock_at(boxes[0].package_id), self.stock)
        self.assertEqual(boxes.purchase_line_id.qty_received, 1)
        delivery = order.sudo().picking_ids
        self.assertEqual(delivery.move_line_ids.package_id, boxes[0].package_id)
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "already")

    def test_other_awb_is_left_alone_by_closing(self):
        _order, boxes = self._ship(2, "ONE")
        _order, others = self._ship(2, "TWO")
        boxes.awb_id.action_close()
        self.assertEqual(set(others.mapped("state")), {"staged"})
        self.assertEqual(set(others.mapped("move_id.state")), {"assigned"})
        others.action_confirm()
        self.assertEqual(set(others.mapped("state")), {"received"})

    def test_the_same_code_on_a_second_trip(self):
        """A reused label: the box that is on its way counts."""
        _order, boxes = self._ship(1)
        self.Box.scan(boxes.code)
        self._stock_vendor([boxes.code], self.products[1])
        _order, again = self._ship(1, "SECOND", self.products[1])
        self.assertEqual(again.code, boxes.code)
        self.assertEqual(self.Box.scan(boxes.code)["box"]["id"], again.id)
        self.assertEqual(again.state, "received")
        self.assertEqual(self.Box.scan(boxes.code)["result"], "already")
