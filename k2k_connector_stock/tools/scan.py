# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What a scanned text means, and what a scan does. Plain functions, no ORM.

``candidates`` turns whatever a scanner, a camera or a person sends into the box codes
it may stand for. ``decide`` turns what is known of the box into the scan's result.
"""

import re
from dataclasses import dataclass

# A box code has up to 20 characters in the trade; package names may be longer.
MAX_CODE = 64
# Longer texts are rubbish (a QR code holds up to 4,296 characters).
MAX_TEXT = 4296

RECEIVED = "received"
BILLED = "billed"
ALREADY = "already"
NOT_SHIPPED = "not_shipped"
CANCELLED = "cancelled"
OTHER_LOCATION = "other_location"
UNKNOWN = "unknown"
# The label of a rack, no box: the answer to a scan, no decision about a box.
RACK = "rack"
RESULTS = (
    RECEIVED,
    BILLED,
    ALREADY,
    NOT_SHIPPED,
    CANCELLED,
    OTHER_LOCATION,
    UNKNOWN,
)

# Code points no database text may hold, or no label bears. FNC1 comes as \x1d.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1c\x1e\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
# AIM identifiers of the symbology, as many scanners are set to send: "]C1", "]Q3".
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_FNC1 = "\x1d"
# GS1 element string of a logistic unit: AI (00) and 18 digits, then maybe others.
_SSCC = re.compile(r"(?:\(00\)|00)(\d{18})(.*)", re.ASCII | re.DOTALL)
# What may follow a number of fixed length: FNC1, or another application identifier.
_NEXT_IDENTIFIER = re.compile(r"\x1d?(?:\(\d{2,4}\)|\d{2}).*", re.ASCII | re.DOTALL)
_BLANKS = re.compile(r"\s+")
_ADDRESS = re.compile(r"https?://[^\s?#]*/([^\s/?#]+)/?(?:[?#]\S*)?", re.I)


def code_of(text):
    """Return the form in which a box code is kept: trimmed, upper case.

    Empty for what is no text or holds nothing printable. At most 64 characters.
    """
    if not isinstance(text, str):
        return ""
    text = _UNPRINTABLE.sub("", text[:MAX_TEXT]).replace(_FNC1, "")
    return _BLANKS.sub(" ", text).strip().upper()[:MAX_CODE]


def is_sscc(number):
    """Tell whether 18 digits are a serial shipping container code (GS1 mod 10)."""
    if not re.fullmatch(r"\d{18}", number, re.ASCII):
        return False
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(number[:17])
    )
    return (10 - total % 10) % 10 == int(number[17])


def _sscc_of(text):
    """Return the SSCC of a GS1 element string, or an empty string."""
    match = _SSCC.fullmatch(_BLANKS.sub("", text).lstrip(_FNC1))
    if not match or not is_sscc(match[1]):
        return ""
    if match[2].strip(_FNC1) and not _NEXT_IDENTIFIER.fullmatch(match[2]):
        return ""
    return match[1]


def candidates(text):
    """Return the box codes that ``text`` may stand for, the likeliest first.

    Understands the plain code in any case and with blanks around or inside it, a
    symbology identifier or FNC1 before it, the stars of a Code 39, a GS1 (00) SSCC
    with or without parentheses, and the web address of a GS1 digital link. Empty for
    everything else; never raises, whatever it is given.

    >>> candidates("  ks5704495 ")
    ('KS5704495',)
    >>> candidates("]C100340123450000000017")
    ('00340123450000000017', '340123450000000017', ']C100340123450000000017')
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return ()
    text = _UNPRINTABLE.sub(" ", text).strip(" \t\r\n")
    found = []
    forms = [text]
    if symbology := _SYMBOLOGY.match(text):
        forms.insert(0, text[symbology.end() :])
    if address := _ADDRESS.fullmatch(text):
        forms.insert(0, address[1])
    for form in forms:
        found.append(code_of(form))
        found.append(_sscc_of(form))
        found.append(code_of(_BLANKS.sub("", form)))
        if len(form) > 2 and form.startswith("*") and form.endswith("*"):
            found.append(code_of(form[1:-1]))
    return tuple(dict.fromkeys(code for code in found if code))


# What GS1 element strings are made of; a separator other than FNC1 is the company's.
_GS1 = re.compile(
    r"(?:\x1d|\(\d{2,4}\)|\d{2})[\x1d\x21-\x7e]{3,120}", re.ASCII | re.DOTALL
)
_IDENTIFIER = re.compile(r"\((\d{2,4})\)", re.ASCII)


def gs1_elements(text):
    """Return a scanned text as a GS1 element string, or an empty one.

    The identifiers in parentheses, as they are printed below a label, become what a
    scanner reads: each after an FNC1. Whether the elements make sense is for a
    nomenclature to tell.

    >>> gs1_elements("(10)L5(00)340123450000000017")
    '10L5\\x1d00340123450000000017'
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return ""
    # not all blanks: FNC1 counts as one for Python
    text = re.sub(r"[ \t\r\n]", "", _UNPRINTABLE.sub("", text))
    text = _SYMBOLOGY.sub("", text, count=1) if text.startswith("]") else text
    if not _GS1.fullmatch(text):
        return ""
    return _IDENTIFIER.sub(f"{_FNC1}\\1", text).lstrip(_FNC1)


_PLAUSIBLE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9./-]{3,19}", re.ASCII)


def is_plausible(code):
    """Tell whether a code looks like one on a box: 4 to 20 letters and digits.

    A box that nobody expected is put on a list; a curtain that went past the scanner
    is not.
    """
    return bool(_PLAUSIBLE.fullmatch(code))


@dataclass(frozen=True)
class Facts:
    """What is known when a box is scanned.

    ``state`` is the box's, None when this company knows no box of that code.
    ``announced`` tells that the vendor holds a box of that code for an order of ours
    which it has not shipped. ``here`` tells that the box is bound for the warehouse
    where the scan happens. ``bill`` tells that every condition of automatic billing
    holds.
    """

    state: str | None = None
    announced: bool = False
    here: bool = True
    bill: bool = False


def decide(facts):
    """Return the result of a scan, one of ``RESULTS``.

    Only ``received`` and ``billed`` change anything: all others leave the box alone.
    A box that was given up as missing is received when it turns up.

    :param Facts facts: what is known of the box
    :raises ValueError: when the state is none of a box's
    """
    if facts.state is None:
        return NOT_SHIPPED if facts.announced else UNKNOWN
    if facts.state in ("received", "billed"):
        return ALREADY
    if facts.state == "cancelled":
        return CANCELLED
    if facts.state not in ("staged", "missing"):
        raise ValueError(f"not a state of a box: {facts.state!r}")
    if not facts.here:
        return OTHER_LOCATION
    return BILLED if facts.bill else RECEIVED
