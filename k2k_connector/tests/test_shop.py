# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .shop_common import ShopCommon


@tagged("post_install", "-at_install")
class TestAvailability(ShopCommon):
    """The same number everywhere, and of whom it is told."""

    def test_suppliers_boxes_are_available(self):
        product = self.product.with_user(self.customer_user)
        self.assertEqual(product.k2k_boxes_available, 5)
        self.assertEqual(self.website._get_product_available_qty(product.sudo()), 500)
        self.assertEqual(
            product._get_max_quantity(self.website, self._make_cart()), 500
        )
        self._add_own_stock(40)
        self.assertEqual(self.website._get_product_available_qty(product.sudo()), 540)
        self.assertEqual(self.website._k2k_own_qty(product.sudo()), 40)

    def test_held_boxes_are_not(self):
        self._somebody_takes(3)
        self._publish()
        self.assertEqual(self.website._get_product_available_qty(self.product), 200)

    def test_overbooked_own_stock_takes_no_boxes_away(self):
        self._add_own_stock(10)
        self.env["stock.quant"]._update_reserved_quantity(
            self.product, self.buyer_warehouse.lot_stock_id, 10
        )
        self.assertEqual(self.website._get_product_available_qty(self.product), 500)

    def test_suspended_connection_offers_nothing(self):
        self.buyer_connection.action_suspend()
        self.assertEqual(self.website._get_product_available_qty(self.product), 0)

    def test_one_choice_for_boxes_that_look_the_same(self):
        (choice,) = self.product._k2k_choices(self.buyer)
        self.assertEqual(choice, self.old_offer | self.new_offer)
        self.assertEqual(choice[0], self.old_offer, "the oldest boxes leave first")

    def test_other_price_is_another_choice(self):
        self.new_offer.price = 0.7
        cheap, dear = self.product._k2k_choices(self.buyer)
        self.assertEqual((cheap, dear), (self.new_offer, self.old_offer))

    def test_choice_of_an_offer_that_is_sold_out(self):
        self.old_offer.boxes_available = 0
        choice = self.product._k2k_find_choice(self.buyer, self.old_offer.id)
        self.assertEqual(choice, self.new_offer)

    def test_foreign_offers_are_no_choice(self):
        self._make_boxes(self.products[1], ["ROSE1"])
        self._publish()
        rose = self._offer(self.products[1])
        for offer_id, company in (
            (rose.id, self.buyer),
            (self.old_offer.id, self.stranger),
            (2**31 - 1, self.buyer),
            (-1, self.buyer),
        ):
            self.assertFalse(self.product._k2k_find_choice(company, offer_id))

    def test_default_is_own_stock_if_it_suffices(self):
        default = self.product._k2k_default_choice
        self.assertFalse(default(self.buyer, own_quantity=100, quantity=100))
        self.assertEqual(
            default(self.buyer, own_quantity=99, quantity=100), self.offers
        )
        self.offers._take_down()
        self.assertFalse(default(self.buyer, own_quantity=0, quantity=1))

    def test_customers_may_not_read_offers(self):
        with self.assertRaises(AccessError):
            self.old_offer.with_user(self.customer_user).read(["price"])


@tagged("post_install", "-at_install")
class TestCart(ShopCommon):
    """What is in the cart is held at the vendor."""

    def setUp(self):
        super().setUp()
        self.cart = self._make_cart()

    def _add(self, boxes, offer_id=None, cart=None):
        return (cart or self.cart)._cart_add(
            self.product.id, boxes, k2k_offer_id=offer_id
        )

    def test_add_holds(self):
        values = self._add(2, self.old_offer.id)
        line = self.cart.order_line
        self.assertEqual((values["quantity"], values["warning"]), (2, ""))
        self.assertEqual(line.k2k_offer_id, self.old_offer)
        self.assertEqual(line.product_uom_id, self.pack_qb)
        self.assertEqual(line.price_unit, 78.0)
        self.assertEqual(self._held(), self.old_boxes)
        left = line.k2k_hold_expires_at - fields.Datetime.now()
        self.assertAlmostEqual(left.total_seconds(), 3600, delta=60)
        self.assertIn("Box of 10 bunches x 10 stems = 100 stems", line.name)
        self.assertIn("With you on", line.name)

    def test_oldest_boxes_first_then_the_next(self):
        values = self._add(4)
        self.assertEqual((values["added_qty"], values["warning"]), (4, ""))
        self.assertEqual(self.cart.order_line.mapped("product_uom_qty"), [2, 2])
        self.assertEqual(self.cart.cart_quantity, 4)
        self.assertEqual(len(self._held()), 4)

    def test_adding_again_raises_the_line_and_not_the_clock(self):
        self.old_offer.boxes_available = 0
        self._add(1, self.new_offer.id)
        line = self.cart.order_line
        line.k2k_hold_expires_at = expires_at = fields.Datetime.now() + timedelta(
            minutes=10
        )
        self.env["k2k.hold"].search([]).expires_at = expires_at
        self.assertEqual(self._add(1, self.new_offer.id)["added_qty"], 1)
        self.assertEqual(self.cart.order_line, line)
        self.assertEqual(line.k2k_held_boxes, 2)
        self.assertEqual(line.k2k_hold_expires_at, expires_at)

    def test_equal_boxes_in_one_question(self):
        """The oldest are gone and nobody has published that: the next are as good."""
        self._somebody_takes(2, self.old_offer)
        questions = Domain("message_type", "=", "hold") & Domain(
            "direction", "=", "out"
        )
        asked = self.env["k2k.message"].search_count(questions)
        self.assertEqual(self._add(1)["added_qty"], 1)
        self.assertEqual(self.env["k2k.message"].search_count(questions), asked + 1)
        line = self.cart.order_line
        self.assertEqual(line.k2k_offer_id, self.new_offer)
        self.assertEqual(line.k2k_hold_expires_at, self._holds_of(line).expires_at)
        values = self._add(3)
        self.assertEqual(values["added_qty"], 2)
        self.assertEqual(self.cart.order_line, line)
        self.assertEqual((line.product_uom_qty, line.k2k_held_boxes), (3, 3))
        self.assertEqual(self._holds_of(line).package_ids, self.new_boxes)

    def _holds_of(self, line):
        return self.env["k2k.hold"].search(
            [("peer_ref", "in", line.mapped("k2k_token"))]
        )

    def test_more_of_the_equal_boxes(self):
        """Asked for one of the oldest, and two more: three of the next."""
        self._somebody_takes(1, self.old_offer)
        self.old_offer.boxes_available = 1
        self._somebody_takes(1, self.old_offer)
        values = self._add(3)
        self.assertEqual((values["added_qty"], values["warning"]), (3, ""))
        line = self.cart.order_line
        self.assertEqual(line.k2k_offer_id, self.new_offer)
        self.assertEqual(self._holds_of(line).package_ids, self.new_boxes)

    def test_fewer_than_asked(self):
        values = self._add(9)
        self.assertEqual(values["added_qty"], 5)
        self.assertIn("only 5 of the 9 boxes", values["warning"])
        self.assertEqual(len(self._held()), 5)

    def test_the_hold_decides_not_the_number(self):
        self._somebody_takes(3, self.new_offer)
        values = self._add(1, self.new_offer.id)
        self.assertEqual(values["added_qty"], 1, "an equal box is as good")
        self._somebody_takes(1, self.old_offer)
        values = self._add(1, self.new_offer.id)
        self.assertEqual(values["added_qty"], 0)
        self.assertIn("last box", values["warning"])
        self.assertEqual(self.cart.cart_quantity, 1)
        self.assertEqual(len(self._held()), 5)

    def test_forged_sources_are_refused(self):
        rose = self._rose_offer()
        for forged in (rose.id, "no number", -5, 2**70, [1], {"id": 1}):
            values = self._add(1, forged)
            self.assertEqual(values["quantity"], 0)
            self.assertIn("no longer offered", values["warning"])
        self.assertFalse(self.cart.order_line)
        self.assertFalse(self._held())

    def _rose_offer(self):
        self._make_boxes(self.products[1], ["ROSE1"])
        self._publish()
        return self._offer(self.products[1])

    def test_forged_parameters_are_ignored(self):
        unit = self.env.ref("uom.product_uom_dozen")
        self.cart._cart_add(
            self.product.id,
            1,
            uom_id=unit.id,
            k2k_offer_id=self.old_offer.id,
            k2k_source={"offer": self.new_offer.id, "held": 99},
            k2k_token="stolen",
        )
        line = self.cart.order_line
        self.assertEqual(line.product_uom_id, self.pack_qb)
        self.assertEqual(line.k2k_offer_id, self.old_offer)
        self.assertNotEqual(line.k2k_token, "stolen")
        self.cart._cart_update_line_quantity(line.id, 2, k2k_source={"held": 99})
        self.assertEqual(line.k2k_held_boxes, 2)

    def test_own_stock_is_limited_to_own_stock(self):
        self._add_own_stock(40)
        values = self._add(50, 0)
        self.assertEqual(values["quantity"], 40)
        line = self.cart.order_line
        self.assertFalse(line.k2k_offer_id)
        self.assertEqual(line._get_max_line_qty(), 40)
        self.assertTrue(line._check_availability())

    def test_own_stock_and_boxes_side_by_side(self):
        self._add_own_stock(40)
        self._add(40, 0)
        self._add(2, self.old_offer.id)
        own, boxes = self.cart.order_line
        self.assertEqual((own.product_uom_qty, boxes.product_uom_qty), (40, 2))
        self.assertEqual(own._get_max_line_qty(), 40)
        self.assertEqual(self.cart._get_cart_qty(self.product.id), 40)
        self._publish()
        self.assertEqual(boxes._get_max_line_qty(), 5)

    def test_own_stock_by_the_pack(self):
        self._add_own_stock(340)
        self.cart._cart_add(self.product.id, 1, uom_id=self.pack_qb.id, k2k_offer_id=0)
        self.assertEqual(self.cart.order_line._get_max_line_qty(), 3)

    def test_nobody_chose(self):
        self._add_own_stock(40)
        self._add(40)
        self.assertFalse(self.cart.order_line.k2k_offer_id)
        self._add(1)
        self.assertEqual(self.cart.order_line.k2k_offer_id, self.old_offer)

    def test_lower_and_remove_give_back(self):
        self._add(2, self.old_offer.id)
        line = self.cart.order_line
        self.cart._cart_update_line_quantity(line.id, 1)
        self.assertEqual(len(self._held()), 1)
        self.cart._cart_update_line_quantity(line.id, 0)
        self.assertFalse(self.cart.order_line)
        self.assertFalse(self._held())

    def test_emptied_or_deleted_cart_gives_back(self):
        self._add(4)
        self.cart.order_line.unlink()
        self.assertFalse(self._held())
        self._add(4)
        self.cart.unlink()
        self.assertFalse(self._held())

    def test_lowered_in_the_backend_gives_back(self):
        self._add(2, self.old_offer.id)
        self.cart.with_user(self.buyer_sales).order_line.product_uom_qty = 1
        self.assertEqual(len(self._held()), 1)

    def test_raise_in_the_cart_beyond_the_own_offer(self):
        self._add(1, self.old_offer.id)
        line = self.cart.order_line
        values = self.cart._cart_update_line_quantity(line.id, 5)
        self.assertFalse(values["warning"])
        self.assertEqual(self.cart.cart_quantity, 5)
        self.assertEqual(len(self._held()), 5)
        values = self.cart._cart_update_line_quantity(line.id, 6)
        self.assertIn("only 2 of the 6 boxes", values["warning"])
        self.assertEqual(self.cart.cart_quantity, 5)

    def test_price_stays_as_when_added(self):
        self._add(1, self.old_offer.id)
        line = self.cart.order_line
        self.old_offer.price = 0.99
        self.cart._recompute_cart()
        self.assertEqual(line.price_unit, 78.0)
        self._add(1, self.old_offer.id)
        self.assertEqual(sorted(self.cart.order_line.mapped("price_unit")), [78, 99])

    def test_anonymous_cart_holds_at_check_out(self):
        visitor = self.website.user_id
        cart = self._make_cart(visitor)
        values = self._add(9, cart=cart)
        self.assertEqual(values["added_qty"], 5)
        self.assertFalse(self._held())
        self.assertEqual(cart._k2k_boxes_left(self.offers), 0)
        cart._check_cart_is_ready_to_be_paid()
        self.assertEqual(len(self._held()), 5)

    def test_check_out_holds_again_what_has_expired(self):
        self._add(2, self.old_offer.id)
        self._expire()
        self.assertFalse(self.cart.order_line._check_availability())
        self.assertFalse(self.cart._k2k_refresh_cart())
        self.assertEqual(self.cart.order_line._k2k_live_boxes(), 2)
        self.assertEqual(len(self._held()), 2)

    def _expire(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.cart.order_line.k2k_hold_expires_at = past
        self.env["k2k.hold"].search([]).expires_at = past

    def test_check_out_tells_what_is_gone(self):
        self._add(2, self.old_offer.id)
        self._expire()
        self._somebody_takes(1, self.old_offer)
        with self.assertRaises(ValidationError) as caught:
            self.cart._check_cart_is_ready_to_be_paid()
        self.assertIn("only 1 of the 2 boxes", str(caught.exception))
        self._somebody_takes(1, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        self.assertTrue(self.cart._k2k_refresh_cart())
        self.assertFalse(self.cart.order_line)
        self.assertIn("last box", self.cart.shop_warning)


@tagged("post_install", "-at_install")
class TestOnAccount(ShopCommon):
    """An order on account is confirmed by the payment's post-processing."""

    def setUp(self):
        super().setUp()
        self.cart = self._make_cart()
        self.cart._cart_add(self.product.id, 2, k2k_offer_id=self.old_offer.id)

    def _make_transaction(self, provider, state):
        tx = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": provider.with_context(active_test=False)
                .payment_method_ids[:1]
                .id,
                "amount": self.cart.amount_total,
                "currency_id": self.cart.currency_id.id,
                "partner_id": self.customer.id,
                "reference": f"{self.cart.name}-test",
                "sale_order_ids": [(6, 0, self.cart.ids)],
                "state": state,
            }
        )
        # as the payment page does it, polled by the customer's browser
        return tx.with_user(self.customer_user).sudo()

    def _pay(self):
        tx = self._make_transaction(self.provider, "pending")
        tx._post_process()
        return tx

    def _pay_by_wire(self):
        wire = self.env.ref("payment.payment_provider_transfer").copy(
            {"company_id": self.buyer.id, "state": "enabled"}
        )
        return self._make_transaction(wire, "done")._check_amount_and_confirm_order()

    def _providers(self, order):
        return self.env["payment.provider"]._get_compatible_providers(
            self.buyer.id,
            self.customer.id,
            order.amount_total,
            sale_order_id=order.id,
        )

    def test_confirmed_at_once(self):
        tx = self._pay()
        self.assertEqual((tx.state, tx.is_post_processed), ("pending", True))
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.state, "ordered")
        self.assertFalse(self.cart.invoice_ids)
        self.assertEqual(self.cart.user_id, self.buyer_sales)
        mail = self.cart.message_ids.filtered(lambda m: "Ref" in (m.subject or ""))
        self.assertIn("With you on", mail.body)
        self.assertIn("2 × QB 10x10", " ".join(mail.body.split()))
        tx._post_process()
        self.assertEqual(len(self.cart.k2k_prebook_ids), 1)

    def test_boxes_are_gone(self):
        self._lose_boxes()
        tx = self._pay()
        self.assertEqual((tx.state, tx.is_post_processed), ("error", True))
        self.assertIn("Nothing has been ordered", tx.state_message)
        self.assertEqual(self.cart.state, "draft")
        self.assertEqual(self.cart.shop_warning, tx.state_message)
        self.assertFalse(self.cart.k2k_prebook_ids)
        activity = self.cart.activity_ids
        self.assertEqual(activity.user_id, self.buyer_sales)
        self.assertIn("Agapanthus", activity.note)

    def _lose_boxes(self):
        """The hold runs out and somebody else takes the boxes."""
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.env["k2k.hold"].search([]).expires_at = past
        self._somebody_takes(2, self.old_offer)

    def test_paid_but_boxes_are_gone(self):
        """Money that came is never refused: see test_payment for what becomes of it."""
        self._lose_boxes()
        self.assertEqual(self._pay_by_wire(), self.cart)
        self.assertEqual(self.cart.state, "sale")
        self.assertEqual(self.cart.k2k_prebook_ids.boxes_ordered, 2)

    def test_paid_and_confirmed(self):
        self.assertEqual(self._pay_by_wire(), self.cart)
        self.assertEqual(self.cart.state, "sale")
        mails = self.cart.message_ids.filtered(lambda m: "Ref" in (m.subject or ""))
        self.assertEqual(len(mails), 1)

    def test_only_for_customers_with_credit(self):
        self.assertIn(self.provider, self._providers(self.cart))
        self.customer.with_company(self.buyer).k2k_on_account = False
        report = {}
        self.assertNotIn(self.provider, self._providers(self.cart))
        self.env["payment.provider"]._get_compatible_providers(
            self.buyer.id, self.customer.id, 1.0, report=report
        )
        self.assertFalse(report["providers"][self.provider]["available"])
        with self.assertRaisesRegex(ValidationError, "open an account"):
            self._pay()

    def test_credit_is_each_companys_own(self):
        customer = self.customer.with_user(self.customer_user)
        self.assertTrue(customer._k2k_may_buy_on_account(self.buyer))
        self.assertFalse(customer._k2k_may_buy_on_account(self.stranger))
        contact = self.env["res.partner"].create(
            {"name": "Rosa", "parent_id": self.customer.id, "type": "contact"}
        )
        self.assertTrue(contact._k2k_may_buy_on_account(self.buyer))

    def test_customers_cannot_give_themselves_credit(self):
        partner = self.customer.with_user(self.customer_user)
        with self.assertRaises(AccessError):
            partner.write({"k2k_on_account": True})
        with self.assertRaises(AccessError):
            partner.read(["k2k_on_account"])
