# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.k2k_connector.tests import searching

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestTerms(K2kStockCommon):
    """Each side's order as its own people would have typed it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._stock_vendor(cls._codes(6))

    # ------------------------------------------------------------------
    # The vendor's order
    # ------------------------------------------------------------------
    def test_the_vendors_own_terms(self):
        """Pricelist, fiscal position, taxes, salesperson, references, held boxes."""
        buyer = self.buyer.partner_id
        self.agapanthus.taxes_id = self.env["account.tax"].create(
            {"name": "VAT 10 %", "amount": 10, "company_id": self.vendor.id}
        )
        position = self.env["account.fiscal.position"].create(
            {"name": "Export", "company_id": self.vendor.id}
        )
        buyer.with_company(self.vendor).property_account_position_id = position
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "For wholesalers",
                "company_id": self.vendor.id,
                "currency_id": self.vendor.currency_id.id,
                "item_ids": [
                    Command.create({"compute_price": "fixed", "fixed_price": 0.5})
                ],
            }
        )
        self.vendor_connection.pricelist_id = pricelist
        seller = self._make_user("maria", self.vendor, "sales_team.group_sale_salesman")
        buyer.user_id = seller
        self._publish()
        order, vendor_order = self._sell(2)
        line = vendor_order.order_line
        self.assertEqual(vendor_order.pricelist_id, pricelist)
        self.assertEqual(line.price_unit, 50.0)
        self.assertEqual(vendor_order.fiscal_position_id, position)
        self.assertFalse(line.tax_ids)
        self.assertEqual(vendor_order.user_id, seller)
        self.assertEqual(vendor_order.partner_id, buyer)
        self.assertEqual(line.product_id, self.agapanthus)
        self.assertEqual(vendor_order.warehouse_id, self.vendor_warehouse)
        self.assertEqual(vendor_order.client_order_ref, self._purchase(order).name)
        self.assertTrue(vendor_order.is_k2k)
        self.assertRegex(vendor_order.name, "K$")
        codes = self.boxes.filtered("k2k_hold_id").sorted("name").mapped("name")
        self.assertEqual(line.k2k_box_codes, ", ".join(codes))
        vendor_order.action_confirm()
        line.invalidate_recordset(["k2k_box_codes"])
        self.assertEqual(line.k2k_box_codes, ", ".join(codes))
        self.assertEqual(vendor_order.sudo().invoice_ids.fiscal_position_id, position)

    def test_salesperson_of_another_company(self):
        """One contact of both companies: the buyer's salesperson is none of ours."""
        self.buyer.partner_id.user_id = self.buyer_sales
        _order, vendor_order = self._sell(1)
        self.assertEqual(vendor_order.user_id, self.vendor_connection.user_id)

    def test_found_by_k2k(self):
        """The filter of that name lists buyers' orders, and no others."""
        _order, vendor_order = self._sell(1)
        orders = self.env["sale.order"].with_user(self.vendor_sales)
        own = orders.create({"partner_id": self.stranger.partner_id.id})
        view = self.env.ref("sale.view_sales_order_filter")
        filters = dict(searching.clicked(orders, view))
        found = orders.search(filters["k2k"])
        self.assertIn(vendor_order, found)
        self.assertNotIn(own, found)
        action = self.env.ref("k2k_connector.action_k2k_vendor_order")
        self.assertEqual(searching.opened(action, orders), found)

    def test_ship_to(self):
        """The buyer's warehouse is a delivery address in the vendor's contacts."""
        _order, vendor_order = self._sell(1)
        self.assertEqual(vendor_order.partner_shipping_id, self.buyer.partner_id)
        dock = self.env["res.partner"].create(
            {
                "name": "Miami Dock 7",
                "street": "7 Airport Road",
                "zip": "33126",
                "city": "Miami",
                "state_id": self.env.ref("base.state_us_10").id,
                "country_id": self.env.ref("base.us").id,
                "company_id": self.buyer.id,
            }
        )
        self.buyer_warehouse.partner_id = dock
        _order, vendor_order = self._sell(1)
        ship_to = vendor_order.partner_shipping_id
        self.assertNotEqual(ship_to, dock)
        self.assertEqual(ship_to.company_id, self.vendor)
        self.assertEqual(ship_to.parent_id, self.buyer.partner_id)
        self.assertEqual(ship_to.city, "Miami")
        self.assertEqual(ship_to.state_id, dock.state_id)
        self.assertFalse(self.buyer.partner_id.city, "the buyer's own contact changed")
        _order, again = self._sell(1)
        self.assertEqual(again.partner_shipping_id, ship_to)
        again.action_confirm()
        self.assertEqual(again.sudo().picking_ids.partner_id, ship_to)
        with self.assertRaises(AccessError):
            ship_to.with_user(self.buyer_sales).read(["city"])

    def test_carrier(self):
        """Who drives on that weekday; the buyer sees the name."""
        service = self.env["product.product"].create(
            {"name": "Freight", "type": "service", "company_id": self.vendor.id}
        )
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Cool Trucks",
                "product_id": service.id,
                "company_id": self.vendor.id,
            }
        )
        self.vendor_connection.service_day_ids.carrier_id = carrier
        order, vendor_order = self._sell(1)
        self.assertEqual(vendor_order.carrier_id, carrier)
        self.assertEqual(order.k2k_prebook_ids.vendor_carrier, "Cool Trucks")
        vendor_order.action_confirm()
        self.assertEqual(vendor_order.sudo().picking_ids.carrier_id, carrier)
        self.assertEqual(order.k2k_prebook_ids.state, "shipped")

    # ------------------------------------------------------------------
    # The purchase order
    # ------------------------------------------------------------------
    def test_the_buyers_own_terms(self):
        """Fiscal position, taxes and payment term of the buyer's books."""
        position = self.env["account.fiscal.position"].create(
            {"name": "Import", "company_id": self.buyer.id}
        )
        term = self.env.ref("account.account_payment_term_30days")
        buyer = self._make_user("paul", self.buyer, "purchase.group_purchase_user")
        vendor = self.vendor.partner_id.with_company(self.buyer)
        vendor.property_account_position_id = position
        vendor.property_supplier_payment_term_id = term
        vendor.buyer_id = buyer
        order, _vendor_order = self._sell(1)
        purchase = self._purchase(order)
        self.assertEqual(purchase.fiscal_position_id, position)
        self.assertEqual(purchase.payment_term_id, term)
        self.assertFalse(purchase.order_line.tax_ids)
        self.assertEqual(purchase.user_id, buyer)
        self.assertEqual(purchase.k2k_prebook_id, order.sudo().k2k_prebook_ids)

    def test_documents_name_each_other(self):
        order, _vendor_order = self._sell(1)
        prebook, purchase = order.k2k_prebook_ids, self._purchase(order)
        self.assertIn(prebook.name, "".join(order.message_ids.mapped("body")))
        self.assertIn(prebook.name, "".join(purchase.message_ids.mapped("body")))
        links = "".join(prebook.message_ids.mapped("body"))
        self.assertIn(f'data-oe-id="{order.id}"', links)
        self.assertIn(f'data-oe-id="{purchase.id}"', links)

    # ------------------------------------------------------------------
    # What can't be had by hand
    # ------------------------------------------------------------------
    def test_buyers_prices_are_changed_on_the_prebook(self):
        order, _vendor_order = self._sell(2)
        prebook = order.k2k_prebook_ids
        action = prebook.action_change_prices()
        changes = self.env["k2k.prebook.price.change"].with_user(self.buyer_sales)
        with Form(changes.browse(action["res_id"])) as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.price_unit, 79.0)
                line.price_unit = 85.0
                self.assertAlmostEqual(line.unit_price, 0.85)
        changes.browse(action["res_id"]).action_apply()
        self.assertEqual(order.order_line.price_unit, 85.0)
        self.assertEqual(prebook.line_ids.price_unit, 85.0)
        self.assertIn("85.00", prebook.message_ids[0].body)
        self.assertAlmostEqual(self._purchase(order).order_line.price_unit, 55.0)
        with self.assertRaises(AccessError):
            prebook.with_user(self.stranger_manager).action_change_prices()
        with self.assertRaises(AccessError):
            changes.browse(action["res_id"]).with_user(
                self.stranger_manager
            ).action_apply()

    def test_nothing_else_of_the_customers_line(self):
        order, _vendor_order = self._sell(2)
        rose = self.products[1]
        with self.assertRaisesRegex(UserError, "only the price"):
            order.order_line.sudo().product_id = rose
        with self.assertRaisesRegex(UserError, "only the price"):
            order.order_line.sudo().k2k_offer_id = False

    def test_purchase_order_by_hand(self):
        """No line the vendor does not know, no second approval."""
        order, _vendor_order = self._sell(1)
        purchaser = self._make_user("pat", self.buyer, "purchase.group_purchase_user")
        purchase = self._purchase(order).with_user(purchaser)
        with self.assertRaisesRegex(UserError, "in its books"):
            purchase.order_line.create(
                {
                    "order_id": purchase.id,
                    "product_id": order.order_line.product_id.id,
                    "product_qty": 1,
                }
            )
        order.action_cancel()
        self.assertEqual(purchase.state, "cancel")
        with self.assertRaisesRegex(UserError, "Find Source"):
            purchase.button_draft()

    def test_receipt_by_hand(self):
        """Goods without boxes would be in staging; the shipment would be refused."""
        order, vendor_order = self._sell(1)
        receipt = self._purchase(order).picking_ids.with_user(self.clerk)
        for by_hand in (receipt.button_validate, receipt.action_cancel):
            with self.assertRaisesRegex(UserError, "received by itself"):
                by_hand()
        vendor_order.action_confirm()
        self.assertEqual(receipt.state, "done")

    def test_vendors_line_by_hand(self):
        _order, vendor_order = self._sell(2)
        line = vendor_order.order_line
        for quantity in (1, 3):
            with self.assertRaisesRegex(UserError, "Cancel Boxes"):
                line.product_uom_qty = quantity
        with self.assertRaisesRegex(UserError, "Offer Substitute"):
            line.product_id = self.products[1]
        vendor_order.with_context(k2k_cancel_reason="Hail").action_cancel()
        with self.assertRaisesRegex(UserError, "is void"):
            vendor_order.action_draft()

    def test_vendors_delivery_by_hand(self):
        """What follows later leaves with the order, not from the warehouse screen."""
        order, vendor_order = self._sell(2)
        wizard = self.env["k2k.ship.part"].with_user(self.vendor_sales)
        wizard = wizard.browse(vendor_order.action_k2k_ship_part()["res_id"])
        wizard.rest = "open"
        wizard.line_ids.package_ids = wizard.line_ids.package_ids[:1]
        wizard.action_apply()
        waiting = vendor_order.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        waiting = waiting.with_user(self.vendor_clerk)
        for by_hand in (waiting.button_validate, waiting.action_cancel):
            with self.assertRaisesRegex(UserError, "Choose Boxes"):
                by_hand()
        self.assertEqual(len(self._boxes_of(order)), 1)

    def test_line_deleted_with_a_reason(self):
        """The line's own button asks for it."""
        rose = self.products[1]
        self._stock_vendor(self._codes(1, "RO"), rose)
        order = self._make_order(self._offer(), 1)
        offer = self._offer(rose)
        self._add_line(order, offer, 1)
        order.action_confirm()
        vendor_order = self._vendor_order(self._purchase(order))
        line = vendor_order.order_line.filtered(lambda ln: ln.product_id == rose)
        wizard = self.env["k2k.cancel"].with_user(self.vendor_sales)
        wizard = wizard.browse(line.action_k2k_cancel_line()["res_id"])
        self.assertEqual(wizard.line_ids.boxes, 1)
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_apply()
        wizard.reason = "Thrips"
        wizard.action_apply()
        prebook = order.k2k_prebook_ids
        self.assertEqual(prebook.line_ids.mapped("unable_to_source"), [False, True])
        self.assertIn("Thrips", prebook.message_ids[0].body)
        vendor_order.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 1)

    def test_ordered_again_after_cancelling(self):
        order, _vendor_order = self._sell(2)
        order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(
            order.k2k_prebook_ids.sorted("id").mapped("state"), ["cancelled", "ordered"]
        )
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 2)
        prebook = order.k2k_prebook_ids.sorted("id")[-1]
        again = self._vendor_order(prebook.sudo().purchase_order_id)
        again.action_confirm()
        self.assertEqual(len(self._boxes_of(order)), 2)
