# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Finding flowers as florists write them, without Odoo.

"roswhit60" is a white rose of 60 cm: beginnings of words, run together, and a length.
A product's key is all its words, each between blanks; their beginnings are asked for as
PostgreSQL's text search does, which an index of words serves.
"""

import re
import unicodedata

# Shorter beginnings are in too many words to find anything by.
SHORTEST_PART = 3
# What is longer, or has more parts, is one word for us.
LONGEST_RUN = 16
MOST_PARTS = 3

COLOR_WORDS = frozenset(
    "color colour colore couleur farbe kleur cor renk farve farg vari".split()
)
LENGTH_IN_CM = re.compile(r"(?<!\d)(\d{2,3})\s*cm\b", re.IGNORECASE)


def plain(text):
    """Small letters without accents: "Größe 60 cm" is "große 60 cm"."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def split_words(text):
    """Runs of letters and runs of digits: "60cm" is two words."""
    return re.findall(r"[^\W\d_]+|\d+", plain(text))


def make_key(texts):
    """The search key of a product.

    :param texts: its names, attribute values and codes, in all languages
    :return: its words, each once, between blanks; empty when there are none
    """
    words = dict.fromkeys(word for text in texts for word in split_words(text))
    return f" {' '.join(words)} " if words else ""


def alternatives(term):
    """What a product's key must hold to be found by a term without blanks.

    :return: list of alternatives, each a list of texts that must all be in the key;
        empty for a term that finds nothing this way
    """
    numbers, runs = [], []
    for word in split_words(term):
        if word.isdigit():
            # a length is meant as a whole: 60 is not 600
            numbers.append(f" {word} ")
        elif word == "cm" and numbers:
            continue
        else:
            runs.append(_splits(word))
    if not runs:
        return [numbers] if numbers else []
    found = [numbers]
    for splits in runs:
        found = [before + parts for before in found for parts in splits]
    return [parts for parts in found if parts]


def text_query(term):
    """The alternatives of a term for PostgreSQL's ``to_tsquery('simple', …)``.

    :return: "(ros:* & whit:* & 60) | …"; empty for a term that finds nothing
    """
    return " | ".join(
        f"({' & '.join(map(_lexeme, parts))})" for parts in alternatives(term)
    )


def _lexeme(part):
    """A whole word, or its beginning."""
    return part.strip() if part.endswith(" ") else f"{part.strip()}:*"


def _splits(run):
    """All ways to cut a run of letters into beginnings of words."""
    cuts = [[run]]
    if len(run) <= LONGEST_RUN:
        cuts += _cut(run, MOST_PARTS)
    return [[f" {_singular(part)}" for part in parts] for parts in cuts]


def _cut(run, most):
    found = []
    for place in range(SHORTEST_PART, len(run) - SHORTEST_PART + 1):
        head, tail = run[:place], run[place:]
        found.append([head, tail])
        if most > 2:
            found += [[head, *parts] for parts in _cut(tail, most - 1)]
    return found


def _singular(part):
    """ "roses" is found by "rose": a key's words are matched from their beginning."""
    return part[:-1] if len(part) > SHORTEST_PART and part.endswith("s") else part


def stem_length(texts):
    """The length in centimetres that a name or grade tells, 0 for none."""
    for text in texts:
        found = LENGTH_IN_CM.search(text or "")
        if found:
            return int(found[1])
    return 0


def is_color(name):
    """Whether an attribute of this name is the flower's colour."""
    return bool(set(split_words(name)) & COLOR_WORDS)
