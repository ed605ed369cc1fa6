# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .shop_common import ShopCommon
from .test_shop_http import ShopHttpCase


@tagged("post_install", "-at_install")
class TestReorder(ShopHttpCase):
    """Order again as last week: the same packs and sources, as offered today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.is_published = True
        cls.order = cls._make_order(cls, cls.old_offer, 2)
        cls.order.action_confirm()
        cls._publish()

    def setUp(self):
        super().setUp()
        self.authenticate("rosa", "rosa")

    def _again(self, order=None):
        values = self.make_jsonrpc_request(
            "/my/orders/reorder", {"order_id": (order or self.order).id}
        )
        return values, self._cart()

    def test_boxes_stay_boxes(self):
        values, cart = self._again()
        line = cart.order_line
        self.assertEqual(line.k2k_offer_id, self.new_offer, "what is offered today")
        self.assertEqual(line.product_uom_id, self.pack_qb)
        self.assertEqual((line.product_uom_qty, line.price_unit), (2, 78.0))
        self.assertEqual(line._k2k_live_boxes(), 2)
        self.assertEqual(values["cart_quantity"], 2)
        self.assertFalse(cart.shop_warning)

    def test_todays_price(self):
        self.buyer_connection.gpm = 0.4
        self._publish()
        _values, cart = self._again()
        self.assertEqual(cart.order_line.price_unit, self.new_offer.price * 100)
        self.assertGreater(cart.order_line.price_unit, 78.0)

    def test_fewer_today(self):
        self._somebody_takes(2)
        self._publish()
        _values, cart = self._again()
        self.assertEqual(cart.order_line.product_uom_qty, 1)
        self.assertIn("only 1 of 2 boxes are to be had today", cart.shop_warning)
        self.assertIn("only 1 of 2 boxes", self.url_open("/shop/cart").text)

    def test_nothing_today(self):
        self._somebody_takes(3)
        self._publish()
        _values, cart = self._again()
        self.assertFalse(cart.order_line)
        self.assertIn("QB 10x10: not to be had today", cart.shop_warning)

    def test_other_packs_are_told(self):
        self._somebody_takes(3)
        unit = self.env.ref("uom.product_uom_unit")
        pack = self.env["uom.uom"].create(
            {"name": "HB 20x10", "relative_uom_id": unit.id, "relative_factor": 200}
        )
        self.agapanthus.uom_ids |= pack
        self._make_boxes(self.agapanthus, ["AGHB"], 200, self.half_box)
        self._publish()
        _values, cart = self._again()
        self.assertFalse(cart.order_line)
        self.assertIn("There is: HB 20x10.", cart.shop_warning)

    def test_own_packs_where_suppliers_have_none(self):
        self._somebody_takes(3)
        self._publish()
        self._add_own_stock(150)
        _values, cart = self._again()
        self.assertFalse(cart.order_line.k2k_offer_id)
        self.assertEqual(cart.order_line.product_uom_id, self.pack_qb)
        self.assertEqual(cart.order_line.product_uom_qty, 1)
        self.assertIn("only 1 of 2", cart.shop_warning)

    def _order_of(self, *lines):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.buyer.id,
                "order_line": [Command.create(line) for line in lines],
            }
        )
        order.action_confirm()
        return order

    def test_own_stock_stays_own_stock(self):
        """40 stems of ours do not become 40 boxes of a supplier."""
        self._add_own_stock(340)
        order = self._order_of(
            {"product_id": self.product.id, "product_uom_qty": 40},
            {
                "product_id": self.product.id,
                "product_uom_qty": 2,
                "product_uom_id": self.pack_qb.id,
            },
        )
        self._add_own_stock(380)
        _values, cart = self._again(order)
        # 140 are free now: core counts whole packs first, which leaves none
        self.assertFalse(any(cart.order_line.mapped("k2k_is_k2k")))
        self.assertEqual(
            [(ln.product_uom_id, ln.product_uom_qty) for ln in cart.order_line],
            [(self.product.uom_id, 40)],
        )
        self.assertIn("QB 10x10: not to be had today", cart.shop_warning)

    def test_other_goods_come_along(self):
        vase = self.env["product.product"].create(
            {
                "name": "Vase",
                "company_id": self.buyer.id,
                "is_published": True,
                "list_price": 7,
                "taxes_id": [Command.clear()],
            }
        )
        gone = self.env["product.product"].create(
            {"name": "Old vase", "company_id": self.buyer.id, "is_published": True}
        )
        order = self._order_of(
            {"product_id": vase.id, "product_uom_qty": 3},
            {"product_id": gone.id},
            {
                "product_id": self.product.id,
                "k2k_offer_id": self.new_offer.id,
                "product_uom_qty": 1,
            },
        )
        gone.active = False
        self._publish()
        _values, cart = self._again(order)
        self.assertEqual(cart.order_line.product_id, vase | self.product)
        self.assertIn("Old vase: we do not sell it any more", cart.shop_warning)

    def test_nothing_of_somebody_else(self):
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            self.make_jsonrpc_request("/my/orders/reorder", {"order_id": self.order.id})
        self.assertFalse(self._held() - self.old_boxes)

    def test_sidebar_of_the_cart(self):
        """Core's quick reorder takes boxes at the price of boxes, too."""
        self.order.website_id = self.website
        self._add_own_stock(40)
        page = " ".join(self.url_open("/shop/cart").text.split())
        self.assertIn('data-price-unit="78.0"', page)
        values = self.make_jsonrpc_request(
            "/shop/cart/quick_add",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "quantity": 2,
            },
        )
        self.assertEqual(values["cart_quantity"], 2)
        line = self._cart().order_line
        self.assertEqual(line.k2k_offer_id, self.new_offer)
        self.assertEqual(line._k2k_live_boxes(), 2)


@tagged("post_install", "-at_install")
class TestBackInStock(ShopHttpCase):
    """Who asked to be told is told once, when a supplier has boxes again."""

    def _tell_me(self):
        return self.make_jsonrpc_request(
            "/shop/add/stock_notification",
            {"email": self.customer.email, "product_id": self.product.id},
        )

    def _mails(self):
        return self.env["mail.mail"].search(
            [
                ("email_to", "ilike", "rosa@example.com"),
                ("subject", "ilike", "available"),
            ]
        )

    def test_told_once(self):
        # the shop is not the database's first website
        self.env["website"].create({"name": "First", "sequence": 0})
        self.offers._take_down()
        self.authenticate("rosa", "rosa")
        info = self._combination(k2k_offer_id=None)
        self.assertEqual((info["free_qty"], info["has_stock_notification"]), (0, False))
        self._tell_me()
        self.assertTrue(self._combination(k2k_offer_id=None)["has_stock_notification"])
        send = self.env["product.product"]._send_availability_email
        send()
        self.assertFalse(self._mails(), "nothing is back yet")
        job = self.env.ref("website_sale_stock.ir_cron_send_availability_email")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self._make_boxes(self.agapanthus, ["AGBACK"])
        self._publish()
        self.assertTrue(self.product.with_company(self.buyer).k2k_boxes_available)
        self.assertGreater(
            len(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])),
            len(triggers),
            "the job starts at once",
        )
        send()
        (mail,) = self._mails()
        self.assertIn(self.product.website_url, mail.body_html)
        self.assertFalse(self.vendor.name in mail.body_html)
        send()
        self.assertEqual(self._mails(), mail)
        self.assertFalse(self.product.stock_notification_partner_ids)

    def test_nobody_waits(self):
        job = self.env.ref("website_sale_stock.ir_cron_send_availability_email")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self._publish()
        self.offers._update_shop()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), before
        )


@tagged("post_install", "-at_install")
class TestResale(ShopHttpCase):
    """With a resale certificate there is no tax, without a valid one there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "7 %",
                "amount": 7.0,
                "company_id": cls.buyer.id,
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.product.taxes_id = cls.tax
        cls.website.show_line_subtotals_tax_selection = "tax_included"

    def _certify(self, days=30):
        self.customer.with_company(self.buyer).write(
            {
                "k2k_resale_certificate": "FL-2026-0815",
                "k2k_resale_expires_on": fields.Date.today() + timedelta(days=days),
            }
        )

    def _prices(self):
        """Price on the page, and (untaxed, tax) of a new cart."""
        self.authenticate("rosa", "rosa")
        price = self._combination(k2k_offer_id=self.old_offer.id)["price"]
        self._add(1, self.old_offer.id)
        self.url_open("/shop/cart")
        cart = self._cart()
        return round(price, 2), cart.amount_untaxed, round(cart.amount_tax, 2)

    def test_without(self):
        self.assertEqual(self._prices(), (83.46, 78.0, 5.46))

    def test_with(self):
        self._certify()
        self.assertEqual(self._prices(), (78.0, 78.0, 0.0))
        cart = self._cart()
        cart.action_confirm()
        invoice = self.env["account.move"].create(cart._prepare_invoice())
        self.assertTrue(invoice.fiscal_position_id.k2k_resale)
        self.assertFalse(
            cart.order_line._prepare_invoice_line()["tax_ids"][0][2], "no tax"
        )

    def test_last_day(self):
        self._certify(0)
        self.assertEqual(self._prices()[2], 0.0)

    def test_expired(self):
        self._certify(-1)
        self.assertEqual(self._prices(), (83.46, 78.0, 5.46))

    def test_expires_while_the_cart_is_open(self):
        self._certify()
        self.assertEqual(self._prices()[2], 0.0)
        self._certify(-1)
        self.assertEqual(
            self._combination(k2k_offer_id=self.old_offer.id)["price"], 83.46
        )
        self.url_open("/shop/cart")
        self.assertEqual(round(self._cart().amount_tax, 2), 5.46)
        self._certify()
        self.url_open("/shop/cart")
        self.assertEqual(self._cart().amount_tax, 0.0)

    def test_quotation_confirmed_after_the_last_day(self):
        self._certify()
        order = self._make_order(self.old_offer, 1)
        self.assertEqual(order.amount_tax, 0.0)
        self._certify(-1)
        order.action_confirm()
        self.assertEqual(round(order.amount_tax, 2), 5.46)
        notes = " ".join(order.message_ids.mapped("body"))
        self.assertIn("resale certificate has changed", notes)

    def test_only_the_company_that_has_the_certificate(self):
        self._certify()
        self.assertTrue(self.customer._k2k_has_resale_certificate(self.buyer))
        self.assertFalse(self.customer._k2k_has_resale_certificate(self.vendor))
        contact = self.env["res.partner"].create(
            {"name": "Rosa", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertTrue(contact._k2k_has_resale_certificate(self.buyer))

    def test_purchases_and_chosen_positions_are_left_alone(self):
        self._certify()
        positions = self.env["account.fiscal.position"].with_company(self.buyer)
        with Form(self.env["purchase.order"].with_company(self.buyer)) as form:
            form.partner_id = self.customer
        self.assertFalse(form.record.fiscal_position_id.k2k_resale)
        bill = (
            self.env["account.move"]
            .with_company(self.buyer)
            .create({"move_type": "in_invoice", "partner_id": self.customer.id})
        )
        self.assertFalse(bill.fiscal_position_id.k2k_resale)
        order = self._make_order(self.old_offer, 1)
        self.assertTrue(order.fiscal_position_id.k2k_resale)
        chosen = positions.create({"name": "Chosen", "company_id": self.buyer.id})
        self.customer.with_company(self.buyer).property_account_position_id = chosen
        order = self._make_order(self.old_offer, 1)
        self.assertEqual(order.fiscal_position_id, chosen)

    def test_date_is_needed(self):
        with self.assertRaises(ValidationError):
            self.customer.with_company(self.buyer).k2k_resale_certificate = "1"

    def test_customers_cannot_certify_themselves(self):
        partner = self.customer.with_user(self.customer_user)
        with self.assertRaises(AccessError):
            partner.write({"k2k_resale_certificate": "1"})
        with self.assertRaises(AccessError):
            partner.read(["k2k_resale_expires_on"])


@tagged("post_install", "-at_install")
class TestPricesAfterLogin(ShopHttpCase):
    """Where the shop is for customers only, a visitor is told no price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website.ecommerce_access = "logged_in"

    def _answers(self):
        template = self.product.product_tmpl_id
        configurator = {
            "product_template_id": template.id,
            "quantity": 1,
            "currency_id": self.buyer.currency_id.id,
            "so_date": "2026-11-23T12:00:00",
            "ptav_ids": [],
        }
        search = {
            "search_type": "products",
            "term": "Agapanthus",
            "options": {
                "displayDetail": True,
                "displayImage": False,
                "displayDescription": False,
                "displayExtraLink": False,
            },
        }
        for url, params in (
            ("/website_sale/product_configurator/get_values", configurator),
            (
                "/website_sale/product_configurator/update_combination",
                configurator,
            ),
            ("/website/snippet/autocomplete", search),
        ):
            try:
                yield url, str(self.make_jsonrpc_request(url, params))
            except JsonRpcException as error:
                yield url, str(error)
        for offer in (None, self.new_offer.id):
            try:
                yield "combination", str(self._combination(k2k_offer_id=offer))
            except JsonRpcException as error:
                yield "combination", str(error)
        try:
            yield "add", str(self._add(1))
        except JsonRpcException as error:
            yield "add", str(error)
        for url in (
            "/shop",
            "/shop?search=Agapanthus",
            self.product.website_url,
            "/shop/cart",
            "/shop/k2k/quick-order",
            "/sitemap.xml",
            "/",
        ):
            yield url, self.url_open(url).text

    def test_visitor(self):
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            for url, text in self._answers():
                with self.subTest(url=url):
                    for price in ("78.00", "78.0", "0.78", "0.7767", "o_k2k_source"):
                        self.assertFalse(price in text, f"{price} is told")

    def test_visitor_may_not_type_a_list(self):
        self.authenticate(None, None)
        page = self.url_open("/shop/k2k/quick-order")
        self.assertIn("/web/login", page.url)

    def test_customer(self):
        self.authenticate("rosa", "rosa")
        found = dict(self._answers())
        self.assertIn("78.0", found["combination"])
        self.assertIn("0.78", found["/shop"])


@tagged("post_install", "-at_install")
class TestMarginOfSources(ShopCommon):
    """What a salesperson sees of a source, and a customer does not."""

    def test_numbers_in_the_list(self):
        offer = self.old_offer.with_user(self.buyer_sales).with_context(
            k2k_as_source=True
        )
        short = offer.display_name
        self.assertIn("QB 10x10", short)
        self.assertFalse("margin" in short)
        name = offer.with_context(formatted_display_name=True).display_name
        self.assertTrue(name.startswith(short))
        for number in ("2 boxes", "78.00", "margin 30"):
            self.assertIn(number, name)
