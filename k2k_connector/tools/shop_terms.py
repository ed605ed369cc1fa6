# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""How and when a customer wants its boxes, without Odoo."""

import dataclasses
from datetime import date, timedelta

from .pricing import CustomerTerms

WAYS = ("warehouse", "grower")


@dataclasses.dataclass(frozen=True)
class ShopTerms:
    """What the pages of the shop are made for.

    ``ways`` are open to the customer, ``way`` is the one in force, ``day`` the truck
    date (None: any), ``weekdays`` those on which the customer is served (empty: all),
    ``fixed`` says that boxes in the cart have decided both; ``prices`` what the
    customer pays where it is not what all pay.
    """

    way: str = "warehouse"
    day: date | None = None
    ways: tuple = ("warehouse",)
    weekdays: tuple = ()
    fixed: bool = False
    prices: CustomerTerms = CustomerTerms()

    @property
    def served_before(self):
        """The last day before ``day`` on which the customer is served."""
        day = self.day - timedelta(days=1)
        while self.weekdays and day.weekday() not in self.weekdays:
            day -= timedelta(days=1)
        return day

    @property
    def is_served(self):
        """Whether the customer is served on ``day``."""
        return not self.weekdays or self.day.weekday() in self.weekdays

    def fits(self, first, last):
        """Whether boxes with customers from ``first`` to ``last`` can be had; as
        ``k2k.offer._day_domain`` finds them."""
        if not self.day or not last:
            return bool(last)
        if not self.is_served or not first or first > self.day:
            return False
        return last >= self.day or first > self.served_before


def read_way(posted, ways):
    """The way a customer chose, or None for one that is not open to it."""
    return posted if posted in ways else None


def read_day(posted, today):
    """A day a customer chose: not a day that is over; None for rubbish and "any"."""
    try:
        day = date.fromisoformat(posted or "")
    except (TypeError, ValueError):
        return None
    return day if day >= today else None
