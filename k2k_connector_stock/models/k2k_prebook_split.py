# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from ..tools.scan import code_of


class K2kPrebookLine(models.Model):
    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    def _split_off(self, message):
        """The boxes that follow later are still announced, for their new line."""
        rest = super()._split_off(message)
        codes = [code_of(code) for code in message.codes or ()]
        # Nobody has the right to type such notes.
        announced = self.env["k2k.announced.box"].sudo()
        announced.search(
            [
                ("purchase_line_id", "=", self.purchase_line_id.id),
                ("code", "in", codes),
            ]
        ).purchase_line_id = rest.purchase_line_id
        return rest
