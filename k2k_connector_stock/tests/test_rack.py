# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestRack(K2kStockCommon):
    """The clerk scans the label of a rack, and puts the boxes that follow there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(4))
        cls.stock = cls.buyer_warehouse.lot_stock_id
        cls.rack = cls._make_rack(cls.stock, "A-07", "loc-a7")

    @classmethod
    def _make_rack(cls, parent, name, barcode=False):
        return cls.env["stock.location"].create(
            {
                "name": name,
                "barcode": barcode,
                "location_id": parent.id,
                "company_id": parent.company_id.id,
            }
        )

    def test_label_of_a_rack(self):
        """By barcode or name, in any case; it is no box that nobody expected."""
        _order, boxes = self._ship(1)
        for text in ("LOC-A7", "loc-a7\n", "a-07"):
            answer = self.Box.scan(text, boxes.awb_id.id)
            self.assertEqual(answer["result"], "rack", text)
            self.assertEqual(answer["rack"], {"id": self.rack.id, "name": "A-07"})
            self.assertIn("A-07", answer["message"])
            self.assertEqual(answer["awb"]["pieces"], 1)
        self.assertFalse(self.env["k2k.box.exception"].search([]))
        for text in ("A-0_", "A-0%", "A-08", self.stock.name):
            self.assertEqual(self.Box.scan(text)["result"], "unknown", text)

    def test_box_on_a_rack(self):
        order, boxes = self._ship(2)
        answer = self.Box.scan(boxes[0].code, False, "k1", self.rack.id)
        self.assertEqual(answer["result"], "received")
        self.assertEqual(answer["box"]["location"], "A-07")
        self.assertEqual(self._stock_at(boxes[0].package_id), self.rack)
        delivery = order.sudo().picking_ids
        self.assertEqual(delivery.move_line_ids.location_id, self.rack)
        self.assertEqual(self.Box.undo_scan(boxes[0].id)["result"], "undone")
        self.Box.scan(boxes[0].code)
        self.assertEqual(self._stock_at(boxes[0].package_id), self.stock)

    def test_batch_and_missing_boxes(self):
        _order, boxes = self._ship(2)
        boxes.awb_id.action_close()
        answers = self.Box.scan_batch(
            [{"code": box.code, "location_id": self.rack.id} for box in boxes]
        )
        self.assertEqual({one["result"] for one in answers}, {"received"})
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id), self.rack)

    def test_what_is_no_rack_of_the_warehouse(self):
        """Forged, foreign and senseless ids: the box goes where Odoo puts it."""
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.buyer.id}
        )
        _order, boxes = self._ship(4)
        foreign = self._make_rack(self.vendor_warehouse.lot_stock_id, "V-01", "V-01")
        elsewhere = self._make_rack(north.lot_stock_id, "N-01")
        output = self.buyer_warehouse.wh_output_stock_loc_id
        for box, wrong in zip(
            boxes, (foreign.id, elsewhere.id, output.id, "7"), strict=True
        ):
            answer = self.Box.scan(box.code, False, False, wrong)
            self.assertEqual(answer["result"], "received")
            self.assertEqual(self._stock_at(box.package_id), self.stock)
        self.assertEqual(self.Box.scan("V-01")["result"], "unknown")
        self.assertEqual(self.Box.scan("N-01")["result"], "rack")
        unpacked = self.Box.scan("N-01", boxes.awb_id.id)
        self.assertEqual(unpacked["result"], "unknown", "no rack of this warehouse")
