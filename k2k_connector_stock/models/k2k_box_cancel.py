# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kBox(models.Model):
    """Boxes the vendor takes back before they arrive."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def _withdraw(self):
        """These boxes never come: out of the staging area, cancelled.

        An AWB that carries nothing any more is closed.
        """
        if not self:
            return
        self._lock()
        staged = self.filtered(lambda box: box.state == "staged")
        if staged:
            staged.with_context(k2k_withdrawn=True)._give_up()
        # nobody has the right to type a box's state
        self.sudo().write({"state": "cancelled", "note": False, "to_bill": False})
        awbs = self.awb_id
        awbs.invalidate_recordset(["pieces"])
        awbs.filtered(lambda a: a.state == "open" and not a.pieces).state = "closed"
