# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from ..tools.messages import CancelledLine, LineCancelled


class SaleOrder(models.Model):
    """Vendor's side: shipped boxes that the warehouse takes back by hand."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_tell_returned(self, boxes, pickings):
        """These boxes do not come.

        :param dict boxes: line of this order to ``stock.package`` records
        :raise UserError: the buyer's refusal, for example: they have arrived there
        """
        self.ensure_one()
        self._k2k_check_take_back(self.env["stock.package"].union(*boxes.values()))
        self._k2k_tell(
            "line_cancelled",
            LineCancelled(
                po_ref=self.k2k_peer_ref,
                lines=[
                    CancelledLine(
                        line_ref=line.k2k_peer_line_ref,
                        boxes=len(packages),
                        codes=packages.mapped("name"),
                    )
                    for line, packages in boxes.items()
                ],
                reason=self._k2k_returned_text(pickings),
                sender=self.env.user.name,
            ),
        )

    def _k2k_returned_text(self, pickings):
        return self.env._(
            "Taken back to the vendor's stock: %(pickings)s.",
            pickings=", ".join(pickings.mapped("name")),
        )

    def _k2k_note_returned(self, boxes, pickings):
        """They are back: fewer boxes are ordered, and what was invoiced is credited.

        With the last box the order is void.
        """
        self.ensure_one()
        for line, packages in boxes.items():
            line.with_context(
                k2k_boxes_known=True, skip_procurement=True
            ).product_uom_qty -= len(packages)
        self._create_invoices(final=True).action_post()
        self.message_post(body=self._k2k_returned_text(pickings))
        lines = self.order_line.filtered("k2k_peer_line_ref")
        if not any(lines.mapped("product_uom_qty")):
            self.with_context(
                k2k_buyer_knows=True,
                k2k_cancel_reason=self._k2k_returned_text(pickings),
            )._action_cancel()
