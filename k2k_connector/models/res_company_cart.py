# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class ResCompany(models.Model):
    """How our shop's carts hold vendors' boxes."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    k2k_hold_for_visitors = fields.Boolean(
        string="Hold boxes for visitors, too",
        help="Off: boxes are held for customers who have logged in; a visitor's cart "
        "is held when it is paid, or when the visitor logs in.",
    )
    k2k_max_boxes = fields.Integer(
        string="Most boxes in carts",
        default=200,
        help="As many boxes of vendors can one customer hold in carts at a time. "
        "0: as many as there are.",
    )
    k2k_reminder_minutes = fields.Integer(
        string="Remind before the time is up",
        default=10,
        help="So many minutes before the boxes in a cart go back, the shop reminds its "
        "customer. 0: never.",
    )
    k2k_pending_hours = fields.Integer(
        string="Hours to wait for a payment",
        default=24,
        help="So long the boxes of an order wait for a payment that is under way, if "
        "the vendor's cut-off does not come first.",
    )

    _k2k_cart_settings_positive = models.Constraint(
        "CHECK(k2k_max_boxes >= 0 AND k2k_reminder_minutes >= 0 "
        "AND k2k_pending_hours >= 0)",
        "The numbers of the K2K cart settings cannot be negative.",
    )
