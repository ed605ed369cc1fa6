# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._k2k_take_boxes()
        return posted

    def button_cancel(self):
        res = super().button_cancel()
        self._k2k_release_boxes()
        return res

    def unlink(self):
        self._k2k_release_boxes()
        return super().unlink()

    def _k2k_take_boxes(self):
        """Received boxes that these invoices bill are billed.

        An invoice of ours has marked its boxes already; this is for those that
        somebody made in Odoo's own way. Boxes follow whoever posts: hence sudo.
        """
        lines = self.invoice_line_ids.sudo().sale_line_ids.filtered("k2k_is_k2k")
        if lines:
            self.env["k2k.box"].sudo().search(
                [
                    ("prebook_line_id.sale_line_id", "in", lines.ids),
                    ("state", "=", "received"),
                ]
            )._take_invoiced_by_hand()

    def _k2k_release_boxes(self):
        """The boxes of these invoices are not billed any more.

        They stand on the boxes' list with the reason and can be billed again. Boxes
        follow whoever cancels the invoice: hence sudo.
        """
        boxes = self.env["k2k.box"].sudo().search([("invoice_id", "in", self.ids)])
        for invoice, own in boxes.grouped("invoice_id").items():
            own.write(
                {
                    "state": "received",
                    "invoice_id": False,
                    "note": self.env._(
                        "Its invoice %(invoice)s was cancelled. Bill it again.",
                        invoice=invoice.name or "",
                    ),
                }
            )
