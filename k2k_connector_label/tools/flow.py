# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The plan of a custom label from a list of fields: one below the other.

Fields come in their order from the top; two narrow ones in a row share it. The logo
stands in the top right corner, beside the first rows. What is left of the height
belongs to the bar code.
"""

from dataclasses import dataclass

from . import pictures
from .label import NoRoom, inches
from .layout import LEADING, BarcodeSlot, Plan, Slot

MARGIN = 20
GAP = 8
CODE_SIZE = 44
# The smallest font, in dots (6 points): smaller is not readable.
SMALLEST = 17
LOGO_WIDTH = 0.3
LOGO_HEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Item:
    """A field of a custom label; ``size`` in dots.

    ``key`` is the word's key, or ``text`` is printed as it stands. ``half`` takes half
    the label's width.
    """

    key: str
    size: int
    bold: bool = False
    align: str = "left"
    half: bool = False
    lines: int = 1
    text: str = ""


def bar_heights(symbology, width):
    """Return ``(least, best)`` height of the bar code's strip, in dots.

    The least is half an inch and 15 % of the widest symbol that fits on the label
    (ISO/IEC 15417, annex H); the best for an SSCC is 32 mm, what the GS1 General
    Specifications ask of logistic labels. A QR code of 20 characters has up to 25
    modules and 4 of quiet zone on each side: 33 modules of 4 to 8 dots.
    """
    if symbology == "qr":
        return 33 * 4, 33 * 8
    least = max(inches(0.5), round(0.15 * width))
    best = inches(32 / 25.4) if symbology == "gs1_128" else round(least * 1.5)
    return least, best


def plan(width, height, items, symbology="code128", logo=None):
    """Return the :class:`.layout.Plan` of a custom label.

    :param int width: and ``height``: the label's size, in dots
    :param items: :class:`Item` in their order
    :param bytes logo: a picture file, or None
    :raises .label.NoRoom: the fields leave too little height for the bar code
    """
    inner = width - 2 * MARGIN
    images, beside, below = (), 0, 0
    if logo:
        frame = (round(inner * LOGO_WIDTH), round(height * LOGO_HEIGHT))
        images = (pictures.logo(logo, width - MARGIN - frame[0], MARGIN, *frame),)
        beside = images[0].width + GAP
        below = MARGIN + images[0].height + GAP
    slots, y = [], MARGIN
    for row in _rows(items):
        room = inner - (beside if y < below else 0)
        row_slots, row_height = _place(row, y, room, len(slots))
        slots += row_slots
        y += row_height + GAP
    y = max(y, below)
    code = round(CODE_SIZE * LEADING)
    available = height - y - GAP - code - MARGIN // 2
    least, best = bar_heights(symbology, width)
    if available < least:
        raise NoRoom(least, max(available, 0))
    strip = min(available, best)
    top = height - MARGIN // 2 - code - GAP - strip
    slots.append(
        Slot(
            "code",
            MARGIN,
            top + strip + GAP,
            inner,
            code,
            CODE_SIZE,
            bold=True,
            align="center",
        )
    )
    barcode = BarcodeSlot(0, top, width, strip, symbology)
    return Plan(width, height, tuple(slots), (), (), barcode, images)


def _rows(items):
    """Yield the items row by row: a wide one alone, two narrow ones together."""
    waiting = None
    for item in items:
        if waiting and item.half:
            yield (waiting, item)
            waiting = None
            continue
        if waiting:
            yield (waiting,)
            waiting = None
        if item.half:
            waiting = item
        else:
            yield (item,)
    if waiting:
        yield (waiting,)


def _place(row, y, room, number):
    """Return the slots of one row and its height, in dots."""
    column = (room - GAP) // 2
    height = max(round(item.size * LEADING) * item.lines for item in row)
    slots = []
    for place, item in enumerate(row):
        slots.append(
            Slot(
                item.key or f"text_{number + place}",
                MARGIN + place * (room - column),
                y,
                column if item.half else room,
                height,
                item.size,
                bold=item.bold,
                align=item.align,
                lines=item.lines,
                min_size=min(item.size, SMALLEST),
                text=item.text,
            )
        )
    return slots, height
