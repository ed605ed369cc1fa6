# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.tools.messages import Credit, CreditLine

from .k2k_credit import ASKED, OPEN


class K2kCredit(models.Model):
    """Buyer's side: open, send, withdraw, and the vendor's answer."""

    _inherit = "k2k.credit"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _propose(self, boxes, reason=None, return_boxes=False):
        """Open a credit for these boxes, one for each purchase order; not yet sent.

        One of the same kind that was not sent either grows. Boxes that stand on a
        credit already are left out, so are those that were added by hand. Safe to call
        twice.

        :param boxes: ``k2k.box`` records
        :param str reason: one of ``REASONS``
        :return: the credits that boxes were put on
        """
        boxes = boxes.filtered(lambda box: box.connection_id and box.purchase_line_id)
        boxes -= boxes._on_credit()
        # a credit is opened by the boxes' own buttons, which check the right to
        credits_ = self.sudo()
        for order, own in boxes.grouped("purchase_order_id").items():
            vals = {"reason": reason, "return_boxes": return_boxes}
            draft = credits_._find_draft(order, vals)
            if draft:
                draft.line_ids = self._prepare_lines_from_boxes(own)
            else:
                draft = credits_.create(self._prepare_from_boxes(order, own, vals))
            credits_ |= draft
        return credits_.sudo(False)

    def _find_draft(self, order, vals):
        return self.search(
            [
                ("purchase_order_id", "=", order.id),
                ("role", "=", "buyer"),
                ("state", "=", "new"),
                *((name, "=", value or False) for name, value in vals.items()),
            ],
            limit=1,
        )

    @api.model
    def _prepare_from_boxes(self, order, boxes, vals):
        # whoever handles boxes need not read orders and bills
        order, boxes = order.sudo(), boxes.sudo()
        bill = boxes.vendor_bill_id[:1]
        return {
            "company_id": order.company_id.id,
            "connection_id": boxes[0].connection_id.id,
            "role": "buyer",
            "name": self.env["ir.sequence"].sudo().next_by_code("k2k.credit"),
            "po_ref": order.name,
            "partner_id": order.partner_id.id,
            "purchase_order_id": order.id,
            "currency_id": (bill or order).currency_id.id,
            "line_ids": self._prepare_lines_from_boxes(boxes),
            **vals,
        }

    @api.model
    def _prepare_lines_from_boxes(self, boxes):
        return [
            fields.Command.create(
                {
                    "box_id": box.id,
                    "code": box.code,
                    "line_ref": box.purchase_line_id.k2k_line_ref,
                    "purchase_line_id": box.purchase_line_id.id,
                    "product_id": box.product_id.id,
                    "units_in_box": box.quantity,
                    "units": box.quantity,
                    "unit_price": box._vendor_unit_price(),
                }
            )
            for box in boxes.sudo()
        ]

    def action_send(self):
        """Ask the vendor; after a rejection: ask again.

        :raise UserError: a reason lacks, or the vendor refuses the boxes
        """
        self._check_role("buyer", OPEN)
        for credit in self:
            credit._check_complete()
            again = credit.state == "rejected"
            reply = credit._tell("credit", credit._prepare_message(again))
            # the vendor's prices and the state are nobody's to type
            own = credit.sudo()
            own._take_prices(reply.get("currency"), reply.get("prices") or {})
            own.write({"state": "resubmitted" if again else "review", "answer": False})
            own._tasks_done()
        return True

    def _check_complete(self):
        if not self.reason:
            raise UserError(self.env._("Choose a reason first."))
        if not self.line_ids:
            raise UserError(self.env._("The credit is for no box."))
        if self.reason == "other" and not (self.note or "").strip():
            raise UserError(self.env._("Say what is wrong: the vendor reads it."))

    def action_withdraw(self):
        """We do not want it any more."""
        self._check_role("buyer", (*OPEN, *ASKED))
        for credit in self:
            if credit.state != "new":
                credit._tell("credit", credit._prepare_message(withdrawn=True))
            credit.sudo().state = "withdrawn"
            credit.sudo()._tasks_done()
        return True

    def _prepare_message(self, again=False, withdrawn=False):
        return Credit(
            po_ref=self.po_ref,
            credit_ref=self.ref,
            name=self.name,
            reason=self.reason or "",
            note=self.note or "",
            photo=self.photo.decode() if self.photo else "",
            returned=self.return_boxes,
            resubmitted=again,
            withdrawn=withdrawn,
            sender=self.env.user.name,
            lines=[
                CreditLine(code=line.code, line_ref=line.line_ref, units=line.units)
                for line in self.line_ids
            ],
        )

    def _take_prices(self, currency_name, prices):
        """The vendor's own prices, in the currency of its invoice.

        :param dict prices: box code to price per unit
        """
        currency = self.env["res.currency"].search([("name", "=", currency_name)])
        self.currency_id = currency or self.currency_id
        for line in self.line_ids:
            line.unit_price = prices.get(line.code, line.unit_price)

    # ------------------------------------------------------------------
    # The vendor's answer
    # ------------------------------------------------------------------
    @api.model
    def _receive_credit_reply(self, connection, message):
        """Approved: draft the refund, of the vendor's amount. Rejected: say why.

        :raise UserError: there is no such credit, or it was answered already
        """
        credit = self.search(
            [("connection_id", "=", connection.id), ("ref", "=", message.credit_ref)]
        )
        if credit.role != "buyer" or credit.state not in ASKED:
            raise UserError(self.env._("The buyer does not ask for this credit."))
        # answers are the vendor's; nobody here has the right to type one
        credit = credit.sudo()
        credit.answer = message.note
        if message.approved:
            credit._take_prices(
                message.currency, {row.code: row.unit_price for row in message.lines}
            )
            credit.state = "approved"
            credit._draft_vendor_refund()
            credit._send_back()
            summary = self.env._("The vendor approved the credit")
        else:
            credit.state = "rejected"
            summary = self.env._("The vendor rejected the credit")
        person = credit.create_uid or connection.user_id
        credit._task(summary, person, note=message.note)
        return {}

    def _draft_vendor_refund(self):
        """Our side of the vendor's credit note."""
        order = self.purchase_order_id
        if not order._k2k_purchase_journal():
            self.message_post(
                body=self.env._(
                    "No refund was drafted: there is no purchase journal. The vendor's "
                    "credit note is of %(amount)s.",
                    amount=self.currency_id.format(self.amount),
                )
            )
            return
        bill = self.line_ids.box_id.vendor_bill_id.filtered(
            lambda move: move.state == "posted"
        )[:1]
        moves = self.env["account.move"].with_company(self.company_id)
        self.move_id = moves.create(
            self._prepare_move(
                "in_refund",
                partner_id=self.partner_id.id,
                ref=self.name,
                invoice_date=fields.Date.context_today(self),
                invoice_origin=order.name,
                reversed_entry_id=bill.id,
            )
        )

    def _send_back(self):
        """A return to the vendor, ready for the clerk, where the boxes go back."""
        if not self.return_boxes:
            return
        boxes = self.line_ids.box_id
        here = boxes._can_go_back()
        if here:
            self.picking_ids |= here._plan_return_to_vendor(self)
        if boxes - here:
            self.message_post(
                body=self.env._(
                    "Not in our stock any more, so without a return: %(codes)s",
                    codes=", ".join((boxes - here).mapped("code")),
                )
            )
