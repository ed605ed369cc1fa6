# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What people type when they order: "5 QB agapanthus blue". Plain rules, no Odoo.

:func:`parse` reads a typed or pasted list, a line a wish; :func:`match` finds the
products that a wish may mean.
"""

import dataclasses
import re
import unicodedata
from difflib import SequenceMatcher

MAX_LINES = 60
MAX_LINE_LENGTH = 200
# More digits than this are a reference or a barcode, not a number of boxes.
MAX_BOXES = 9999
# As many products are offered where one has to be chosen.
MAX_CHOICES = 6
# Below this a suggestion is more likely to mislead than to help.
LEAST_LIKENESS = 0.6

# Boxes of the trade: full, half, quarter and eighth.
BOX_CODES = frozenset(("FB", "HB", "QB", "EB"))
LENGTH_UNITS = frozenset(("cm", "mm", "in", "inch", "inches", "g", "gr", "kg"))
BOX_WORDS = frozenset(("box", "boxes", "bx", "bxs", "case", "cases", "caja", "cajas"))
TIMES = "x"
# A list's own numbering: "3) ", "3. ", or a bullet.
BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,3}[.)]\s+(?=\d))")
PACK = re.compile(r"\d+x\d+")
TOKEN = re.compile(r"\d+x\d+|\d+|[^\W\d_]+|[,;:\t=]")
SEPARATORS = frozenset(",;:\t=")


@dataclasses.dataclass(frozen=True)
class Wish:
    """One line of a list: so many boxes of what the words say.

    ``box_type`` is a code such as ``QB``, or empty; ``words`` are without case and
    accents, in the order in which they were typed.
    """

    text: str
    boxes: int = 1
    box_type: str = ""
    words: tuple = ()

    @property
    def packs(self):
        """What names a pack, such as "10x10"."""
        return tuple(word for word in self.words if PACK.fullmatch(word))

    @property
    def names(self):
        """What names a product."""
        return tuple(word for word in self.words if not PACK.fullmatch(word))


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A product that may be meant; ``words`` are :func:`fold`-ed."""

    ref: object
    name: str
    words: frozenset
    available: bool = True


@dataclasses.dataclass(frozen=True)
class Match:
    """``state`` is ``found``, ``ambiguous`` (choose) or ``missing``; ``refs`` are the
    products, the likeliest first. Of what is missing they are mere suggestions."""

    state: str
    refs: tuple = ()


def fold(text):
    """Text without case and accents, and with plain digits.

    >>> fold("Azúcar ５")
    'azucar 5'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("×", TIMES)
    return "".join(char for char in plain if not unicodedata.combining(char))


def words_of(text):
    """The words and numbers of a product's name and attributes.

    >>> sorted(words_of("Rose Freedom, 60cm"))
    ['60', 'cm', 'freedom', 'rose']
    """
    return frozenset(
        token for token in TOKEN.findall(fold(text)) if token not in SEPARATORS
    )


def parse(text, box_codes):
    """Read a list.

    :param str text: as typed or pasted, a wish a line
    :param box_codes: codes of box types, such as ``{"QB", "HB"}``
    :return: list of :class:`Wish`, at most :data:`MAX_LINES`; empty lines are none
    """
    codes = {fold(code): code for code in box_codes if code}
    lines = (line.strip(" \r\n\f\v") for line in text.splitlines())
    wishes = (parse_line(line, codes) for line in lines if line.strip())
    return [wish for wish in wishes if wish.words or wish.box_type][:MAX_LINES]


def parse_line(line, codes):
    """:param dict codes: from :func:`fold`-ed codes to codes"""
    line = line[:MAX_LINE_LENGTH].strip()
    tokens = TOKEN.findall(fold(BULLET.sub("", line)))
    position, box_type = _find_box_type(tokens, codes)
    count, taken = _find_count(tokens, position)
    taken.add(position)
    words = tuple(
        token
        for index, token in enumerate(tokens)
        if index not in taken and token not in SEPARATORS
    )
    return Wish(line, 1 if count is None else count, box_type, words)


def _find_box_type(tokens, codes):
    for index, token in enumerate(tokens):
        code = codes.get(token) or codes.get(token.removesuffix("s"))
        if code:
            return index, code
    return None, ""


def _is_count(token):
    return token.isdecimal() and token.isascii() and int(token) <= MAX_BOXES


def _find_count(tokens, box_position):
    """Which number counts boxes.

    It stands first, or beside the box type or the word "box", or last behind a sign;
    a number before "cm" is a length.

    :return: (number or None, positions that are no words)
    """
    for index, token in enumerate(tokens):
        if not _is_count(token):
            continue
        following = tokens[index + 1 : index + 2]
        before, dropped = _skip(tokens, index - 1, -1)
        after, dropped_after = _skip(tokens, index + 1, 1)
        if following and following[0] in LENGTH_UNITS:
            continue
        beside_box = box_position is not None and box_position in (before, after)
        at_end = after >= len(tokens)
        if before < 0 or beside_box or dropped["box"] or dropped_after["box"]:
            return int(token), {index, *dropped["at"], *dropped_after["at"]}
        if at_end and dropped["at"]:
            return int(token), {index, *dropped["at"]}
    return None, set()


def _skip(tokens, index, step):
    """Go over signs, "x" and words for boxes.

    :return: (position of the next word, what was gone over)
    """
    over = {"at": [], "box": False}
    while 0 <= index < len(tokens):
        token = tokens[index]
        if token in BOX_WORDS:
            over["box"] = True
        elif token not in SEPARATORS and token != TIMES:
            break
        over["at"].append(index)
        index += step
    return index, over


# ----------------------------------------------------------------------
# Which product is meant
# ----------------------------------------------------------------------
def match(words, candidates):
    """Find what is meant among products.

    All the words must fit. Where several products fit, one of which nothing else is
    named, or which alone can be had, is the one.

    :param words: of a :class:`Wish`
    :param candidates: iterable of :class:`Candidate`
    :return: :class:`Match`
    """
    candidates = list(candidates)
    if not words:
        return Match("missing")
    fitting = [c for c in candidates if all(fits(word, c.words) for word in words)]
    if not fitting:
        return Match("missing", _alike(words, candidates))
    fitting.sort(key=lambda c: (not c.available, len(c.words), c.name))
    refs = tuple(c.ref for c in fitting[:MAX_CHOICES])
    for choice in (
        fitting,
        [c for c in fitting if all(_names(words, word) for word in c.words)],
        [c for c in fitting if c.available],
    ):
        if len(choice) == 1:
            return Match("found", (choice[0].ref,))
    return Match("ambiguous", refs)


def fits(word, words):
    """Whether a typed word means one of a product's words: its beginning, its plural,
    or several beginnings in one, as in "roswhit" for "rose white".

    Numbers must be equal: "60" is not "600".
    """
    if word in words or word.isdecimal():
        return word in words
    if any(_begins(own, form) for own in words for form in _forms(word)):
        return True
    return len(word) >= 6 and _is_put_together(word, words)


def _forms(word):
    """A word and its singular."""
    yield word
    if len(word) > 3 and word.endswith("ies"):
        yield word[:-3] + "y"
    if len(word) > 3 and word.endswith("s"):
        yield word[:-1]


def _begins(own, word):
    return len(word) >= 2 and own.startswith(word)


def _is_put_together(word, words):
    """Whether a word consists of beginnings, three letters at least, of others."""
    if not word:
        return True
    return any(
        word[:length] == own[:length] and _is_put_together(word[length:], words - {own})
        for own in words
        if not own.isdecimal()
        for length in range(3, min(len(own), len(word)) + 1)
    )


def _names(words, own):
    """Whether the typed words name this word of a product."""
    return any(fits(word, frozenset((own,))) for word in words)


def _alike(words, candidates):
    """Suggestions for what was not found: words spelt a little differently."""
    scored = [(_likeness(words, c.words), c) for c in candidates]
    likely = [item for item in scored if item[0] >= LEAST_LIKENESS]
    likely.sort(key=lambda item: (-item[0], not item[1].available, item[1].name))
    return tuple(c.ref for _score, c in likely[:MAX_CHOICES])


def _likeness(words, own_words):
    """How well a product's words match the typed ones, from 0 to 1."""
    best = [
        max((SequenceMatcher(None, word, own).ratio() for own in own_words), default=0)
        for word in words
    ]
    return sum(best) / len(best)
