# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.messages import read_moment


class K2kMessage(models.Model):
    """Repeating what failed for a cart or a quotation, where it still stands."""

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_hold(self):
        """Hold the boxes of the line, as long as a cart's are held."""
        line = self._retry_lines_of_cart([self.payload["peer_ref"]])
        text = line.order_id._k2k_hold_line(line)
        if text:
            raise UserError(text)

    def _retry_keep(self):
        """Hold longer, or again, where the time has not come yet."""
        until = read_moment(self.payload.get("expires_at"), "expires_at")
        if until and until <= fields.Datetime.now():
            raise UserError(self.env._("The time until which to hold has passed."))
        refs = [line["peer_ref"] for line in self.payload["lines"]]
        self._retry_lines_of_cart(refs)._k2k_keep(until)

    def _retry_lines_of_cart(self, peer_refs):
        """Lines of open quotations that boxes are held under these tokens for.

        :raise UserError: what was clicked has been undone: there is no such line
        """
        lines = self.env["sale.order.line"].search(
            [
                ("k2k_token", "in", peer_refs),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "in", ("draft", "sent")),
            ]
        )
        if not lines:
            raise UserError(
                self.env._(
                    "The customer's click was undone, or the order has gone on "
                    "meanwhile: nothing waits for these boxes."
                )
            )
        lines.check_access("write")
        return lines
