# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""When a received box is billed to the customer it was sold to. Plain, no ORM."""

from dataclasses import dataclass
from datetime import date, timedelta

NOT_PRESOLD = "not_presold"
OFF = "off"
NOT_BY_THIS = "not_by_this"
TRUCK_DATE = "truck_date"
CREDIT_LIMIT = "credit_limit"
REASONS = (NOT_PRESOLD, OFF, NOT_BY_THIS, TRUCK_DATE, CREDIT_LIMIT)

# The moments of receiving that each setting bills at. A transfer completed in Odoo
# itself is a confirmation without our scan.
_MOMENTS = {
    "off": (),
    "scan": ("scan",),
    "confirm": ("confirm",),
    "both": ("scan", "confirm"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a box when it is received.

    ``mode`` is the connection's setting (off, scan, confirm, both), ``moment`` how the
    box was received (scan, confirm). ``late_days`` is how many days the truck date may
    lie back. ``over_limit`` tells that the customer owes more than its credit limit.
    """

    presold: bool
    mode: str
    moment: str
    truck_date: date | None
    today: date
    late_days: int = 0
    over_limit: bool = False


def why_not(facts):
    """Return why a received box is not billed by itself, or None when it is.

    The answer is the first of ``REASONS`` that holds.

    :param Facts facts: what is known of the box
    :raises KeyError: when the mode is none of the settings'
    """
    moments = _MOMENTS[facts.mode]
    if not facts.presold:
        return NOT_PRESOLD
    if not moments:
        return OFF
    if facts.moment not in moments:
        return NOT_BY_THIS
    oldest = facts.today - timedelta(days=max(facts.late_days, 0))
    if facts.truck_date and facts.truck_date < oldest:
        return TRUCK_DATE
    if facts.over_limit:
        return CREDIT_LIMIT
    return None
