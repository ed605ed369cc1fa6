# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""From a plan of the label and the words for one box to a :class:`.label.Label`.

A :class:`Plan` says which text may stand where; :func:`compose` fits the words into
it. Long words are broken into lines, then written smaller, and only then cut.
"""

from dataclasses import dataclass
from functools import lru_cache

from . import symbol
from .fonts import em_width, font_name
from .label import Badge, Barcode, CodeTooLong, Image, Label, Line, Text

ICON_TEXT = "K2K"
REPRINT_TEXT = "R"
ELLIPSIS = "…"
LEADING = 1.08
# No label has room for more; breaking a novel into lines would only take time.
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a text: at most ``lines`` lines of at most ``size`` dots.

    ``x``, ``y``, ``width`` and ``height`` frame the place, in dots. A ``text`` of its
    own is printed on every label; else the box's word of that ``key`` is.
    """

    key: str
    x: int
    y: int
    width: int
    height: int
    size: int
    bold: bool = False
    align: str = "left"
    lines: int = 1
    min_size: int = 20
    text: str = ""


@dataclass(frozen=True, slots=True)
class BadgeSlot:
    """A place for a badge (see :class:`.label.Badge`), in dots."""

    key: str
    x: int
    y: int
    width: int
    height: int
    size: int
    radius: int = 10


@dataclass(frozen=True, slots=True)
class BarcodeSlot:
    """The strip of the label that is kept free for the bar code, in dots.

    The symbol is centred; ``height`` is the height of a linear symbol's bars and
    the most a matrix may take. Nothing else may stand in the strip: the rest of it
    is the quiet zone.
    """

    x: int
    y: int
    width: int
    height: int
    symbology: str = "code128"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a label: its size and its places, in dots."""

    width: int
    height: int
    slots: tuple[Slot, ...]
    badges: tuple[BadgeSlot, ...]
    lines: tuple[Line, ...]
    barcode: BarcodeSlot
    images: tuple[Image, ...] = ()


def compose(plan, words, code):
    """Return the label of one box.

    :param Plan plan: where things stand
    :param dict words: texts by the keys of the plan's slots and badges; an empty
        or missing one leaves its place empty
    :param str code: the box code, shown as bars and, at the slot ``code``, in letters
    :raises .label.CodeTooLong: the bars are wider than the label
    :raises .label.CodeNotPrintable: the code can't be a bar code
    """
    barcode = place_barcode(plan.barcode, code)
    words = {**words, "code": barcode.letters}
    texts = []
    for slot in plan.slots:
        text = slot.text or words.get(slot.key)
        if text:
            texts += fit(slot, text)
    badges = (_badge(slot, words.get(slot.key) or "") for slot in plan.badges)
    return Label(
        plan.width,
        plan.height,
        tuple(texts),
        tuple(badge for badge in badges if badge.text),
        plan.lines,
        plan.images,
        barcode,
    )


@lru_cache(maxsize=256)
def _badge(slot, text):
    """Return the badge that stands in a slot; its text may be empty."""
    return Badge(
        slot.key,
        _clean(text),
        slot.x,
        slot.y,
        slot.width,
        slot.height,
        slot.radius,
        slot.size,
    )


def place_barcode(slot, code):
    """Return the bar code of ``code``, as wide as its strip allows.

    :raises .label.CodeTooLong: it does not fit at the narrowest module
    :raises .label.CodeNotPrintable: it can't be encoded
    """
    symbology, value, rows = symbol.encode(slot.symbology, code)
    columns = len(rows[0])
    quiet = 2 * symbol.QUIET_ZONES[symbology]
    matrix = len(rows) > 1
    available = min(slot.width, slot.height) if matrix else slot.width
    for module in symbol.MODULES[symbology]:
        if (columns + quiet) * module <= available:
            break
    else:
        raise CodeTooLong(code, (columns + quiet) * module, available)
    size = columns * module
    x = slot.x + (slot.width - size) // 2
    if matrix:
        y = slot.y + (slot.height - size) // 2
        return Barcode(symbology, value, rows, x, y, module, size)
    return Barcode(symbology, value, rows, x, slot.y, module, slot.height)


@lru_cache(maxsize=16384)
def fit(slot, text):
    """Return the lines of ``text``, as large as the slot allows.

    The lines stand in the middle of the slot's height. None is wider than the slot:
    what is too long at ``slot.min_size`` ends in "…".
    """
    text = _clean(text)
    if not text:
        return ()
    font = font_name(text, slot.bold)
    size, lines = _best_break(slot, text, font)
    if size < slot.min_size:
        size = slot.min_size
        lines = [_shorten(line, slot.width / size, font) for line in lines]
    step = round(size * LEADING)
    top = slot.y + max(slot.height - step * len(lines), 0) // 2
    x = {
        "left": slot.x,
        "center": slot.x + slot.width // 2,
        "right": slot.x + slot.width,
    }[slot.align]
    return tuple(
        Text(
            slot.key,
            line,
            x,
            top + number * step,
            size,
            font,
            em_width(line, font) * size,
            (slot.x, slot.width),
            slot.bold,
            slot.align,
        )
        for number, line in enumerate(lines)
    )


def _clean(text):
    """Return one line of printable characters, of a length that can be printed."""
    text = "".join(c if c.isprintable() else " " for c in text[:LONGEST])
    return " ".join(text.split())


def _best_break(slot, text, font):
    """Return ``(size, lines)`` of the break that can be written largest."""
    words = text.split(" ")
    best = (0, [text])
    for count in range(1, min(slot.lines, len(words)) + 1):
        lines = _balance(words, count, font)
        widest = max(em_width(line, font) for line in lines)
        high = min(slot.size, int(slot.height / (count * LEADING)))
        size = min(high, int(slot.width / widest))
        if size > best[0]:
            best = (size, lines)
    return best


def _balance(words, count, font):
    """Break words into ``count`` lines whose widest is as narrow as it can be."""
    if count == 1:
        return [" ".join(words)]
    best = None
    for cut in range(1, len(words) - count + 2):
        lines = [" ".join(words[:cut]), *_balance(words[cut:], count - 1, font)]
        widest = max(em_width(line, font) for line in lines)
        if best is None or widest < best[0]:
            best = (widest, lines)
    return best[1]


def _shorten(line, ems, font):
    """Cut a line to a width (a multiple of the font size), with "…" at its end."""
    if em_width(line, font) <= ems:
        return line
    while line and em_width(line + ELLIPSIS, font) > ems:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
