# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import json
from datetime import timedelta

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.website_sale.tests.common import MockRequest

from .shop_common import ShopCommon


class ShopHttpCase(ShopCommon, HttpCase):
    def _add(self, boxes=2, offer_id=None):
        return self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "quantity": boxes,
                "k2k_offer_id": offer_id,
            },
        )

    def _combination(self, **params):
        return self.make_jsonrpc_request(
            "/website_sale/get_combination_info",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "combination": [],
                "add_qty": 1,
                **params,
            },
        )

    def _cart(self):
        return self.env["sale.order"].search(
            [("website_id", "=", self.website.id)], order="id desc", limit=1
        )

    def _offer_more_roses(self, number):
        """Other products with boxes of the same vendor, and stock of our own."""
        template = self.product.product_tmpl_id
        roses = template.browse()
        for rose in range(number):
            roses |= template.copy({"name": f"Rose {rose}", "is_published": True})
        maps = self.new_offer.map_id.sudo()
        for rose in roses.product_variant_ids:
            mapping = maps.copy(
                {"product_id": rose.id, "vendor_product_ref": f"rose {rose.id}"}
            )
            self.new_offer.sudo().copy(
                {
                    "map_id": mapping.id,
                    "product_id": rose.id,
                    "key": f"rose {rose.id}",
                    "price": 1 + rose.id,
                }
            )
        return roses


class SecretsCase(ShopHttpCase):
    """What the browser is told must not tell vendor, cost or shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor_warehouse.name = "Cayambe cold room"

    def _secrets(self):
        """Texts that tell the vendor, the cost, the shelf or the boxes."""
        return [
            self.vendor.name,
            self.vendor_warehouse.name,
            self.buyer_connection.sudo().token,
            *self.offers.mapped("key"),
            "0.5437",
            "54.37",
            "AGOLD",
            "AGNEW",
        ]

    def _assert_no_secret(self, text):
        text = text if isinstance(text, str) else json.dumps(text)
        for secret in self._secrets():
            # not assertNotIn: that would print the whole page
            self.assertFalse(secret in text, f"{secret} is told")

    def _assert_nothing_leaks(self):
        """To a visitor, a customer and one of our own salespeople."""
        for user in (None, "rosa", "buyer_sales"):
            with self.subTest(user=user):
                self.authenticate(user, user)
                for text in self._read_everything():
                    self._assert_no_secret(text)


@tagged("post_install", "-at_install")
class TestShopPages(SecretsCase):
    """What the browser is told."""

    def _read_everything(self):
        """The pages and answers of a purchase, as text; checked for secrets."""
        yield self.url_open("/shop").text
        yield self.url_open(self.product.website_url).text
        yield self._combination(k2k_offer_id=None)
        yield self._combination(k2k_offer_id=self.new_offer.id)
        yield self._combination()
        yield self.make_jsonrpc_request(
            "/website_sale/product_configurator/get_values",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "quantity": 1,
                "currency_id": self.buyer.currency_id.id,
                "so_date": "2026-11-23T12:00:00",
                "ptav_ids": [],
                "k2k_offer_id": self.new_offer.id,
            },
        )
        yield self._add(2)
        line = self._cart().order_line[:1]
        yield self.make_jsonrpc_request(
            "/shop/cart/update", {"line_id": line.id, "quantity": 1}
        )
        yield self.url_open("/shop/cart").text
        yield self.url_open("/shop/checkout").text

    def test_nothing_leaks(self):
        self._assert_nothing_leaks()

    def test_tile(self):
        page = self.url_open("/shop").text
        self.assertIn("o_k2k_tile_boxes", page)
        self.assertIn("K2K</span>", page)
        self.assertNotIn("from </small>", page, "there is one price only")
        self._add_own_stock(10)
        self.assertIn("from </small>", self.url_open("/shop").text)

    def _count_tile_queries(self, templates, cart):
        """Queries that the tiles of these products take, as the customer sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=self.customer_user)
        templates = templates.with_env(env).with_prefetch(templates.ids)
        website = self.website.with_env(env)
        with MockRequest(env, website=website, sale_order_id=cart.id):
            before = self.env.cr.sql_log_count
            prices = templates._get_sales_prices(website)
            taken = self.env.cr.sql_log_count - before
        boxes = [prices[template.id]["k2k_tile"]["boxes"] for template in templates]
        self.assertEqual(boxes[1:], [3] * (len(templates) - 1))
        return taken

    def _assert_further_tiles_are_free(self, cart):
        """Eight more products on the page take no query more."""
        templates = self.product.product_tmpl_id | self._roses
        self._count_tile_queries(templates, cart)
        few = self._count_tile_queries(templates[:3], cart)
        self.assertGreater(few, 0)
        self.assertEqual(self._count_tile_queries(templates, cart), few)

    def test_tiles_are_computed_together(self):
        """More tiles, no more queries; with boxes in the cart, too."""
        self._roses = self._offer_more_roses(10)
        cart = self._make_cart()
        self._assert_further_tiles_are_free(cart)
        cart._cart_add(self.product.id, 1, k2k_offer_id=self.new_offer.id)
        self.assertTrue(cart.order_line.k2k_is_k2k)
        self._assert_further_tiles_are_free(cart)

    def _is_listed(self, **params):
        """Whether the list shows the product, with these parameters."""
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return self.product.website_url in self.url_open(f"/shop?{query}").text

    def _choose_day(self, day):
        self.url_open(
            "/shop/k2k/terms",
            data={
                "k2k_day": day.isoformat(),
                "csrf_token": http.Request.csrf_token(self),
            },
        )

    def test_filters(self):
        """By what the product is, by its box and by the customer's day, together."""
        colour = self.env["product.attribute"].create({"name": "Colour"})
        blue, red = self.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": colour.id} for name in ("Blue", "Red")]
        )
        self.product.product_tmpl_id.attribute_line_ids = [
            Command.create(
                {"attribute_id": colour.id, "value_ids": [Command.set(blue.ids)]}
            )
        ]
        is_blue, is_red = (f"{colour.id}-{value.id}" for value in (blue, red))
        self.authenticate("rosa", "rosa")
        self.assertTrue(self._is_listed(attribute_values=is_blue))
        self.assertFalse(self._is_listed(attribute_values=is_red))
        self.assertTrue(self._is_listed(attribute_values=is_blue, k2k_box="QB"))
        self.assertFalse(self._is_listed(attribute_values=is_blue, k2k_box="HB"))
        day = self.old_offer.truck_date_from
        self._choose_day(day)
        self.assertTrue(self._is_listed(attribute_values=is_blue, k2k_box="QB"))
        self._choose_day(day + timedelta(days=90))
        self.assertFalse(self._is_listed(attribute_values=is_blue))
        page = self.url_open(f"/shop?attribute_values={is_blue}").text
        self.assertIn("Nothing fits your day, way and box", page)

    def test_product_page(self):
        page = self.url_open(self.product.website_url).text
        self.assertIn("From the grower", page)
        self.assertIn("5 box", " ".join(page.split()).replace("</t>", ""))
        self.assertIn("per box of 10 bunches x 10 stems = 100 stems", page)
        self.assertNotIn("In our warehouse", page)
        self._add_own_stock(10)
        self.assertIn("In our warehouse", self.url_open(self.product.website_url).text)

    def test_source_sets_price_and_limit(self):
        self._add_own_stock(10)
        own = self._combination(k2k_offer_id=0)
        self.assertEqual((own["k2k_offer_id"], own["free_qty"]), (0, 10))
        self.assertEqual(own["price"], self.product.list_price)
        # the page drops answers to a source given up meanwhile: it must know which
        self.assertEqual(own["k2k_asked"], 0)
        self.assertIn('value="0"', own["k2k_sources"])
        boxes = self._combination(k2k_offer_id=self.new_offer.id)
        self.assertEqual((boxes["price"], boxes["free_qty"]), (78.0, 5))
        self.assertIn("From the grower", boxes["k2k_sources"])
        self.assertEqual(boxes["k2k_asked"], self.new_offer.id)
        forged = self._combination(k2k_offer_id={"id": 1})
        self.assertEqual(forged["k2k_offer_id"], 0)

    def test_limit_counts_what_is_in_an_anonymous_cart(self):
        self._add(2)
        info = self._combination(k2k_offer_id=self.old_offer.id)
        self.assertEqual((info["free_qty"], info["cart_qty"]), (5, 2))

    def test_add_to_cart(self):
        self.authenticate("rosa", "rosa")
        values = self._add(2, self.old_offer.id)
        self.assertEqual(values["cart_quantity"], 2)
        self.assertEqual(len(self._held()), 2)
        page = self.url_open("/shop/cart").text
        self.assertIn("Held for you", page)
        self.assertIn("QB 10x10", page)
        self.make_jsonrpc_request("/shop/cart/clear")
        self.assertFalse(self._held())

    def test_visitors_are_told_to_log_in(self):
        self._add(2)
        self.assertFalse(self._held())
        self.assertIn("Not held yet", self.url_open("/shop/cart").text)

    def test_check_out_without_boxes_goes_back_to_the_cart(self):
        self._add(2, self.old_offer.id)
        self._somebody_takes(2, self.old_offer)
        self._publish()
        self.authenticate("rosa", "rosa")
        self._add(2, self.new_offer.id)
        cart = self._cart()
        cart.order_line.k2k_hold_expires_at = "2020-01-01"
        self.env["k2k.hold"].search([("state", "=", "held")])._release()
        self._somebody_takes(3, self.new_offer)
        response = self.url_open("/shop/checkout")
        self.assertURLEqual(response.url, "/shop/cart")
        self.assertIn("the last box", response.text)

    def _choose_on_account(self):
        """The payment page up to the moment when the browser begins to poll."""
        self.url_open("/shop/checkout")
        order = self._cart()
        self.assertEqual(order.carrier_id, self.carrier)
        values = self.make_jsonrpc_request(
            f"/shop/payment/transaction/{order.id}",
            {
                "access_token": order._portal_ensure_token(),
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids.id,
                "token_id": None,
                "amount": order.amount_total,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": "/shop/payment/validate",
            },
        )
        self.url_open("/payment/custom/process", {"reference": values["reference"]})
        return order

    def test_boxes_gone_while_paying(self):
        """No server error: the customer is told, and has the cart again."""
        self.authenticate("rosa", "rosa")
        self._add(2, self.old_offer.id)
        order = self._choose_on_account()
        self.env["k2k.hold"].search([]).expires_at = "2020-01-01"
        self._somebody_takes(2, self.old_offer)
        answer = self.make_jsonrpc_request("/payment/status/poll")
        self.assertEqual(answer["state"], "error")
        self.assertEqual((order.state, len(order.activity_ids)), ("draft", 1))
        response = self.url_open(answer["landing_route"])
        self.assertURLEqual(response.url, "/shop/cart")
        self.assertIn("Nothing has been ordered", response.text)

    def test_customers_without_credit_cannot_force_it(self):
        self.customer.with_company(self.buyer).k2k_on_account = False
        self.authenticate("rosa", "rosa")
        self._add(2, self.old_offer.id)
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "ValidationError"),
        ):
            self._choose_on_account()
        self.assertFalse(self._cart().transaction_ids)

    def test_configurator_counts_boxes(self):
        values = self.make_jsonrpc_request(
            "/website_sale/product_configurator/get_values",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "quantity": 1,
                "currency_id": self.buyer.currency_id.id,
                "so_date": "2026-11-23T12:00:00",
                "ptav_ids": [],
            },
        )
        (product,) = values["products"]
        self.assertEqual((product["price"], product["free_qty"]), (78.0, 5))
        self.assertEqual(product["uom"]["id"], self.pack_qb.id)
        self.assertEqual(len(product["available_uoms"]), 1)


class ShopTourCase(ShopHttpCase):
    """A customer buys two boxes on account, in a real browser."""

    def _buy(self):
        self._add_own_stock(40)
        self.start_tour("/shop", "k2k_shop", login="rosa", timeout=120)
        order = self._cart()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.filtered("k2k_is_k2k").product_uom_qty, 2)
        self.assertEqual(order.k2k_prebook_ids.state, "ordered")
        self.assertEqual(self._held(), self.old_boxes)


@tagged("post_install", "-at_install")
class TestShopTour(ShopTourCase):
    def test_desktop(self):
        self._buy()

    def test_filters_clicked(self):
        """Colour, kind of box and day, clicked one after the other."""
        roses = self._offer_more_roses(1)
        offers = self.env["k2k.offer"].search(
            [("product_id", "=", roses.product_variant_ids.id)]
        )
        half_box = self.half_box.sudo().copy({"company_id": self.buyer.id})
        later = self.old_offer.truck_date_from + timedelta(days=5)
        offers.write(
            {
                "package_type_id": half_box.id,
                "ship_date": later - timedelta(days=1),
                "ship_until": later + timedelta(days=9),
                "truck_date_from": later,
                "truck_date_to": later + timedelta(days=10),
            }
        )
        colour = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": name}) for name in ("Blue", "Red")
                ],
            }
        )
        templates = self.product.product_tmpl_id + roses
        for template, value in zip(templates, colour.value_ids, strict=True):
            template.attribute_line_ids = [
                Command.create(
                    {"attribute_id": colour.id, "value_ids": [Command.set(value.ids)]}
                )
            ]
        self.start_tour("/shop", "k2k_shop_filter", login="rosa", timeout=120)


@tagged("post_install", "-at_install")
class TestShopTourPhone(ShopTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self._buy()
