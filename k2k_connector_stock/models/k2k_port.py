# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kPort(models.Model):
    """Where boxes fly from or to.

    Ports are shared words, like countries and currencies: they belong to no company.
    """

    _name = "k2k.port"
    _description = "K2K port"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, size=3, help="IATA code of the airport.")
    name = fields.Char(string="City", required=True)
    country_id = fields.Many2one("res.country")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("unique(code)", "This port is known already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for port in self:
            port.display_name = f"{port.code} {port.name or ''}".strip()

    @api.model
    def _find(self, text):
        """Return the port that a text means: its code or its city; empty if none."""
        text = (text or "").strip()
        if not text:
            return self.browse()
        # A city is compared whole and in any case; it is no pattern.
        text = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return self.search(
            ["|", ("code", "=ilike", text), ("name", "=ilike", text)], limit=1
        )
