# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models


class K2kPrebook(models.Model):
    """A price that the vendor corrects reaches the proposed bill, too."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_price_changed(self, connection, message):
        res = super()._receive_price_changed(connection, message)
        prebook = self._find_by_po(connection, message.po_ref)
        prices = {changed.line_ref: changed.unit_price for changed in message.lines}
        for line in prebook.purchase_order_id.order_line:
            if line.k2k_line_ref in prices:
                line._k2k_correct_draft_bill(
                    prices[line.k2k_line_ref], message.currency
                )
        return res
