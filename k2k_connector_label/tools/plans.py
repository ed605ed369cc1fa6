# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The standard labels, 4 x 3 in (812 x 609 dots).

Customer and AWB stand at the top, the product in the middle, the code at the
bottom: what a tired person looks for first is printed largest. The distribution label
has the product at the top and below it a row for each customer.
"""

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
    Slot("product", 20, 210, 772, 118, 72, bold=True, lines=2, min_size=30),
    Slot("pack", 20, 334, 540, 44, 40, min_size=24),
    Slot("count", 570, 334, 222, 44, 40, bold=True, align="right", min_size=24),
)

STAGING = Plan(
    WIDTH,
    HEIGHT,
    (
        Slot("customer", 20, 16, 516, 118, 64, bold=True, lines=2, min_size=30),
        Slot("truck", 20, 142, 516, 48, 46, min_size=24),
        *_AWB,
        *_GOODS,
        Slot("lot", 20, 386, 440, 32, 30),
        Slot("order", 470, 386, 322, 32, 30, align="right"),
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
        Slot("customer", 20, 14, 516, 84, 58, bold=True, lines=2, min_size=28),
        Slot("ship_to", 20, 104, 516, 52, 28, lines=2, min_size=20),
        Slot("carrier", 20, 160, 516, 34, 32, bold=True, min_size=20),
        *_AWB,
        *_GOODS,
        Slot("order", 20, 386, 250, 32, 30, bold=True),
        Slot("ship_date", 280, 386, 200, 32, 30),
        Slot("lot", 490, 386, 302, 32, 30, align="right"),
        _CODE,
    ),
    (BadgeSlot("reprint", 750, 14, 42, 42, 34),),
    _LINES,
    _BARCODE,
)

# As many rows as fit above the bar code.
DISTRIBUTION_ROWS = 6
_ROW = 46


def _rows():
    """Return the places of the rows: truck date, who, and how many units."""
    slots = []
    for number in range(DISTRIBUTION_ROWS):
        y = 146 + number * _ROW
        slots += [
            Slot(f"date_{number}", 20, y, 168, 44, 32, min_size=18),
            Slot(f"who_{number}", 200, y, 450, 44, 36, lines=2),
            Slot(f"units_{number}", 660, y, 132, 44, 44, bold=True, align="right"),
        ]
    return tuple(slots)


DISTRIBUTION = Plan(
    WIDTH,
    HEIGHT,
    (
        Slot("product", 20, 12, 530, 84, 60, bold=True, lines=2, min_size=26),
        Slot("pack", 20, 98, 530, 34, 30, min_size=20),
        Slot("awb_title", 576, 14, 76, 30, 28),
        Slot("awb_last4", 576, 46, 216, 58, 60, bold=True, align="center"),
        Slot("awb", 576, 104, 216, 28, 25, align="center"),
        *_rows(),
        _CODE,
    ),
    (
        BadgeSlot("split", 650, 10, 98, 34, 26, 8),
        BadgeSlot("reprint", 756, 10, 36, 34, 28, 8),
    ),
    (Line(562, 12, 3, 120), Line(20, 138, 772, 3)),
    _BARCODE,
)

STANDARD = {
    "staging": STAGING,
    "shipping": SHIPPING,
    "distribution": DISTRIBUTION,
}
