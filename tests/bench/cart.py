"""Fifty customers put a box into their carts in the same second: how long each waits.

Beside it the same fifty with goods from the buyer's own warehouse, which nothing holds:
each time a product that is not yet in the cart.
"""

import statistics
import time

from tests import crowd
from tests.client import Client
from tests.demo import demo_of
from tests.racing import all_at_once, racing_server

QUIET_JOBS = ("--max-cron-threads", "0")
LAST = 10


def measure_server(postgres, source):
    """Measure on a server with the demo's companies, and fifty customers.

    :param postgres: ``dev.postgres.Server``
    :param str source: database with our addons
    :return: list of dicts ``what``, ``unit``, ``ours``, ``peer_name``, ``peer``,
        ``ratio`` and ``promise``
    """
    sessions = {}
    with (
        demo_of(postgres, source) as demo,
        racing_server(
            demo,
            postgres=postgres,
            prepare=lambda server: sessions.update(crowd.prepare(server)),
            arguments=QUIET_JOBS,
        ) as server,
    ):
        florists = [crowd.Florist(server, name, sid) for name, sid in sessions.items()]
        sofia = Client(server.url, server.database, "sofia", "demo")
        others = _make_own(Client(server.url, server.database, "admin", "admin"), 2)
        for florist in florists:
            florist.page("/shop")
        # makes the carts; a server that has just started reads a lot
        _race(florists, crowd.find_product(sofia, crowd.OWN), len(florists))
        return [
            *_rows(florists, sofia, crowd.MANY, others[0], crowd.PEOPLE),
            *_rows(florists, sofia, crowd.FEW, others[1], LAST),
        ]


def _make_own(admin, count):
    """More goods like those in the buyer's warehouse; :return: their names."""
    (user,) = admin.search_read("res.users", [("login", "=", "admin")], ["company_ids"])
    context = {"allowed_company_ids": user["company_ids"]}
    (template,) = admin.search_read(
        "product.template", [("name", "=", crowd.OWN)], ["id"], context=context
    )
    names = [f"{crowd.OWN} {number}" for number in range(count)]
    for name in names:
        # nobody counts them: the shop sells what is not there
        copied = admin.call(
            "product.template", "copy", [template["id"]], context=context
        )
        values = {
            "name": name,
            "is_published": True,
            "allow_out_of_stock_order": True,
        }
        admin.call("product.template", "write", copied, values, context=context)
    return names


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
