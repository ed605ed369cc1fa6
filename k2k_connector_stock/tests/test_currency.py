# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kStockCommon


class CurrencyCase(K2kStockCommon):
    """The vendor keeps its books in another currency than the buyer."""

    vendor_currency = "EUR"
    rounding = 0.01
    rate = 0.8  # units of it for one US dollar
    list_price = 0.55

    @classmethod
    def _make_company(cls, name, code):
        company = super()._make_company(name, code)
        if code == "TFV":
            currency = cls.env.ref(f"base.{cls.vendor_currency}")
            currency.write({"active": True, "rounding": cls.rounding})
            company.currency_id = currency
            cls.env["product.pricelist"].search(
                [("company_id", "=", company.id)]
            ).currency_id = currency
        return company

    @classmethod
    def _connect(cls):
        foreign = cls.vendor.currency_id
        # each company keeps its own rates: of its own currency there is none
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": foreign.id,
                    "company_id": cls.buyer.id,
                    "name": fields.Date.today(),
                    "company_rate": cls.rate,
                },
                {
                    "currency_id": cls.buyer.currency_id.id,
                    "company_id": cls.vendor.id,
                    "name": fields.Date.today(),
                    "company_rate": 1 / cls.rate,
                },
            ]
        )
        return super()._connect()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agapanthus.list_price = cls.list_price
        cls.boxes = cls._stock_vendor(cls._codes(3))
        cls._offer().product_id.sudo().supplier_taxes_id = False

    def _ship_and_compare(self, boxes):
        """What the vendor invoices is, at the rate, what the buyer ordered."""
        order, _boxes = self._ship(boxes)
        purchase = self._purchase(order)
        invoice = self._vendor_order(purchase).sudo().invoice_ids
        self.assertEqual(purchase.currency_id, self.buyer.currency_id)
        self.assertEqual(invoice.currency_id, self.vendor.currency_id)
        converted = invoice.currency_id._convert(
            invoice.amount_total,
            purchase.currency_id,
            self.buyer,
            fields.Date.today(),
        )
        self.assertAlmostEqual(purchase.amount_total, converted, 2)
        return purchase, invoice

    def _bill_and_compare(self, boxes):
        """Ordered, confirmed, shipped, received and billed: one amount in two books.

        :return: the vendor's bill, posted
        """
        order, staged = self._ship(boxes)
        purchase = self._purchase(order)
        staged.action_confirm()
        staged.with_user(self.buyer_sales).action_bill()
        accountant = self._make_user(
            "buyer_accountant", self.buyer, "account.group_account_invoice"
        )
        bill = purchase.with_user(accountant).invoice_ids
        bill.action_post()
        invoice = self._vendor_order(purchase).sudo().invoice_ids
        self.assertEqual(bill.currency_id, self.vendor.currency_id)
        self.assertEqual(bill.amount_total, invoice.amount_total)
        self.assertEqual(bill.k2k_match, "match")
        self.assertEqual(purchase.invoice_status, "invoiced")
        self.assertAlmostEqual(-bill.amount_total_signed, purchase.amount_total, 2)
        # each box is rounded to the cent by itself
        self.assertAlmostEqual(
            sum(staged.mapped("total_cost")),
            purchase.amount_total,
            delta=0.005 * boxes,
        )
        sold = staged.sudo().invoice_id
        self.assertEqual(sold.currency_id, self.buyer.currency_id)
        self.assertAlmostEqual(sold.amount_total, order.amount_total)
        self.assertEqual(order.k2k_prebook_ids.state, "done")
        return bill


@tagged("post_install", "-at_install")
class TestEuro(CurrencyCase):
    def test_reconciles_to_the_cent(self):
        purchase, invoice = self._ship_and_compare(2)
        self.assertAlmostEqual(invoice.amount_total, 110.00)
        self.assertAlmostEqual(purchase.amount_total, 137.50)

    def test_billed(self):
        bill = self._bill_and_compare(2)
        self.assertAlmostEqual(bill.amount_total, 110.00)
        self.assertAlmostEqual(bill.amount_total_signed, -137.50)
        purchase = bill.invoice_line_ids.purchase_order_id
        self._vendor_order(purchase).order_line.price_unit = 60.0
        (told,) = purchase.message_ids.filtered(lambda m: "to be settled" in m.body)
        self.assertIn("10.00", told.body)
        self.assertIn("€", told.body, "in the currency of the vendor's bill")

    def test_rate_of_the_order_stays(self):
        """A later rate changes later orders, not an approved one."""
        order, _vendor_order = self._sell(1)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        self.vendor.currency_id.with_company(self.buyer).rate_ids.filtered(
            lambda rate: rate.company_id == self.buyer
        ).company_rate = 0.5
        self._vendor_order(purchase).action_confirm()
        self.assertAlmostEqual(purchase.order_line.price_unit, 68.75)
        self.assertAlmostEqual(self._boxes_of(order).unit_cost, 0.6875)

    def test_a_corrected_price_is_converted(self):
        """At the order's own rate: both sides agree to the cent again."""
        order, _boxes = self._ship(2)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        self._vendor_order(purchase).order_line.price_unit = 60.0
        self.assertAlmostEqual(purchase.order_line.price_unit, 75.0)
        self.assertAlmostEqual(self._boxes_of(order)[0].unit_cost, 0.75)


@tagged("post_install", "-at_install")
class TestManyStems(CurrencyCase):
    """A price per stem that is no round number, times six thousand."""

    rate = 0.9
    list_price = 0.33

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(60, "MS"))

    def test_reconciles_to_the_cent(self):
        purchase, invoice = self._ship_and_compare(60)
        self.assertAlmostEqual(invoice.amount_total, 1980.00)
        self.assertAlmostEqual(purchase.amount_total, 2200.00)

    def test_the_rate_is_stated(self):
        order, _vendor_order = self._sell(1)
        line = order.sudo().k2k_prebook_ids.line_ids
        self.assertEqual(line.vendor_currency, "EUR")
        self.assertAlmostEqual(line.vendor_price, 0.33)
        self.assertAlmostEqual(line.vendor_rate, 1 / 0.9)
        self.assertAlmostEqual(line.unit_cost, 0.36667)

    def test_nothing_is_said_where_prices_agree(self):
        order, _boxes = self._ship(2)
        notes = "".join(order.k2k_prebook_ids.message_ids.mapped("body"))
        self.assertNotIn("instead of", notes)


@tagged("post_install", "-at_install")
class TestPeso(CurrencyCase):
    """Prices in thousands and without cents, which don't come out even in dollars."""

    vendor_currency = "COP"
    rounding = 1
    rate = 4000.0
    list_price = 1999.0

    def test_reconciles_to_the_cent(self):
        purchase, invoice = self._ship_and_compare(3)
        self.assertAlmostEqual(invoice.amount_total, 599700)
        self.assertAlmostEqual(purchase.amount_total, 149.93)

    def test_billed(self):
        bill = self._bill_and_compare(3)
        self.assertEqual(bill.amount_total, 599700)
        self.assertAlmostEqual(bill.amount_total_signed, -149.93)


@tagged("post_install", "-at_install")
class TestTaxes(K2kStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls.env["account.tax"].create(
            {
                "name": "VAT 10 % included",
                "amount": 10,
                "price_include_override": "tax_included",
                "type_tax_use": "sale",
                "company_id": cls.vendor.id,
            }
        )
        cls.agapanthus.taxes_id = [Command.set(tax.ids)]
        cls.boxes = cls._stock_vendor(cls._codes(3))

    def test_tax_included_on_one_side(self):
        """A price with taxes does not inflate the buyer's, who adds its own."""
        own = self._offer().product_id.sudo().supplier_taxes_id
        self.assertEqual(own.company_id, self.buyer)
        order, boxes = self._ship(2)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        invoice = self._vendor_order(purchase).sudo().invoice_ids
        self.assertAlmostEqual(invoice.amount_total, 110.00)
        self.assertAlmostEqual(invoice.amount_untaxed, 100.00)
        self.assertAlmostEqual(purchase.amount_untaxed, invoice.amount_untaxed)
        self.assertEqual(purchase.order_line.tax_ids, own)
        self.assertAlmostEqual(boxes[0].unit_cost, 0.50)

    def test_tax_included_on_the_buyers_side(self):
        """Its own tax is part of its prices: what it pays without is the same."""
        tax = self.env["account.tax"].create(
            {
                "name": "Duty 20 % included",
                "amount": 20,
                "price_include_override": "tax_included",
                "type_tax_use": "purchase",
                "company_id": self.buyer.id,
            }
        )
        self._offer().product_id.sudo().supplier_taxes_id = [Command.set(tax.ids)]
        order, boxes = self._ship(2)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        vendor_order = self._vendor_order(purchase)
        self.assertAlmostEqual(purchase.order_line.price_unit, 60.00)
        self.assertAlmostEqual(purchase.amount_untaxed, 100.00)
        self.assertAlmostEqual(
            purchase.amount_untaxed, vendor_order.sudo().invoice_ids.amount_untaxed
        )
        self.assertAlmostEqual(boxes[0].unit_cost, 0.50)
        notes = "".join(purchase.message_ids.mapped("body"))
        self.assertNotIn("instead of", notes)
        vendor_order.order_line.price_unit = 66.0
        self.assertAlmostEqual(purchase.amount_untaxed, 120.00)
        self.assertAlmostEqual(boxes[0].unit_cost, 0.60)

    def test_decimal_precision(self):
        """Fine prices per stem survive a coarse price precision."""
        self.env.ref("product.decimal_price").digits = 2
        self.agapanthus.taxes_id = False
        self.agapanthus.list_price = 0.33
        self._publish()
        order, _boxes = self._ship(3)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        invoice = self._vendor_order(purchase).sudo().invoice_ids
        self.assertAlmostEqual(invoice.amount_untaxed, 99.0)
        self.assertAlmostEqual(purchase.amount_untaxed, invoice.amount_untaxed)

    def test_no_dust_of_floating_point(self):
        """0.55 a stem, 100 stems: 55.00 a box in both books, not 55.00000000000001."""
        self.assertNotEqual(0.55 * 100, 55.0)
        self.agapanthus.taxes_id = False
        self._publish()
        order, vendor_order = self._sell(1)
        purchase = order.sudo().k2k_prebook_ids.purchase_order_id
        self.assertEqual(vendor_order.order_line.price_unit, 55.0)
        self.assertEqual(purchase.order_line.price_unit, 55.0)
