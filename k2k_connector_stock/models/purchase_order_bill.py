# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from odoo.addons.k2k_connector.tools.messages import read_date

from ..tools.scan import code_of


class PurchaseOrder(models.Model):
    """The vendor's bill, proposed from what it shipped and invoiced."""

    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_propose_bill(self, boxes, message):
        """Draft the vendor's bill of a shipment: its number, its day, its prices.

        :param boxes: the ``k2k.box`` records that were shipped
        :param message: a ``Shipment``
        :return: the draft ``account.move``; empty where the connection wants none, the
            vendor has told no invoice, or we keep no purchase journal
        """
        self.ensure_one()
        moves = self.env["account.move"]
        if not self.k2k_connection_id.propose_bill or not message.invoice_number:
            return moves
        if not self._k2k_purchase_journal():
            self.message_post(
                body=self.env._(
                    "No bill was proposed for the vendor's invoice %(number)s: there "
                    "is no purchase journal.",
                    number=message.invoice_number,
                )
            )
            return moves
        bill = moves.with_company(self.company_id).create(
            self._k2k_prepare_bill(boxes, message)
        )
        # rows of boxes are nobody's to write on
        boxes.sudo().vendor_bill_id = bill
        return bill

    def _k2k_purchase_journal(self):
        return self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.company_id.id)],
            limit=1,
        )

    def _k2k_bill_currency(self, name):
        """The currency of the vendor's invoice; our order's if it told none."""
        if not name or name == self.currency_id.name:
            return self.currency_id
        return self.env["res.currency"].search([("name", "=", name)]) or (
            self.currency_id
        )

    def _k2k_prepare_bill(self, boxes, message):
        prices = {code_of(box.code): box.unit_cost for box in message.boxes}
        invoiced = message.invoice_date
        return {
            **self._prepare_invoice(),
            "ref": message.invoice_number,
            "currency_id": self._k2k_bill_currency(message.currency).id,
            "invoice_date": read_date(invoiced, "invoice_date") if invoiced else False,
            "invoice_line_ids": [
                fields.Command.create(line._k2k_prepare_bill_line(own, price))
                for (line, price), own in boxes.grouped(
                    lambda box: (box.purchase_line_id, prices[box.code])
                ).items()
            ],
        }


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _k2k_prepare_bill_line(self, boxes, unit_price):
        """These boxes of the line at the vendor's price.

        :param float unit_price: per the product's own unit, in the bill's currency
        """
        self.ensure_one()
        pack_price = self.product_id.uom_id._compute_price(
            unit_price, self.product_uom_id
        )
        return {
            **self._prepare_account_move_line(),
            "quantity": len(boxes),
            "price_unit": round(pack_price, 6),
            "discount": 0.0,
        }

    def _k2k_correct_draft_bill(self, unit_price, currency_name):
        """Put the vendor's corrected price on the bill that is still a draft.

        :param float unit_price: per the product's own unit, in ``currency_name``
        """
        drafts = self.invoice_lines.filtered(
            lambda row: row.parent_state == "draft"
            and row.move_id.move_type == "in_invoice"
            and row.currency_id.name == currency_name
        )
        drafts.price_unit = round(
            self.product_id.uom_id._compute_price(unit_price, self.product_uom_id), 6
        )

    def _k2k_posted_bills(self):
        """The vendor's bills of this line that are posted already."""
        self.ensure_one()
        return self.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.move_type == "in_invoice"
        )

    def _k2k_tell_posted_bills(self):
        """Posted bills keep their price: say what of the new one is to be settled."""
        for line in self:
            # whoever may correct a price need not read bills
            for bill in line.sudo()._k2k_posted_bills():
                if difference := bill._k2k_to_settle(line.sudo()):
                    line.order_id.message_post(
                        body=line.env._(
                            "%(product)s: %(bill)s was posted at another price. A "
                            "difference of %(amount)s is to be settled with the "
                            "vendor.",
                            product=line.product_id.display_name,
                            bill=bill.name,
                            amount=bill.currency_id.format(difference),
                        )
                    )
