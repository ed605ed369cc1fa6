# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Readers that know nothing of our code: what do PDF, ZPL and SVG really show?"""

import io
import random
import re

import pypdfium2
import zxingcpp
from lxml import etree
from PIL import Image, ImageDraw
from reportlab.graphics.barcode.code128 import Code128Auto

DPI = 203
SVG = "{http://www.w3.org/2000/svg}"


def sscc(serial):
    """Return a serial shipping container code: 17 digits and the check digit."""
    digits = f"{serial:017d}"
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return f"{digits}{-total % 10}"


def read_codes(image):
    """Return the bar codes in a picture as a list of ``(text, format)``.

    Set up as a warehouse's scanners are. With every format it knows the reader sees
    retail codes in a row of large zeros and ones, too.
    """
    formats = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    return [
        (code.text, code.format.name)
        for code in zxingcpp.read_barcodes(image.convert("L"), formats=formats)
    ]


# ----------------------------------------------------------------------
# PDF
# ----------------------------------------------------------------------
def pdf_images(content, dpi):
    """Yield each page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        yield page.render(scale=dpi / 72).to_pil()
    document.close()


def pdf_sizes(content):
    """Return each page's size in points."""
    document = pypdfium2.PdfDocument(content)
    sizes = [page.get_size() for page in document]
    document.close()
    return sizes


def pdf_texts(content):
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    # pdfium gives a hyphen at the end of a line as this code point
    return [text.replace("\ufffe", "-") for text in texts]


def disturb(image, angle, noise, seed):
    """Return the picture as a bad camera sees it: rotated, grey, speckled."""
    rotated = image.convert("L").rotate(angle, Image.BICUBIC, True, fillcolor=255)
    paper = Image.blend(rotated, Image.effect_noise(rotated.size, 90), noise)
    draw = ImageDraw.Draw(paper)
    speckles = random.Random(seed)
    for _speckle in range(paper.width * paper.height // 2000):
        draw.point(
            (speckles.randrange(paper.width), speckles.randrange(paper.height)),
            fill=speckles.choice((0, 255)),
        )
    return paper


# ----------------------------------------------------------------------
# SVG
# ----------------------------------------------------------------------
def svg_texts(markup):
    """Return the texts of an SVG in document order."""
    root = etree.fromstring(str(markup).strip())
    return [node.text for node in root.iter(f"{SVG}text")]


def svg_bars(markup):
    """Return the bars of an SVG's bar code as a set of (x, y, width, height)."""
    root = etree.fromstring(str(markup).strip())
    path = root.find(f"{SVG}path[@name='barcode']").get("d")
    return {
        tuple(map(int, bar))
        for bar in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path)
    }


# ----------------------------------------------------------------------
# ZPL
# ----------------------------------------------------------------------
class ZplLabel:
    """What a printer makes of the ZPL commands we use.

    ``texts``: the texts in order; ``codes``: ``(command, data)`` of each bar code;
    ``bitmap``: the label in printer dots, without the texts.
    """

    def __init__(self, zpl):
        self.texts = []
        self.codes = []
        self.bitmap = None
        self._reset()
        if not zpl.startswith("^XA") or not zpl.endswith("^XZ"):
            raise ValueError("a label begins with ^XA and ends with ^XZ")
        for name, parameters in re.findall(r"\^(A0|[A-Z@][A-Z0-9])([^^~]*)", zpl):
            self._run(name, parameters.removesuffix("\n"))
        if "~" in zpl:
            raise ValueError("a tilde would start a command")

    def _reset(self):
        self.origin = (0, 0)
        self.block = False
        self.hexadecimal = False
        self.barcode = None

    def _run(self, name, parameters):
        values = parameters.split(",")
        if name == "PW":
            self.width = int(parameters)
        elif name == "LL":
            self.bitmap = Image.new("1", (self.width, int(parameters)), 1)
            self.draw = ImageDraw.Draw(self.bitmap)
        elif name == "FO":
            self.origin = (int(values[0]), int(values[1]))
        elif name == "FB":
            self.block = True
        elif name == "FH":
            self.hexadecimal = parameters == "\\"
        elif name == "BY":
            self.module = int(values[0])
        elif name in ("BC", "BQ"):
            self.barcode = (name, values)
        elif name == "GB":
            self._box(*map(int, values[:3]), *values[3:])
        elif name == "GF":
            self._graphic(values)
        elif name == "FD":
            self._data(parameters)
        elif name == "FS":
            self._reset()

    def _data(self, text):
        if self.hexadecimal:
            text = re.sub(
                r"\\([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), text
            )
        if self.block:
            text = text.replace("\\\\", "\\")
        if self.barcode:
            name, values = self.barcode
            if name == "BC":
                text = self._bars(text, int(values[1]), values[5])
            self.codes.append((name, text))
        else:
            self.texts.append(text)

    def _box(self, width, height, thickness, *_rounding):
        x, y = self.origin
        if min(width, height) > thickness * 2:
            raise ValueError("we only use filled boxes")
        self.draw.rectangle((x, y, x + width - 1, y + height - 1), fill=0)

    def _graphic(self, values):
        _kind, size, _total, stride, data = values
        rows = bytes.fromhex(data)
        if len(rows) != int(size):
            raise ValueError("wrong number of bytes")
        height = len(rows) // int(stride)
        picture = Image.frombytes("1", (int(stride) * 8, height), rows)
        self.bitmap.paste(0, self.origin, picture)

    def _bars(self, text, height, mode):
        """Paint Code 128 with ReportLab's encoder, whole dots for each module.

        :return: the data without the invocation codes of the code sets
        """
        if mode == "A":
            code = Code128Auto(text)
            code.validate()
            code.encode()
            code.decompose()
            bars = code.decomposed
        else:
            text, values = self._invoked(text)
            bars = self._bars_of(values)
        x, y = self.origin
        for element in bars:
            width = (ord(element.upper()) - ord("A") + 1) * self.module
            if element.isupper():
                self.draw.rectangle((x, y, x + width - 1, y + height - 1), fill=0)
            x += width
        if x > self.width:
            raise ValueError("the bars leave the label")
        return text

    def _invoked(self, data):
        """Read data whose code sets are chosen by invocation codes.

        :return: what they say (with ">;>8" before a GS1-128), the symbol's values
        """
        text, values, code_set = "", [], None
        for invoked, pair, char in re.findall(r"(>.)|(\d\d)|(.)", data):
            if invoked in (">:", ">;"):
                code_set = {">:": "B", ">;": "C"}[invoked]
                values.append({"B": 104, "C": 105}[code_set])
            elif invoked == ">8":
                values.append(102)
                text = ">;>8"
            elif invoked in (">5", ">6"):
                code_set = {">5": "C", ">6": "B"}[invoked]
                values.append({"C": 99, "B": 100}[code_set])
            elif code_set == "C":
                values.append(int(pair))
                text += pair
            else:
                plain = {">0": ">", "><": "^", ">=": "~"}.get(invoked, pair + char)
                values += [ord(letter) - 32 for letter in plain]
                text += plain
        return text, values

    def _bars_of(self, values):
        """Return the bars of these symbol characters, with check and stop."""
        check = values[0] + sum(place * value for place, value in enumerate(values))
        code = Code128Auto("00")
        code.encoded = [*values, check % 103, 106]
        code.decompose()
        return code.decomposed


def zpl_labels(zpl):
    """Return the labels of a print job."""
    return [ZplLabel(part) for part in re.findall(r"\^XA.*?\^XZ", zpl, re.DOTALL)]


def png(width, height):
    """Return a PNG picture (bytes): a black disc on transparent ground."""
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, width - 1, height - 1), fill=(0, 0, 0, 255))
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def bars_extent(image, row):
    """Return the first and the last black pixel of a row."""
    line = image.convert("L").crop((0, row, image.width, row + 1))
    black = [place for place, value in enumerate(line.tobytes()) if value < 128]
    return black[0], black[-1] + 1
