# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError


class K2kCreditReject(models.TransientModel):
    """Why a credit is rejected: the buyer reads it."""

    _name = "k2k.credit.reject"
    _description = "Reject a K2K credit"

    credit_ids = fields.Many2many("k2k.credit", readonly=True)
    reason = fields.Text(help="The buyer reads it.")

    def action_apply(self):
        """Reject; the credit's own rights decide who may."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Type a reason: the other company reads it."))
        self.credit_ids._reject(reason)
        return {"type": "ir.actions.act_window_close"}
