# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Which of our products is the vendor's: plain rules, without Odoo."""

import dataclasses
import re
import unicodedata
from difflib import SequenceMatcher

# Below this a suggestion is more likely to mislead than to help.
LEAST_SCORE = 0.5


@dataclasses.dataclass(frozen=True)
class Product:
    """A product as it is compared; ``ref`` is whatever names it to the caller.

    ``name`` includes the values of its attributes, in any order.
    """

    ref: object
    name: str
    code: str = ""
    barcode: str = ""


def words(name):
    """What a name says: its words in a fixed order, without case, accents or signs.

    >>> words("Rose Freedom (Red, 60 cm)") == words("ROSE freedom 60 cm red")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(sorted(set(re.findall(r"\w+", plain))))


def match(vendor_products, own_products):
    """Find ours for the vendor's: by barcode, then code, then name and attributes.

    Two products of ours that fit equally are for a person to decide.

    :param vendor_products: iterable of :class:`Product`
    :param own_products: iterable of :class:`Product`
    :return: dict from the vendor's ``ref`` to ours
    """
    own_products = list(own_products)
    found = {}
    for value_of in (
        lambda product: product.barcode,
        lambda product: product.code,
        lambda product: words(product.name),
    ):
        by_value = {}
        for product in own_products:
            by_value.setdefault(value_of(product), []).append(product.ref)
        for product in vendor_products:
            value = value_of(product)
            candidates = by_value.get(value, ())
            if value and product.ref not in found and len(candidates) == 1:
                found[product.ref] = candidates[0]
    return found


def score(name, other):
    """How alike two names are, from 0 to 1; 1 when they say the same.

    Words count more than spelling: "Rose Freedom 60 cm" is nearer to "Freedom 60" than
    to "Rose Freehand 60 cm" only by what the words share.
    """
    left, right = words(name), words(other)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    shared = 2 * len(set(left) & set(right)) / (len(left) + len(right))
    text, other_text = sorted((" ".join(left), " ".join(right)))
    spelling = SequenceMatcher(None, text, other_text).ratio()
    return min(0.7 * shared + 0.3 * spelling, 0.99)


def rank(name, own_products, limit=3):
    """Our products that may be meant, the most alike first.

    :param own_products: iterable of :class:`Product`
    :return: list of ``ref``, at most ``limit``
    """
    scored = [(score(name, product.name), product) for product in own_products]
    likely = [item for item in scored if item[0] >= LEAST_SCORE]
    likely.sort(key=lambda item: (-item[0], item[1].name))
    return [product.ref for _score, product in likely[:limit]]
