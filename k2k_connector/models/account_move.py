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
