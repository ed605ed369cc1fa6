# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from odoo.addons.k2k_connector_stock.tools.airlines import AIRLINES, airline_of

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestAwbCare(K2kStockCommon):
    """What a clerk does with AWBs and a selection of staged boxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(8))
        cls.staging = cls.buyer_warehouse.k2k_staging_location_id

    def _assign(self, boxes, **values):
        wizard = (
            self.env["k2k.awb.assign"]
            .with_user(self.clerk)
            .browse(boxes.action_assign_awb()["res_id"])
        )
        wizard.write(values)
        return wizard

    def _received(self, order):
        return order.k2k_prebook_ids.sudo().purchase_order_id.order_line.qty_received

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------
    def test_airline(self):
        _order, boxes = self._ship(1, "REF 1")
        awb = boxes.awb_id
        self.assertFalse(awb.airline)
        awb.name = "172-1234-5675"
        self.assertEqual(awb.airline, "Cargolux")
        for prefix in AIRLINES:
            self.assertRegex(prefix, r"^\d{3}$")
        self.assertEqual(airline_of("17612345679"), "Emirates")
        self.assertEqual(airline_of("176-1234"), "")
        self.assertEqual(airline_of(None), "")

    def test_no_reference(self):
        """Without a reference all orders of a day share an AWB named by the day."""
        _order, first = self._ship(1, False)
        _order, second = self._ship(2, False)
        awb = first.awb_id
        self.assertEqual(awb, second.awb_id)
        self.assertRegex(awb.name, rf"^K2K-.+-{awb.ship_date:%Y%m%d}$")
        self.assertTrue(awb.is_temporary)
        self.assertEqual(awb.pieces, 3)

    def test_long_reference(self):
        _order, boxes = self._ship(1, "R" * 40)
        self.assertEqual(boxes.awb_id.name, "R" * 35)

    # ------------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------------
    def test_some_boxes_move_to_a_new_awb(self):
        _order, boxes = self._ship(3, "ONE")
        source = boxes.awb_id
        day = fields.Date.today() + timedelta(days=5)
        wizard = self._assign(boxes[:2], name="176-1234-5675", arrival_date=day)
        self.assertIn("2 boxes move to a new AWB 176-12345675", wizard.effect)
        self.assertEqual(wizard.hint, "Emirates")
        wizard.action_apply()
        target = boxes[0].awb_id
        self.assertEqual(target.name, "176-12345675")
        self.assertEqual((target.pieces, source.pieces), (2, 1))
        self.assertEqual(target.arrival_date, day)
        self.assertEqual(boxes[0].arrival_date, day)
        self.assertNotEqual(boxes[2].arrival_date, day)
        moves = boxes[:2].sudo().move_id
        self.assertEqual({move.date.date() for move in moves}, {day})
        self.assertEqual(moves[0].origin, f"176-12345675 {boxes[0].code}")
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "received")

    def test_a_whole_awb_is_renamed(self):
        _order, boxes = self._ship(2, "ONE")
        awb = boxes.awb_id
        wizard = self._assign(boxes, name="17612345675", house_awb="H-1")
        self.assertIn("is renamed to 176-12345675", wizard.effect)
        wizard.action_apply()
        self.assertEqual(boxes.awb_id, awb)
        self.assertEqual((awb.name, awb.house_awb), ("176-12345675", "H-1"))

    def test_boxes_join_an_open_awb(self):
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(2, "176-12345675")
        source, target = boxes.awb_id, others.awb_id
        wizard = self._assign(boxes, name="176 12345675")
        self.assertIn("join the open AWB 176-12345675", wizard.effect)
        self.assertEqual(wizard.target_ids, target)
        wizard.action_apply()
        self.assertEqual(boxes.awb_id, target)
        self.assertEqual(target.pieces, 3)
        self.assertEqual(source.state, "closed")

    def test_typing_a_number_that_is_open_offers_to_join(self):
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(2, "176-12345675")
        with self.assertRaises(RedirectWarning) as caught:
            boxes.awb_id.name = "176-1234-5675"
        action = caught.exception.args[1]
        wizard = Form(
            self.env["k2k.awb.assign"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        ).save()
        self.assertEqual(wizard.box_ids, boxes)
        wizard.action_apply()
        self.assertEqual(boxes.awb_id, others.awb_id)

    def test_same_number_of_another_day(self):
        _order, boxes = self._ship(1, "176-12345675")
        boxes.awb_id.ship_date -= timedelta(days=1)
        _order, others = self._ship(1, "176-12345675")
        self.assertNotEqual(boxes.awb_id, others.awb_id)
        self.assertEqual(boxes.awb_id.twin_id, others.awb_id)
        boxes.awb_id.action_join()
        self.assertEqual(boxes.awb_id, others.awb_id)

    def test_received_boxes_stay(self):
        _order, boxes = self._ship(2, "ONE")
        self.Box.scan(boxes[0].code)
        wizard = self._assign(boxes[0], name="TWO")
        with self.assertRaisesRegex(UserError, "stays on its AWB"):
            wizard.action_apply()

    def test_dates_of_a_selection(self):
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(1, "TWO")
        day = fields.Date.today() + timedelta(days=4)
        wizard = self._assign(boxes | others, arrival_date=day)
        self.assertIn("1 boxes stay on it", wizard.effect)
        wizard.action_apply()
        self.assertEqual((boxes | others).mapped("arrival_date"), [day, day])

    def test_two_awbs_of_one_product(self):
        """A box of one is never received on the other."""
        _order, first = self._ship(2, "ONE")
        _order, second = self._ship(2, "TWO")
        answer = self.Box.scan(first[0].code, awb_id=second.awb_id.id)
        self.assertEqual(answer["awb"]["id"], first.awb_id.id)
        self.assertEqual(first.awb_id.pieces_received, 1)
        self.assertEqual(second.awb_id.pieces_received, 0)
        second.awb_id.action_confirm_all()
        self.assertEqual(second.awb_id.pieces_received, 2)
        self.assertEqual(first.awb_id.pieces_received, 1)
        second.awb_id.action_close()
        self.assertEqual(first[1].state, "staged")

    # ------------------------------------------------------------------
    # Missing, reopened
    # ------------------------------------------------------------------
    def test_missing_and_back(self):
        order, boxes = self._ship(2)
        box = boxes[0]
        box.action_mark_missing()
        self.assertEqual(box.state, "missing")
        self.assertEqual(self._received(order), 1)
        self.assertEqual(self._stock_at(box.package_id).usage, "supplier")
        box.action_expect_again()
        self.assertEqual(box.state, "staged")
        self.assertEqual(self._received(order), 2)
        self.assertEqual(self._stock_at(box.package_id), self.staging)
        self.assertEqual(self.Box.scan(box.code)["result"], "received")
        self.assertEqual(self._received(order), 2)

    def test_missing_twice(self):
        """The second receipt can be given up as the first was."""
        order, boxes = self._ship(1)
        for _turn in range(2):
            boxes.action_mark_missing()
            self.assertEqual(self._received(order), 0)
            boxes.action_expect_again()
            self.assertEqual(self._received(order), 1)

    def test_reopen(self):
        order, boxes = self._ship(3)
        awb = boxes.awb_id
        self.Box.scan(boxes[0].code)
        awb.action_close()
        self.assertEqual(awb.pieces_missing, 2)
        awb.action_reopen()
        self.assertEqual(awb.state, "open")
        self.assertEqual(boxes.mapped("state"), ["received", "staged", "staged"])
        self.assertEqual(self._received(order), 3)
        awb.action_confirm_all()
        self.assertEqual(awb.progress, 100)
        with self.assertRaisesRegex(UserError, "open already"):
            awb.action_reopen()

    def test_reopen_beside_another(self):
        _order, boxes = self._ship(1, "ONE")
        boxes.action_confirm()
        boxes.awb_id.action_close()
        self._ship(1, "ONE")
        with self.assertRaisesRegex(UserError, "another open AWB"):
            boxes.awb_id.action_reopen()

    # ------------------------------------------------------------------
    # Don't open; columns
    # ------------------------------------------------------------------
    def test_dont_open(self):
        _order, boxes = self._ship(1)
        boxes.action_dont_open()
        boxes.action_confirm()
        with self.assertRaisesRegex(UserError, "don't open"):
            boxes.package_id.unpack()
        boxes.action_may_open()
        boxes.package_id.unpack()
        self.assertFalse(boxes.package_id.sudo().quant_ids.filtered("quantity"))

    def test_columns(self):
        order, vendor_order = self._sell(1)
        order.client_order_ref = "ROSA-77"
        vendor_order.action_confirm()
        box = self._boxes_of(order)
        self.assertTrue(box.is_k2k)
        self.assertEqual(box.inventory_type, "presold")
        self.assertEqual(box.mark, "ROSA-77")
        self.assertEqual(box.vendor_ref, vendor_order.name)
        self.assertEqual(box.location_id, self.staging)
        self.assertEqual(box.boxes, 1)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def test_only_the_warehouse(self):
        _order, boxes = self._ship(1)
        for user in (self.buyer_sales, self.vendor_clerk, self.stranger_clerk):
            own = boxes.with_user(user)
            awb = boxes.awb_id.with_user(user)
            for call in (
                own.action_assign_awb,
                own.action_mark_missing,
                own.action_expect_again,
                own.action_dont_open,
                own.action_may_open,
                awb.action_assign,
                awb.action_reopen,
                awb.action_join,
            ):
                with self.assertRaises(AccessError):
                    call()
