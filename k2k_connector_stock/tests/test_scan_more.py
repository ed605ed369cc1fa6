# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import random
import string

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import scan as scan_rules
from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestScanMore(K2kStockCommon):
    """Keys, batches, undo, containers, labels that say more, and rubbish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(4))
        cls.stock = cls.buyer_warehouse.lot_stock_id

    # ------------------------------------------------------------------
    # Keys and batches
    # ------------------------------------------------------------------
    def test_the_same_key_is_the_same_scan(self):
        """A device that never saw the answer asks again and gets it."""
        _order, boxes = self._ship(2)
        first = self.Box.scan(boxes[0].code, boxes.awb_id.id, "device-1")
        self.assertEqual(first["result"], "received")
        self.Box.scan(boxes[1].code)
        self.assertEqual(self.Box.scan(boxes[0].code, key="DEVICE-1"), first)
        again = self.Box.scan(boxes[0].code, key="device-2")
        self.assertEqual(again["result"], "already")
        other = self._make_user(
            "buyer_clerk_2", self.buyer, "k2k_connector_stock.group_k2k_warehouse"
        )
        theirs = self.env["k2k.box"].with_user(other).scan("X1", key="device-1")
        self.assertEqual(theirs["result"], "unknown", "keys are each person's own")

    def test_batch(self):
        _order, boxes = self._ship(2)
        awb = boxes.awb_id.id
        answers = self.Box.scan_batch(
            [
                {"code": boxes[0].code, "awb_id": awb, "key": "a"},
                {"code": "NOBODY1", "key": "b"},
                {"code": boxes[0].code.lower(), "key": "c"},
                "KS-NO-DICT",
                None,
                {"code": boxes[1].code},
            ]
        )
        self.assertEqual(
            [answer["result"] for answer in answers],
            ["received", "unknown", "already", "unknown", "unknown", "received"],
        )
        self.assertEqual(
            [answer["key"] for answer in answers], ["a", "b", "c", False, False, False]
        )
        self.assertEqual(
            self.Box.scan_batch([{"code": boxes[0].code, "key": "a"}])[0]["result"],
            "received",
            "sent again, answered the same",
        )
        for wrong in (None, "KS000001", {"code": "KS000001"}, [{}] * 501):
            with self.assertRaises(UserError):
                self.Box.scan_batch(wrong)

    def test_one_of_a_batch_fails(self):
        """What Odoo refuses is told; the others are received."""
        _order, boxes = self._ship(2)
        boxes[0].move_id.sudo().location_dest_id = self.env["stock.location"].create(
            {
                "name": "View",
                "usage": "view",
                "location_id": self.stock.id,
                "company_id": self.buyer.id,
            }
        )
        boxes[0].move_id.move_line_ids.sudo().location_dest_id = boxes[
            0
        ].move_id.location_dest_id
        answers = self.Box.scan_batch([{"code": box.code} for box in boxes])
        self.assertEqual([a["result"] for a in answers], ["failed", "received"])
        self.assertTrue(answers[0]["message"])
        self.assertEqual(boxes.mapped("state"), ["staged", "received"])

    def test_batch_needs_the_group(self):
        for method, args in (
            ("scan_batch", ([],)),
            ("undo_scan", (1,)),
            ("ship", ("KS000001",)),
            ("ship_list", ()),
        ):
            with self.assertRaises(AccessError):
                getattr(self.env["k2k.box"].with_user(self.buyer_sales), method)(*args)
        with self.assertRaises(AccessError):
            self.env["k2k.awb"].with_user(self.buyer_sales).scan_list()
        with self.assertRaises(AccessError):
            self.env["k2k.scan.session"].with_user(self.buyer_sales).end_mine()

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------
    def test_undo(self):
        order, boxes = self._ship(2)
        self.buyer_connection.auto_bill = "scan"
        box = boxes[0]
        self.Box.scan(box.code)
        delivery = order.sudo().picking_ids
        self.assertTrue(delivery.move_line_ids)
        answer = self.Box.undo_scan(box.id)
        self.assertEqual(answer["result"], "undone")
        self.assertEqual(answer["awb"]["pieces_received"], 0)
        self.assertEqual(box.state, "staged")
        self.assertFalse(box.received_at or box.received_by or box.to_bill)
        staging = self.buyer_warehouse.k2k_staging_location_id
        self.assertEqual(self._stock_at(box.package_id), staging)
        self.assertEqual(box.move_id.state, "assigned")
        self.assertFalse(delivery.move_line_ids)
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 0)
        self._run_billing()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(self.Box.scan(box.code)["result"], "billed")
        self.assertEqual(self._stock_at(box.package_id), self.stock)
        self.assertEqual(delivery.move_line_ids.package_id, box.package_id)

    def test_undo_of_a_late_box(self):
        """It is missing again, and not received from the vendor."""
        _order, boxes = self._ship(1)
        boxes.awb_id.action_close()
        self.Box.scan(boxes.code)
        self.assertEqual(boxes.purchase_line_id.qty_received, 1)
        self.assertEqual(self.Box.undo_scan(boxes.id)["result"], "undone")
        self.assertEqual(boxes.state, "missing")
        self.assertEqual(self._stock_at(boxes.package_id).usage, "supplier")
        self.assertEqual(boxes.purchase_line_id.qty_received, 0)
        self.assertEqual(self.Box.scan(boxes.code)["result"], "received")
        self.assertEqual(boxes.purchase_line_id.qty_received, 1)

    def test_no_undo(self):
        """Billed, moved on, on its way, somebody else's, or nonsense."""
        self.buyer_connection.auto_bill = "scan"
        order, boxes = self._ship(3)
        self.Box.scan(boxes[0].code)
        self._run_billing()
        self.assertIn("billed", self.Box.undo_scan(boxes[0].id)["message"])
        self.buyer_connection.auto_bill = "off"
        self.Box.scan(boxes[1].code)
        delivery = order.sudo().picking_ids
        line = delivery.move_line_ids.filtered(
            lambda ml: ml.package_id == boxes[1].package_id
        )
        line.picked = True
        self.assertIn("picked", self.Box.undo_scan(boxes[1].id)["message"])
        self.assertEqual(self.Box.undo_scan(boxes[2].id)["result"], "not_undone")
        stranger = self.env["k2k.box"].with_user(self.stranger_clerk)
        for box_id in (boxes[1].id, 0, -1, "1", None, True, 2**40, [], {}):
            answer = stranger.undo_scan(box_id)
            self.assertEqual(answer["result"], "not_undone")
            self.assertFalse(answer["box"])
        self.assertEqual(boxes.mapped("state"), ["billed", "received", "staged"])

    # ------------------------------------------------------------------
    # What stands on labels
    # ------------------------------------------------------------------
    def test_sscc_in_the_middle_of_a_label(self):
        """By core's GS1 nomenclature: FNC1, the company's separator, parentheses."""
        sscc = "340123450000000017"
        self._stock_vendor([sscc], self.products[1])
        _order, boxes = self._ship(1, product=self.products[1])
        for text in (
            f"]C1\x1d10LOT5\x1d00{sscc}",
            f"(10)LOT5(00){sscc}",
            f"10LOT5#00{sscc}",
            f"(01)00012345678905(00){sscc}",
        ):
            answer = self.Box.scan(text)
            self.assertEqual(answer["result"], "received", text)
            self.assertEqual(self.Box.undo_scan(boxes.id)["result"], "undone")

    def test_container(self):
        """A pallet's label receives the boxes on it."""
        order, boxes = self._ship(3)
        pallet = (
            self.env["stock.package"]
            .with_company(self.buyer)
            .create({"name": "PAL-77", "k2k_company_id": self.buyer.id})
        )
        boxes[:2].package_id.sudo().parent_package_id = pallet
        self.assertEqual(self.Box.scan("PAL-77x")["result"], "unknown")
        answer = self.Box.scan("pal-77", boxes.awb_id.id)
        self.assertEqual(answer["result"], "received")
        self.assertIn("2 boxes", answer["message"])
        self.assertEqual(answer["awb"]["pieces_received"], 2)
        self.assertEqual(boxes.mapped("state"), ["received", "received", "staged"])
        for box in boxes[:2]:
            self.assertEqual(self._stock_at(box.package_id), self.stock)
        self.assertEqual(
            order.sudo().picking_ids.move_line_ids.package_id, boxes[:2].package_id
        )
        self.assertEqual(self.Box.scan("PAL-77")["result"], "already")

    def test_box_in_a_container(self):
        _order, boxes = self._ship(2)
        pallet = (
            self.env["stock.package"]
            .with_company(self.buyer)
            .create({"name": "PAL-78", "k2k_company_id": self.buyer.id})
        )
        boxes.package_id.sudo().parent_package_id = pallet
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "received")
        self.assertEqual(boxes.mapped("state"), ["received", "staged"])
        self.assertEqual(self._stock_at(boxes[0].package_id), self.stock)

    # ------------------------------------------------------------------
    # Rubbish
    # ------------------------------------------------------------------
    def _rubbish(self, count, known):
        """Random, hostile, foreign and repeated texts, the same in each run."""
        dice = random.Random(20261125)
        letters = string.printable + "\x00\x1d\u200b\ud800é漢🌹%_'\"\\;"
        hostile = (
            "'; DROP TABLE k2k_box; --",
            "%s%(code)s{0}",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "A" * 5000,
            "(00)" + "9" * 18,
            "]C1\x1d",
            "(17)991399(00)1",
            "https://id.gs1.org/00/",
        )
        for number in range(count):
            kind = number % 5
            if kind == 0:
                yield "".join(dice.choices(letters, k=dice.randint(0, 40)))
            elif kind == 1:
                yield dice.choice(hostile) + dice.choice(("", "\n", "\x1d"))
            elif kind == 2:
                yield "".join(dice.choices(string.digits, k=dice.randint(1, 40)))
            elif kind == 3:
                yield dice.choice((None, False, 7, -1.5, [], {}, b"KS1", ("KS1",)))
            else:
                # known codes, damaged
                code = dice.choice(known)
                place = dice.randrange(len(code))
                yield code[:place] + dice.choice("?*~") + code[place:]

    def test_ten_thousand_pieces_of_rubbish(self):
        """An answer for each, no exception, no change where none is due."""
        _order, boxes = self._ship(2)
        awb_id = boxes.awb_id.id
        before = self._counts()
        foreign = self.env["k2k.box"].with_user(self.stranger_clerk)
        for number, text in enumerate(self._rubbish(10_000, boxes.mapped("code"))):
            answer = self.Box.scan(text, awb_id if number % 2 else "rubbish")
            self.assertEqual(answer["result"], "unknown", ascii(text))
            self.assertTrue(answer["message"])
            if number % 100 == 0:
                theirs = foreign.scan(boxes[0].code, awb_id)
                self.assertEqual(theirs["result"], "unknown")
                self.assertFalse(theirs["box"] or theirs["awb"])
        self.env.flush_all()
        self.assertEqual(self._counts(), before)
        self.assertEqual(set(boxes.mapped("state")), {"staged"})
        listed = self.env["k2k.box.exception"].search([])
        for row in listed:
            self.assertTrue(scan_rules.is_plausible(row.code), row.code)
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "received")

    def _counts(self):
        return [
            self.env[model].search_count([])
            for model in (
                "k2k.box",
                "k2k.awb",
                "stock.move",
                "stock.move.line",
                "stock.quant",
                "stock.package",
                "k2k.scan",
                "account.move",
            )
        ]
