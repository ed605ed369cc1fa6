# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_shop_http import ShopHttpCase


class CartClockTourCase(ShopHttpCase):
    """The customer sees the clock run, is reminded, and gets the boxes again."""

    def _set_end(self, minutes):
        """What is held ends in so many minutes from now."""
        end = fields.Datetime.now() + timedelta(minutes=minutes)
        self._cart().order_line.k2k_hold_expires_at = end
        self.env["k2k.hold"].search([("state", "=", "held")]).expires_at = end
        self.env.flush_all()

    def _watch(self):
        self.authenticate("rosa", "rosa")
        self._add(2, self.old_offer.id)
        self._set_end(5)
        self.start_tour("/shop", "k2k_cart_clock", login="rosa", timeout=120)
        self._set_end(-1)
        # meanwhile others have been quicker: one box is left
        self._somebody_takes(1, self.old_offer)
        self._somebody_takes(3, self.new_offer)
        self.start_tour("/shop/cart", "k2k_cart_time_up", login="rosa", timeout=120)
        line = self._cart().order_line
        self.assertEqual((line.product_uom_qty, line._k2k_live_boxes()), (1, 1))


@tagged("post_install", "-at_install")
class TestCartClockTour(CartClockTourCase):
    def test_desktop(self):
        self._watch()


@tagged("post_install", "-at_install")
class TestCartClockTourPhone(CartClockTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self._watch()
