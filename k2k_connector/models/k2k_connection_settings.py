# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from ..tools.pricing import FREIGHT_BASES, Rates


class K2kConnection(models.Model):
    """Each side's own settings; the other side's mean nothing on a record."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    # Buyer's settings
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Receiving warehouse",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    gpm = fields.Float(
        string="Margin (GPM)",
        default=0.3,
        digits=(16, 4),
        help="Gross profit margin on the sales price: 0.30 is 30 %. Empty: the margin "
        "of the customer, else of the company; without any the landed cost.",
    )
    cube_rate = fields.Float(
        string="Inbound truck, per ft³",
        digits=(16, 4),
    )
    freight_rate = fields.Float(string="Air freight rate", digits=(16, 4))
    freight_basis = fields.Selection(
        [
            (FREIGHT_BASES[0], "per full box (FBE)"),
            (FREIGHT_BASES[1], "per volumetric kg"),
            (FREIGHT_BASES[2], "per box"),
        ],
        default="kg",
        required=True,
    )
    handling_per_box = fields.Float(digits=(16, 4))
    duty_rate = fields.Float(
        digits=(16, 4), help="Share of the flower cost: 0.064 is 6.4 %."
    )
    transit_days = fields.Integer(
        default=1, help="Days from the vendor's ship date to our truck date."
    )
    auto_map = fields.Boolean(
        string="Make products by ourselves",
        default=True,
        help="Products of the vendor that we do not know are made and published.",
    )
    cart_minutes = fields.Integer(
        string="Minutes a cart holds boxes",
        default=60,
    )

    ship_via = fields.Selection(
        [
            ("warehouse", "Through our warehouse"),
            ("grower", "Straight from the vendor"),
            ("choice", "The customer chooses"),
        ],
        string="Boxes travel",
        default="warehouse",
        required=True,
        help="Straight from the vendor to the customer nothing is scanned, and "
        "freight, duty, handling and truck are left out of the price.",
    )
    partner_shares_aging = fields.Boolean(readonly=True, copy=False)

    # Vendor's settings
    publish_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "k2k_connection_publish_warehouse_rel",
        "connection_id",
        "warehouse_id",
        string="Publishing warehouses",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices for this buyer. Empty: the buyer's own pricelist.",
    )
    ship_days_offset = fields.Integer(
        help="Days we need before we can ship what is ordered today."
    )
    min_age = fields.Integer(string="Youngest box (days)")
    max_age = fields.Integer(string="Oldest box (days)", default=10)
    share_aging = fields.Boolean(
        string="Show the age of boxes",
        help="The buyer's people see how old each box is. Off: only that it is within "
        "the ages you publish.",
    )
    service_day_ids = fields.One2many("k2k.service.day", "connection_id")
    auto_confirm = fields.Boolean(
        string="Confirm orders at once",
        help="Orders of this buyer are confirmed without a click.",
    )
    invoice_as_reference = fields.Boolean(
        string="Invoice number names the AWB",
        help="Where an order has no reference, its invoice's number names the AWB.",
    )

    _gpm_range = models.Constraint(
        "CHECK(gpm >= 0 AND gpm < 1)", "The margin must be from 0 to below 100 %."
    )
    _cart_minutes_positive = models.Constraint(
        "CHECK(cart_minutes > 0)", "A cart holds boxes for at least one minute."
    )
    _days_not_negative = models.Constraint(
        "CHECK(transit_days >= 0 AND ship_days_offset >= 0)",
        "Days cannot be negative.",
    )
    _age_range = models.Constraint(
        "CHECK(min_age >= 0 AND max_age >= min_age)",
        "The oldest age must not be below the youngest.",
    )

    def _publishing_settings(self):
        """Settings of the vendor that change what is published."""
        return {
            "publish_warehouse_ids",
            "pricelist_id",
            "ship_days_offset",
            "min_age",
            "max_age",
            "service_day_ids",
            "share_aging",
        }

    def _rates(self):
        """The buyer's cost estimates for the pure pricing rules."""
        self.ensure_one()
        return Rates(
            cube_rate=self.cube_rate,
            freight_rate=self.freight_rate,
            freight_basis=self.freight_basis,
            handling_per_box=self.handling_per_box,
            duty_rate=self.duty_rate,
        )
