# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Which import duty counts, without Odoo."""

import dataclasses
from datetime import date


@dataclasses.dataclass(frozen=True)
class DutyRule:
    """A share of the flower's cost, for goods of a country and a category.

    ``country`` and ``category`` are ids; None means any. The rule counts from
    ``valid_from`` on, until a later one for the same goods takes its place.
    """

    rate: float
    valid_from: date
    country: int | None = None
    category: int | None = None


def find_rate(rules, country, categories, day):
    """The rate for goods on a day.

    The closest category decides, then the country, then the latest rule.

    :param rules: iterable of :class:`DutyRule`
    :param country: id of the origin, or None
    :param categories: ids from the topmost category down to the product's own
    :param date day: the day of the price
    :return: the share, or None when no rule covers the goods
    """
    depth = {category: place for place, category in enumerate(categories, 1)}
    covering = [
        rule
        for rule in rules
        if rule.valid_from <= day
        and rule.country in (None, country)
        and (rule.category is None or rule.category in depth)
    ]
    if not covering:
        return None
    best = max(
        covering,
        key=lambda rule: (
            depth.get(rule.category, 0),
            rule.country is not None,
            rule.valid_from,
        ),
    )
    return best.rate
