# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"  # pylint: disable=consider-merging-classes-inherited

    k2k_hold_for_visitors = fields.Boolean(
        related="company_id.k2k_hold_for_visitors", readonly=False
    )
    k2k_max_boxes = fields.Integer(related="company_id.k2k_max_boxes", readonly=False)
    k2k_reminder_minutes = fields.Integer(
        related="company_id.k2k_reminder_minutes", readonly=False
    )
    k2k_pending_hours = fields.Integer(
        related="company_id.k2k_pending_hours", readonly=False
    )
