# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.k2k_connector.tools.messages import Shipment, ShipmentBox

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestStaging(K2kStockCommon):
    """What the vendor ships stands in the buyer's staging area."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls._stock_vendor(cls._codes(6))
        cls.staging = cls.buyer_warehouse.k2k_staging_location_id

    def _shipment(self, order, vendor_order, codes=("X1", "X2"), **values):
        line = order.k2k_prebook_ids.sudo().line_ids.purchase_line_id
        return Shipment(
            **{
                "po_ref": line.order_id.name,
                "order_ref": vendor_order.name,
                "ship_date": fields.Date.to_string(fields.Date.today()),
                "boxes": [
                    ShipmentBox(
                        code=code,
                        line_ref=line.k2k_line_ref,
                        quantity=100,
                        unit_cost=0.55,
                        box_type="QB",
                    )
                    for code in codes
                ],
                **values,
            }
        )

    def _send(self, shipment):
        return self.env["k2k.gateway"].send(
            self.vendor_connection.sudo(), "shipment", shipment
        )

    def test_staging_location(self):
        self.assertEqual(self.staging.usage, "transit")
        self.assertEqual(self.staging.company_id, self.buyer)
        self.assertFalse(self.staging.warehouse_id)
        self.assertTrue(self.staging._should_be_valued())

    def test_purchase_order_goes_to_staging(self):
        order, _vendor_order = self._sell(2)
        receipt = order.k2k_prebook_ids.sudo().purchase_order_id.picking_ids
        self.assertEqual(receipt.location_id.usage, "supplier")
        self.assertEqual(receipt.location_dest_id, self.staging)
        self.assertEqual(receipt.move_ids.location_dest_id, self.staging)
        self.assertEqual(
            receipt.move_ids.location_final_id, self.buyer_warehouse.lot_stock_id
        )

    def test_other_purchase_orders_go_to_stock(self):
        order = self.env["purchase.order"].create(
            {
                "company_id": self.buyer.id,
                "picking_type_id": self.buyer_warehouse.in_type_id.id,
                "partner_id": self.customer.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self._offer().product_id.id,
                            "product_qty": 10,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        self.assertEqual(
            order.picking_ids.location_dest_id, self.buyer_warehouse.lot_stock_id
        )

    def test_shipment(self):
        order, boxes = self._ship(2)
        self.assertEqual(len(boxes), 2)
        shipped = self.packages.filtered(lambda p: p.location_id.usage == "customer")
        self.assertEqual(boxes.mapped("code"), sorted(shipped.mapped("name")))
        self.assertEqual(set(boxes.mapped("state")), {"staged"})
        self.assertEqual(boxes.customer_id, self.customer)
        self.assertEqual(boxes.package_type_id.k2k_code, "QB")
        self.assertEqual(boxes.package_type_id.company_id, self.buyer)
        self.assertEqual(boxes.mapped("quantity"), [100, 100])
        self.assertEqual(boxes.mapped("fbe"), [0.25, 0.25])
        for box in boxes:
            self.assertNotIn(box.package_id, self.packages)
            self.assertEqual(box.package_id.k2k_company_id, self.buyer)
            self.assertEqual(box.package_id.name, box.code)
            self.assertEqual(self._stock_at(box.package_id), self.staging)
            self.assertEqual(box.move_id.state, "assigned")
            self.assertEqual(box.move_id.move_line_ids.package_id, box.package_id)
            self.assertFalse(box.move_id.picking_id)
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.boxes_shipped, 2)
        self.assertEqual(prebook.state, "shipped")
        self.assertEqual(boxes.purchase_line_id.qty_received, 2)
        self.assertEqual(boxes.purchase_line_id.order_id.receipt_status, "full")

    def test_awb(self):
        _order, boxes = self._ship(2, "17612345675")
        awb = boxes.awb_id
        self.assertEqual(awb.name, "176-12345675")
        self.assertFalse(awb.is_temporary)
        self.assertEqual(awb.partner_id, self.vendor.partner_id)
        self.assertEqual(awb.warehouse_id, self.buyer_warehouse)
        self.assertEqual((awb.pieces, awb.pieces_received), (2, 0))
        self.assertEqual(awb.fbe, 0.5)
        self.assertEqual(
            awb.arrival_date,
            awb.ship_date + timedelta(days=self.buyer_connection.transit_days),
        )

    def test_awb_by_ship_date(self):
        """Without a reference all orders of the day share an AWB."""
        _order, boxes = self._ship(1, False)
        _order, more = self._ship(2, False)
        day = boxes.awb_id.ship_date
        code = self.buyer_connection.code
        self.assertEqual(boxes.awb_id.name, f"K2K-{code}-{day:%Y%m%d}")
        self.assertTrue(boxes.awb_id.is_temporary)
        self.assertEqual(more.awb_id, boxes.awb_id)
        self.assertEqual(boxes.awb_id.pieces, 3)

    def test_awb_by_invoice(self):
        self.vendor_connection.invoice_as_reference = True
        _order, boxes = self._ship(1, False)
        invoice = self.env["account.move"].search(
            [("company_id", "=", self.vendor.id), ("move_type", "=", "out_invoice")],
            limit=1,
        )
        self.assertEqual(boxes.awb_id.name, invoice.name)

    def test_awbs_of_different_names_stay_apart(self):
        _order, boxes = self._ship(1, "REF 1")
        _order, more = self._ship(1, "REF 2")
        _order, same = self._ship(1, "ref-1")
        self.assertNotEqual(more.awb_id, boxes.awb_id)
        self.assertEqual(same.awb_id, boxes.awb_id)

    def test_partial_shipment_leaves_a_backorder(self):
        order, vendor_order = self._sell(3)
        reply = self._send(self._shipment(order, vendor_order))
        self.assertTrue(reply["ok"], reply)
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self.assertEqual(purchase.order_line.qty_received, 2)
        rest = purchase.picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(rest.location_dest_id, self.staging)
        reply = self._send(self._shipment(order, vendor_order, ["X3"]))
        self.assertTrue(reply["ok"], reply)
        self.assertEqual(purchase.order_line.qty_received, 3)
        self.assertEqual(order.k2k_prebook_ids.boxes_shipped, 3)

    def test_refusals(self):
        """Each is an answer in words, and leaves nothing behind."""
        order, vendor_order = self._sell(2)
        good = self._shipment(order, vendor_order)
        for shipment, words in (
            (self._shipment(order, vendor_order, ["X1", "x1 "]), "on its way already"),
            (self._shipment(order, vendor_order, ["X1", "X2", "X3"]), "3 boxes"),
            (self._shipment(order, vendor_order, [" "]), "no code"),
            (self._shipment(order, vendor_order, po_ref="PO?"), "is not open"),
            (self._shipment(order, vendor_order, ship_date="soon"), "not a date"),
        ):
            reply = self._send(shipment)
            self.assertFalse(reply["ok"], shipment)
            self.assertIn(words, reply["error"])
        self.assertFalse(self._boxes_of(order))
        self.assertFalse(self.Awb.search([]))
        self.assertTrue(self._send(good)["ok"])
        self.assertFalse(self._send(good)["ok"], "the same codes again")
        self.assertEqual(len(self._boxes_of(order)), 2)

    def test_lots(self):
        product = self._offer().product_id.sudo()
        product.tracking = "lot"
        order, vendor_order = self._sell(2)
        shipment = self._shipment(order, vendor_order)
        boxes = [
            ShipmentBox(**{**vars(box), "lot": lot})
            for box, lot in zip(shipment.boxes, ("L7", ""), strict=True)
        ]
        reply = self._send(Shipment(**{**vars(shipment), "boxes": boxes}))
        self.assertTrue(reply["ok"], reply)
        found = self._boxes_of(order)
        self.assertEqual(found.mapped("lot_ref"), ["L7", False])
        self.assertEqual(found.lot_id.mapped("name"), ["L7", "X2"])
        found.action_confirm()
        self.assertEqual(found.mapped("state"), ["received"] * 2)
        self.assertEqual(found.package_id.sudo().quant_ids.lot_id, found.lot_id)

    def test_receive_without_scan(self):
        self.buyer_connection.auto_confirm_staging = True
        _order, boxes = self._ship(2)
        self.assertEqual(set(boxes.mapped("state")), {"received"})

    def test_vendor_confirms_at_once(self):
        self.vendor_connection.auto_confirm = True
        order = self._make_order(self._offer(), 2)
        order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 2)
        self.assertFalse(self.env["k2k.announced.box"].search([]))

    def test_new_warehouse(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.buyer.id}
        )
        staging = warehouse.k2k_staging_location_id
        self.assertEqual(staging.usage, "transit")
        self.assertNotEqual(staging, self.staging)
        warehouse.k2k_staging_location_id = False
        again = warehouse.with_user(self.clerk)._k2k_get_staging_location()
        self.assertEqual(again.usage, "transit")
