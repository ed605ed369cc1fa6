# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestPeers(K2kStockCommon):
    """What users of other connectors complain of, where no other test has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rose = cls.products[1]
        cls._stock_vendor(cls._codes(4))
        cls._stock_vendor(cls._codes(2, "RO"), cls.rose)

    def _order_both(self):
        """An order of two products; :return: order, purchase, vendor's order."""
        order = self._make_order(self._offer(), 2)
        self._add_line(order, self._offer(self.rose), 1)
        order.action_confirm()
        purchase = self._purchase(order)
        return order, purchase, self._vendor_order(purchase)

    def test_no_backorder_where_all_is_shipped(self):
        order, purchase, vendor_order = self._order_both()
        vendor_order.action_confirm()
        self.assertEqual(purchase.picking_ids.mapped("state"), ["done"])
        self.assertEqual(vendor_order.sudo().picking_ids.mapped("state"), ["done"])
        self.assertEqual(purchase.order_line.mapped("qty_received"), [2, 1])
        self.assertEqual(purchase.receipt_status, "full")
        self._boxes_of(order).action_confirm()
        delivery = order.sudo().picking_ids
        self.assertEqual(delivery.mapped("state"), ["assigned"])
        delivery.button_validate()
        self.assertEqual(order.sudo().order_line.mapped("qty_delivered"), [2, 1])

    def _lily_in_the_north(self, codes):
        """Boxes of another product in another warehouse that the vendor publishes.

        :return: the warehouse, the offer
        """
        north = self.env["stock.warehouse"].create(
            {"name": "North farm", "code": "NOF", "company_id": self.vendor.id}
        )
        self.vendor_connection.publish_warehouse_ids += north
        lily = self.env["product.product"].create(
            {
                "name": "Lily White",
                "company_id": self.vendor.id,
                "is_storable": True,
                "list_price": 0.9,
                "uom_ids": [Command.set(self.pack_qb.ids)],
                "taxes_id": [Command.clear()],
            }
        )
        for code in codes:
            package = (
                self.env["stock.package"]
                .with_company(self.vendor)
                .create({"name": code, "package_type_id": self.quarter_box.id})
            )
            self.env["stock.quant"].with_company(
                self.vendor
            )._update_available_quantity(
                lily, north.lot_stock_id, 100, package_id=package
            )
        self._publish()
        return north, self._offer(lily)

    def test_two_warehouses_of_the_vendor(self):
        """Each line leaves from where its boxes stand, all with one confirmation."""
        north, lily = self._lily_in_the_north(["LI000001"])
        order = self._make_order(self._offer(), 1)
        self._add_line(order, lily, 1)
        order.action_confirm()
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        self.assertEqual(
            vendor_order.sudo().order_line.warehouse_id, self.vendor_warehouse | north
        )
        vendor_order.action_confirm()
        self.assertEqual(len(vendor_order.sudo().picking_ids), 2)
        self.assertEqual(purchase.order_line.mapped("qty_received"), [1, 1])
        self.assertIn("LI000001", self._boxes_of(order).mapped("code"))
        self.assertEqual(len(vendor_order.sudo().invoice_ids), 1)

    def test_warehouse_of_the_boxes(self):
        """The vendor's order is of the warehouse where they stand, not of its first."""
        north, lily = self._lily_in_the_north(["LI000001", "LI000002"])
        order = self._make_order(lily, 2)
        order.action_confirm()
        vendor_order = self._vendor_order(self._purchase(order))
        self.assertEqual(vendor_order.warehouse_id, north)
        vendor_order.action_confirm()
        delivery = vendor_order.sudo().picking_ids
        self.assertEqual(delivery.picking_type_id, north.out_type_id)
        self.assertEqual(delivery.move_line_ids.location_id, north.lot_stock_id)
        self.assertEqual(self._boxes_of(order).mapped("code"), ["LI000001", "LI000002"])

    def test_nobody_changes_company(self):
        """Neither the person nor what is done next is in the other company's books."""
        order, _purchase, vendor_order = self._order_both()
        vendor_order.action_confirm()
        self.customer.company_id = False
        for record, company in ((order, self.buyer), (vendor_order, self.vendor)):
            self.assertEqual(record.env.company, company)
            self.assertEqual(record.env.user.company_id, company)
            self.assertEqual(record.env.user.company_ids, company)
            new = record.env["sale.order"].create({"partner_id": self.customer.id})
            self.assertEqual(
                (new.company_id, new.create_uid), (company, record.env.user)
            )

    def test_one_bill_on_the_right_side(self):
        """Direct to the customer, too: taxes of the bill are those of the order."""
        self.buyer_connection.ship_via = "choice"
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.buyer.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.nl").id,
            }
        )
        self.customer.country_id = position.country_id
        order = self._make_order(self._offer(), 1)
        order.k2k_ship_via = "grower"
        order.action_confirm()
        purchase = self._purchase(order)
        vendor_order = self._vendor_order(purchase)
        vendor_order.action_confirm()
        bill = purchase.invoice_ids
        self.assertEqual(len(bill), 1)
        self.assertEqual((bill.company_id, bill.move_type), (self.buyer, "in_invoice"))
        self.assertNotEqual(purchase.fiscal_position_id, position)
        self.assertEqual(bill.fiscal_position_id, purchase.fiscal_position_id)
        bill.write({"invoice_date": bill.invoice_date or bill.date})
        bill.action_post()
        invoices = vendor_order.sudo().invoice_ids
        self.assertEqual(invoices.mapped("move_type"), ["out_invoice"])
        self.assertEqual(invoices.company_id, self.vendor)

    def test_no_reordering_rule_buys_it_again(self):
        """The boxes of the order are bought from their vendor already."""
        product = self._offer().product_id.sudo()
        other = self.env["res.partner"].create({"name": "Another vendor"})
        product.seller_ids = [
            Command.create(
                {"partner_id": other.id, "price": 1, "company_id": self.buyer.id}
            )
        ]
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "company_id": self.buyer.id,
                "warehouse_id": self.buyer_warehouse.id,
                "location_id": self.buyer_warehouse.lot_stock_id.id,
                "route_id": self.buyer_warehouse.buy_pull_id.route_id.id,
                "trigger": "auto",
                "product_min_qty": 0,
                "product_max_qty": 0,
            }
        )
        _order, purchase, _vendor_order = self._order_both()
        bought = self.env["purchase.order"].search(
            [("company_id", "=", self.buyer.id), ("partner_id", "=", other.id)]
        )
        self.assertFalse(bought)
        self.assertEqual(purchase.state, "purchase")
