# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Labels as a PDF, drawn with ReportLab: one page for each label."""

import io

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .fonts import BOLD, em_width
from .label import POINTS_PER_DOT

_SHIFT = {"left": 0, "center": 0.5, "right": 1}


def render(labels, title="K2K"):
    """Return a PDF (bytes) with one page for each label, in their order."""
    sheets = Sheets(title)
    sheets.add(labels)
    return sheets.close()


class Sheets:
    """A PDF to which labels are added little by little.

    A page is exactly as large as its label. Everything on it is drawn in dots, so
    that a printer driver of 203 dpi (or of a multiple) meets whole bars.
    """

    def __init__(self, title="K2K"):
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pageCompression=1)
        self.canvas.setTitle(title)
        self.painter = _Painter(self.canvas)

    def add(self, labels):
        """Draw labels (:class:`.label.Label`), a page for each."""
        canvas = self.canvas
        for label in labels:
            canvas.setPageSize(
                (label.width * POINTS_PER_DOT, label.height * POINTS_PER_DOT)
            )
            canvas.scale(POINTS_PER_DOT, POINTS_PER_DOT)
            self.painter.draw(label)
            canvas.showPage()

    def close(self):
        """Return the PDF (bytes); nothing can be added any more."""
        self.canvas.save()
        return self.buffer.getvalue()


class _Painter:
    """Draws labels on a canvas that is scaled to dots.

    The labels of one job share most of their texts (customer, product, pack): the
    PDF operators of a text are made once and repeated. PDF counts y from the bottom
    of the page, labels from the top.
    """

    def __init__(self, canvas):
        self.canvas = canvas
        self.operators = {}
        self.pictures = {}

    def draw(self, label):
        """Draw one label on the current page."""
        height = label.height
        for image in label.images:
            self._draw_image(height, image)
        frames = [(line.x, line.y, line.width, line.height) for line in label.lines]
        frames += label.barcode.bars()
        bars = [f"{x} {height - y - h} {w} {h} re" for x, y, w, h in frames]
        self.canvas.addLiteral(f"{' '.join(bars)} f")
        for make, items in ((self._badge, label.badges), (self._text, label.texts)):
            for item in items:
                operators = self.operators.get((height, item))
                if operators is None:
                    operators = self.operators[height, item] = make(height, item)
                self.canvas.addLiteral(operators)

    def _text(self, height, text):
        """Return the PDF operators that write a line of text."""
        x = text.x - _SHIFT[text.align] * text.width
        return self._write(text.text, text.font, text.size, x, height - text.baseline)

    def _badge(self, height, badge):
        """Return the PDF operators of a black box and the white text in its middle."""
        box = self.canvas.beginPath()
        bottom = height - badge.y - badge.height
        box.roundRect(badge.x, bottom, badge.width, badge.height, badge.radius)
        x = badge.x + (badge.width - em_width(badge.text, BOLD) * badge.size) / 2
        text = self._write(badge.text, BOLD, badge.size, x, height - badge.baseline)
        return f"{box.getCode()} f 1 g {text} 0 g"

    def _write(self, text, font, size, x, y):
        """Return the PDF operators that write a text from a point on."""
        written = self.canvas.beginText(x, y)
        written.setFont(font, size)
        written.textOut(text)
        return str(written.getCode())

    def _draw_image(self, height, image):
        """Draw a picture; the file holds it once, however many labels show it."""
        picture = self.pictures.get(image.png)
        if picture is None:
            picture = ImageReader(io.BytesIO(image.png))
            self.pictures[image.png] = picture
        self.canvas.drawImage(
            picture,
            image.x,
            height - image.y - image.height,
            image.width,
            image.height,
            mask="auto",
        )
