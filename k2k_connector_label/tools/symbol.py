# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Bar code symbols as patterns of modules, and the sizes the standards ask for.

* **Code 128** (ISO/IEC 15417): a character is 11 modules, the stop 13; the quiet
  zone is at least 10 modules on each side. The standard leaves the module width X
  and the height to the application and recommends, for scanning by hand, a height
  of at least 5 mm or 15 % of the symbol's length, whichever is more. We print
  X = 3 dots (0.375 mm) where it fits, else 2 dots (0.25 mm).
* **GS1-128** (GS1 General Specifications 5.4, a Code 128 that begins with FNC1):
  the same quiet zones; at most 165.1 mm long, quiet zones included; on logistic
  units X from 0.495 mm to 0.94 mm and a height of at least 31.75 mm. We print
  X = 4 dots (0.5 mm) where it fits. The height needs a 4 x 6 in label: on the
  4 x 3 in one the SSCC is a shorter symbol of the same kind, which any scanner
  reads but which is no GS1 logistic label.
* **QR** (ISO/IEC 18004): quiet zone of 4 modules on each side; error correction M;
  modules of 8 dots (1 mm) where they fit, never below 4 dots (0.5 mm).
"""

import re

from barcode.codex import Code128, Gs1_128
from reportlab.graphics.barcode import qr

from odoo.addons.k2k_connector_stock.tools.scan import is_sscc

from .label import CodeNotPrintable

SYMBOLOGIES = ("code128", "gs1_128", "qr")

# Quiet zone on each side, in modules.
QUIET_ZONES = {"code128": 10, "gs1_128": 10, "qr": 4}

# Widths of a module that are tried, in dots, the best first.
MODULES = {"code128": (3, 2), "gs1_128": (4, 3, 2), "qr": (8, 7, 6, 5, 4)}

_WRONG = re.compile(r"[^ -~]")
_DIGITS = re.compile(r"\d{2,}")


# python-barcode makes an SVG writer unless it is given one; we only want the pattern.
_NO_WRITER = object()


class _Code128(Code128):
    """python-barcode 0.16 loses a pair: it takes the digits 99 at the beginning for
    the symbol character 99, a needless switch to the code set it begins in."""

    def _try_to_optimize(self, encoded):
        if self.code.startswith("99"):
            return encoded
        return super()._try_to_optimize(encoded)


def check_code(code):
    """Raise :class:`.label.CodeNotPrintable` unless ``code`` is printable ASCII."""
    wrong = "".join(_WRONG.findall(code))
    if wrong or not code.strip():
        raise CodeNotPrintable(code, wrong)


def encode(symbology, code):
    """Return ``(symbology, value, rows)`` of the symbol for a box code.

    ``gs1_128`` is for an SSCC, with its application identifier (00); any other code
    falls back to plain Code 128, because GS1 defines no identifier for it.

    :param symbology: one of :data:`SYMBOLOGIES`
    :raises .label.CodeNotPrintable: the code can't be encoded
    """
    check_code(code)
    if symbology == "gs1_128" and is_sscc(code):
        value = f"00{code}"
        return "gs1_128", value, tuple(Gs1_128(value, _NO_WRITER).build())
    if symbology == "qr":
        return "qr", code, _qr_rows(code)
    return "code128", code, tuple(_Code128(code, _NO_WRITER).build())


def code128_values(code):
    """Return the symbol characters of :func:`encode`'s Code 128, start to last data.

    :return: list of int: the start (103, 104 or 105 for code set A, B or C), then the
        values 0 to 102 of ISO/IEC 15417, without check character and stop
    """
    return _Code128(code, _NO_WRITER).encoded


def code128_longest(code):
    """Return how many modules any encoder may need that changes code sets freely.

    One that takes every two digits together changes to code set C and back for them.
    """
    changes = 2 * len(_DIGITS.findall(code))
    return 11 * (len(code) + changes + 2) + 13


def _qr_rows(code):
    """Return the modules of a QR code as strings of 0 and 1, row by row."""
    widget = qr.QrCodeWidget(code, barLevel="M")
    widget.qr.make()
    return tuple(
        "".join("1" if module else "0" for module in row) for row in widget.qr.modules
    )
