# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

AUTO_BILL = [
    ("off", "Never"),
    ("scan", "When a box is scanned"),
    ("confirm", "When a box is confirmed without a scan"),
    ("both", "However a box is received"),
]


class K2kConnection(models.Model):
    _inherit = "k2k.connection"

    # Buyer's settings
    auto_bill = fields.Selection(
        AUTO_BILL,
        string="Automatic billing",
        default="off",
        required=True,
        help="Bill presold boxes to their customer as they arrive.",
    )
    auto_bill_late_days = fields.Integer(
        string="Late truck date (days)",
        help="Bill by itself although the truck date lies so many days back.",
    )
    bill_posting = fields.Selection(
        [
            ("now", "At once"),
            ("session", "When the scan session ends"),
            ("complete", "When the whole prebook is billed"),
            ("manual", "By hand"),
        ],
        string="Post invoices",
        default="now",
        required=True,
        help="Until it is posted, an invoice grows with the boxes of its prebook.",
    )
    bill_per_session = fields.Boolean(
        string="New invoice for each scan session",
        help="Boxes that are scanned later are not put on an invoice of an earlier "
        "session, even while it is a draft.",
    )
    auto_confirm_staging = fields.Boolean(
        string="Receive without scan",
        help="Boxes are received as soon as the vendor ships them: for warehouses that "
        "do not scan.",
    )
    extra_boxes = fields.Selection(
        [("refuse", "Never"), ("accept", "For the open market")],
        string="Boxes beyond the order",
        default="refuse",
        required=True,
        help="Whether the vendor may add boxes to an order that it has confirmed. They "
        "go on the purchase order, at its price, and are nobody's until you sell them.",
    )
    propose_bill = fields.Boolean(
        string="Propose vendor bills",
        default=True,
        help="A shipment drafts the bill of the vendor's invoice: same number, "
        "quantities and prices.",
    )
    landed_cost_posting = fields.Selection(
        [("now", "At once"), ("manual", "By hand")],
        string="Post landed costs",
        default="now",
        required=True,
        help="What becomes of an AWB's cost when it is approved: a landed cost in the "
        "books, or a draft that accounting validates.",
    )

    # Vendor's settings
    origin_id = fields.Many2one(
        "k2k.port", string="Port of origin", help="Where our boxes fly from."
    )

    _late_days_not_negative = models.Constraint(
        "CHECK(auto_bill_late_days >= 0)", "Days cannot be negative."
    )

    def _by_session(self):
        """Whether billing asks in which scan session a box was received."""
        return self.bill_per_session or self.bill_posting == "session"

    def _apply_state(self, state):
        res = super()._apply_state(state)
        if state == "active" and self.warehouse_id:
            self.warehouse_id._k2k_get_staging_location()
        return res
