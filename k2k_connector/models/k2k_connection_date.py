# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import ormcache


class K2kConnection(models.Model):
    """How far ahead customers may order."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    max_days_ahead = fields.Integer(
        string="Customers order up to",
        default=60,
        help="Days ahead for which a customer may have boxes of this vendor.",
    )

    show_vendor = fields.Boolean(
        string="Tell customers the vendor's name",
        help="The shop names the vendor beside its boxes. Off: it says “from the "
        "grower”.",
    )
    partner_ship_weekdays = fields.Char(
        readonly=True,
        copy=False,
        help="The weekdays on which the vendor ships to us, as it has told: 0 is "
        "Monday.",
    )

    _days_ahead_positive = models.Constraint(
        "CHECK(max_days_ahead > 0)", "Customers must be able to order for some day."
    )

    def _note_ship_weekdays(self, weekdays):
        """Remember on which days the vendor ships.

        :param weekdays: list of numbers, 0 Monday; None where it has not told
        """
        text = "".join(str(day) for day in weekdays or () if 0 <= day <= 6)
        if weekdays is not None and text != (self.partner_ship_weekdays or ""):
            self.partner_ship_weekdays = text

    def _ship_weekdays(self):
        """:return: set of numbers, 0 Monday; empty: not known"""
        self.ensure_one()
        return {int(day) for day in self.partner_ship_weekdays or ""}

    @api.model
    @ormcache("company.id")
    def _ways_offered(self, company):
        """Ways in which the company's active vendors send boxes to customers.

        Remembered for everybody, whoever asks first: hence sudo.

        :return: frozenset of ``warehouse`` and ``grower``
        """
        found = self.sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("role", "=", "buyer"),
                ("state", "=", "active"),
            ],
            ["ship_via"],
        )
        ways = {way for (way,) in found}
        return frozenset(("warehouse", "grower") if "choice" in ways else ways)

    def _last_order_day(self):
        self.ensure_one()
        return fields.Date.context_today(self) + timedelta(days=self.max_days_ahead)
