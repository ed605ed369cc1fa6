# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Lists of boxes as vendors outside K2K send them: CSV. Plain functions, no ORM.

The first row names the columns, in any order, case and spelling of blanks; separated
by comma, semicolon or tab. Numbers may have a decimal comma.
"""

import csv
import io
import re
from dataclasses import dataclass, field

MAX_ROWS = 2000
COLUMNS = (
    "product",
    "boxes",
    "code",
    "box_type",
    "units",
    "bunches",
    "stems_bunch",
    "unit_cost",
    "lot",
    "customer",
)
NUMBERS = ("boxes", "units", "bunches", "stems_bunch", "unit_cost")
_SEPARATORS = ";\t,"
# neither exponents nor infinity: nobody writes them on purpose
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


class BoxListError(ValueError):
    """The file as a whole cannot be read; ``reason`` is a key for the words.

    ``empty``, ``encoding``, ``columns`` (``detail``: those that lack) or ``long``.
    """

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass
class Row:
    """One row, as it was read.

    ``units`` is what one box holds, in the product's own unit: as it stands there, or
    bunches times stems of a bunch. A number that cannot be read is None, and its text
    is in ``unread`` (column to text).
    """

    number: int
    product: str = ""
    boxes: float | None = 1.0
    code: str = ""
    box_type: str = ""
    units: float | None = None
    unit_cost: float | None = None
    lot: str = ""
    customer: str = ""
    unread: dict = field(default_factory=dict)


def decode(data):
    """Return the text of a file: UTF-8, or what spreadsheets on Windows write.

    :raises BoxListError: it is no text
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BoxListError("encoding")
    return text


def number(text):
    """Return the number that ``text`` says, or None when it says none.

    ``1,234.5``, ``1.234,5``, ``0,35`` and ``12`` are numbers; so is ``1,234``, which
    is read as a decimal comma: no box costs or holds thousands and three digits.
    """
    text = text.strip().replace(" ", "").replace("\xa0", "")
    if "," in text and "." in text:
        thousands = "," if text.rfind(",") < text.rfind(".") else "."
        text = text.replace(thousands, "")
    text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def read(text):
    """Return the rows of a list; empty rows are left out.

    :param str text: the file
    :rtype: list[Row]
    :raises BoxListError: there is nothing in it, columns lack, or it is too long
    """
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), None)
    if head is None:
        raise BoxListError("empty")
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    names, rows = None, []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = [_column(cell) for cell in cells]
                _check_columns(names)
                continue
            rows.append(_row(reader.line_num, dict(zip(names, cells, strict=False))))
            if len(rows) > MAX_ROWS:
                raise BoxListError("long", str(MAX_ROWS))
    except csv.Error as error:
        raise BoxListError("encoding") from error
    if not rows:
        raise BoxListError("empty")
    return rows


def _column(cell):
    return "_".join(cell.strip().lower().replace("/", " ").replace("_", " ").split())


def _check_columns(names):
    lacking = [] if "product" in names else ["product"]
    if "units" not in names and not {"bunches", "stems_bunch"} <= set(names):
        lacking.append("units")
    if lacking:
        raise BoxListError("columns", ", ".join(lacking))


def _row(line, cells):
    texts = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    values, unread = {}, {}
    for name in NUMBERS:
        values[name] = number(texts[name]) if texts[name] else None
        if texts[name] and values[name] is None:
            unread[name] = texts[name]
    units = values["units"]
    if units is None and None not in (values["bunches"], values["stems_bunch"]):
        units = values["bunches"] * values["stems_bunch"]
    boxes = values["boxes"]
    return Row(
        number=line,
        product=texts["product"],
        boxes=1.0 if boxes is None and "boxes" not in unread else boxes,
        code=texts["code"],
        box_type=texts["box_type"],
        units=units,
        unit_cost=values["unit_cost"],
        lot=texts["lot"],
        customer=texts["customer"],
        unread=unread,
    )
