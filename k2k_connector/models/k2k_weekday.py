# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class K2kWeekday(models.Model):
    """The seven weekdays, to choose from; all companies share them."""

    _name = "k2k.weekday"
    _description = "Weekday"
    _order = "number"

    name = fields.Char(required=True, translate=True)
    number = fields.Integer(required=True, help="0 is Monday.")

    _number_unique = models.Constraint("unique(number)", "A week has seven days.")
