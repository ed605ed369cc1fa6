# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.k2k_connector.tests import searching, viewing

from .common import K2kStockCommon


@tagged("post_install", "-at_install")
class TestAwb(K2kStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(3))

    def test_ports(self):
        ports = self.env["k2k.port"].search([]).mapped("code")
        for code in ("BOG", "MDE", "UIO", "GYE", "MIA", "LAX", "AMS", "NBO"):
            self.assertIn(code, ports)
        Port = self.env["k2k.port"]
        quito = self.env.ref("k2k_connector_stock.port_uio")
        self.assertEqual(Port._find(" uio"), quito)
        self.assertEqual(Port._find("quito"), quito)
        self.assertFalse(Port._find(""))
        self.assertFalse(Port._find("%"))
        self.assertEqual(quito.display_name, "UIO Quito")

    def test_origin(self):
        quito = self.env.ref("k2k_connector_stock.port_uio")
        self.vendor_connection.origin_id = quito
        _order, boxes = self._ship(1)
        self.assertEqual(boxes.awb_id.origin_id, quito)

    def test_clerk_sets_the_number(self):
        _order, boxes = self._ship(1, "REF 7")
        awb = boxes.awb_id
        self.assertTrue(awb.is_temporary)
        self.assertIn("temporary", awb.hint)
        awb.name = "176-1234-5674"
        self.assertIn("should be 5", awb.hint)
        awb.name = "176-1234-5675"
        self.assertEqual(awb.name, "176-12345675")
        self.assertFalse(awb.is_temporary)
        self.assertFalse(awb.hint)
        with self.assertRaises(UserError):
            awb.name = " - "

    def test_search(self):
        _order, boxes = self._ship(1)
        for text in ("5675", "176-1234-5675", "176 12345675", "17612345675"):
            found = self.Awb.name_search(text)
            self.assertEqual([row[0] for row in found], boxes.awb_id.ids, text)
        self.assertFalse(self.Awb.name_search("9999"))
        for text, found in (
            ("5675", boxes.awb_id),
            ("17612345675", boxes.awb_id),
            ("9999", self.Awb),
        ):
            domain = dict(searching.typed(self.Awb, text))["name"]
            self.assertEqual(self.Awb.search(domain), found, "in the search box")

    def test_prebooks_are_found(self):
        """By number, customer, vendor, PO, product and AWB, as people type it."""
        order, boxes = self._ship(1)
        prebook = order.k2k_prebook_ids
        Prebook = self.env["k2k.prebook"].with_user(self.buyer_sales)

        def found(name, text):
            return any(
                prebook in Prebook.search(domain)
                for typed_in, domain in searching.typed(Prebook, text)
                if typed_in == name
            )

        purchase = prebook.sudo().purchase_order_id.name
        for name, text in (
            ("name", prebook.name),
            ("name", self.customer.name),
            ("name", prebook.vendor_id.name),
            ("name", purchase),
            ("purchase_order_name", purchase),
            ("line_ids", boxes.product_id.name),
            ("box_ids", "5675"),
        ):
            self.assertTrue(found(name, text), (name, text))
            self.assertFalse(found(name, "no such thing"), name)

    def test_open_awbs_are_unique(self):
        _order, boxes = self._ship(1, "ONE")
        _order, others = self._ship(1, "TWO")
        with self.assertRaises(RedirectWarning):
            others.awb_id.name = "one"
        vals = others.awb_id.sudo().copy_data()[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            boxes.awb_id.sudo().create({**vals, "name": "one"}).flush_recordset()

    def test_closed_awb_is_not_reused(self):
        _order, boxes = self._ship(1, "ONE")
        boxes.action_confirm()
        boxes.awb_id.action_close()
        _order, more = self._ship(1, "ONE")
        self.assertNotEqual(more.awb_id, boxes.awb_id)
        self.assertEqual(more.awb_id.name, "ONE")

    def test_never_shared_by_vendors(self):
        """The same reference of another vendor is another AWB."""
        _order, boxes = self._ship(1, "SAME")
        other = self.buyer_connection.copy({"partner_id": self.stranger.partner_id.id})
        vals = {
            name: boxes.awb_id._fields[name].convert_to_write(
                boxes.awb_id[name], boxes.awb_id
            )
            for name in ("company_id", "warehouse_id", "name", "ship_date")
        }
        awb = self.env["k2k.awb"].create(
            {**vals, "connection_id": other.id, "partner_id": other.partner_id.id}
        )
        self.assertNotEqual(awb, boxes.awb_id)

    def test_counters_and_lateness(self):
        _order, boxes = self._ship(3)
        awb = boxes.awb_id
        today = fields.Date.today()
        awb.arrival_date = today + timedelta(days=2)
        self.assertEqual(awb.days_to_arrival, 2)
        self.assertFalse(any(boxes.mapped("is_late")))
        awb.arrival_date = today - timedelta(days=1)
        self.assertTrue(all(boxes.mapped("is_late")))
        late = self.Box.search([("is_late", "=", True), ("awb_id", "=", awb.id)])
        self.assertEqual(late, boxes.sorted(lambda box: late.ids.index(box.id)))
        self.assertFalse(
            self.Box.search([("is_late", "=", False), ("awb_id", "=", awb.id)])
        )
        boxes[0].action_confirm()
        self.assertEqual((awb.pieces, awb.pieces_received), (3, 1))
        self.assertAlmostEqual(awb.progress, 33.333, 2)
        self.assertEqual(awb.fbe, 0.75)

    def test_smart_buttons(self):
        order, boxes = self._ship(2)
        prebook = order.k2k_prebook_ids
        purchase = prebook.sudo().purchase_order_id
        self.assertEqual(purchase.k2k_box_count, 2)
        for action in (
            boxes.awb_id.action_view_boxes(),
            prebook.action_view_boxes(),
            purchase.action_view_k2k_boxes(),
        ):
            found = self.Box.search(action["domain"], order="code")
            self.assertEqual(found, boxes)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------
    def _arriving(self):
        """An AWB that should have come yesterday, one of today, one of tomorrow."""
        awbs = self.Awb
        for days, reference in ((-1, "LATE"), (0, "176-12345675"), (1, "SOON")):
            _order, boxes = self._ship(1, reference)
            boxes.awb_id.arrival_date = fields.Date.today() + timedelta(days=days)
            awbs |= boxes.awb_id
        return awbs

    def test_arrivals_of_the_day(self):
        """The board that a clerk opens in the morning, and its cards."""
        late, due, soon = self._arriving()
        action = self.env.ref("k2k_connector_stock.action_k2k_arrivals")
        self.assertTrue(action.view_mode.startswith("kanban"))
        arch = viewing.archs(action, self.Awb)["kanban"]
        self.assertEqual(searching.opened(action, self.Awb), due | late)
        filters = dict(searching.clicked(self.Awb))
        self.Box.scan(due.box_ids.code)
        (card,) = viewing.cards(self.Awb, arch, filters["today"])
        self.assertEqual((card["id"], card["name"]), (due.id, "176-12345675"))
        self.assertEqual(card["partner_id"]["display_name"], self.vendor.name)
        self.assertEqual((card["pieces_received"], card["pieces"]), (1, 1))
        self.assertEqual((card["progress"], card["days_to_arrival"]), (100, 0))
        self.assertEqual(self.Awb.search(filters["late"]), late)
        self.assertEqual(
            self.Awb.search([("id", "=", soon.id), *filters["due"]]), self.Awb
        )

    def test_calendar(self):
        """On the day of its arrival, in the colour of its vendor."""
        awbs = self._arriving()
        for name in ("action_k2k_arrivals", "action_k2k_awb"):
            action = self.env.ref(f"k2k_connector_stock.{name}")
            arch = viewing.archs(action, self.Awb)["calendar"]
            for awb in awbs:
                day = [(arch.get("date_start"), "=", awb.arrival_date)]
                (shown,) = viewing.cards(self.Awb, arch, day)
                self.assertEqual((shown["id"], shown["pieces"]), (awb.id, 1))
            self.assertEqual(arch.get("color"), "partner_id")
