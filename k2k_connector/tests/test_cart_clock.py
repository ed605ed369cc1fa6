# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.dates import ServiceDay, earliest_ship_date, last_order_moment
from .shop_common import ShopCommon


class CartClockCase(ShopCommon):
    def setUp(self):
        super().setUp()
        self.cart = self._make_cart()

    def _add(self, boxes, offer=None, cart=None):
        offer = offer or self.old_offer
        return (cart or self.cart)._cart_add(
            offer.product_id.id, boxes, k2k_offer_id=offer.id
        )

    def _let_time_pass(self, **delta):
        """Everything that is held was held so much earlier."""
        delta = timedelta(**delta)
        for line in self.cart.order_line.filtered("k2k_hold_expires_at"):
            line.k2k_hold_expires_at -= delta
        for hold in self.env["k2k.hold"].search([("expires_at", "!=", False)]):
            hold.expires_at -= delta
        if self.cart.k2k_clock_started_at:
            self.cart.k2k_clock_started_at -= delta

    def _minutes_left(self, line):
        return (line.k2k_hold_expires_at - fields.Datetime.now()).total_seconds() / 60

    def _tell_time_up(self):
        """What the job does on a running server."""
        with patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["sale.order"]._cron_k2k_time_up()

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "sale.order"), ("res_id", "=", self.cart.id)]
        )


@tagged("post_install", "-at_install")
class TestCartClock(CartClockCase):
    """Boxes are held for an hour, a cart has one clock, and the customer knows."""

    def test_one_clock_for_the_cart(self):
        self._add(2)
        self._let_time_pass(minutes=20)
        self._add(1, self.new_offer)
        first, second = self.cart.order_line
        self.assertAlmostEqual(self._minutes_left(first), 40, delta=1)
        self.assertEqual(second.k2k_hold_expires_at, first.k2k_hold_expires_at)

    def test_clock_starts_anew_with_an_empty_cart(self):
        self._add(1)
        self._let_time_pass(minutes=20)
        self.cart.order_line.unlink()
        self._add(1)
        self.assertAlmostEqual(self._minutes_left(self.cart.order_line), 60, delta=1)

    def test_minutes_are_the_connections(self):
        self.buyer_connection.cart_minutes = 15
        self._add(1)
        self.assertAlmostEqual(self._minutes_left(self.cart.order_line), 15, delta=1)
        clock = self.cart._k2k_clock()
        self.assertAlmostEqual(clock["seconds"], 900, delta=60)
        self.assertEqual((clock["expired"], clock["reminder"]), (False, 600))

    def test_cut_off_comes_first(self):
        today = datetime.combine(fields.Date.today(), time(15, 0))
        self.vendor.partner_id.tz = "UTC"
        with freeze_time(today):
            self._serve(self.old_offer.ship_date, 24.0)
            self.vendor_connection.service_day_ids.cutoff = 15.25
            self._add(1)
            self.assertAlmostEqual(
                self._minutes_left(self.cart.order_line), 15, delta=0.1
            )

    def _serve(self, day, cutoff):
        self.vendor_connection.service_day_ids = [
            Command.clear(),
            Command.create({"weekday": str(day.weekday()), "cutoff": cutoff}),
        ]

    def test_cut_off_passes(self):
        """The boxes are there, but on another day: the customer is told."""
        today = datetime.combine(fields.Date.today(), time(15, 0))
        self.vendor.partner_id.tz = "UTC"
        with freeze_time(today):
            self._publish_anew()
            self._add(1)
            line = self.cart.order_line
            before = line.k2k_truck_date
            self._let_time_pass(hours=2)
            self.vendor_connection.service_day_ids.cutoff = 14.0
            self.assertTrue(self.cart._k2k_refresh_cart())
            self.assertEqual(line._k2k_live_boxes(), 1)
        self.assertEqual(line.k2k_ship_date, fields.Date.today() + timedelta(days=1))
        self.assertGreater(line.k2k_truck_date, before)
        self.assertIn("Too late for", self.cart.shop_warning)

    def _publish_anew(self):
        self.vendor_connection.action_sync()
        self._publish()
        self.assertEqual(self.old_offer.ship_date, fields.Date.today())

    def test_last_order_moment(self):
        """Just before it an order leaves on that day, from then on it does not."""
        monday = datetime(2026, 11, 23).date()
        for offset, cutoff in ((0, 14.5), (2, 14.5), (3, 24.0)):
            days = [ServiceDay(0, cutoff), ServiceDay(2, 12.0)]
            moment = last_order_moment(monday, offset, days)
            before = moment - timedelta(seconds=1)
            self.assertEqual(earliest_ship_date(before, offset, days), monday)
            self.assertGreater(earliest_ship_date(moment, offset, days), monday)

    def test_not_longer_than_the_shortest(self):
        """Vendors may give their buyers different times."""
        self._add(2)
        self._let_time_pass(minutes=40)
        self.buyer_connection.cart_minutes = 30
        self._add(1, self.new_offer)
        self.assertAlmostEqual(self._minutes_left(self.cart.order_line[1]), 30, delta=1)

    # ------------------------------------------------------------------
    # The time is up
    # ------------------------------------------------------------------
    def test_time_is_up(self):
        self._add(2)
        self._let_time_pass(minutes=61)
        self.assertTrue(self.cart._k2k_clock()["expired"])
        self.assertIsNone(self.cart._k2k_clock()["seconds"])
        self._tell_time_up()
        (mail,) = self._mails()
        self.assertIn("2 × QB 10x10", " ".join(mail.body_html.split()))
        self.assertIn("Hold them again", mail.body_html)
        self.assertNotIn(self.vendor.name, mail.body_html)
        line = self.cart.order_line
        self.assertEqual((line.k2k_held_boxes, line.product_uom_qty), (0, 2))
        self.assertTrue(self.cart._k2k_clock()["expired"])
        self._tell_time_up()
        self.assertEqual(len(self._mails()), 1, "told once")
        self.assertFalse(self.cart._k2k_refresh_cart())
        self.assertFalse(self.cart._k2k_clock()["expired"])
        self.assertEqual(len(self._held()), 2)
        self.assertAlmostEqual(self._minutes_left(line), 60, delta=1)

    def test_held_again_at_todays_price(self):
        """The price when added is kept as long as the boxes are."""
        self._add(2)
        line = self.cart.order_line
        self.old_offer.price = 0.99
        self.assertFalse(self.cart._k2k_refresh_cart())
        self.assertEqual(line.price_unit, 78.0)
        self._let_time_pass(minutes=61)
        self.assertTrue(self.cart._k2k_refresh_cart(), "the customer looks at it first")
        self.assertEqual((line.price_unit, line._k2k_live_boxes()), (99.0, 2))
        self.assertIn("now costs $\xa099.00 per box", self.cart.shop_warning)
        self.assertFalse(self.cart._k2k_refresh_cart())

    def test_running_carts_are_left_alone(self):
        self._add(2)
        self._tell_time_up()
        self.assertFalse(self._mails())
        self.assertEqual(self.cart.order_line.k2k_held_boxes, 2)

    def test_ordered_boxes_have_no_clock(self):
        self._add(2)
        self._let_time_pass(minutes=30)
        self.cart.action_confirm()
        self.assertFalse(self.cart.order_line.k2k_hold_expires_at)
        self.assertEqual(self.cart.order_line._k2k_live_boxes(), 2)
        self._tell_time_up()
        self.assertFalse(self._mails())

    # ------------------------------------------------------------------
    # Who may hold, and how much
    # ------------------------------------------------------------------
    def test_visitors_where_the_shop_says_so(self):
        cart = self._make_cart(self.website.user_id)
        self._add(1, cart=cart)
        self.assertFalse(self._held())
        cart.order_line.unlink()
        self.buyer.k2k_hold_for_visitors = True
        self._add(1, cart=cart)
        self.assertEqual(len(self._held()), 1)

    def test_most_boxes_a_customer(self):
        self.buyer.k2k_max_boxes = 3
        self._add(2)
        values = self._add(2, self.new_offer)
        self.assertEqual(values["added_qty"], 1)
        self.assertIn("up to 3 boxes", values["warning"])
        self.assertEqual(len(self._held()), 3)
        values = self._add(1, self.new_offer)
        self.assertEqual(values["added_qty"], 0)
        self.assertIn("up to 3 boxes", values["warning"])
        line = self.cart.order_line[1]
        values = self.cart._cart_update_line_quantity(line.id, 2)
        self.assertEqual((values["quantity"], len(self._held())), (1, 3))
        self.assertIn("up to 3 boxes", values["warning"])

    def test_most_boxes_in_all_carts_of_a_customer(self):
        self.buyer.k2k_max_boxes = 3
        self._add(2)
        second = self._make_cart()
        self._add(2, self.new_offer, cart=second)
        self.assertEqual(second.cart_quantity, 1)
        stranger = self._make_cart(self.website.user_id)
        self.buyer.k2k_hold_for_visitors = True
        self._add(2, self.new_offer, cart=stranger)
        self.assertEqual(stranger.cart_quantity, 2)

    def test_no_limit(self):
        self.buyer.k2k_max_boxes = 0
        self._add(5)
        self.assertEqual(len(self._held()), 5)

    def test_merged_carts_keep_their_boxes(self):
        self._add(1)
        second = self._make_cart()
        self._add(1, self.new_offer, cart=second)
        held = self._held()
        # as core's /shop/cart does it
        self.cart.order_line.write({"order_id": second.id})
        self.cart.action_cancel()
        self.assertEqual(self._held(), held)
        self.assertEqual(second.order_line.mapped("k2k_held_boxes"), [1, 1])
        second._check_cart_is_ready_to_be_paid()
        second.action_confirm()
        self.assertEqual(sum(second.sudo().k2k_prebook_ids.mapped("boxes_ordered")), 2)

    def test_payment_page_is_closed_to_what_is_gone(self):
        self._add(2)
        self._let_time_pass(minutes=61)
        self._somebody_takes(2, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        with self.assertRaises(ValidationError):
            self.cart._check_cart_is_ready_to_be_paid()
