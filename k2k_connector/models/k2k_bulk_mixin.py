# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kBulkMixin(models.AbstractModel):
    """Thousands of rows at a time that point to the same few records."""

    _name = "k2k.bulk.mixin"
    _description = "Rows written in bulk"

    def _check_company(self, fnames=None):
        """Core checks row by row; rows with the same links need one check."""
        links = [
            name
            for name, field in self._fields.items()
            if field.type == "many2one"
            and (field.check_company or name == "company_id")
        ]
        alike = self.sudo().grouped(lambda row: tuple(row[name].id for name in links))
        samples = self.browse(rows[0].id for rows in alike.values())
        return super(K2kBulkMixin, samples)._check_company(fnames)
