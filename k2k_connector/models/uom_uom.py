# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from ..tools.shop import pack_numbers


class UomUom(models.Model):
    _inherit = "uom.uom"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_pack_text(self, unit):
        """What a box of this pack holds, in words.

        :param unit: the product's own unit of measure
        """
        self.ensure_one()
        units = self._compute_quantity(1.0, unit, round=False)
        numbers = pack_numbers(self.name, units)
        if not numbers:
            return f"{units:g} {unit.name}"
        bunches, stems, are_stems = numbers
        if are_stems:
            return self.env._(
                "%(bunches)s bunches x %(stems)s stems = %(units)s stems",
                bunches=bunches,
                stems=stems,
                units=f"{units:g}",
            )
        return self.env._(
            "%(bunches)s bunches x %(stems)s stems", bunches=bunches, stems=stems
        )
