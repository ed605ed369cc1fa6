# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The standard labels, 4 x 3 in (812 x 609 dots).

Customer and AWB stand at the top, the product in the middle, the code at the
bottom: what a tired person looks for first is printed largest. The distribution label
has the product at the top and below it a row for each customer.
"""

from functools import cache

from .label import Line, inches
from .layout import BadgeSlot, BarcodeSlot, Plan, Slot

WIDTH = inches(4)
HEIGHT = inches(3)

_RIGHT = 560
_BARCODE = BarcodeSlot(0, 430, WIDTH, 120)
_CODE = Slot("code", 20, 558, 772, 46, 46, bold=True, align="center")
_LINES = (
    Line(546, 14, 3, 176),
    Line(20, 198, 772, 3),
)
_AWB = (
    Slot("awb_title", _RIGHT, 18, 76, 34, 30),
    Slot("awb_last4", _RIGHT, 60, 236, 104, 100, bold=True, align="center"),
    Slot("awb", _RIGHT, 162, 236, 32, 28, align="center"),
)
_GOODS = (
    Slot("product", 20, 206, 772, 116, 72, bold=True, lines=2, min_size=30),
    Slot("pack", 20, 326, 540, 44, 40, min_size=24),
    Slot("count", 570, 326, 222, 44, 40, bold=True, align="right", min_size=24),
)

STAGING = Plan(
    WIDTH,
    HEIGHT,
    (
        Slot("customer", 20, 16, 516, 118, 64, bold=True, lines=2, min_size=30),
        Slot("truck", 20, 142, 516, 48, 46, min_size=24),
        *_AWB,
        *_GOODS,
        Slot("details", 20, 372, 480, 52, 30, lines=2, min_size=18),
        Slot("order", 512, 372, 280, 52, 30, align="right"),
        _CODE,
    ),
    (
        BadgeSlot("icon", 700, 14, 92, 42, 34),
        BadgeSlot("reprint", 650, 14, 42, 42, 34),
    ),
    _LINES,
    _BARCODE,
)

SHIPPING = Plan(
    WIDTH,
    HEIGHT,
    (
        Slot("customer", 20, 12, 516, 78, 58, bold=True, lines=2, min_size=28),
        Slot("ship_to", 20, 94, 516, 48, 28, lines=2, min_size=20),
        # Two lines: the account stands behind the carrier and must not be cut off.
        Slot("carrier", 20, 144, 516, 50, 32, bold=True, lines=2, min_size=20),
        *_AWB,
        *_GOODS,
        Slot("order", 20, 372, 220, 52, 30, bold=True, min_size=18),
        Slot("ship_date", 248, 372, 204, 52, 30),
        Slot("details", 478, 372, 314, 52, 30, align="right", lines=2, min_size=18),
        _CODE,
    ),
    (BadgeSlot("reprint", 750, 14, 42, 42, 34),),
    _LINES,
    _BARCODE,
)

# As many rows as fit above the bar code; fewer are written larger.
DISTRIBUTION_ROWS = 6
_ROWS_HEIGHT = 276
_HIGHEST_ROW = 84


def _rows(count):
    """Return the places of the rows: truck date, who, and how many units."""
    step = min(_ROWS_HEIGHT // count, _HIGHEST_ROW)
    height = step - 2
    size = min(height, 56)
    slots = []
    for number in range(count):
        y = 146 + number * step
        slots += [
            Slot(f"date_{number}", 20, y, 168, height, 32, min_size=18),
            Slot(f"who_{number}", 200, y, 450, height, min(size, 44), lines=2),
            Slot(
                f"units_{number}", 660, y, 132, height, size, bold=True, align="right"
            ),
        ]
    return tuple(slots)


@cache
def _distribution(rows):
    """Return the plan of a distribution label with that many rows."""
    return Plan(
        WIDTH,
        HEIGHT,
        (*_DISTRIBUTION_HEAD, *_rows(rows), _CODE),
        (
            BadgeSlot("split", 650, 10, 98, 34, 26, 8),
            BadgeSlot("reprint", 756, 10, 36, 34, 28, 8),
        ),
        (Line(562, 12, 3, 120), Line(20, 138, 772, 3)),
        _BARCODE,
    )


_DISTRIBUTION_HEAD = (
    Slot("product", 20, 12, 530, 84, 60, bold=True, lines=2, min_size=26),
    Slot("pack", 20, 98, 530, 34, 30, min_size=20),
    Slot("awb_title", 576, 14, 76, 30, 28),
    Slot("awb_last4", 576, 46, 216, 58, 60, bold=True, align="center"),
    Slot("awb", 576, 104, 216, 28, 25, align="center"),
)
DISTRIBUTION = _distribution(DISTRIBUTION_ROWS)

STANDARD = {
    "staging": STAGING,
    "shipping": SHIPPING,
    "distribution": DISTRIBUTION,
}


def for_words(plan, words):
    """Return the plan for one label: a distribution label's rows share its height."""
    if plan is not DISTRIBUTION:
        return plan
    rows = sum(f"who_{number}" in words for number in range(DISTRIBUTION_ROWS))
    return _distribution(max(rows, 1))
