# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import models


class K2kHold(models.Model):
    """Boxes of an order that follow later are held for a line of their own."""

    _inherit = "k2k.hold"  # pylint: disable=consider-merging-classes-inherited

    def _split_off(self, packages, sale_line):
        """Hold these of the ordered boxes for another line of the same order.

        :return: the new hold
        """
        self.ensure_one()
        reserved = self.move_id.move_line_ids.package_id & packages
        self._unreserve(packages)
        other = self.create(
            {
                "connection_id": self.connection_id.id,
                "company_id": self.company_id.id,
                "peer_ref": uuid4().hex,
                "key": self.key,
                "product_id": self.product_id.id,
                "state": "ordered",
                "sale_line_id": sale_line.id,
            }
        )
        packages.write({"k2k_hold_id": other.id})
        (self | other).invalidate_recordset(["package_ids", "boxes"])
        if reserved:
            # a confirmed order's delivery reserves its boxes itself
            other._reserve(reserved)
        return other
