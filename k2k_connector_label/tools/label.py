# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What a label is, whoever draws it.

A :class:`Label` says where each text, bar and frame stands. It is made once
(:mod:`.layout`) and drawn by three back-ends: PDF (:mod:`.pdf`), ZPL
(:mod:`.zpl`) and the QWeb template ``k2k_connector_label.label_svg``.

All lengths are whole **dots** of a 203-dpi thermal printer, measured from the
label's top left corner, x to the right and y down. A bar that is a whole number
of dots wide is printed exactly; one that is not is rounded by the printer, and
the code stops being readable. 4 x 3 in is 812 x 609 dots.
"""

import base64
import math
from dataclasses import dataclass

DPI = 203
POINTS_PER_DOT = 72 / DPI
MM_PER_DOT = 25.4 / DPI


def inches(length):
    """Return a length in inches as whole dots."""
    return round(length * DPI)


def points(size):
    """Return a font size in points as whole dots, at least one."""
    return max(round(size / POINTS_PER_DOT), 1)


def millimetres(dots):
    """Return a number of dots in millimetres."""
    return dots * MM_PER_DOT


class LabelError(ValueError):
    """The label can't be drawn; the subclasses say why."""


class CodeNotPrintable(LabelError):
    """The code is empty or holds characters the bar code can't carry.

    ``code`` is the code, ``characters`` the offending ones in order ("" when the
    code is empty).
    """

    def __init__(self, code, characters):
        super().__init__(f"{code!r} can't be a bar code: {characters!r}")
        self.code = code
        self.characters = characters


class CodeTooLong(LabelError):
    """The code's bars and quiet zones are wider than the label.

    ``needed`` and ``available`` are in dots, at the narrowest allowed module.
    """

    def __init__(self, code, needed, available):
        super().__init__(f"{code!r} needs {needed} dots, the label has {available}")
        self.code = code
        self.needed = needed
        self.available = available


class NoRoom(LabelError):
    """The texts leave no room for the bar code.

    ``needed`` and ``available`` are heights in dots.
    """

    def __init__(self, needed, available):
        super().__init__(f"{needed} dots needed, {available} available")
        self.needed = needed
        self.available = available


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text.

    ``x`` is the left edge, the middle or the right edge of the line, as ``align``
    says (``left``, ``center``, ``right``); ``y`` is the top of the line, ``size``
    the font size (em), ``font`` the font of the PDF (:mod:`.fonts`) and ``width``
    the line's width in it, which no back-end may exceed. ``field`` is the left edge
    and the width of the field the line stands in.
    """

    key: str
    text: str
    x: int
    y: int
    size: int
    font: str
    width: float
    field: tuple[int, int]
    bold: bool = False
    align: str = "left"

    @property
    def baseline(self):
        """Return the y of the line on which the letters stand, in dots."""
        return self.y + round(self.size * 0.78)


@dataclass(frozen=True, slots=True)
class Badge:
    """White text on a black box with round corners: the K2K icon, a reprint's R."""

    key: str
    text: str
    x: int
    y: int
    width: int
    height: int
    radius: int
    size: int

    @property
    def baseline(self):
        """Return the y on which the letters stand, capitals centred in the box."""
        return self.y + (self.height + round(self.size * 0.72)) // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A filled rectangle that separates parts of the label."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: a PNG file (bytes) scaled to ``width`` x ``height`` dots."""

    png: bytes
    x: int
    y: int
    width: int
    height: int

    @property
    def uri(self):
        """Return the picture as a data URI, for HTML."""
        return f"data:image/png;base64,{base64.b64encode(self.png).decode()}"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A bar code: ``rows`` of modules, ``1`` is black.

    A linear code has one row, drawn ``height`` dots high; a matrix code has one
    row for each line of modules, each ``module`` dots high. ``x`` and ``y`` are the
    top left corner of the first module: the quiet zone is outside. ``value`` is
    what a reader returns, ``symbology`` one of :data:`.symbol.SYMBOLOGIES`.
    """

    symbology: str
    value: str
    rows: tuple[str, ...]
    x: int
    y: int
    module: int
    height: int

    @property
    def width(self):
        """Return the width of the bars without quiet zones, in dots."""
        return len(self.rows[0]) * self.module

    def bars(self):
        """Yield each black run as ``(x, y, width, height)`` in dots."""
        height = self.height if len(self.rows) == 1 else self.module
        for number, row in enumerate(self.rows):
            y = self.y + number * height
            start = row.find("1")
            while start >= 0:
                end = row.find("0", start)
                if end < 0:
                    end = len(row)
                yield (
                    self.x + start * self.module,
                    y,
                    (end - start) * self.module,
                    height,
                )
                start = row.find("1", end)

    @property
    def letters(self):
        """Return the code in letters; GS1 wants its identifier in parentheses."""
        if self.symbology == "gs1_128":
            return f"({self.value[:2]}) {self.value[2:]}"
        return self.value

    @property
    def path(self):
        """Return the bars as the data of an SVG path, in dots."""
        return "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in self.bars())


@dataclass(frozen=True, slots=True)
class Label:
    """A label, ready to be drawn; sizes in dots."""

    width: int
    height: int
    texts: tuple[Text, ...]
    badges: tuple[Badge, ...]
    lines: tuple[Line, ...]
    images: tuple[Image, ...]
    barcode: Barcode

    @property
    def words(self):
        """Return every text on the label, in drawing order (for comparisons)."""
        return [item.text for item in (*self.texts, *self.badges)]

    @property
    def size_mm(self):
        """Return width and height in millimetres."""
        return millimetres(self.width), millimetres(self.height)

    @property
    def page_mm(self):
        """Return width and height of a page for wkhtmltopdf, in millimetres.

        Its pages are whole points, rounded; what is higher than its page by the
        rounding would take a second one.
        """
        height = math.ceil(round(self.height * POINTS_PER_DOT, 3))
        return millimetres(self.width), height * 25.4 / 72
