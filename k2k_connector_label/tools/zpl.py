# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
r"""Labels in ZPL II, the language of Zebra's thermal printers (203 dpi).

The printer makes the bars itself (``^BC``, ``^BQ``), so they are whole dots by
construction. Texts are UTF-8 (``^CI28``) in the scalable font 0, which is narrower
than the Helvetica whose widths the layout has counted with. ``^``, ``~`` and ``\``
are written in hexadecimal (``^FH\``): they would be read as commands.
"""

from .pictures import black_rows
from .symbol import QUIET_ZONES, code128_longest, code128_values

# ^GB counts the rounding in eighths of half the shorter side.
_ROUNDING_STEPS = 8
_JUSTIFY = {"center": "C", "right": "R"}
_ESCAPES = str.maketrans({"^": r"\5E", "~": r"\7E", "\\": r"\5C"})
# In the data of ^BC ">" begins an invocation code: these begin or change a code set.
_START_SETS = {104: ("B", ">:"), 105: ("C", ">;")}
_SET_CHANGES = {"B": {99: ("C", ">5")}, "C": {100: ("B", ">6")}}
_INVOCATION = {">": ">0", "^": "><", "~": ">="}
# In a field block (^FB) a backslash begins a control code, two make a backslash.
_BLOCK_ESCAPES = str.maketrans({"^": r"\5E", "~": r"\7E", "\\": r"\5C\5C"})


def render(labels):
    """Return the ZPL of the labels, one ``^XA … ^XZ`` for each, in their order."""
    return "\n".join(_label(label) for label in labels) + "\n"


class Sheets:
    """A print job to which labels are added little by little."""

    def __init__(self, _title=""):
        self.parts = []

    def add(self, labels):
        """Add labels (:class:`.label.Label`)."""
        self.parts.append(render(labels))

    def close(self):
        """Return the ZPL in UTF-8 (bytes)."""
        return "".join(self.parts).encode()


def _label(label):
    """Return the ZPL of one label."""
    commands = [f"^XA^CI28^LH0,0^PW{label.width}^LL{label.height}"]
    for line in label.lines:
        thickness = min(line.width, line.height)
        commands.append(
            f"^FO{line.x},{line.y}^GB{line.width},{line.height},{thickness}^FS"
        )
    commands += [_image(image) for image in label.images]
    commands += [_badge(badge) for badge in label.badges]
    commands += [_text(text) for text in label.texts]
    commands.append(_barcode(label))
    commands.append("^XZ")
    return "\n".join(commands)


def _image(image):
    """Return a picture as a graphic field: a bit for each dot, 1 is black."""
    rows = black_rows(image.png, image.width, image.height)
    size = sum(map(len, rows))
    data = "".join(row.hex().upper() for row in rows)
    return f"^FO{image.x},{image.y}^GFA,{size},{size},{len(rows[0])},{data}^FS"


def _badge(badge):
    """Return a filled box with round corners and its text, reversed, in the middle."""
    short = min(badge.width, badge.height)
    rounding = min(round(badge.radius * 2 * _ROUNDING_STEPS / short), _ROUNDING_STEPS)
    y = badge.y + (badge.height - badge.size) // 2
    return (
        f"^FO{badge.x},{badge.y}"
        f"^GB{badge.width},{badge.height},{short},B,{rounding}^FS\n"
        f"^FO{badge.x},{y}^A0N,{badge.size}^FB{badge.width},1,0,C^FR"
        rf"^FH\^FD{badge.text.translate(_BLOCK_ESCAPES)}^FS"
    )


def _text(text):
    """Return one line of text; centred and right-aligned ones stand in a block."""
    justify = _JUSTIFY.get(text.align)
    if not justify:
        return (
            f"^FO{text.x},{text.y}^A0N,{text.size}"
            rf"^FH\^FD{text.text.translate(_ESCAPES)}^FS"
        )
    left, width = text.field
    return (
        f"^FO{left},{text.y}^A0N,{text.size}^FB{width},1,0,{justify}"
        rf"^FH\^FD{text.text.translate(_BLOCK_ESCAPES)}^FS"
    )


def _barcode(label):
    """Return the bar code; the human-readable line is a text of the label."""
    barcode = label.barcode
    origin = f"^FO{barcode.x},{barcode.y}"
    value = barcode.value.translate(_ESCAPES)
    if barcode.symbology == "qr":
        # M: error correction, A: automatic encoding of the data that follow.
        return rf"{origin}^BQN,2,{barcode.module}^FH\^FDMA,{value}^FS"
    size = f"^BY{barcode.module}^BCN,{barcode.height},N,N,N"
    if barcode.symbology == "gs1_128":
        # Start in code set C (>;), then FNC1 (>8): the mark of GS1-128.
        return rf"{origin}{size},N^FD>;>8{value}^FS"
    modules = code128_longest(barcode.value) + QUIET_ZONES["code128"]
    if barcode.x + modules * barcode.module <= label.width:
        # A: the printer chooses the code sets: there is room whatever it chooses.
        return rf"{origin}{size},A^FH\^FD{value}^FS"
    return f"{origin}{size},N^FD{_with_code_sets(barcode.value)}^FS"


def _with_code_sets(code):
    """Return the data of ``^BC`` that make the very symbol the label has room for."""
    start, *values = code128_values(code)
    code_set, data = _START_SETS[start]
    for value in values:
        if value in _SET_CHANGES[code_set]:
            code_set, text = _SET_CHANGES[code_set][value]
        elif code_set == "C":
            text = f"{value:02}"
        else:
            text = chr(value + 32)
            text = _INVOCATION.get(text, text)
        data += text
    return data
