# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""From the vendor's price to the shop's price, without Odoo.

Source of the formulas: the K2K chain (inbound truck by cube, air freight, handling,
duty, then the margin on the sales price). All costs are per the product's own unit
(stem or bunch) unless a name says ``per_box``; money is of one currency throughout.
"""

import dataclasses

# Air freight counts a box by its volume: one kilogram for each 6000 cubic centimetres.
CM3_PER_VOLUMETRIC_KG = 6000.0
CM_PER_FOOT = 30.48
FREIGHT_BASES = ("fbe", "kg", "box")


class PricingError(ValueError):
    """No price can be told; the text says what has to be mended.

    ``code`` is ``dimensions``, ``margin``, ``rate`` or ``price``.
    """

    def __init__(self, text, code="price"):
        super().__init__(text)
        self.code = code


@dataclasses.dataclass(frozen=True)
class Box:
    """What the costs of a box depend on: feet, full-box equivalent, units in it."""

    units: float
    length: float
    width: float
    height: float
    fbe: float

    @property
    def cubic_feet(self):
        return self.length * self.width * self.height

    @property
    def volumetric_kg(self):
        return self.cubic_feet * CM_PER_FOOT**3 / CM3_PER_VOLUMETRIC_KG


@dataclasses.dataclass(frozen=True)
class Rates:
    """The buyer's estimates: per cubic foot, per ``freight_basis``, per box, share."""

    cube_rate: float = 0.0
    freight_rate: float = 0.0
    freight_basis: str = "kg"
    handling_per_box: float = 0.0
    duty_rate: float = 0.0


def cost_parts(unit_cost, box, rates, ship_via="warehouse"):
    """The parts of the landed cost, each per unit, in the order of the chain.

    :return: dict with ``flower``, ``truck``, ``freight``, ``handling``, ``duty``;
        via grower the goods never see our freight, so only ``flower`` counts
    :raise PricingError: no units in the box, or an unknown freight basis
    """
    if box.units <= 0:
        raise PricingError("The box holds no units.")
    if ship_via == "grower":
        parts = dict.fromkeys(("truck", "freight", "handling", "duty"), 0.0)
        return {"flower": unit_cost, **parts}
    _check_measures(box, rates)
    return {
        "flower": unit_cost,
        "truck": rates.cube_rate * box.cubic_feet / box.units,
        "freight": _freight_per_box(box, rates) / box.units,
        "handling": rates.handling_per_box / box.units,
        "duty": unit_cost * rates.duty_rate,
    }


def _check_measures(box, rates):
    """A cost that depends on a missing measure is unknown, not nothing."""
    by_volume = rates.cube_rate or (rates.freight_rate and rates.freight_basis == "kg")
    if by_volume and box.cubic_feet <= 0:
        raise PricingError("The box has no length, width or height.", "dimensions")
    if rates.freight_rate and rates.freight_basis == "fbe" and box.fbe <= 0:
        raise PricingError("The box has no full box equivalent.", "dimensions")


def _freight_per_box(box, rates):
    weight = {"fbe": box.fbe, "kg": box.volumetric_kg, "box": 1.0}
    if rates.freight_basis not in weight:
        raise PricingError(f"Unknown freight basis: {rates.freight_basis}.")
    return rates.freight_rate * weight[rates.freight_basis]


def landed_cost(unit_cost, box, rates, ship_via="warehouse"):
    """What one unit costs the buyer at its warehouse (see :func:`cost_parts`)."""
    return sum(cost_parts(unit_cost, box, rates, ship_via).values())


def sales_price(landed, gpm):
    """Price of one unit so that ``(price - cost) / price`` is ``gpm`` (0.30 = 30 %).

    :raise PricingError: a margin of 100 % or more has no price
    """
    if gpm >= 1:
        raise PricingError("The margin (GPM) must be below 100 %.", "margin")
    return landed / (1 - gpm)


@dataclasses.dataclass(frozen=True)
class CustomerTerms:
    """What one customer's prices are made of, besides what everybody pays.

    ``gpm``: margin in place of the company's (0: none of its own); ``markup``: share
    put on top of any price (0.05 = 5 %, negative: taken off).
    """

    gpm: float = 0.0
    markup: float = 0.0


def customer_price(price, cost, source, terms):
    """What one customer pays for a unit that others get at ``price``.

    A customer's own margin takes the place of the company's; every other source of a
    price is meant for these goods and goes before it. The markup comes on top of all.

    :param float cost: of one unit, the way it travels
    :param source: where ``price`` comes from; ``company``: the company's margin
    :param terms: :class:`CustomerTerms`
    :raise PricingError: see :func:`sales_price`
    """
    if source == "company" and terms.gpm:
        price = sales_price(cost, terms.gpm)
    return price * (1 + terms.markup)


def choose_price(landed, gpm, manual=0.0, pricelist=None):
    """The price of one unit, and where it comes from.

    A price typed by hand wins, then the pricelist's (None: it has none), then the
    margin on the landed cost.

    :return: (price, ``manual``, ``pricelist`` or ``gpm``)
    :raise PricingError: see :func:`sales_price`
    """
    if manual:
        return manual, "manual"
    if pricelist is not None:
        return pricelist, "pricelist"
    return sales_price(landed, gpm), "gpm"
