# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Numbers and names of air waybills. Plain functions, no ORM.

An air waybill number has 11 digits: 3 of the airline, 7 of the serial and one check
digit, which is the serial modulo 7 (so 0 to 6). People write it ``176-12345675``,
``176-1234-5675`` or without any separator; we show ``176-12345675``.

Every other text is a *temporary* name: the vendor's reference, its invoice number, or
a name made of the vendor's code and the ship date.
"""

import re

MAX_LENGTH = 35

_NUMBER = re.compile(r"(\d{3})[ -]?(\d{4})[ -]?(\d{4})", re.ASCII)
_BLANKS = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[\s-]+")
# Control characters, surrogates and other code points that are no text.
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def digits(text):
    """Return the 11 digits of ``text``, or an empty string when it has another form.

    The check digit is not looked at: ``digits("176-1234-5679")`` has a form, and is
    wrong nevertheless.
    """
    match = _NUMBER.fullmatch((text or "").strip())
    return "".join(match.groups()) if match else ""


def check_digit(serial):
    """Return the check digit (0 to 6) of a serial of 7 digits.

    :raises ValueError: when ``serial`` is not made of 7 digits
    """
    if not re.fullmatch(r"\d{7}", serial, re.ASCII):
        raise ValueError(f"an air waybill serial has 7 digits, not {serial!r}")
    return int(serial) % 7


def is_number(text):
    """Tell whether ``text`` is a real air waybill number, check digit included."""
    number = digits(text)
    return bool(number) and check_digit(number[3:10]) == int(number[10])


def expected_digit(text):
    """Return the digit that would make ``text`` a real number, or None.

    None when it is a real number already, or not of the form of one at all. Serves the
    hint beside a temporary name.
    """
    number = digits(text)
    if not number or is_number(text):
        return None
    return check_digit(number[3:10])


def normalise(text):
    """Return the one form in which a number or a name is kept and shown.

    Real numbers become ``###-########``. Every other text keeps its spelling, without
    blanks around it, runs of blanks made one, at most 35 characters.
    """
    if is_number(text):
        number = digits(text)
        return f"{number[:3]}-{number[3:]}"
    text = _NO_TEXT.sub(" ", text or "")
    return _BLANKS.sub(" ", text).strip()[:MAX_LENGTH].strip()


def key(text):
    """Return what two spellings of one name have in common, for look-ups.

    Upper case, without blanks and hyphens: ``"176-1234 5675"`` and ``"17612345675"``
    have the same key, so have ``"ref 12"`` and ``"REF-12"``.
    """
    return _SEPARATORS.sub("", normalise(text)).upper()


def reference_of(reference, invoice_number, invoice_as_reference=False):
    """Return the reference that a vendor sends with its boxes, may be empty.

    Its order's reference; without one its invoice's number, if the vendor's connection
    says so (``invoice_as_reference``).
    """
    own = normalise(reference)
    if key(own) or not invoice_as_reference:
        return own
    return normalise(invoice_number)


def name_for(reference, vendor_code, ship_date):
    """Return the name of the AWB that a shipment goes on.

    The vendor's reference names it. Without one it is a name that all shipments of
    that vendor and day share: ``K2K-<vendor code>-<YYYYMMDD>``.

    :param str reference: what the vendor sent, may be empty
    :param str vendor_code: short code of the vendor
    :param datetime.date ship_date: the day the vendor ships
    """
    name = normalise(reference)
    return name if key(name) else normalise(f"K2K-{vendor_code}-{ship_date:%Y%m%d}")
