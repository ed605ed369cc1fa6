# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestHold(K2kCommon):
    """A held box is its cart's and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["AG001", "AG002", "AG003"])
        cls._publish()
        cls.offer = cls._offer().sudo()
        cls.later = fields.Datetime.now() + timedelta(hours=1)

    def _hold_of(self, peer_ref):
        return self.env["k2k.hold"].search([("peer_ref", "=", peer_ref)])

    def test_hold_reserves_at_the_vendor(self):
        boxes, expires_at, reason = self.offer._hold("cart-1", 2, self.later)
        self.assertEqual((boxes, expires_at, reason), (2, self.later, False))
        hold = self._hold_of("cart-1")
        self.assertEqual(len(hold.package_ids), 2)
        self.assertEqual(hold.move_id.state, "assigned")
        product = self.agapanthus.with_company(self.vendor)
        self.assertEqual(product.free_qty, 100)
        self.assertEqual(product.virtual_available, 100)

    def test_box_made_in_the_name_of_another_company(self):
        """Somebody of both companies, logged in as the buyer, fills the shelf."""
        env = self.env(
            context={"allowed_company_ids": (self.buyer | self.vendor).ids},
        )
        package = env["stock.package"].create(
            {"name": "AG004", "package_type_id": self.quarter_box.id}
        )
        self.assertEqual(package.k2k_company_id, self.buyer)
        env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": self.agapanthus.id,
                "location_id": self.vendor_warehouse.lot_stock_id.id,
                "package_id": package.id,
                "inventory_quantity": 100,
            }
        ).action_apply_inventory()
        self.assertEqual(package.k2k_company_id, self.vendor, "its shelf says whose")
        self._publish()
        boxes, _expires_at, reason = self.offer._hold("cart-1", 4, self.later)
        self.assertEqual((boxes, reason), (4, False))
        with self.assertRaises(UserError):
            package.k2k_company_id = self.buyer

    def test_asking_twice_is_asking_once(self):
        self.offer._hold("cart-1", 2, self.later)
        self.offer._hold("cart-1", 2, self.later)
        self.assertEqual(len(self._hold_of("cart-1").package_ids), 2)

    def test_instead(self):
        """Equal boxes where nothing is left; asking twice is asking once there, too."""
        others = self._make_boxes(self.agapanthus, ["AG004", "AG005"])
        others.quant_ids.in_date = self.later - timedelta(days=3)
        self._publish()
        older = self.offer.search([("company_id", "=", self.buyer.id)]) - self.offer
        self.offer._hold("cart-1", 3, self.later)
        for _attempt in range(2):
            answer = self.offer._ask_hold("cart-2", 2, self.later, instead=older)
            self.assertEqual((answer.boxes, answer.key), (2, older.key))
            self.assertEqual(self._hold_of("cart-2").package_ids, others)
        answer = self.offer._ask_hold("cart-3", 1, self.later, instead=older)
        self.assertEqual((answer.boxes, answer.key), (0, self.offer.key))
        self.assertIn("last box", answer.reason)

    def test_instead_of_what_was_just_taken(self):
        """Others take all boxes between our look at the shelf and our hand on it."""
        others = self._make_boxes(self.agapanthus, ["AG004", "AG005"])
        others.quant_ids.in_date = self.later - timedelta(days=3)
        self._publish()
        older = self.offer.search([("company_id", "=", self.buyer.id)]) - self.offer
        self.offer._hold("cart-1", 3, self.later)
        holds = self.env.registry["k2k.hold"]
        find_free = holds._find_free

        def look_too_early(model, connection, keys):
            found = find_free(model, connection, keys)
            return {**found, self.offer.key: self.boxes.ids}

        with patch.object(holds, "_find_free", look_too_early):
            answer = self.offer._ask_hold("cart-2", 2, self.later, instead=older)
            lost = self.offer._ask_hold("cart-3", 1, self.later)
        self.assertEqual((answer.boxes, answer.key), (2, older.key))
        self.assertEqual(self._hold_of("cart-2").key, older.key)
        self.assertEqual(self._hold_of("cart-2").package_ids, others)
        self.assertEqual(lost.boxes, 0)
        self.assertIn("last box", lost.reason)
        self.assertFalse(self._hold_of("cart-3"))

    def test_raise_and_lower(self):
        self.offer._hold("cart-1", 1, self.later)
        self.offer._hold("cart-1", 3, self.later)
        self.assertEqual(self._hold_of("cart-1").boxes, 3)
        self.offer._hold("cart-1", 1, self.later)
        hold = self._hold_of("cart-1")
        self.assertEqual(hold.boxes, 1)
        self.assertEqual(hold.move_id.product_uom_qty, 100)
        self.assertEqual(hold.move_id.state, "assigned")
        self.assertEqual(self.agapanthus.with_company(self.vendor).free_qty, 200)

    def test_adding_does_not_extend_the_clock(self):
        self.offer._hold("cart-1", 1, self.later)
        _boxes, expires_at, _reason = self.offer._hold(
            "cart-1", 2, self.later + timedelta(hours=1)
        )
        self.assertEqual(expires_at, self.later)

    def test_too_few_refused_whole(self):
        boxes, _expires, reason = self.offer._hold("cart-1", 4, self.later)
        self.assertEqual(boxes, 0)
        self.assertIn("only 3 boxes", reason)
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))

    def test_too_few_taken_where_welcome(self):
        boxes, _expires, _reason = self.offer._hold(
            "cart-1", 4, self.later, partial=True
        )
        self.assertEqual(boxes, 3)

    def test_second_cart_gets_the_rest(self):
        self.offer._hold("cart-1", 2, self.later)
        self.assertEqual(self.offer._hold("cart-2", 2, self.later)[0], 0)
        self.assertEqual(self.offer._hold("cart-2", 1, self.later)[0], 1)
        first, second = self._hold_of("cart-1"), self._hold_of("cart-2")
        self.assertFalse(first.package_ids & second.package_ids)

    def test_expired_counts_for_nothing(self):
        self.offer._hold("cart-1", 3, self.later)
        self._hold_of("cart-1").expires_at = fields.Datetime.now() - timedelta(
            minutes=1
        )
        self.assertEqual(self.offer._hold("cart-2", 2, self.later)[0], 2)
        self.assertEqual(self._hold_of("cart-1").state, "released")

    def test_job_gives_expired_boxes_back(self):
        self.offer._hold("cart-1", 3, self.later)
        self._hold_of("cart-1").expires_at = fields.Datetime.now() - timedelta(
            minutes=1
        )
        with patch.object(self.registry["ir.cron"], "_commit_progress"):
            self.env["k2k.hold"]._cron_release_expired()
        self._publish()
        self.assertEqual(self._offer().boxes_available, 3)

    def test_release(self):
        self.offer._hold("cart-1", 3, self.later)
        self._publish()
        self.assertFalse(self._offer())
        self.env["k2k.offer"]._release(self.buyer_connection.sudo(), ["cart-1"])
        self._publish()
        self.assertEqual(self._offer().boxes_available, 3)
        self.assertEqual(self._hold_of("cart-1").move_id.state, "cancel")

    def test_vendors_own_delivery_takes_free_boxes_only(self):
        self.offer._hold("cart-1", 2, self.later)
        held = self._hold_of("cart-1").package_ids
        picking = self._vendor_picking(300)
        picking.action_assign()
        self.assertEqual(picking.move_ids.quantity, 100)
        self.assertFalse(picking.move_line_ids.package_id & held)

    def test_clerk_cannot_move_a_held_box(self):
        self.offer._hold("cart-1", 1, self.later)
        held = self._hold_of("cart-1").package_ids
        picking = self._vendor_picking(100)
        with self.assertRaisesRegex(UserError, f"{held.name} is held for"):
            self.env["stock.move.line"].with_user(self.clerk).create(
                {
                    "picking_id": picking.id,
                    "move_id": picking.move_ids.id,
                    "product_id": self.agapanthus.id,
                    "package_id": held.id,
                    "quantity": 100,
                    "location_id": held.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )

    def _vendor_picking(self, quantity):
        """A hand-made transfer of the vendor's own clerk."""
        self.clerk = self._make_user("clerk", self.vendor, "stock.group_stock_user")
        out_type = self.vendor_warehouse.out_type_id
        picking = (
            self.env["stock.picking"]
            .with_user(self.clerk)
            .create({"picking_type_id": out_type.id})
        )
        self.env["stock.move"].with_user(self.clerk).create(
            {
                "product_id": self.agapanthus.id,
                "product_uom_qty": quantity,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        picking.action_confirm()
        return picking

    def test_on_hold_box_is_not_offered(self):
        self.boxes[0].k2k_on_hold = True
        self._publish()
        self.assertEqual(self._offer().boxes_available, 2)

    def test_order_without_hold_is_refused(self):
        order = self._make_order(self._offer(), 4)
        with self.assertRaisesRegex(UserError, "only 3 boxes"):
            order.action_confirm()

    def test_cancelled_quotation_gives_boxes_back(self):
        order = self._make_order(self._offer(), 2)
        order.order_line._k2k_hold()
        self.assertEqual(len(self.boxes.filtered("k2k_hold_id")), 2)
        order.action_cancel()
        self.assertFalse(self.boxes.filtered("k2k_hold_id"))

    def test_hold_query_budget(self):
        self.offer._hold("warm-up", 1, self.later)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.offer._hold("cart-1", 1, self.later)
            self.env.flush_all()
