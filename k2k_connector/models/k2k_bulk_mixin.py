# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

# Below this a look at each row is quicker than finding those that are alike.
MANY = 20


class K2kBulkMixin(models.AbstractModel):
    """Thousands of rows at a time that point to the same few records."""

    _name = "k2k.bulk.mixin"
    _description = "Rows written in bulk"

    def _check_company(self, fnames=None):
        """Core checks row by row; rows with the same links need one check."""
        if len(self) < MANY:
            return super()._check_company(fnames)
        links = [
            name
            for name, field in self._fields.items()
            if field.type == "many2one"
            and (field.check_company or name == "company_id")
        ]
        alike = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group([("id", "in", self.ids)], links, ["id:min"])
        )
        doubtful = [row for row in alike if self._may_cross_companies(links, row)]
        samples = self.browse(row[-1] for row in doubtful)
        return super(K2kBulkMixin, samples)._check_company(fnames)

    def _may_cross_companies(self, links, row):
        """Whether core has to look: what has the row's own company, or none, is right.

        :param list links: names of fields
        :param row: their records, and an id
        """
        linked = dict(zip(links, row, strict=False))
        company = linked.pop("company_id")
        return any(
            "company_id" not in record._fields
            or record.company_id not in (company, company.browse())
            for record in linked.values()
        )

    def _write_changed(self, vals):
        """Write only what differs: most rows of a full publication do not.

        :return: the set of names of the fields that were different
        """
        changed = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)
        return set(changed)
