"""Fifty customers put a box into their carts in the same second: how long each waits.

Beside it the same fifty with goods from the buyer's own warehouse, which nothing holds:
each time a product that is not yet in the cart.
"""

import statistics
import time

from tests import crowd
from tests.client import Client
from tests.demo import demo_of
from tests.racing import all_at_once

LAST = 10


def measure_server(postgres, source):
    """Measure on a server with the demo's companies, and fifty customers.

    :param postgres: ``dev.postgres.Server``
    :param str source: database with our addons
    :return: list of dicts ``what``, ``unit``, ``ours``, ``peer_name``, ``peer``,
        ``ratio`` and ``promise``
    """
    with (
        demo_of(postgres, source) as demo,
        crowd.crowded_server(demo, postgres=postgres) as (server, florists),
    ):
        sofia = Client(server.url, server.database, "sofia", "demo")
        first, *others = crowd.OWN
        for florist in florists:
            florist.page("/shop")
        # makes the carts; a server that has just started reads a lot for each of them
        for name in (first, crowd.MANY_MORE):
            _race(florists, crowd.find_product(sofia, name), len(florists))
        return [
            *_rows(florists, sofia, crowd.MANY, others[0], crowd.PEOPLE),
            *_rows(florists, sofia, crowd.FEW, others[1], LAST),
        ]


def _rows(florists, sofia, held, own, boxes):
    peer = _race(florists, crowd.find_product(sofia, own), len(florists))
    ours = _race(florists, crowd.find_product(sofia, held), boxes)
    what = f"{len(florists)} at once add one of {held}, {boxes} can be held"
    return [
        {
            "what": f"{what}: {name}",
            "unit": "s",
            "ours": round(of(ours), 2),
            "peer_name": "the buyer's own goods",
            "peer": round(of(peer), 2),
            "ratio": round(of(ours) / of(peer), 2),
            "promise": "not much longer",
        }
        for name, of in (("median", statistics.median), ("longest", max))
    ]


def _race(florists, product, expected):
    """Everybody adds one; :return: the seconds that each waited."""
    times, had = [], []

    def add(florist):
        start = time.perf_counter()
        answer = florist.add(product)
        times.append(time.perf_counter() - start)
        had.append(answer["had"])

    errors = [error for _who, error in all_at_once(florists, add) if error]
    if errors or sum(map(bool, had)) != expected:
        raise RuntimeError(f"{sum(map(bool, had))} had one, errors: {errors}")
    return times
