# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class K2kCodeChangeLine(models.TransientModel):
    """What became of one line of the list."""

    _name = "k2k.code.change.line"
    _description = "Change of a box code"
    _order = "wizard_id, row, id"

    wizard_id = fields.Many2one(
        "k2k.code.change", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(string="Line")
    current = fields.Char(string="Current code")
    new = fields.Char(string="New code")
    result = fields.Selection(
        [
            ("changed", "OK"),
            ("same", "Nothing to do"),
            ("unknown", "Unknown"),
            ("not_allowed", "Not allowed"),
            ("taken", "In use"),
            ("twice", "Twice in the list"),
            ("ordered", "Ordered"),
            ("left", "Shipped"),
            ("vendor", "Vendor's code"),
        ]
    )
    message = fields.Char(string="Reason")
