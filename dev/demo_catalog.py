"""What the demo's vendor grows. Names are the trade's, prices are invented."""

import re
from typing import NamedTuple

# Inches; plausible sizes that keep the full-box ratios exact.
BOX_TYPES = {
    "FB": ("Full box", 1.0, (41, 21, 12)),
    "HB": ("Half box", 0.5, (41, 10.5, 12)),
    "QB": ("Quarter box", 0.25, (41, 10.5, 6)),
    "EB": ("Eighth box", 0.125, (20.5, 10.5, 6)),
}


# What shops filter by; how the filter shows a colour.
COLOURS = {
    "Blue": "#4a5bc4",
    "Cream": "#eedcc4",
    "Orange": "#f0852d",
    "Pink": "#e0628f",
    "Red": "#b5121b",
    "White": "#ffffff",
    "Yellow": "#f3c522",
}
TWO_WORDS = ("Mini Carnation", "Spray Rose")


class Flower(NamedTuple):
    """A product: price in USD per stem, and how it is packed.

    ``packs`` maps a box type to (bunches, stems per bunch) and the number of boxes on
    the shelf; ``colour`` is that of its picture, ``colour_name`` one of ``COLOURS``.
    """

    name: str
    price: float
    packs: dict
    colour: str
    colour_name: str

    def attributes(self):
        """What the name says: flower, variety, colour and, where it is told, length.

        :return: dict from the attribute's name to its value
        """
        length = re.search(r"\d+ cm$", self.name)
        words = self.name[: length and length.start()].split()
        size = 2 if self.name.startswith(TWO_WORDS) else 1
        values = {
            "Flower": " ".join(words[:size]),
            "Variety": " ".join(words[size:]),
            "Colour": self.colour_name,
        }
        return {**values, "Length": length[0]} if length else values


def _packs(**packs):
    return {code: (pack[:2], pack[2]) for code, pack in packs.items()}


FLOWERS = [
    Flower("Agapanthus K2K", 0.55, _packs(QB=(10, 10, 12)), "#4a5bc4", "Blue"),
    Flower("Agapanthus White 70 cm", 0.58, _packs(QB=(10, 10, 9)), "#f2f2ec", "White"),
    Flower(
        "Rose Freedom 60 cm",
        0.42,
        _packs(QB=(4, 25, 20), HB=(10, 25, 14)),
        "#b5121b",
        "Red",
    ),
    Flower("Rose Freedom 50 cm", 0.36, _packs(QB=(4, 25, 20)), "#b5121b", "Red"),
    Flower("Rose Akito 60 cm", 0.44, _packs(QB=(4, 25, 15)), "#f7f3e8", "White"),
    Flower("Rose Mondial 60 cm", 0.47, _packs(QB=(4, 25, 14)), "#f4f0de", "White"),
    Flower("Rose Playa Blanca 50 cm", 0.40, _packs(QB=(4, 25, 12)), "#fbf8ef", "White"),
    Flower("Rose Vendela 50 cm", 0.39, _packs(QB=(4, 25, 12)), "#f3e3cc", "Cream"),
    Flower("Rose Quicksand 60 cm", 0.52, _packs(QB=(4, 25, 10)), "#dcbfa5", "Cream"),
    Flower("Rose Pink Floyd 60 cm", 0.46, _packs(QB=(4, 25, 14)), "#d6246e", "Pink"),
    Flower(
        "Rose High & Magic 50 cm", 0.43, _packs(QB=(4, 25, 12)), "#f09a2b", "Orange"
    ),
    Flower("Rose Explorer 70 cm", 0.56, _packs(HB=(10, 25, 12)), "#a80f1d", "Red"),
    Flower("Rose Free Spirit 40 cm", 0.34, _packs(QB=(4, 25, 12)), "#ef7f4f", "Orange"),
    Flower(
        "Spray Rose Mirabel 50 cm", 0.48, _packs(QB=(10, 10, 10)), "#d94f86", "Pink"
    ),
    Flower(
        "Carnation Nobbio Cherry Select",
        0.24,
        _packs(QB=(16, 25, 14)),
        "#8f1530",
        "Red",
    ),
    Flower(
        "Carnation Moonlight Fancy", 0.21, _packs(QB=(16, 25, 14)), "#f6f2e2", "White"
    ),
    Flower(
        "Mini Carnation Star Cherry", 0.23, _packs(QB=(14, 10, 10)), "#c42e58", "Pink"
    ),
    Flower(
        "Gypsophila Xlence 80 cm", 0.38, _packs(HB=(12, 10, 12)), "#f5f5f5", "White"
    ),
    Flower(
        "Gypsophila Million Stars", 0.33, _packs(HB=(14, 10, 10)), "#fafafa", "White"
    ),
    Flower("Hydrangea White Premium", 1.10, _packs(QB=(7, 5, 10)), "#eef1ea", "White"),
    Flower("Hydrangea Blue Select", 1.18, _packs(QB=(7, 5, 10)), "#7f9fd8", "Blue"),
    Flower("Alstroemeria Whistler", 0.29, _packs(QB=(10, 10, 12)), "#f1e8ec", "White"),
    Flower("Alstroemeria Virginia", 0.29, _packs(QB=(10, 10, 12)), "#fdfdf7", "White"),
    Flower("Snapdragon Yellow 80 cm", 0.49, _packs(QB=(8, 10, 9)), "#f3c522", "Yellow"),
    Flower("Delphinium Sea Waltz", 0.72, _packs(QB=(8, 10, 9)), "#5f86d6", "Blue"),
    Flower("Limonium Sinzii Blue", 0.41, _packs(HB=(14, 10, 9)), "#7a6cc0", "Blue"),
    Flower(
        "Sunflower Vincent's Choice", 0.62, _packs(HB=(16, 5, 10)), "#f0a818", "Yellow"
    ),
    Flower("Eryngium Orion Questar", 0.64, _packs(QB=(10, 10, 8)), "#5a7fae", "Blue"),
    Flower("Ranunculus Elegance Pink", 0.78, _packs(EB=(6, 10, 10)), "#e77aa0", "Pink"),
    Flower(
        "Chrysanthemum Polaris White", 0.45, _packs(QB=(8, 10, 10)), "#fbfbf4", "White"
    ),
    Flower("Lily Oriental Santander", 1.45, _packs(QB=(5, 10, 8)), "#e8a9bd", "Pink"),
]
