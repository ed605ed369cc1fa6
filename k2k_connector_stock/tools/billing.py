# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""When a received box is billed to the customer it was sold to. Plain, no ORM."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.addons.k2k_connector.tools.pricing import sales_price

NOT_PRESOLD = "not_presold"
FULFILLED = "fulfilled"
OFF = "off"
NOT_BY_THIS = "not_by_this"
CREDIT_HOLD = "credit_hold"
TRUCK_DATE = "truck_date"
CREDIT_LIMIT = "credit_limit"
REASONS = (
    NOT_PRESOLD,
    FULFILLED,
    OFF,
    NOT_BY_THIS,
    CREDIT_HOLD,
    TRUCK_DATE,
    CREDIT_LIMIT,
)

# The moments of receiving that each setting bills at. A transfer completed in Odoo
# itself is a confirmation without our scan; what goes from the grower straight to the
# customer is never scanned, the vendor's word is all there will be.
_MOMENTS = {
    "off": (),
    "scan": ("scan", "grower"),
    "confirm": ("confirm", "grower"),
    "both": ("scan", "confirm", "grower"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a box when it is received.

    ``mode`` is the customer's or the connection's setting (off, scan, confirm, both),
    ``moment`` how the box was received (scan, confirm, grower). ``late_days`` is how
    many days the truck date may lie back. ``over_limit`` tells that the customer would
    owe more than its credit limit, ``credit_hold`` that nothing is to be billed to it,
    ``fulfilled`` that its order has been invoiced in full without this box.
    """

    presold: bool
    mode: str
    moment: str
    truck_date: date | None
    today: date
    late_days: int = 0
    over_limit: bool = False
    credit_hold: bool = False
    fulfilled: bool = False


def why_not(facts):
    """Return why a received box is not billed by itself, or None when it is.

    The answer is the first of ``REASONS`` that holds.

    :param Facts facts: what is known of the box
    :raises KeyError: when the mode is none of the settings'
    """
    moments = _MOMENTS[facts.mode]
    if not facts.presold:
        return NOT_PRESOLD
    if facts.fulfilled:
        return FULFILLED
    if not moments:
        return OFF
    if facts.moment not in moments:
        return NOT_BY_THIS
    if facts.credit_hold:
        return CREDIT_HOLD
    oldest = facts.today - timedelta(days=max(facts.late_days, 0))
    if facts.truck_date and facts.truck_date < oldest:
        return TRUCK_DATE
    if facts.over_limit:
        return CREDIT_LIMIT
    return None


def price_without_one(boxes, gpm):
    """Return what one box is billed at that was ordered at no price.

    The average landed cost of the boxes, and the company's margin on it.

    :param boxes: (landed cost per unit, units) of each box
    :param float gpm: gross profit margin, 0.30 is 30 %
    :raises PricingError: a margin of 100 % or more has no price
    """
    boxes = list(boxes)
    if not boxes:
        return 0.0
    landed = sum(cost * units for cost, units in boxes) / len(boxes)
    return sales_price(landed, gpm)
