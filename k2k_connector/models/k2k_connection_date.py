# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields, models


class K2kConnection(models.Model):
    """How far ahead customers may order."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    max_days_ahead = fields.Integer(
        string="Customers order up to",
        default=60,
        help="Days ahead for which a customer may have boxes of this vendor.",
    )

    _days_ahead_positive = models.Constraint(
        "CHECK(max_days_ahead > 0)", "Customers must be able to order for some day."
    )

    def _last_order_day(self):
        self.ensure_one()
        return fields.Date.context_today(self) + timedelta(days=self.max_days_ahead)
