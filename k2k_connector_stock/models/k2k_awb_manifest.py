# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.tools.misc import formatLang

RECEIVED = ("received", "billed")


class K2kAwb(models.Model):
    """What the printed manifest lists."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    def _manifest_boxes(self):
        """The boxes of this AWB as they are printed, without cancelled ones."""
        self.ensure_one()
        return self.env["k2k.box"].search(
            [("awb_id", "=", self.id), ("state", "!=", "cancelled")],
            order="product_id, code",
        )

    def _manifest_products(self):
        """Totals of this AWB, by product.

        :return: list of dicts: ``product`` (name), ``boxes``, ``fbe``, ``units`` (in
            the product's own unit), ``received`` (boxes)
        """
        rows = {}
        for product, state, boxes, fbe, units in self.env["k2k.box"]._read_group(
            [("awb_id", "=", self.id), ("state", "!=", "cancelled")],
            ["product_id", "state"],
            ["__count", "fbe:sum", "quantity:sum"],
        ):
            row = rows.setdefault(
                product,
                {
                    "product": product.display_name,
                    "boxes": 0,
                    "fbe": 0.0,
                    "units": 0.0,
                    "received": 0,
                },
            )
            row["boxes"] += boxes
            row["fbe"] += fbe
            row["units"] += units
            row["received"] += boxes if state in RECEIVED else 0
        return sorted(rows.values(), key=lambda row: row["product"])

    def _manifest_number(self, number):
        """A quantity as people write it: no needless digits, thousands apart."""
        digits = 0 if not number % 1 else 3
        return formatLang(self.env, number, digits=digits)
