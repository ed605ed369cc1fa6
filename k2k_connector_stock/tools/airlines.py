# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The airline of an air waybill: its number begins with the airline's three digits."""

from .awb import digits

AIRLINES = {
    "001": "American Airlines",
    "006": "Delta Air Lines",
    "014": "Air Canada",
    "016": "United Airlines",
    "020": "Lufthansa Cargo",
    "023": "FedEx",
    "027": "Alaska Airlines",
    "044": "Aerolíneas Argentinas",
    "045": "LATAM Airlines",
    "047": "TAP Air Portugal",
    "053": "Aer Lingus",
    "055": "ITA Airways",
    "057": "Air France",
    "065": "Saudia",
    "071": "Ethiopian Airlines",
    "072": "Gulf Air",
    "074": "KLM",
    "075": "Iberia",
    "077": "EgyptAir",
    "079": "Philippine Airlines",
    "080": "LOT",
    "081": "Qantas",
    "082": "Brussels Airlines",
    "083": "South African Airways",
    "086": "Air New Zealand",
    "098": "Air India",
    "105": "Finnair",
    "108": "Icelandair",
    "112": "China Cargo Airlines",
    "114": "El Al",
    "117": "SAS",
    "125": "British Airways",
    "126": "Garuda Indonesia",
    "131": "Japan Airlines",
    "134": "Avianca",
    "139": "Aeroméxico",
    "157": "Qatar Airways",
    "160": "Cathay Pacific",
    "172": "Cargolux",
    "176": "Emirates",
    "180": "Korean Air",
    "205": "All Nippon Airways",
    "217": "Thai Airways",
    "230": "Copa Airlines",
    "232": "Malaysia Airlines",
    "235": "Turkish Airlines",
    "272": "Kalitta Air",
    "279": "JetBlue",
    "297": "China Airlines",
    "369": "Atlas Air",
    "403": "Polar Air Cargo",
    "406": "UPS Airlines",
    "526": "Southwest Airlines",
    "607": "Etihad Airways",
    "618": "Singapore Airlines",
    "695": "EVA Air",
    "706": "Kenya Airways",
    "724": "Swiss",
    "729": "Avianca Cargo",
    "784": "China Southern Airlines",
    "810": "Amerijet",
    "873": "AeroUnion",
    "932": "Virgin Atlantic",
    "999": "Air China",
}


def airline_of(text):
    """Return the airline's name of a number that has an air waybill's form.

    The check digit is not looked at: of a number with a typing error the airline is a
    help, too. Empty for every other text and for airlines we do not know.
    """
    return AIRLINES.get(digits(text)[:3], "")
