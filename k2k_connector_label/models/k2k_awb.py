# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kAwb(models.Model):
    """Prints the labels of its boxes."""

    _name = "k2k.awb"
    _inherit = ["k2k.awb", "k2k.label.mixin"]

    def _k2k_label_boxes(self):
        return self.box_ids.filtered(lambda box: box.state != "cancelled")

    def action_print_distribution_labels(self):
        """Print the distribution labels of those boxes that need one."""
        return self._k2k_print_action("distribution")
