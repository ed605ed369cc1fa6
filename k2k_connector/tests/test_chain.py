# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestChain(K2kCommon):
    """From the vendor's shelf to the vendor's confirmed order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["AG001", "AG002", "AG003"])
        cls._publish()

    def test_offer(self):
        offer = self._offer()
        self.assertEqual(offer.boxes_available, 3)
        self.assertEqual(offer.uom_id, self.pack_qb)
        self.assertEqual(offer.product_id.company_id, self.buyer)
        self.assertEqual(offer.product_id.name, "Agapanthus Blue 70 cm")
        self.assertAlmostEqual(offer.unit_cost, 0.55)
        self.assertAlmostEqual(offer.price, 0.79)

    def test_order(self):
        order = self._make_order(self._offer(), 2)
        self.assertEqual(order.order_line.product_uom_id, self.pack_qb)
        self.assertAlmostEqual(order.order_line.price_unit, 79.0)
        order.action_confirm()
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.state, "ordered")
        self.assertFalse(order.invoice_ids)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        purchase = prebook.sudo().purchase_order_id
        self.assertEqual(purchase.state, "purchase")
        self.assertAlmostEqual(purchase.order_line.price_unit, 55.0)
        self.assertEqual(purchase.order_line.product_qty, 2)
        vendor_order = self._vendor_order(purchase)
        self.assertTrue(vendor_order.name.endswith("K"))
        self.assertEqual(vendor_order.state, "draft")
        self.assertEqual(vendor_order.order_line.product_uom_qty, 2)
        held = self.boxes.filtered("k2k_hold_id")
        self.assertEqual(len(held), 2)
        self._publish()
        self.assertEqual(self._offer().boxes_available, 1)

        vendor_order.k2k_awb_reference = "176-12345675"
        vendor_order.action_confirm()
        self.assertEqual(vendor_order.invoice_ids.state, "posted")
        self.assertEqual(vendor_order.picking_ids.mapped("state"), ["done"])
        self.assertEqual(vendor_order.sudo().picking_ids.move_line_ids.package_id, held)
        self.assertEqual(held.location_id.usage, "customer")
        self.assertEqual(prebook.boxes_confirmed, 2)
        # with the stock addon the boxes are on their way at once
        self.assertIn(prebook.state, ("confirmed", "shipped"))

    def test_purchase_order_is_found(self):
        """By the prebook's number and by the vendor's name; with its own reference."""
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        prebook = order.k2k_prebook_ids
        purchaser = self._make_user(
            "purchaser", self.buyer, "purchase.group_purchase_user"
        )
        purchases = self.env["purchase.order"].with_user(purchaser)
        purchase = purchases.search([("k2k_prebook_id", "ilike", prebook.name)])
        self.assertEqual(purchase, prebook.sudo().purchase_order_id)
        self.assertIn(
            purchase, purchases.search([("partner_id", "ilike", self.vendor.name)])
        )
        self.assertFalse(
            purchase.sudo().reference_ids & order.sudo().stock_reference_ids
        )
        self.assertEqual(purchase.sudo().picking_ids.location_id.usage, "supplier")

    def test_approved_where_the_company_demands_approval(self):
        self.buyer.write({"po_double_validation": "two_step"})
        self.buyer.po_double_validation_amount = 1
        order = self._make_order(self._offer(), 2)
        order.action_confirm()
        self.assertEqual(order.sudo()._get_purchase_orders().state, "purchase")

    def test_delivery_takes_nothing_but_its_own_boxes(self):
        """Free stock of the same product in the buyer's warehouse stays free."""
        offer = self._offer()
        self.env["stock.quant"]._update_available_quantity(
            offer.product_id, self.buyer_warehouse.lot_stock_id, 500
        )
        order = self._make_order(offer, 2)
        order.action_confirm()
        delivery = order.sudo().picking_ids
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 0)
        self.assertEqual(offer.product_id.sudo().with_company(self.buyer).free_qty, 500)

    def test_auto_confirm(self):
        self.vendor_connection.auto_confirm = True
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        self.assertEqual(order.k2k_prebook_ids.boxes_confirmed, 1)
        self.assertEqual(
            self._vendor_order(order.sudo()._get_purchase_orders()).state, "sale"
        )

    def test_refused_order_leaves_nothing(self):
        """A connection suspended by the vendor in the meantime: nothing remains."""
        order = self._make_order(self._offer(), 1)
        self.vendor_connection.sudo().state = "suspended"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        order.invalidate_recordset()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.k2k_prebook_ids)
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))

    def test_price_stays_when_the_offer_changes(self):
        order = self._make_order(self._offer(), 1)
        self._offer().sudo().price = 5.0
        order._recompute_prices()
        self.assertAlmostEqual(order.order_line.price_unit, 79.0)
        order.action_confirm()
        self.assertAlmostEqual(order.order_line.price_unit, 79.0)

    def test_order_in_one_batch(self):
        """Two products go on one prebook, one purchase order, one vendor order."""
        self._make_boxes(self.products[1], ["RO001", "RO002"])
        self._publish()
        order = self._make_order(self._offer(), 1)
        rose = self._offer(self.products[1])
        self._add_line(order, rose, 2)
        order.action_confirm()
        prebook = order.k2k_prebook_ids
        self.assertEqual(len(prebook), 1)
        self.assertEqual(prebook.boxes_ordered, 3)
        vendor_order = self._vendor_order(prebook.sudo().purchase_order_id)
        self.assertEqual(vendor_order.order_line.mapped("product_uom_qty"), [1, 2])
        vendor_order.action_confirm()
        self.assertEqual(prebook.line_ids.mapped("boxes_confirmed"), [1, 2])

    def test_plain_salesperson_confirms_the_vendors_order(self):
        """Who may sell may confirm, without any K2K right."""
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        purchase = order.sudo()._get_purchase_orders()
        seller = self._make_user(
            "plain_seller", self.vendor, "sales_team.group_sale_salesman_all_leads"
        )
        vendor_order = self._vendor_order(purchase).with_user(seller)
        vendor_order.action_confirm()
        self.assertEqual(vendor_order.state, "sale")
        self.assertEqual(purchase.k2k_prebook_id.boxes_confirmed, 1)

    def test_counters_are_not_typed(self):
        order = self._make_order(self._offer(), 1)
        order.action_confirm()
        line = order.k2k_prebook_ids.line_ids
        with self.assertRaises(AccessError):
            line.with_user(self.buyer_manager).boxes_confirmed = 7
