"""How soon a change at the vendor is seen by the buyer, on a running server.

The vendor's user keeps a box back and lets it go again; the buyer's salesperson asks
for the offers over HTTP until they tell so. The time of both requests is in it.
"""

import statistics
import time

from dev.server import running_server
from tests.client import Client
from tests.demo import demo_of

PRODUCT = "Rose Freedom 50 cm"
CHANGES = 20
LIMIT = 30


def measure_server(postgres, source):
    """Measure on a server with the demo's companies.

    :param postgres: ``dev.postgres.Server``
    :param str source: database with our addons
    :return: list of dicts ``what``, ``value``, ``unit`` and ``promise``
    """
    with (
        demo_of(postgres, source) as demo,
        running_server(demo, postgres=postgres) as server,
    ):
        times = _measure(server)
    worst = round(max(times), 2)
    median = round(statistics.median(times), 2)
    what = f"change at the vendor until the buyer sees it, of {CHANGES}"
    return [
        {"what": f"{what}: median", "value": median, "unit": "s", "promise": 2},
        {"what": f"{what}: longest", "value": worst, "unit": "s", "promise": 2},
    ]


def _measure(server):
    vendor = Client(server.url, server.database, "andres", "demo")
    buyer = Client(server.url, server.database, "sofia", "demo")
    (quant,) = vendor.search_read(
        "stock.quant",
        [
            ("product_id.name", "=", PRODUCT),
            ("package_id", "!=", False),
            ("location_id.usage", "=", "internal"),
        ],
        ["package_id"],
        limit=1,
    )
    box = [quant["package_id"][0]]
    all_boxes = _offered(buyer)
    times = []
    # the first two are not counted: a server that has just started reads a lot
    for number in range(2 + CHANGES):
        is_kept = number % 2 == 0
        start = time.perf_counter()
        vendor.call("stock.package", "write", box, {"k2k_on_hold": is_kept})
        _wait_for(buyer, all_boxes - is_kept, start)
        times.append(time.perf_counter() - start)
    return times[2:]


def _wait_for(buyer, boxes, start):
    while _offered(buyer) != boxes:
        if time.perf_counter() - start > LIMIT:
            raise RuntimeError(f"the buyer does not see {boxes} boxes")
        time.sleep(0.02)


def _offered(buyer):
    offers = buyer.search_read(
        "k2k.offer", [("product_id.name", "=", PRODUCT)], ["boxes_available"]
    )
    return sum(offer["boxes_available"] for offer in offers)
