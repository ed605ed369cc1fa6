# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

SHIPPED = ("staged", "received", "billed", "missing")
RECEIVED = ("received", "billed")


class K2kPrebookLine(models.Model):
    _inherit = "k2k.prebook.line"

    box_ids = fields.One2many("k2k.box", "prebook_line_id", string="Boxes")

    @api.depends("box_ids.state")
    def _compute_box_counters(self):
        """Count what happened to the boxes; cancelled ones never happened."""
        rows = self.env["k2k.box"]._read_group(
            [("prebook_line_id", "in", self.ids)],
            ["prebook_line_id", "state"],
            ["__count"],
        )
        counts = {(line.id, state): count for line, state, count in rows}
        for line in self:
            line.boxes_shipped = sum(counts.get((line.id, s), 0) for s in SHIPPED)
            line.boxes_received = sum(counts.get((line.id, s), 0) for s in RECEIVED)
            line.boxes_billed = counts.get((line.id, "billed"), 0)
