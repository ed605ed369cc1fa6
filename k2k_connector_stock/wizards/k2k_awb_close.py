# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kAwbClose(models.TransientModel):
    """Before an AWB is closed: what would be missing, and whose it is."""

    _name = "k2k.awb.close"
    _description = "Close an AWB"

    awb_ids = fields.Many2many("k2k.awb", required=True, readonly=True)
    box_ids = fields.Many2many("k2k.box", compute="_compute_box_ids")
    box_count = fields.Integer(compute="_compute_box_ids")
    customer_count = fields.Integer(compute="_compute_box_ids")

    @api.depends("awb_ids.box_ids.state")
    def _compute_box_ids(self):
        for wizard in self:
            boxes = wizard.awb_ids._boxes("staged")
            wizard.box_ids = boxes
            wizard.box_count = len(boxes)
            wizard.customer_count = len(boxes.sudo().customer_id)

    def action_close(self):
        """Close the AWBs: what is listed is missing."""
        self.ensure_one()
        return self.awb_ids.action_close()
