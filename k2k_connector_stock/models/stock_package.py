# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class StockPackage(models.Model):
    _inherit = "stock.package"

    def unpack(self):
        """Not a box that is marked *don't open*."""
        # whoever unpacks need not be allowed to read boxes
        closed = (
            self.env["k2k.box"]
            .sudo()
            .search([("package_id", "in", self.ids), ("dont_open", "=", True)])
        )
        if closed:
            raise UserError(
                self.env._(
                    "%(codes)s: don't open. Remove the mark in the staging area first.",
                    codes=", ".join(closed.mapped("code")[:10]),
                )
            )
        return super().unpack()
