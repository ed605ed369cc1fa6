# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestViaGrower(K2kStockCommon):
    """Boxes that the vendor ships straight to the customer: nobody scans them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer_connection.write(
            {
                "ship_via": "choice",
                "handling_per_box": 5.0,
                "duty_rate": 0.1,
                "freight_rate": 2.0,
                "freight_basis": "box",
                "auto_bill": "scan",
            }
        )
        cls._stock_vendor(cls._codes(4))
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _sell_direct(self, boxes=2, product=None):
        order = self._make_order(self._offer(product)[:1], boxes)
        order.k2k_ship_via = "grower"
        order.action_confirm()
        return order

    def _ship_direct(self, boxes=2, reference="FEDEX 77"):
        order = self._sell_direct(boxes)
        vendor_order = self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        )
        vendor_order.k2k_awb_reference = reference
        vendor_order.action_confirm()
        return order, self._boxes_of(order)

    def test_ordered(self):
        """A dropship, and no delivery of our own warehouse."""
        order = self._sell_direct()
        prebook = order.k2k_prebook_ids
        purchase = prebook.sudo().purchase_order_id
        self.assertEqual(prebook.ship_via, "grower")
        self.assertEqual(purchase.state, "purchase")
        self.assertEqual(purchase.picking_type_id.code, "dropship")
        self.assertEqual(purchase.dest_address_id, self.customer)
        self.assertEqual(purchase.order_line.sale_line_id, order.order_line)
        transfer = order.sudo().picking_ids
        self.assertEqual(transfer, purchase.picking_ids)
        self.assertTrue(transfer.is_dropship)
        self.assertEqual(transfer.location_id.usage, "supplier")
        self.assertEqual(transfer.location_dest_id, self.customers)
        self.assertEqual(len(order.order_line), 1, "core adds no line")
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_carrier_of_the_customer(self):
        """What was chosen passes to the vendor who has a carrier of that name."""
        # a carrier is of its product's company
        fees = {
            company: self.env["product.product"].create(
                {"name": "Fee", "type": "service", "company_id": company.id}
            )
            for company in (self.vendor, self.buyer)
        }
        vendors, usual, buyers, other = self.env["delivery.carrier"].create(
            [
                {"name": name, "product_id": fees[company].id}
                for name, company in (
                    ("FedEx Priority", self.vendor),
                    ("Farm truck", self.vendor),
                    ("FEDEX PRIORITY", self.buyer),
                    ("Buyer's van", self.buyer),
                )
            ]
        )
        self.vendor_connection.service_day_ids.carrier_id = usual
        for chosen, ship_via, expected in (
            (buyers, "grower", vendors),
            (other, "grower", usual),
            (buyers, "warehouse", usual),
        ):
            order = self._make_order(self._offer()[:1], 1)
            order.k2k_ship_via = ship_via
            order.sudo().carrier_id = chosen
            order.action_confirm()
            prebook = order.k2k_prebook_ids
            theirs = self._vendor_order(prebook.sudo().purchase_order_id)
            self.assertEqual(theirs.carrier_id, expected)
            self.assertEqual(prebook.vendor_carrier, expected.name)

    def test_confirmation_delivers_and_bills(self):
        order, boxes = self._ship_direct()
        self.assertEqual(len(set(boxes.mapped("code")) & set(self._codes(4))), 2)
        self.assertEqual(set(boxes.mapped("state")), {"received"})
        self.assertTrue(all(boxes.mapped("to_bill")))
        for box in boxes:
            self.assertEqual(self._stock_at(box.package_id), self.customers)
            self.assertEqual(box.package_id.name, box.code)
        line = order.order_line
        purchase_line = boxes.sudo().purchase_line_id
        self.assertEqual(line.qty_delivered, 2)
        self.assertEqual(purchase_line.qty_received, 2)
        self.assertEqual(order.sudo().picking_ids.state, "done")
        self._run_billing()
        self.assertEqual(set(boxes.mapped("state")), {"billed"})
        self.assertEqual(line.qty_invoiced, 2)
        self.assertEqual(order.k2k_prebook_ids.state, "done")
        stock = self.buyer_warehouse.view_location_id
        self.assertFalse(
            self.env["stock.quant"].search_count(
                [
                    ("product_id", "=", boxes.product_id.id),
                    ("location_id", "child_of", stock.id),
                ]
            ),
            "the buyer's warehouse never sees them",
        )

    def test_confirmed_only_where_billing_is_off(self):
        self.buyer_connection.auto_bill = "off"
        _order, boxes = self._ship_direct(1)
        self.assertEqual(boxes.state, "received")
        self.assertFalse(boxes.to_bill)
        self.assertIn("Bill it now", boxes.note)

    def test_costs_leave_out_what_is_ours(self):
        """No freight, handling, duty or truck on the box, nor in the price."""
        order, boxes = self._ship_direct(1)
        self.assertEqual(boxes.landed_cost, boxes.unit_cost)
        self.assertAlmostEqual(boxes.unit_cost, 0.55)
        self.assertEqual(
            order.order_line.price_unit, round(0.55 / 0.7, 2) * 100, "margin on 0.55"
        )
        _order, by_truck = self._ship(1)
        self.assertGreater(by_truck.landed_cost, by_truck.unit_cost)

    def test_real_cost_stays_on_the_boxes(self):
        """What the vendor's carrier charges us for them is no stock's value."""
        _order, boxes = self._ship_direct()
        accountant = self._make_user(
            "grower_accountant", self.buyer, "account.group_account_invoice"
        )
        cost = (
            self.env["k2k.awb.cost"]
            .with_user(accountant)
            .create({"awb_id": boxes.awb_id.id, "amount": 9.0, "basis": "box"})
        )
        cost.action_approve()
        self.assertEqual((cost.state, cost.error), ("synchronized", False))
        self.assertFalse(cost.sudo().landed_cost_id)
        self.assertEqual(boxes.mapped("real_freight"), [4.5, 4.5])
        self.assertAlmostEqual(boxes[0].landed_cost, 0.55 + 0.045)
        cost.action_reverse()
        self.assertEqual(boxes[0].landed_cost, boxes[0].unit_cost)

    def test_awb(self):
        """It bears the vendor's reference and is nobody's to receive."""
        _order, boxes = self._ship_direct()
        awb = boxes.awb_id
        self.assertEqual(awb.name, "FEDEX 77")
        self.assertEqual(awb.state, "closed")
        self.assertEqual(awb.dest_partner_id, self.customer)
        self.assertFalse(awb.warehouse_id)
        self.assertEqual(boxes.partner_id, awb.partner_id)
        self.assertNotIn(awb.id, [row["id"] for row in self.Awb.scan_list()])
        with self.assertRaisesRegex(UserError, "straight to the customer"):
            awb.action_reopen()
        _order, again = self._ship_direct(1)
        self.assertEqual(again.awb_id, awb, "the same vendor, day, name and customer")

    def test_reference_typed_later(self):
        order, boxes = self._ship_direct(1, "")
        self.assertIn("K2K-", boxes.awb_id.name)
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        self._vendor_order(purchase).k2k_awb_reference = "UPS 1Z"
        self.assertEqual(boxes.awb_id.name, "UPS 1Z")

    def test_the_other_lines_go_their_way(self):
        """What is sold from our own stock in the same order is delivered by us."""
        own = self.env["product.product"].create(
            {
                "name": "Ribbon",
                "is_storable": True,
                "company_id": self.buyer.id,
            }
        )
        order = self._make_order(self._offer(), 1)
        order.write(
            {
                "k2k_ship_via": "grower",
                "order_line": [Command.create({"product_id": own.id})],
            }
        )
        order.action_confirm()
        deliveries = order.sudo().picking_ids
        self.assertEqual(
            set(deliveries.mapped("picking_type_id.code")), {"dropship", "outgoing"}
        )
        ours = deliveries.filtered(lambda p: p.picking_type_id.code == "outgoing")
        self.assertEqual(ours.move_ids.product_id, own)

    def test_fewer_boxes_until_the_vendor_confirms(self):
        """The vendor is told, the dropship follows; afterwards it is fixed."""
        order = self._sell_direct(3)
        purchase = order.k2k_prebook_ids.sudo().purchase_order_id
        order.order_line.product_uom_qty = 2
        self.assertEqual(purchase.order_line.product_qty, 2)
        self.assertEqual(purchase.picking_ids.move_ids.product_uom_qty, 200)
        self.assertEqual(order.sudo().picking_ids, purchase.picking_ids)
        self._vendor_order(purchase).action_confirm()
        self.assertEqual(order.order_line.qty_delivered, 2)
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 3

    def test_part_of_the_boxes(self):
        order = self._sell_direct(3)
        vendor_order = self._vendor_order(
            order.k2k_prebook_ids.sudo().purchase_order_id
        ).sudo()
        line = vendor_order.order_line
        first = line.k2k_hold_ids.package_ids[:1]
        vendor_order._k2k_ship_part({line: first}, True, "")
        boxes = self._boxes_of(order)
        self.assertEqual(boxes.code, first.name)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_to_invoice, 1)
        vendor_order._k2k_ship_part({line: line.k2k_hold_ids.package_ids}, False, "")
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 3)

    def test_a_company_as_customer(self):
        """Never through core's inter-company transit."""
        self.customer = self.stranger.partner_id
        order, boxes = self._ship_direct(1)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._stock_at(boxes.package_id), self.customers)

    def test_several_vendors(self):
        """Each vendor has its own dropship; all are the one order's deliveries."""
        other = self._make_company("Second Farms", "SFV")
        manager = self._make_user(
            "second_manager", other, "k2k_connector.group_k2k_manager"
        )
        connection = (
            self.env["k2k.connection"]
            .with_user(self.buyer_manager)
            .create({"role": "buyer", "partner_id": other.partner_id.id})
        )
        connection.action_request()
        twin = (
            self.env["k2k.connection"]
            .with_user(manager)
            .search([("partner_id", "=", self.buyer.partner_id.id)])
        )
        twin.action_accept()
        warehouse = self._warehouse(other)
        twin.write(
            {
                "publish_warehouse_ids": [Command.set(warehouse.ids)],
                "service_day_ids": [
                    Command.create({"weekday": str(day)}) for day in range(7)
                ],
            }
        )
        connection.write(
            {"warehouse_id": self.buyer_warehouse.id, "ship_via": "choice"}
        )
        connection.auto_bill = "both"
        connection.action_activate()
        product = self.env["product.product"].create(
            {
                "name": "Tulip",
                "company_id": other.id,
                "is_storable": True,
                "list_price": 0.3,
                "uom_ids": [Command.set(self.pack_qb.ids)],
                "taxes_id": [Command.clear()],
            }
        )
        box_type = self.quarter_box.sudo().copy({"company_id": other.id})
        package = (
            self.env["stock.package"]
            .with_company(other)
            .create({"name": "SF1001", "package_type_id": box_type.id})
        )
        self.env["stock.quant"].with_company(other)._update_available_quantity(
            product, warehouse.lot_stock_id, 100, package_id=package
        )
        self.env["k2k.publish.request"].sudo()._collect(other, product)
        self._publish()
        order = self._make_order(self._offer()[:1], 1)
        offer = self._offer(product)
        order.write(
            {
                "k2k_ship_via": "grower",
                "order_line": [
                    Command.create(
                        {
                            "product_id": offer.product_id.id,
                            "k2k_offer_id": offer.id,
                            "product_uom_qty": 1,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        purchases = order.k2k_prebook_ids.sudo().purchase_order_id
        self.assertEqual(len(purchases), 2)
        for purchase in purchases:
            self.env["sale.order"].sudo().search(
                [("k2k_peer_ref", "=", purchase.name)]
            ).action_confirm()
        boxes = self._boxes_of(order)
        self.assertIn("SF1001", boxes.mapped("code"))
        self.assertEqual(order.order_line.mapped("qty_delivered"), [1, 1])
        self.assertEqual(len(boxes.awb_id), 2)
        self._run_billing()
        self.assertEqual(set(boxes.mapped("state")), {"billed"})

    def test_vendor_that_confirms_at_once(self):
        self.vendor_connection.auto_confirm = True
        order = self._sell_direct(1)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._boxes_of(order).state, "received")

    def test_found_in_our_warehouse(self):
        """Such a box has no business there; its scan says so and changes nothing."""
        _order, boxes = self._ship_direct(1)
        answer = self.Box.scan(boxes.code)
        self.assertEqual(answer["result"], "already")
        self.assertIn("straight to", answer["message"])
        self.assertEqual(self._stock_at(boxes.package_id), self.customers)
        self.assertEqual(self.Box.undo_scan(boxes.id)["result"], "not_undone")
