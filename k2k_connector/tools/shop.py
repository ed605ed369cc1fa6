# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Small rules of the shop, without Odoo."""

import re

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

OWN_STOCK = 0
NOT_AN_OFFER = -1


def read_offer_id(posted):
    """The source a customer chose.

    :param posted: whatever came in; None when nobody chose
    :return: None when nobody chose, :data:`OWN_STOCK`, the id of an offer (which may
        still be anybody's), or :data:`NOT_AN_OFFER` for rubbish
    """
    if posted is None:
        return None
    try:
        number = int(posted)
    except (TypeError, ValueError, OverflowError):
        return NOT_AN_OFFER
    # ids are 4-byte integers in the database: a bigger number would be an error there
    return number if 0 <= number < 2**31 else NOT_AN_OFFER


def day_in_words(day, lang):
    """A day as people say it: "Tue, Nov 25" in ``en_US``, "mar. 25 nov." in ``fr_FR``.

    :param day: date, or False for an empty text
    :param str lang: language code; English where the code is unknown
    """
    if not day:
        return ""
    try:
        locale = Locale.parse(lang)
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return format_skeleton("MMMEd", day, locale=locale)


def pack_numbers(pack, units):
    """How the stems of a box are bunched, read from the pack's name.

    :param str pack: "QB 10x10": ten bunches of ten stems
    :param float units: units in the box; they must agree with the name
    :return: (bunches, stems in each, whether the units are stems), or None where the
        name does not tell
    """
    found = re.search(r"(\d+)\s*[xX×]\s*(\d+)", pack or "")
    if not found:
        return None
    bunches, stems = int(found[1]), int(found[2])
    if units == bunches * stems:
        return bunches, stems, True
    if units == bunches:
        return bunches, stems, False
    return None
