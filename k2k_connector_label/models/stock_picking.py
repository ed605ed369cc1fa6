# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class StockPicking(models.Model):
    """Prints the shipping labels of the boxes that are on it."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "k2k.label.mixin"]

    def _k2k_label_boxes(self):
        lines = self.move_line_ids
        return (lines.result_package_id | lines.package_id).sorted("name")
