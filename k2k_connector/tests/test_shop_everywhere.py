# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""One number, one pack and no secret, on each page and in each answer of a purchase."""

import re

from odoo.tests import tagged

from .shop_common import ShopCommon
from .test_shop_http import SecretsCase, ShopHttpCase

CONFIGURATOR = "/website_sale/product_configurator/"


def words(text):
    """The text of a page in one line, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class EverywhereCase(ShopHttpCase):
    def _configurator(self, offer_id=None, method="get_values", **params):
        return self.make_jsonrpc_request(
            CONFIGURATOR + method,
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "quantity": 1,
                "currency_id": self.buyer.currency_id.id,
                "so_date": "2026-11-23T12:00:00",
                "ptav_ids": [],
                "k2k_offer_id": offer_id,
                **params,
            },
        )

    def _make_feed(self):
        self.website.enabled_gmc_src = True
        return self.env["product.feed"].create(
            {"name": "Feed", "website_id": self.website.id}
        )

    def _read_feed(self, feed):
        feed.action_invalidate_cache()
        # without the server's name: it need not be the one of this test
        return self.url_open(feed.url[feed.url.index("/gmc.xml") :]).text


@tagged("post_install", "-at_install")
class TestSameNumber(EverywhereCase):
    """How many boxes there are is the same number wherever the customer looks."""

    def _boxes_on_tile(self):
        tile = self.url_open("/shop?search=Agapanthus").text
        found = re.search(r"([\d]+) (?:box|boxes) available", words(tile))
        return int(found[1]) if found else 0

    def _boxes_on_page(self):
        page = words(self.url_open(self.product.website_url).text)
        return sum(map(int, re.findall(r"(\d+) (?:box|boxes) available", page)))

    def _boxes_of_source(self, offer):
        return self._combination(k2k_offer_id=offer.id)["free_qty"]

    def _boxes_in_configurator(self, offer):
        (product,) = self._configurator(offer.id)["products"]
        return product["free_qty"]

    def _assert_boxes(self, number, offer):
        self.assertEqual(
            (
                self._boxes_on_tile(),
                self._boxes_on_page(),
                self._boxes_of_source(offer),
                self._boxes_in_configurator(offer),
            ),
            (number, number, number, number),
        )

    def test_offered(self):
        self._assert_boxes(5, self.new_offer)

    def test_held_by_another_customer(self):
        self._somebody_takes(2)
        self._publish()
        self._assert_boxes(3, self.new_offer)

    def test_the_cart_can_have_as_many_as_are_told(self):
        self.authenticate("rosa", "rosa")
        told = self._boxes_on_page()
        values = self._add(told + 1)
        self.assertEqual(values["cart_quantity"], told)
        self.assertIn(f"{told}", words(self.url_open("/shop/cart").text))
        self.assertEqual(len(self._held()), told)
        self._publish()
        self.assertFalse(self._boxes_on_page(), "the other customers see none left")

    def test_payment_takes_what_the_cart_says(self):
        self.authenticate("rosa", "rosa")
        self._add(5)
        cart = self._cart()
        self.url_open("/shop/checkout")
        page = words(self.url_open("/shop/payment").text)
        self.assertIn("390.00", page, "five boxes of 78")
        cart._check_cart_is_ready_to_be_paid()
        self.assertEqual(sum(cart.order_line.mapped("k2k_held_boxes")), 5)

    def test_sources_have_each_their_own_number(self):
        """Another pack is another choice; the tile counts all of them."""
        unit = self.env.ref("uom.product_uom_unit")
        pack = self.env["uom.uom"].create(
            {"name": "HB 20x10", "relative_uom_id": unit.id, "relative_factor": 200}
        )
        self.agapanthus.uom_ids |= pack
        self._make_boxes(self.agapanthus, ["AGHB1", "AGHB2"], 200, self.half_box)
        self._publish()
        half = self.product.sudo().k2k_offer_ids.filtered(
            lambda offer: offer.uom_id.name == "HB 20x10"
        )
        self.assertEqual(self._boxes_on_tile(), 7)
        self.assertEqual(self._boxes_on_page(), 7)
        for offer, boxes in ((half, 2), (self.new_offer, 5)):
            self.assertEqual(self._boxes_of_source(offer), boxes)
            self.assertEqual(self._boxes_in_configurator(offer), boxes)
        self.authenticate("rosa", "rosa")
        self.assertEqual(self._add(3, half.id)["cart_quantity"], 2)


@tagged("post_install", "-at_install")
class TestPackEverywhere(EverywhereCase):
    """A box is never shown as "1": its pack stands beside it."""

    PACK = "QB 10x10"
    TEXT = "10 bunches x 10 stems = 100 stems"

    def setUp(self):
        super().setUp()
        self.authenticate("rosa", "rosa")
        self._add(2, self.old_offer.id)
        self.order = self._cart()

    def test_cart_and_check_out(self):
        page = words(self.url_open("/shop/cart").text)
        self.assertIn(self.PACK, page)
        self.assertIn(self.TEXT, page)
        for url in ("/shop/checkout", "/shop/payment"):
            self.assertIn(self.PACK, words(self.url_open(url).text), url)

    def test_mail_portal_and_invoice(self):
        self.order.action_confirm()
        self.order._send_order_confirmation_mail()
        mail = self.order.message_ids.filtered(lambda m: "Ref" in (m.subject or ""))
        self.assertIn(self.PACK, words(mail[:1].body))
        page = words(self.url_open(f"/my/orders/{self.order.id}").text)
        self.assertIn(self.PACK, page)
        self.assertIn(self.TEXT, page)
        invoice = self.env["account.move"].create(self._prepare_invoice())
        invoice.action_post()
        line = invoice.invoice_line_ids
        self.assertEqual(line.product_uom_id, self.pack_qb)
        self.assertEqual((line.quantity, line.price_unit), (2, 78.0))
        page = words(self.url_open(f"/my/invoices/{invoice.id}?report_type=html").text)
        self.assertIn(self.PACK, page, "the customer has no say in units of measure")
        self.assertIn(self.TEXT, page)
        for secret in (self.vendor.name, "54.37", "AGOLD"):
            self.assertFalse(secret in page, f"{secret} is told")

    def _prepare_invoice(self):
        lines = [
            (0, 0, line._prepare_invoice_line(quantity=line.product_uom_qty))
            for line in self.order.order_line.filtered("k2k_is_k2k")
        ]
        return {**self.order._prepare_invoice(), "invoice_line_ids": lines}


@tagged("post_install", "-at_install")
class TestNoSecretElsewhere(EverywhereCase, SecretsCase):
    """Feeds, searches and what comes after the purchase tell no secret either."""

    def _read_everything(self):
        feed = self._make_feed()
        yield self._read_feed(feed)
        yield self.url_open("/shop?search=Agapanthus").text
        yield self.make_jsonrpc_request(
            "/website/snippet/autocomplete",
            {
                "search_type": "products",
                "term": "Agapanthus",
                "options": {
                    "displayDetail": True,
                    "displayImage": True,
                    "displayDescription": True,
                    "displayExtraLink": True,
                },
            },
        )
        yield self._configurator(self.new_offer.id, "update_combination")
        yield self._configurator(None, "get_optional_products", parent_ptav_ids=[])
        values = self._add(1, self.old_offer.id)
        yield values
        for url in (
            "/shop/cart",
            "/shop/k2k/quick-order",
            "/shop/payment",
            "/my",
            "/my/orders",
            "/my/prebooks",
            "/sitemap.xml",
        ):
            yield self.url_open(url).text
        yield self.make_jsonrpc_request("/shop/cart/clear")

    def test_nothing_leaks(self):
        self._assert_nothing_leaks()

    def test_feed_tells_price_and_stock_of_a_box(self):
        feed = self._make_feed()
        text = words(self._read_feed(feed))
        self.assertIn("78.0", text)
        self.assertIn("in_stock", text)
        self._somebody_takes(2, self.old_offer)
        self._somebody_takes(3)
        self._publish()
        self.assertIn("out_of_stock", words(self._read_feed(feed)))


@tagged("post_install", "-at_install")
class TestVendorsName(EverywhereCase):
    """The vendor's name is told where the buyer chooses so, and nowhere else."""

    def test_chosen(self):
        name = self.buyer_connection.sudo().partner_id.name
        self.assertFalse(name in self.url_open(self.product.website_url).text)
        self.buyer_connection.sudo().show_vendor = True
        page = words(self.url_open(self.product.website_url).text)
        self.assertIn(f"From {name}", page)
        self.assertFalse("54.37" in page)


@tagged("post_install", "-at_install")
class TestFieldsOfProducts(ShopCommon):
    """What a portal user may ask for by RPC."""

    def test_customers_cannot_read_offers(self):
        product = self.product.with_user(self.customer_user)
        for name in ("k2k_offer_ids", "k2k_best_offer_id"):
            with self.subTest(field=name):
                self.assertFalse(
                    product._has_field_access(product._fields[name], "read")
                )
        offers = self.env["k2k.offer"].with_user(self.customer_user)
        self.assertFalse(offers.has_access("read"))
