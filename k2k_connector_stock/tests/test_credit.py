# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.image import image_process

from .common import K2kStockCommon

# one grey pixel
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJ"
    b"RU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestCredit(K2kStockCommon):
    """What a buyer wants back: asked by plain users, answered by plain users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(8))
        cls.accountant = cls._make_user(
            "buyer_accountant", cls.buyer, "account.group_account_invoice"
        )
        cls.purchaser = cls._make_user(
            "buyer_purchaser", cls.buyer, "purchase.group_purchase_user"
        )

    def _open(self, boxes, user=None, **values):
        """The clerk opens a credit for boxes and types what is wrong."""
        action = boxes.with_user(user or self.clerk).action_open_credit()
        credit = self.env["k2k.credit"].with_user(user or self.clerk)
        credit = credit.browse(action["res_id"])
        with Form(credit) as form:
            for name, value in values.items():
                form[name] = value
        return credit

    def _asked(self, credit):
        """The same credit in the vendor's books, as its salesperson sees it."""
        return (
            self.env["k2k.credit"]
            .with_user(self.vendor_sales)
            .search([("ref", "=", credit.ref)])
        )

    def _reject(self, asked, reason):
        wizard = (
            self.env["k2k.credit.reject"]
            .with_user(self.vendor_sales)
            .browse(asked.action_reject()["res_id"])
        )
        wizard.reason = reason
        wizard.action_apply()

    def _received(self, count, reference="176-12345675"):
        order, boxes = self._ship(count, reference)
        boxes.action_confirm()
        return order, boxes

    # ------------------------------------------------------------------
    # The whole way
    # ------------------------------------------------------------------
    def test_approved(self):
        """Reason, photo, some units of one box; both drafts are of one amount."""
        order, boxes = self._received(2)
        credit = self._open(boxes, reason="damaged", note="Wet boxes", photo=PIXEL)
        self.assertEqual((credit.state, credit.role), ("new", "buyer"))
        self.assertEqual(credit.partner_id, self.vendor.partner_id)
        with Form(credit) as form, form.line_ids.edit(0) as line:
            line.units = 30
        self.assertFalse(self._asked(credit))
        credit.action_send()
        self.assertEqual(credit.state, "review")

        asked = self._asked(credit)
        self.assertEqual(asked.company_id, self.vendor)
        self.assertEqual((asked.state, asked.reason), ("review", "damaged"))
        self.assertIn("Wet boxes", asked.note)
        self.assertIn(self.clerk.name, asked.note)
        self.assertTrue(image_process(base64.b64decode(asked.photo)))
        self.assertEqual(asked.line_ids.mapped("code"), boxes.mapped("code"))
        self.assertEqual(asked.line_ids.mapped("units"), [30, 100])
        self.assertEqual(asked.amount, credit.amount)
        self.assertAlmostEqual(asked.amount, 55 * 1.3)
        self.assertEqual(asked.activity_ids.user_id, asked.sale_order_id.user_id)

        asked.action_approve()
        self.assertEqual((asked.state, credit.state), ("approved", "approved"))
        self.assertFalse(asked.activity_ids)
        self.assertEqual(credit.activity_ids.user_id, self.clerk)
        note, refund = asked.sudo().move_id, credit.sudo().move_id
        self.assertEqual((note.move_type, note.state), ("out_refund", "draft"))
        self.assertEqual((refund.move_type, refund.state), ("in_refund", "draft"))
        self.assertEqual(
            (note.company_id, refund.company_id), (self.vendor, self.buyer)
        )
        self.assertEqual(note.amount_untaxed, refund.amount_untaxed)
        self.assertEqual(refund.amount_untaxed, credit.amount)
        self.assertEqual(note.currency_id, refund.currency_id)
        self.assertEqual(note.reversed_entry_id, asked.sale_order_id.sudo().invoice_ids)
        # damaged boxes are kept: the order has them all
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.qty_received, 2)
        refund.with_user(self.accountant).action_post()
        self.assertEqual(purchase.order_line.qty_invoiced, 2)
        self.assertEqual(purchase.k2k_credit_count, 1)
        self.assertEqual(asked.sale_order_id.k2k_credit_count, 1)

    def test_taxes_in_the_price(self):
        """The amount is the same where one side's prices contain their taxes."""
        tax = self.env["account.tax"].create(
            {
                "name": "Contained 21 %",
                "amount": 21,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": self.vendor.id,
            }
        )
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality")
        credit.action_send()
        asked = self._asked(credit)
        asked.sudo().line_ids.sale_line_id.tax_ids = tax
        asked.action_approve()
        self.assertEqual(
            asked.sudo().move_id.amount_untaxed, credit.sudo().move_id.amount_untaxed
        )

    def test_rejected_and_asked_again(self):
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality")
        credit.action_send()
        asked = self._asked(credit)
        with self.assertRaisesRegex(UserError, "Type a reason"):
            self._reject(asked, " ")
        self._reject(asked, "Within tolerance")
        self.assertEqual((asked.state, credit.state), ("rejected", "rejected"))
        self.assertEqual(credit.answer, "Within tolerance")
        self.assertFalse(asked.sudo().move_id | credit.sudo().move_id)
        with self.assertRaisesRegex(UserError, "rejected"):
            asked.action_approve()
        credit.note = "See the photo"
        credit.action_send()
        self.assertEqual((asked.state, credit.state), ("resubmitted", "resubmitted"))
        self.assertIn("See the photo", asked.note)
        self.assertEqual(self._asked(credit), asked)
        asked.action_approve()
        self.assertTrue(asked.sudo().move_id and credit.sudo().move_id)
        with self.assertRaises(UserError):
            asked.action_approve()

    def test_withdrawn(self):
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="late")
        credit.action_send()
        credit.action_withdraw()
        asked = self._asked(credit)
        self.assertEqual((asked.state, credit.state), ("withdrawn", "withdrawn"))
        with self.assertRaises(UserError):
            asked.action_approve()
        again = self._open(boxes, reason="late")
        self.assertNotEqual(again, credit)

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------
    def test_incomplete(self):
        _order, boxes = self._received(1)
        action = boxes.action_open_credit()
        credit = self.env["k2k.credit"].with_user(self.clerk).browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "reason"):
            credit.action_send()
        credit.reason = "other"
        with self.assertRaisesRegex(UserError, "what is wrong"):
            credit.action_send()
        with self.assertRaisesRegex(UserError, "a credit already"):
            boxes.action_open_credit()

    def test_only_boxes_that_have_arrived_or_are_missing(self):
        _order, boxes = self._ship(1)
        with self.assertRaisesRegex(UserError, "on its way"):
            boxes.action_open_credit()

    def test_sent_is_fixed(self):
        _order, boxes = self._received(2)
        credit = self._open(boxes, reason="quality")
        for values in ({"state": "approved"}, {"amount": 1.0}, {"move_id": False}):
            with self.assertRaises(UserError):
                credit.write(values)
        with self.assertRaises(AccessError):
            credit.line_ids[0].unit_price = 99
        credit.line_ids[1].unlink()
        credit.action_send()
        with self.assertRaises(UserError):
            credit.reason = "late"
        with self.assertRaises(UserError):
            credit.line_ids.units = 1
        with self.assertRaises(UserError):
            credit.unlink()
        with self.assertRaises(UserError):
            self._asked(credit).note = "No"
        with self.assertRaises(UserError):
            self._asked(credit).line_ids.units = 1

    def test_not_more_than_a_box_holds(self):
        """The vendor counts what it has credited; forged units are refused."""
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality")
        credit.action_send()
        self._asked(credit).action_approve()
        with self.assertRaisesRegex(UserError, "a credit already"):
            boxes.action_open_credit()
        forged = credit.sudo().copy({"name": "VC-forged", "line_ids": False})
        forged.line_ids = [
            (0, 0, vals) for vals in credit.sudo().line_ids.copy_data({"units": 1})
        ]
        with self.assertRaisesRegex(UserError, "no more can be credited"):
            forged.with_user(self.clerk).action_send()

    def test_strangers(self):
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality")
        credit.action_send()
        asked = self._asked(credit)
        for record, users in (
            (credit, (self.stranger_manager, self.stranger_clerk, self.vendor_manager)),
            (asked, (self.stranger_manager, self.stranger_clerk, self.buyer_manager)),
        ):
            for user in users:
                own = record.with_user(user)
                self.env.invalidate_all()
                self.assertFalse(own.search([("id", "in", own.ids)]), user.login)
                for call in (
                    own.action_send,
                    own.action_withdraw,
                    own.action_approve,
                    own.action_reject,
                    own.action_view_move,
                    own.action_view_boxes,
                    own.action_view_returns,
                    own.unlink,
                    lambda own=own: own.read(["amount"]),
                    lambda own=own: own.write({"reason": "late"}),
                    lambda own=own: own.line_ids.read(["code"]),
                ):
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError, msg=user.login):
                        call()
        with self.assertRaises(AccessError):
            boxes.with_user(self.stranger_clerk).action_open_credit()
        with self.assertRaises(AccessError):
            self.env["k2k.credit"].with_user(self.clerk).create({"name": "VC9"})
        with self.assertRaises(AccessError):
            asked.with_user(self.vendor_clerk).action_approve()

    def test_only_reading_for_accountants(self):
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality")
        own = credit.with_user(self.accountant)
        self.assertTrue(own.amount)
        Form(own)
        with self.assertRaises(AccessError):
            own.action_send()
        with self.assertRaises(AccessError):
            boxes.with_user(self.accountant).action_open_credit()

    # ------------------------------------------------------------------
    # Missing boxes
    # ------------------------------------------------------------------
    def test_closing_proposes_a_credit(self):
        order, boxes = self._ship(3)
        boxes[0].action_confirm()
        awb = boxes.awb_id
        awb.action_close()
        credit = awb.credit_ids
        self.assertEqual((credit.state, credit.reason), ("new", "missing"))
        self.assertEqual(credit.line_ids.box_id, boxes[1:])
        self.assertIn(credit.name, awb.message_ids[:3].mapped("body")[0])
        # one turns up before anybody asked
        self.Box.scan(boxes[1].code)
        self.assertEqual(credit.line_ids.box_id, boxes[2])
        credit.with_user(self.purchaser).action_send()
        self._asked(credit).action_approve()
        refund = credit.sudo().move_id
        purchase = self._purchase(order)
        bill = purchase.invoice_ids - refund
        bill.action_post()
        refund.action_post()
        line = purchase.order_line
        self.assertEqual((line.qty_received, line.qty_invoiced), (2, 2))
        # reopened: what was credited stays missing
        awb.action_reopen()
        self.assertEqual(boxes[2].state, "missing")
        # and turns up in the end: somebody has to settle it
        self.Box.scan(boxes[2].code)
        self.assertEqual(boxes[2].state, "received")
        summaries = credit.activity_ids.mapped("summary")
        self.assertTrue(any("have arrived" in summary for summary in summaries))

    def test_reopening_takes_the_proposal_back(self):
        _order, boxes = self._ship(2)
        awb = boxes.awb_id
        awb.action_close()
        self.assertEqual(awb.credit_count, 1)
        awb.action_reopen()
        awb.invalidate_recordset()
        self.assertEqual(awb.credit_count, 0)
        self.assertEqual(boxes.mapped("state"), ["staged", "staged"])

    def test_closing_twice_asks_once(self):
        _order, boxes = self._ship(2)
        awb = boxes.awb_id
        boxes[0].action_mark_missing()
        awb.action_close()
        awb.invalidate_recordset()
        self.assertEqual(len(awb.credit_ids), 1)
        self.assertEqual(awb.credit_ids.line_ids.box_id, boxes)

    # ------------------------------------------------------------------
    # Boxes that go back
    # ------------------------------------------------------------------
    def test_return(self):
        """Approved with a return: transfers wait on both sides, counts follow."""
        order, boxes = self._received(2)
        credit = self._open(boxes[0], reason="wrong", return_boxes=True)
        credit.action_send()
        asked = self._asked(credit)
        asked.action_approve()
        transfer = credit.sudo().picking_ids
        self.assertEqual(transfer.state, "assigned")
        self.assertEqual(transfer.move_line_ids.package_id, boxes[0].package_id)
        incoming = asked.sudo().picking_ids
        self.assertEqual(incoming.company_id, self.vendor)
        self.assertEqual(
            incoming.move_line_ids.package_id.mapped("name"), boxes[0].mapped("code")
        )
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.qty_received, 2)
        transfer.move_ids.picked = True
        transfer.with_user(self.clerk).button_validate()
        self.assertEqual(boxes[0].state, "cancelled")
        self.assertEqual(purchase.order_line.qty_received, 1)
        self.assertEqual(self._stock_at(boxes[0].package_id).usage, "supplier")
        self.assertEqual(purchase.k2k_credit_count, 1)
        self.assertEqual(order.k2k_prebook_ids.boxes_received, 1)
        incoming.move_ids.picked = True
        incoming.with_user(self.vendor_clerk).button_validate()
        home = asked.sudo().line_ids.sale_line_id.order_id
        self.assertFalse(
            home._k2k_packages_out().filtered(lambda p: p.name == boxes[0].code)
        )

    def test_core_return_proposes_a_credit(self):
        """Whoever sends a box back by Odoo's own return: the credit is proposed."""
        order, boxes = self._received(1)
        order.sudo().picking_ids.move_line_ids.unlink()
        stock_move = boxes.sudo().move_id
        self.assertEqual(stock_move.location_dest_id.usage, "internal")
        supplier = boxes.sudo().receipt_move_id.location_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.buyer_warehouse.out_type_id.id,
                "location_id": stock_move.location_dest_id.id,
                "location_dest_id": supplier.id,
                "company_id": self.buyer.id,
            }
        )
        move = self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": boxes.product_id.id,
                "product_uom": boxes.product_uom_id.id,
                "product_uom_qty": boxes.quantity,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "company_id": self.buyer.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                **boxes.sudo()._prepare_move_line(move, picking.location_id),
                "picked": True,
            }
        )
        stock_user = self._make_user(
            "buyer_stock", self.buyer, "stock.group_stock_user"
        )
        picking.with_user(stock_user).button_validate()
        self.assertEqual(boxes.state, "cancelled")
        credit = self._purchase(order).k2k_credit_ids
        self.assertEqual((credit.state, credit.return_boxes), ("new", True))
        self.assertEqual(credit.line_ids.box_id, boxes)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------
    def test_screens_open(self):
        _order, boxes = self._received(1)
        credit = self._open(boxes, reason="quality", user=self.buyer_sales)
        credit.action_send()
        asked = self._asked(credit)
        for record, users in (
            (credit, (self.clerk, self.buyer_sales, self.purchaser, self.accountant)),
            (asked, (self.vendor_sales, self.vendor_manager)),
        ):
            for user in users:
                self.env.invalidate_all()
                Form(record.with_user(user))
