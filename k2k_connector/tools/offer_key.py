# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The name of a set of equal boxes on the vendor's shelves."""

import dataclasses
from datetime import date

MAX_ID = 2**31 - 1
LOOSE = "L"


@dataclasses.dataclass(frozen=True)
class OfferKey:
    """What makes boxes equal for a buyer. The ids are the vendor's own.

    For the buyer the encoded key is an opaque text: only the vendor reads it. Of loose
    stock the day is that of the oldest.
    """

    product_id: int
    units: float
    package_type_id: int
    warehouse_id: int
    day: date
    lot_id: int = 0
    loose: bool = False

    def encode(self):
        """Text such as ``12|100.0|3|1|2026-11-20|0``; loose stock ends in ``|L``."""
        text = "|".join(
            (
                str(self.product_id),
                repr(float(self.units)),
                str(self.package_type_id),
                str(self.warehouse_id),
                self.day.isoformat(),
                str(self.lot_id),
            )
        )
        return f"{text}|{LOOSE}" if self.loose else text

    @classmethod
    def decode(cls, text):
        """The key that :meth:`encode` wrote; :raise ValueError: it is none."""
        product, units, package_type, warehouse, day, lot, *more = text.split("|")
        if more not in ([], [LOOSE]):
            raise ValueError(f"no key: {text}")
        return cls(
            _read_id(product),
            float(units),
            _read_id(package_type),
            _read_id(warehouse),
            date.fromisoformat(day),
            _read_id(lot),
            bool(more),
        )


def _read_id(text):
    """A number that PostgreSQL takes for an id; :raise ValueError: it is none."""
    number = int(text)
    if not 0 <= number <= MAX_ID:
        raise ValueError(f"no id: {text}")
    return number
