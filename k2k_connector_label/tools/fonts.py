# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Fonts and their metrics.

Helvetica is in every PDF reader and needs no embedding, but knows the letters of
Western Europe only. A text with other letters is written in the DejaVu font that
python-barcode brings along (Central Europe, Greek, Cyrillic, Vietnamese, …).
"""

from functools import cache, lru_cache
from pathlib import Path

import barcode
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Helvetica"
BOLD = "Helvetica-Bold"
FALLBACK = "K2K-DejaVuSansMono"


@cache
def _register_fallback():
    """Make the fallback font known to ReportLab, once for each process."""
    path = Path(barcode.__file__).parent / "fonts" / "DejaVuSansMono.ttf"
    pdfmetrics.registerFont(TTFont(FALLBACK, str(path)))
    return FALLBACK


@lru_cache(maxsize=8192)
def font_name(text, bold):
    """Return the name of the ReportLab font that can write ``text``."""
    if not text.isascii():
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            return _register_fallback()
    return BOLD if bold else REGULAR


@lru_cache(maxsize=8192)
def em_width(text, font):
    """Return the width of ``text`` in ``font`` as a multiple of the font size."""
    return pdfmetrics.stringWidth(text, font, 1)
