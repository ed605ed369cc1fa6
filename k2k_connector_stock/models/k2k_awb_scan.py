# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

# Missing boxes that fit on a screen and in an answer; the rest is told as a number.
MISSING_LIMIT = 500


class K2kAwb(models.Model):
    """What the scan screen asks: which AWB first, and what is missing on it."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def scan_list(self):
        """The open AWBs of this company, the most urgent first.

        Presold boxes whose truck leaves today (or should have left) on top, then by
        arrival.

        :return: list of dicts: ``id``, ``name``, ``vendor``, ``warehouse``,
            ``arrival_date`` (ISO text or False), ``pieces``, ``pieces_received``,
            ``urgent`` (expected boxes for a truck of today), ``presold`` (expected
            boxes that are sold)
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self.env["k2k.box"]._check_warehouse_user()
        awbs = self.search(
            [("state", "=", "open"), ("company_id", "=", self.env.company.id)],
            order="arrival_date, name, id",
        )
        presold = self._count_expected(awbs)
        today = fields.Date.context_today(self)
        urgent = self._count_expected(awbs, [("truck_date", "<=", today)])
        rows = [
            {
                "id": awb.id,
                "name": awb.name,
                # the vendor's name stands on the AWB: no right on contacts is needed
                "vendor": awb.sudo().partner_id.display_name or "",
                "warehouse": awb.warehouse_id.display_name or "",
                "arrival_date": fields.Date.to_string(awb.arrival_date) or False,
                "pieces": awb.pieces,
                "pieces_received": awb.pieces_received,
                "urgent": urgent.get(awb, 0),
                "presold": presold.get(awb, 0),
            }
            for awb in awbs
        ]
        return sorted(rows, key=lambda row: -row["urgent"])

    @api.model
    def _count_expected(self, awbs, domain=()):
        """Presold boxes that have not arrived, by AWB."""
        return dict(
            self.env["k2k.box"]._read_group(
                [
                    ("awb_id", "in", awbs.ids),
                    ("state", "=", "staged"),
                    ("is_presold", "=", True),
                    *domain,
                ],
                ["awb_id"],
                ["__count"],
            )
        )

    def scan_missing(self):
        """The boxes of this AWB that have not been received.

        :return: dict with ``boxes`` (list of dicts: ``id``, ``code``, ``product``,
            ``box_type``, ``customer``, ``truck_date``, ``state``; the next truck
            first) and ``more``, how many did not fit
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self.env["k2k.box"]._check_warehouse_user()
        self.ensure_one()
        self.check_access("read")
        domain = [("awb_id", "=", self.id), ("state", "in", ("staged", "missing"))]
        boxes = self.env["k2k.box"].search(
            domain, order="truck_date, code", limit=MISSING_LIMIT
        )
        more = 0
        if len(boxes) == MISSING_LIMIT:
            more = self.env["k2k.box"].search_count(domain) - MISSING_LIMIT
        return {
            "boxes": [
                {
                    "id": box.id,
                    "code": box.code,
                    "product": box.product_id.display_name,
                    "box_type": box.package_type_id.k2k_code or "",
                    # the customer's name stands on the box
                    "customer": box.sudo().customer_id.display_name or "",
                    "truck_date": fields.Date.to_string(box.truck_date) or False,
                    "state": box.state,
                }
                for box in boxes
            ],
            "more": more,
        }
