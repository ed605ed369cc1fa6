# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""How the cost of an AWB is shared out. Plain functions, no ORM."""

import dataclasses
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

BASES = ("kg", "fbe", "box", "value")


class CostError(ValueError):
    """A cost can't be shared out; ``positions`` are the boxes that lack a measure."""

    def __init__(self, text, positions):
        super().__init__(text)
        self.positions = positions


@dataclasses.dataclass(frozen=True)
class Measures:
    """What a box counts by: gross and volumetric kilograms, full boxes, its value."""

    gross_kg: float = 0.0
    volumetric_kg: float = 0.0
    fbe: float = 0.0
    value: float = 0.0

    @property
    def chargeable_kg(self):
        """Airlines charge the greater of the two weights."""
        return max(self.gross_kg, self.volumetric_kg)


def weights(boxes, basis):
    """What each box counts on a basis.

    :param list boxes: :class:`Measures`
    :param str basis: one of :data:`BASES`
    :raise CostError: boxes without weight or full-box equivalent, where these count
    """
    read = {
        "kg": lambda box: box.chargeable_kg,
        "fbe": lambda box: box.fbe,
        "box": lambda box: 1.0,
        "value": lambda box: box.value,
    }[basis]
    found = [max(read(box), 0.0) for box in boxes]
    unknown = [number for number, weight in enumerate(found) if not weight]
    # a gift is worth nothing and rides for nothing; a box without weight is unknown
    if unknown and basis in ("kg", "fbe"):
        raise CostError(f"{len(unknown)} boxes have no {basis}", unknown)
    return found


def distribute(amount, shares, rounding=0.01):
    """Share an amount out, exactly.

    Each part is rounded; what the rounding leaves goes to the largest share (the first
    of several), so that the parts add up to the amount. Where all shares are nothing
    all get the same.

    :param float amount: to the precision of ``rounding``; may be negative
    :param list shares: numbers of zero or more, one for each part
    :param float rounding: the smallest coin
    :return: list of floats as long as ``shares``
    """
    if not shares:
        return []
    coin = Decimal(str(rounding))
    coins = int((Decimal(str(amount)) / coin).to_integral_value(ROUND_HALF_UP))
    exact = [Fraction(share) for share in shares]
    total = sum(exact)
    if not total:
        exact, total = [Fraction(1)] * len(shares), len(shares)
    parts = [_round(coins * share / total) for share in exact]
    parts[exact.index(max(exact))] += coins - sum(parts)
    return [float(part * coin) for part in parts]


def _round(fraction):
    """To the nearest whole number, halves away from zero."""
    sign = -1 if fraction < 0 else 1
    return sign * ((2 * abs(fraction) + 1) // 2)
