# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Box codes: which are allowed, how new ones are made, and lists that change them.

A code is what is printed as a bar code, read by scanners and typed by tired people:
3 to 20 capital letters, digits and hyphens (no hyphen at either end). Plain
functions, no ORM.
"""

import csv
import io
import re
from dataclasses import dataclass

from odoo.addons.k2k_connector_stock.tools.scan import code_of

SHORTEST = 3
LONGEST = 20

NOT_ALLOWED = "characters"
TOO_SHORT = "short"
TOO_LONG = "long"

_ALLOWED = re.compile(r"[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?", re.ASCII)
_PREFIX = re.compile(r"[A-Z0-9-]*", re.ASCII)
# A GS1 company prefix has 4 to 12 digits (GS1 General Specifications, 1.4.4).
_GS1_PREFIX = re.compile(r"\d{4,12}", re.ASCII)
# An SSCC: extension digit, company prefix, serial reference (17 digits), check digit.
_SSCC_DIGITS = 17
# What people call the two columns of a list; such a first line is no data.
_HEADINGS = {"current", "current code", "old", "old code", "from", "code"}


class CodesUsedUp(ValueError):
    """The next number has more digits than the code has room for."""


def problem(code):
    """Return why ``code`` can't be a box code, or an empty string.

    :param str code: as :func:`code_of` returns it (trimmed, upper case)
    :return: :data:`TOO_SHORT`, :data:`TOO_LONG`, :data:`NOT_ALLOWED` or ``""``
    """
    if len(code) < SHORTEST:
        return TOO_SHORT
    if len(code) > LONGEST:
        return TOO_LONG
    return "" if _ALLOWED.fullmatch(code) else NOT_ALLOWED


def plain(prefix, digits, number):
    """Return the code of a number: ``plain("KS", 7, 42)`` is ``KS0000042``.

    :raises CodesUsedUp: the number has more digits than that
    """
    text = f"{number:0{digits}d}"
    if len(text) > digits:
        raise CodesUsedUp(text)
    return f"{prefix}{text}"


def plain_problem(prefix, digits):
    """Tell whether a prefix and a number of digits make no good codes."""
    return bool(
        not _PREFIX.fullmatch(prefix or "")
        or not 1 <= digits <= LONGEST
        or problem(plain(prefix or "", digits, 0))
    )


def gs1_prefix_problem(prefix):
    """Tell whether a text is no GS1 company prefix."""
    return not _GS1_PREFIX.fullmatch(prefix or "")


def sscc(prefix, number):
    """Return the serial shipping container code (18 digits) of a number.

    The extension digit is the serial's first: it begins to count when the other
    digits are used up.

    :param str prefix: the GS1 company prefix, 4 to 12 digits
    :raises CodesUsedUp: the prefix leaves too few digits for this number
    """
    room = _SSCC_DIGITS - len(prefix)
    serial = f"{number:0{room}d}"
    if len(serial) > room:
        raise CodesUsedUp(serial)
    digits = f"{serial[0]}{prefix}{serial[1:]}"
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits)
    )
    return f"{digits}{-total % 10}"


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a list of changes: its number and two codes, trimmed, upper case."""

    row: int
    current: str
    new: str


def changes(text):
    """Return the :class:`Change` of each line of a list: current code, then new one.

    The columns are divided by a tab (as pasted from a spreadsheet), a semicolon, a
    comma or blanks. Empty lines and a line of headings at the top are left out; what
    is missing is an empty code.
    """
    found = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = _cells(line)
        if not any(cells):
            continue
        if not found and cells[0].lower() in _HEADINGS:
            continue
        current, new = (*cells, "", "")[:2]
        found.append(Change(number, code_of(current), code_of(new)))
    return found


def _cells(line):
    """Return the columns of a line, trimmed."""
    for divider in "\t;,":
        if divider in line:
            row = next(csv.reader(io.StringIO(line), delimiter=divider), [])
            return [cell.strip() for cell in row]
    return line.split() or [""]
