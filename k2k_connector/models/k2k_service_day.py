# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.dates import ServiceDay


class K2kServiceDay(models.Model):
    _name = "k2k.service.day"
    _description = "K2K service day"
    _order = "connection_id, weekday"
    _rec_name = "weekday"
    _check_company_auto = True

    connection_id = fields.Many2one(
        "k2k.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
    )
    carrier_id = fields.Many2one("delivery.carrier", check_company=True)
    cutoff = fields.Float(
        default=24.0,
        help="Orders up to this hour, in the vendor's time zone, leave on this day; "
        "where you need some days, orders of so many days before.",
    )

    _weekday_unique = models.Constraint(
        "unique(connection_id, weekday)", "A weekday can be there only once."
    )
    _cutoff_range = models.Constraint(
        "CHECK(cutoff >= 0 AND cutoff <= 24)",
        "The cut-off is an hour between 0:00 and 24:00.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days.connection_id._service_days_changed()
        return days

    def write(self, vals):
        connections = self.connection_id
        res = super().write(vals)
        (connections | self.connection_id)._service_days_changed()
        return res

    def unlink(self):
        connections = self.connection_id
        res = super().unlink()
        connections._service_days_changed()
        return res

    def _as_rules(self):
        """These days for the pure date rules."""
        return tuple(ServiceDay(int(day.weekday), day.cutoff) for day in self)
