# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestExceptions(K2kStockCommon):
    """Boxes that stand in the warehouse and that nobody expected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(3))
        cls.Exception = cls.env["k2k.box.exception"].with_user(cls.clerk)

    def _rows(self):
        return self.Exception.search([("company_id", "=", self.buyer.id)])

    def test_refused_boxes_are_listed_once(self):
        _order, boxes = self._ship(1)
        for _time in range(3):
            self.Box.scan("xy 4711", boxes.awb_id.id)
        row = self._rows()
        self.assertEqual((row.code, row.result), ("XY4711", "unknown"))
        self.assertEqual(row.scans, 3)
        self.assertEqual(row.scanned_by, self.clerk)
        self.assertEqual(row.awb_id, boxes.awb_id)
        self.assertEqual(row.warehouse_id, self.buyer_warehouse)
        for text in ("", "?", "AB", "NODIGITS", "A" * 30 + "1", None):
            self.Box.scan(text)
        self.assertEqual(len(self._rows()), 1, "what is no code of a box is not listed")

    def test_not_shipped_then_received(self):
        order, vendor_order = self._sell(1)
        code = vendor_order.sudo().order_line.k2k_hold_ids.package_ids.name
        self.Box.scan(code)
        row = self._rows()
        self.assertEqual((row.result, row.state), ("not_shipped", "open"))
        vendor_order.action_confirm()
        self.Box.scan(code)
        self.assertEqual(row.state, "received")
        self.assertEqual(row.box_id, self._boxes_of(order))

    def test_cancelled(self):
        _order, boxes = self._ship(1)
        boxes.sudo().state = "cancelled"
        self.Box.scan(boxes.code)
        self.assertEqual(self._rows().result, "cancelled")
        self.assertEqual(self._rows().known_box_id, boxes)

    def test_add(self):
        """With its product and vendor it comes into the stock, valued, to be sold."""
        _order, boxes = self._ship(1)
        self.Box.scan("SURPLUS9", boxes.awb_id.id)
        row = self._rows()
        with self.assertRaisesRegex(UserError, "Units"):
            row.action_add()
        product = boxes.product_id
        row.write(
            {
                "product_id": product.id,
                "partner_id": self.vendor.partner_id.id,
                "quantity": 100,
                "unit_cost": 0.5,
            }
        )
        row.action_add()
        box = row.box_id
        self.assertEqual(row.state, "added")
        self.assertEqual(box.state, "received")
        self.assertEqual(box.code, "SURPLUS9")
        self.assertEqual(box.awb_id, boxes.awb_id, "the vendor's AWB being unpacked")
        self.assertFalse(box.is_presold)
        self.assertEqual(
            self._stock_at(box.package_id), self.buyer_warehouse.lot_stock_id
        )
        self.assertEqual(
            product.with_user(self.clerk).with_company(self.buyer).free_qty, 100
        )
        self.assertEqual(self.Box.scan("surplus9")["result"], "already")
        with self.assertRaisesRegex(UserError, "cleared up"):
            row.action_add()

    def test_add_without_an_awb(self):
        self.Box.scan("LONELY77")
        row = self._rows()
        supplier = self.env["res.partner"].create({"name": "A farm nearby"})
        product = self.env["product.product"].create(
            {"name": "Greens", "is_storable": True, "company_id": self.buyer.id}
        )
        row.write({"product_id": product.id, "partner_id": supplier.id, "quantity": 10})
        row.action_add()
        self.assertEqual(row.box_id.awb_id.partner_id, supplier)
        self.assertIn("UNEXPECTED", row.box_id.awb_id.name)
        self.assertEqual(row.box_id.state, "received")

    def test_set_aside(self):
        self.Box.scan("ASIDE001")
        row = self._rows()
        row.action_set_aside()
        self.assertEqual(row.state, "aside")
        self.Box.scan("ASIDE001")
        self.assertEqual(len(self._rows()), 2, "it is here again")
        with self.assertRaises(UserError):
            row.action_set_aside()

    def test_expected_after_all(self):
        """Meanwhile the vendor has shipped it: it is scanned, not added."""
        self.Box.scan("KS000001")
        row = self._rows()
        # which boxes a hold takes is left to chance: all of them, then
        _order, boxes = self._ship(3)
        self.assertIn(row.code, boxes.mapped("code"))
        row.write(
            {
                "product_id": boxes.product_id.id,
                "partner_id": self.vendor.partner_id.id,
                "quantity": 100,
            }
        )
        with self.assertRaisesRegex(UserError, "scan it instead"):
            row.action_add()

    def test_rights(self):
        self.Box.scan("SECRET01")
        row = self._rows()
        sales = row.with_user(self.buyer_sales)
        self.assertEqual(sales.code, "SECRET01")
        for action in ("action_set_aside", "action_add"):
            with self.assertRaises(AccessError):
                getattr(sales, action)()
        theirs = row.with_user(self.stranger_clerk)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            theirs.read(["code"])
        with self.assertRaises(AccessError):
            theirs.action_set_aside()
        with self.assertRaises(AccessError):
            self.Exception.create({"code": "X", "result": "unknown"})
