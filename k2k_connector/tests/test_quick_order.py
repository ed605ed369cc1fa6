# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import http
from odoo.tests import tagged

from .test_shop_http import ShopHttpCase, ShopTourCase


class QuickOrderCase(ShopHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.products[1], ["ROSE1", "ROSE2"])
        cls._make_boxes(cls.agapanthus, ["AGHB1"], 100, cls.half_box)
        cls._publish()
        cls.rose = cls._offer(cls.products[1]).sudo().product_id


@tagged("post_install", "-at_install")
class TestQuickOrder(QuickOrderCase):
    """A list is typed, looked at, corrected and put into the cart."""

    def setUp(self):
        super().setUp()
        self.authenticate("rosa", "rosa")

    def _post(self, path="", **values):
        values["csrf_token"] = http.Request.csrf_token(self)
        page = self.url_open(f"/shop/k2k/quick-order{path}", data=values)
        self.assertEqual(page.status_code, 200)
        return page

    def _text(self, page):
        return " ".join(page.text.split())

    def _value(self, offer):
        return f"{offer.product_id.id}:{offer.id}"

    def test_page(self):
        page = self.url_open("/shop/k2k/quick-order")
        self.assertIn("Type or paste", self._text(page))
        self.assertIn("/shop/k2k/quick-order", self.url_open("/shop/cart").text)
        self.assertIn("/shop/k2k/quick-order", self.url_open("/my").text)

    def test_what_was_found(self):
        page = self._post(text="2 QB agapanthus blue\nrose freedom\n3 tulip\n")
        text = self._text(page)
        self.assertEqual(text.count("o_k2k_row "), 3)
        self.assertEqual(text.count("o_k2k_found"), 2)
        self.assertEqual(text.count('o_k2k_missing"'), 1)
        self.assertIn("QB 10x10 · $ 78.00 / box · 5 boxes · with you on", text)
        for secret in (self.vendor.name, "0.5437", "54.37", "AGOLD"):
            self.assertFalse(secret in page.text, secret)

    def test_box_type_decides(self):
        self.assertIn(
            "1 box", self._text(self._post(text="1 HB agapanthus")).split("<select")[1]
        )
        text = self._text(self._post(text="1 EB agapanthus"))
        self.assertIn("Not as you asked today", text)

    def test_fewer_than_asked(self):
        self.assertIn("o_k2k_fewer", self._text(self._post(text="50 QB agapanthus")))

    def test_ambiguous(self):
        self.products[1].name = "Agapanthus White"
        self.rose.name = "Agapanthus White"
        self._publish()
        text = self._text(self._post(text="agapanthus"))
        self.assertIn("Several fit: choose", text)
        self.assertIn("Agapanthus White", text)

    def test_box_type_leaves_out_other_boxes(self):
        """Of several products only one comes in the box that was asked for."""
        self.products[1].name = "Agapanthus White"
        self.rose.name = "Agapanthus White"
        self._publish()
        text = self._text(self._post(text="1 HB agapanthus"))
        self.assertIn("Agapanthus Blue", text)
        self.assertFalse("Agapanthus White" in text, "comes in quarter boxes only")
        self.assertFalse("Not as you asked today" in text)
        text = self._text(self._post(text="1 EB agapanthus"))
        self.assertIn("Agapanthus White", text)
        self.assertIn("Not as you asked today", text)

    def test_sold_out(self):
        self.env["k2k.offer"].search([])._take_down()
        self.assertIn("not to be had today", self._text(self._post(text="agapanthus")))

    def test_own_stock(self):
        self._add_own_stock(40)
        text = self._text(self._post(text="agapanthus"))
        self.assertIn("by the unit, from our warehouse", text)
        self.assertIn("40 Units", text)

    def test_suggestions(self):
        text = self._text(self._post(text="2 QB agapantus blu"))
        self.assertIn("Did you mean", text)
        self.assertIn("Agapanthus Blue", text)

    def test_add(self):
        page = self._post(
            "/add",
            text_0="2 QB agapanthus",
            asked_0="2 QB agapanthus",
            boxes_0="3",
            choice_0=self._value(self.old_offer),
            text_1="1 rose",
            boxes_1="1",
            choice_1=self._value(self._offer(self.products[1])),
        )
        self.assertURLEqual(page.url, "/shop/cart")
        lines = self._cart().order_line
        self.assertEqual(sum(lines.mapped("product_uom_qty")), 4)
        self.assertEqual(sum(line._k2k_live_boxes() for line in lines), 4)
        self.assertIn("Held for you", page.text)

    def test_add_fewer(self):
        page = self._post(
            "/add", text_0="a", boxes_0="9", choice_0=self._value(self.old_offer)
        )
        self.assertURLEqual(page.url, "/shop/cart")
        self.assertIn("only 5 of the 9 boxes", page.text)

    def test_what_was_not_chosen_stays(self):
        page = self._post(
            "/add",
            text_0="2 QB agapanthus",
            boxes_0="2",
            choice_0=self._value(self.old_offer),
            text_1="1 tulip",
            boxes_1="1",
        )
        text = self._text(page)
        self.assertIn("Added to your cart: <b>2</b>", text)
        self.assertIn("1 tulip", text)
        self.assertFalse("2 QB agapanthus" in text)

    def test_nothing_chosen(self):
        page = self._post("/add", text_0="1 tulip", boxes_0="1")
        self.assertIn("Nothing was added", self._text(page))
        self.assertFalse(self._cart().order_line)

    def test_correct_and_look_again(self):
        page = self._post(
            text="1 tulip",
            text_0="4 QB agapanthus",
            asked_0="4 QB agapanthos",
            boxes_0="1",
            text_1="1 rose",
            asked_1="1 rose",
            boxes_1="2",
            choice_1="",
        )
        text = self._text(page)
        self.assertEqual(text.count("o_k2k_found"), 2)
        self.assertIn('name="boxes_0" value="4"', text)
        self.assertIn('name="boxes_1" value="2"', text)

    def test_rubbish(self):
        foreign = self.products[1].id
        for choice in (
            "x", ":", "0:0", "-1:5", f"{2**40}:1", f"{foreign}:0",
            f"{self.product.id}:{2**40}", f"{self.product.id}:x", "1:2:3",
        ):  # fmt: skip
            with self.subTest(choice=choice):
                self._post("/add", text_0="a", boxes_0="1", choice_0=choice)
                self.assertFalse(self._cart().order_line)
        for boxes in ("", "-3", "1e9", "٣", "0"):
            with self.subTest(boxes=boxes):
                self._post(
                    "/add",
                    text_0="a",
                    boxes_0=boxes,
                    choice_0=self._value(self.old_offer),
                )
                self.assertFalse(self._cart().order_line)
        self._post(text="\x00\n%s\n" % ("x " * 5000))
        self._post(text="rose\n" * 1000)

    def test_order_again_as_a_list(self):
        order = self._make_order(self.old_offer, 2)
        order.action_confirm()
        page = self.url_open("/shop/k2k/quick-order")
        self.assertIn(f"again={order.id}", page.text)
        page = self.url_open(f"/shop/k2k/quick-order?again={order.id}")
        self.assertIn("2 QB Agapanthus Blue 70 cm", page.text)
        self.authenticate(None, None)
        page = self.url_open(f"/shop/k2k/quick-order?again={order.id}")
        self.assertFalse("2 QB Agapanthus Blue 70 cm" in page.text)

    def test_queries_do_not_grow_with_the_lines(self):
        finder = self.env["k2k.quick.order"]
        with self.assertQueryCount(12):
            self.env.invalidate_all()
            wishes = finder._parse("2 QB agapanthus\nrose freedom\n" * 20)
            found = finder._find(wishes, [("sale_ok", "=", True)], lambda product: True)
            products = self.env["product.product"].union(*(p for *_, p in found))
            finder._choices_by_product(products, self.buyer)
        self.assertEqual(len(found), 40)


@tagged("post_install", "-at_install")
class TestQuickOrderTour(QuickOrderCase):
    def test_type_look_and_add(self):
        self.start_tour("/shop/k2k/quick-order", "k2k_quick_order", login="rosa")
        lines = self._cart().order_line
        self.assertEqual(lines.product_id, self.product | self.rose)
        self.assertEqual(sum(line._k2k_live_boxes() for line in lines), 3)


@tagged("post_install", "-at_install")
class TestPortalTour(ShopTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_follow_and_order_again(self):
        """On a phone: from My account to the prebook, its order, and order again."""
        self.product.is_published = True
        order = self._make_order(self.old_offer, 2)
        order.action_confirm()
        self._publish()
        self.start_tour("/my", "k2k_portal", login="rosa", timeout=120)
        self.assertEqual(self._cart().order_line.product_uom_qty, 2)
        self.assertEqual(self._cart().order_line.product_uom_id, self.pack_qb)
