# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestReportedElsewhere(K2kStockCommon):
    """What users of other inter-company modules complain about, tried here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rose = cls.products[1]
        cls.boxes = cls._stock_vendor(cls._codes(4))
        cls.roses = cls._stock_vendor(cls._codes(4, "RO"), cls.rose)

    def _sell_both(self, first, second, other=None):
        """Two products, or two offers, on one order; :return: as ``_sell``."""
        order = self._make_order(self._offer(), first)
        offer = other or self._offer(self.rose)
        self._add_line(order, offer, second)
        order.action_confirm()
        return order, self._vendor_order(self._purchase(order)[-1:])

    def test_two_products_leave_no_backorder(self):
        order, vendor_order = self._sell_both(2, 3)
        vendor_order.action_confirm()
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.mapped("qty_received"), [2, 3])
        self.assertEqual(set(purchase.picking_ids.mapped("state")), {"done"})
        self.assertEqual(set(vendor_order.sudo().picking_ids.mapped("state")), {"done"})
        boxes = self._boxes_of(order)
        boxes.action_confirm()
        self.assertEqual(purchase.order_line.mapped("qty_received"), [2, 3])

    def test_two_warehouses_of_the_vendor(self):
        """One order; each line leaves from where its boxes stand."""
        second = self.env["stock.warehouse"].create(
            {"name": "Farm Two", "code": "TF2", "company_id": self.vendor.id}
        )
        self.vendor_connection.publish_warehouse_ids |= second
        lilies = self._make_products()[0]
        lilies.name = "Lily"
        with patch.object(type(self), "vendor_warehouse", second):
            self._stock_vendor(self._codes(2, "LI"), lilies)
        order, vendor_order = self._sell_both(1, 2, other=self._offer(lilies))
        self.assertEqual(len(order.k2k_prebook_ids), 1)
        self.assertEqual(
            vendor_order.order_line.warehouse_id, self.vendor_warehouse | second
        )
        vendor_order.action_confirm()
        self.assertEqual(
            vendor_order.sudo().picking_ids.picking_type_id.warehouse_id,
            self.vendor_warehouse | second,
        )
        self.assertEqual(len(self._boxes_of(order)), 3)
        self.assertEqual(
            self._purchase(order).order_line.mapped("qty_received"), [1, 2]
        )

    def test_each_document_in_its_own_company(self):
        """And the person who confirmed is where they were."""
        order, vendor_order = self._sell(1)
        self.assertEqual(order.env.company, self.buyer)
        vendor_order.action_confirm()
        self.assertEqual(vendor_order.env.company, self.vendor)
        purchase = self._purchase(order)
        for document, company in (
            (order.k2k_prebook_ids, self.buyer),
            (purchase, self.buyer),
            (purchase.picking_ids, self.buyer),
            (order.sudo().picking_ids, self.buyer),
            (self._boxes_of(order), self.buyer),
            (vendor_order, self.vendor),
            (vendor_order.sudo().picking_ids, self.vendor),
            (vendor_order.sudo().invoice_ids, self.vendor),
        ):
            self.assertEqual(document.company_id, company, document)

    def test_one_invoice_and_one_bill(self):
        """The vendor's invoice is no bill of the buyer's; its own agrees."""
        order, boxes = self._ship(2)
        purchase = self._purchase(order)
        invoice = self._vendor_order(purchase).sudo().invoice_ids
        self.assertEqual(len(invoice), 1)
        bill = purchase.invoice_ids
        self.assertEqual((len(bill), bill.state), (1, "draft"))
        bills = self.env["account.move"].search(
            [("move_type", "=", "in_invoice"), ("company_id", "=", self.buyer.id)]
        )
        self.assertEqual(bills, bill)
        bill.invoice_date = bill.date
        bill.action_post()
        self.assertEqual(bill.amount_untaxed, invoice.amount_untaxed)
        self.assertEqual(bill.partner_id, self.vendor.partner_id)
        self.assertEqual(purchase.invoice_status, "invoiced")
        boxes.action_confirm()
        self.assertEqual(len(purchase.invoice_ids), 1)

    def test_boxes_taken_back_are_shipped_again(self):
        """The same boxes, with the same codes, to the same customer."""
        order, boxes = self._ship(2)
        codes = set(boxes.mapped("code"))
        prebook = order.k2k_prebook_ids
        vendor_order = self._vendor_order(self._purchase(order))
        vendor_order.with_context(k2k_cancel_reason="No space on board").action_cancel()
        self.assertEqual(self._purchase(order).order_line.qty_received, 0)
        self.boxes.filtered(lambda box: box.name not in codes).k2k_on_hold = True
        self._publish()
        line = prebook.line_ids.with_user(self.buyer_sales)
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        wizard.browse(line.action_resupply()["res_id"]).option_ids[0].action_take()
        again = order.k2k_prebook_ids - prebook
        self._vendor_order(again.sudo().purchase_order_id).action_confirm()
        staged = self._boxes_of(order).filtered(lambda box: box.state == "staged")
        self.assertEqual(set(staged.mapped("code")), codes)
        staged.action_confirm()
        self.assertEqual(again.state, "received")
        for box in staged:
            self.assertEqual(
                self._stock_at(box.package_id), self.buyer_warehouse.lot_stock_id
            )

    def test_second_part_after_a_receipt(self):
        """A backorder resets nothing, and no larger quantity appears anywhere."""
        order, vendor_order = self._sell(3)
        wizards = self.env["k2k.ship.part"].with_user(self.vendor_sales)
        for boxes in (1, 1):
            wizard = wizards.browse(vendor_order.action_k2k_ship_part()["res_id"])
            wizard.rest = "open"
            lines = wizard.line_ids.filtered("package_ids")
            lines.package_ids = lines.package_ids[:boxes]
            wizard.action_apply()
            self._boxes_of(order).filtered(
                lambda box: box.state == "staged"
            ).action_confirm()
        purchase = self._purchase(order)
        lines = purchase.order_line.sorted("id")
        self.assertEqual(lines.mapped("product_qty"), [1, 1, 1])
        self.assertEqual(lines.mapped("qty_received"), [1, 1, 0])
        self.assertEqual(purchase.amount_untaxed, 165)
        wizards.browse(vendor_order.action_k2k_ship_part()["res_id"]).action_apply()
        self.assertEqual(lines.mapped("qty_received"), [1, 1, 1])
        self.assertEqual(vendor_order.order_line.mapped("qty_delivered"), [1, 1, 1])
        invoices = vendor_order.sudo().invoice_ids
        self.assertEqual(invoices.mapped("amount_untaxed"), [55, 55, 55])
        prebook = order.k2k_prebook_ids
        self.assertEqual((prebook.boxes_ordered, prebook.boxes_shipped), (3, 3))
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self._boxes_of(order).filtered(lambda b: b.state == "staged").action_confirm()
        self.assertEqual(order.order_line.qty_to_invoice, 3)


@tagged("post_install", "-at_install")
class TestSeveralVendors(K2kStockCommon):
    """One customer's order of boxes of two vendors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._stock_vendor(cls._codes(2))
        cls.other_product = cls._make_products()[0]
        cls.other_product.company_id = cls.stranger
        cls.other_type = cls.quarter_box.copy({"company_id": cls.stranger.id})
        cls._connect_other()
        cls.other_boxes = cls._stock_other(cls._codes(3, "OT"))

    @classmethod
    def _connect_other(cls):
        Connection = cls.env["k2k.connection"]
        warehouse = cls._warehouse(cls.stranger)
        ours = Connection.with_user(cls.buyer_manager).create(
            {"role": "buyer", "partner_id": cls.stranger.partner_id.id}
        )
        ours.action_request()
        theirs = Connection.with_user(cls.stranger_manager).search(
            [("partner_id", "=", cls.buyer.partner_id.id)]
        )
        theirs.action_accept()
        theirs.write(
            {
                "publish_warehouse_ids": [Command.set(warehouse.ids)],
                "service_day_ids": [
                    Command.create({"weekday": str(day)}) for day in range(7)
                ],
            }
        )
        ours.warehouse_id = cls.buyer_warehouse
        ours.action_activate()
        cls.other_connection = ours

    @classmethod
    def _stock_other(cls, codes):
        """The other vendor's boxes, made as the first one's are."""
        with (
            patch.object(cls, "vendor", cls.stranger),
            patch.object(cls, "vendor_warehouse", cls._warehouse(cls.stranger)),
            patch.object(cls, "quarter_box", cls.other_type),
        ):
            return cls._stock_vendor(codes, cls.other_product)

    def _other_offer(self):
        return (
            self.env["k2k.offer"]
            .with_user(self.buyer_sales)
            .search([("connection_id", "=", self.other_connection.id)])
        )

    def _other_order(self, prebook):
        return (
            self.env["sale.order"]
            .with_user(self.stranger_manager)
            .search([("k2k_peer_ref", "=", prebook.sudo().purchase_order_id.name)])
        )

    def test_two_vendors_in_one_order(self):
        offer = self._other_offer()
        self.assertEqual(offer.product_id, self._offer().product_id, "mapped by name")
        order = self._make_order(self._offer(), 1)
        self._add_line(order, offer, 2)
        order.action_confirm()
        prebooks = order.k2k_prebook_ids
        self.assertEqual(len(prebooks), 2)
        self.assertEqual(len(prebooks.sudo().purchase_order_id), 2)
        own = prebooks.filtered(lambda p: p.vendor_id == self.vendor.partner_id)
        other = prebooks - own
        self.assertEqual((own.boxes_ordered, other.boxes_ordered), (1, 2))
        self._vendor_order(own.sudo().purchase_order_id).action_confirm()
        self._other_order(other).action_cancel()
        self.assertEqual((own.state, other.state), ("shipped", "exception"))
        # an AWB never carries boxes of two vendors
        self.assertEqual(len(own.awb_ids), 1)

    def test_another_vendor_serves_instead(self):
        """One click; the customer pays what was agreed."""
        order, vendor_order = self._sell(2)
        price = order.order_line.price_unit
        self.boxes.k2k_on_hold = True
        vendor_order.with_context(k2k_cancel_reason="Frost").action_cancel()
        self._publish()
        line = order.k2k_prebook_ids.line_ids
        wizard = self.env["k2k.resupply"].with_user(self.buyer_sales)
        options = wizard.browse(line.action_resupply()["res_id"]).option_ids
        self.assertEqual(options.mapped("source"), [self.stranger.name])
        options.action_take()
        prebook = order.k2k_prebook_ids - line.prebook_id
        self.assertEqual(prebook.vendor_id, self.stranger.partner_id)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 2])
        self.assertEqual(order.order_line[1].price_unit, price)
        self._other_order(prebook).action_confirm()
        self.assertEqual(
            set(self._boxes_of(order).mapped("code")) - set(self._codes(3, "OT")), set()
        )
        self.assertEqual(prebook.state, "shipped")
        self.assertEqual(line.prebook_id.state, "cancelled")
