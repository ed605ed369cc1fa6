# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from .account_fiscal_position import SALE


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_fiscal_position_id(self):
        """A resale certificate is for what we sell, not for what we buy."""
        sales = self.filtered(lambda m: m.is_sale_document(include_receipts=True))
        if sales:
            sold = sales.with_context(**{SALE: True})
            super(AccountMove, sold)._compute_fiscal_position_id()
        return super(AccountMove, self - sales)._compute_fiscal_position_id()

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._k2k_use_prepayments()
        return posted

    def _k2k_use_prepayments(self):
        """Boxes that were paid when they were ordered are paid when they are billed.

        An order is billed as its boxes come. Core uses a payment for the first invoice
        only: then it counts as paid. Whoever bills need not see payments: hence sudo.
        """
        for invoice in self.sudo().filtered(lambda m: m.move_type == "out_invoice"):
            sale_lines = invoice.invoice_line_ids.sale_line_ids
            if not any(sale_lines.mapped("k2k_is_k2k")):
                continue
            paid = sale_lines.order_id.transaction_ids.filtered(
                lambda tx: tx.state == "done"
            )
            account = invoice.line_ids.account_id.filtered(
                lambda a: a.account_type == "asset_receivable"
            )
            for line in paid.payment_id.move_id.line_ids:
                if (
                    line.account_id in account
                    and line.parent_state == "posted"
                    and not line.reconciled
                    and not invoice.currency_id.is_zero(invoice.amount_residual)
                ):
                    invoice.js_assign_outstanding_line(line.id)
