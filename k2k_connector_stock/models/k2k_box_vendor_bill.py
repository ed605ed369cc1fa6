# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class K2kBox(models.Model):
    """The vendor's bill of a box, and what becomes of it when the box is withdrawn."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    vendor_bill_id = fields.Many2one(
        "account.move",
        string="Vendor's bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )

    def _withdraw(self):
        """The vendor credits what it takes back: our books follow.

        A draft bill loses the boxes; of a posted one a refund is drafted.
        """
        res = super()._withdraw()
        # whoever's act it is, the vendor's or a purchaser's: the bill follows
        for bill, own in self.sudo().grouped("vendor_bill_id").items():
            if bill.state == "draft":
                own._take_off_bill(bill)
            elif bill.state == "posted":
                own._draft_refund(bill)
        return res

    def _take_off_bill(self, bill):
        commands = []
        for line, own in self.grouped("purchase_line_id").items():
            left = len(own)
            for bill_line in bill.invoice_line_ids.filtered(
                lambda row, line=line: row.purchase_line_id == line
            ):
                taken = min(left, bill_line.quantity)
                left -= taken
                commands.append(
                    fields.Command.update(
                        bill_line.id, {"quantity": bill_line.quantity - taken}
                    )
                    if bill_line.quantity > taken
                    else fields.Command.delete(bill_line.id)
                )
        bill.write({"invoice_line_ids": commands})
        self.vendor_bill_id = False
        if not bill.invoice_line_ids:
            bill.button_cancel()

    def _draft_refund(self, bill):
        lines = []
        for line, own in self.grouped("purchase_line_id").items():
            billed = bill.invoice_line_ids.filtered(
                lambda row, line=line: row.purchase_line_id == line
            )[:1]
            if billed:
                lines.append(
                    fields.Command.create(
                        {
                            **line._prepare_account_move_line(),
                            "quantity": len(own),
                            "price_unit": billed.price_unit,
                            "discount": billed.discount,
                            "tax_ids": [fields.Command.set(billed.tax_ids.ids)],
                        }
                    )
                )
        self.env["account.move"].with_company(bill.company_id).create(
            {
                "move_type": "in_refund",
                "partner_id": bill.partner_id.id,
                "currency_id": bill.currency_id.id,
                "company_id": bill.company_id.id,
                "reversed_entry_id": bill.id,
                "invoice_origin": bill.ref,
                "invoice_line_ids": lines,
            }
        )
