# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class StockMove(models.Model):
    """Which of the boxes that a vendor sends have arrived."""

    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_not_there_yet(self):
        """As soon as a box has arrived its customer's delivery may take it.

        A receipt is filled by the vendor's shipment, box by box.
        """
        waiting = super()._k2k_not_there_yet()
        if waiting:
            arrived = (
                self.env["k2k.box"]
                .sudo()
                ._read_group(
                    [
                        (
                            "prebook_line_id.sale_line_id",
                            "in",
                            waiting.sudo().sale_line_id.ids,
                        ),
                        ("state", "in", ("received", "billed")),
                    ],
                    ["prebook_line_id"],
                )
            )
            there = {line.sale_line_id.id for (line,) in arrived}
            waiting = waiting.filtered(
                lambda move: move.sudo().sale_line_id.id not in there
            )
        return waiting | self._k2k_receipts_of_boxes()

    def _k2k_receipts_of_boxes(self):
        return self.filtered(
            lambda move: (
                move.location_id.usage == "supplier"
                and move.sudo().purchase_line_id.order_id.k2k_prebook_id
            )
        )
