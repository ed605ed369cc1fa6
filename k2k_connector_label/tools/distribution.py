# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Who gets how much of a box that several customers share. Plain functions, no ORM.

Units are counted in the product's own unit. What nobody has ordered is the open
market's.
"""

from dataclasses import dataclass
from datetime import date

# Below this, units are rounding.
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """A customer's part of a box.

    ``truck`` is the day it leaves, ``seller`` the salesperson; ``by_box`` tells that
    the customer ordered whole boxes.
    """

    units: float
    truck: date | None
    seller: str
    customer: str
    by_box: bool = False


def by_truck(shares):
    """Return shares in the order of their truck dates, the earliest first."""
    return sorted(
        shares,
        key=lambda share: (share.truck or date.max, share.seller, share.customer),
    )


def open_market(shares, units):
    """Return how many of a box's units nobody has ordered."""
    left = units - sum(share.units for share in shares)
    return left if left > TINY else 0.0


def needs_label(shares, units):
    """Tell whether somebody must be told how to divide a box.

    It is shared by several customers or by customers and the open market, or it was
    sold by units to one. A box that one customer ordered as a box, and one that nobody
    has ordered, need none.
    """
    if not shares:
        return False
    return len(shares) > 1 or not shares[0].by_box or open_market(shares, units) > TINY


def spread(boxes, demands):
    """Fill what is ordered from boxes, each in the order given.

    :param list boxes: pairs (box, units in it)
    :param list demands: pairs (demand, units wanted), the most urgent first
    :return: dict of box: list of pairs (demand, units), at most what is in the box
    """
    found = {box: [] for box, _units in boxes}
    waiting = [[demand, units] for demand, units in demands if units > TINY]
    for box, units in boxes:
        while waiting and units > TINY:
            demand, wanted = waiting[0]
            taken = min(units, wanted)
            found[box].append((demand, taken))
            units -= taken
            waiting[0][1] -= taken
            if waiting[0][1] <= TINY:
                waiting.pop(0)
    return found
