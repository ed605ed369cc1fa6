"""How soon a change at the vendor is seen by its buyers, on a running server.

The vendor's user keeps a box back and lets it go again; the buyer's salesperson asks
for the offers over HTTP until they tell so. The time of both requests is in it. The
same once more with many buyers, until the last of them sees it: PostgreSQL is asked
when they all do, and then the shop's server. Fifty requests a second would be the load
that is measured: Odoo's jobs give way to requests.
"""

import statistics
import time
from contextlib import closing

from dev.server import running_server
from tests.client import Client
from tests.demo import demo_of
from tests.waiting import wait_until

from .filled import filled

PRODUCT = "Rose Freedom 50 cm"
CHANGES = 20
# seconds: for a change to be seen at all, and between two looks
LIMIT = 120
PAUSE = 0.02
BUYERS = 50
# as many as Odoo has by default
CRON_THREADS = ("--max-cron-threads", "2")


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
    return [
        *_rows("change at the vendor until the buyer sees it", times),
        *_rows(
            f"change at the vendor until the last of {BUYERS} buyers sees it",
            _measure_many(postgres, source),
        ),
    ]


def _rows(what, times):
    what = f"{what}, of {len(times)}"
    worst = round(max(times), 2)
    median = round(statistics.median(times), 2)
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
        total = all_boxes - is_kept
        wait_until(lambda total=total: _offered(buyer) == total, LIMIT, PAUSE)
        times.append(time.perf_counter() - start)
    return times[2:]


def _offered(buyer):
    offers = buyer.search_read(
        "k2k.offer", [("product_id.name", "=", PRODUCT)], ["boxes_available"]
    )
    return sum(offer["boxes_available"] for offer in offers)


# ----------------------------------------------------------------------
# Many buyers
# ----------------------------------------------------------------------
def _measure_many(postgres, source):
    with (
        filled(postgres, source, "live", "fill_buyers") as name,
        running_server(
            name, postgres=postgres, workers=2, arguments=CRON_THREADS
        ) as server,
        closing(postgres.connect(server.database)) as connection,
    ):
        client = Client(server.url, server.database, "admin", "admin")
        # a new database has every job waiting, the nightly ones too
        due = [("nextcall", "<=", "now")]
        wait_until(
            lambda: not client.search_read("ir.cron", due, ["id"]), LIMIT, pause=1
        )
        return _tell_many(client, connection)


def _tell_many(client, connection):
    """The administrator sees the books of all; :return: seconds of each change."""
    context = client.everywhere()
    boxes = client.search_read(
        "stock.package",
        [("name", "=like", "BENCH%"), ("k2k_on_hold", "=", False)],
        ["id"],
        context=context,
    )
    times = []
    for number, box in enumerate(boxes[: 2 + CHANGES]):
        start = time.perf_counter()
        client.call(
            "stock.package",
            "write",
            [box["id"]],
            {"k2k_on_hold": True},
            context=context,
        )
        total = (len(boxes) - 1 - number) * BUYERS
        wait_until(
            lambda total=total: _offered_to_all(connection) == total, LIMIT, PAUSE
        )
        _check_all(client, context, total)
        times.append(time.perf_counter() - start)
    return times[2:]


def _offered_to_all(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(boxes_available) FROM k2k_offer WHERE active")
        ((found,),) = cursor.fetchall()
        return found


def _check_all(client, context, total):
    (row,) = client.call(
        "k2k.offer",
        "formatted_read_group",
        [],
        aggregates=["boxes_available:sum"],
        context=context,
    )
    if row["boxes_available:sum"] != total:
        raise RuntimeError(f"the buyers are shown {row}, not {total}")


def fill_buyers(env):
    """A vendor with ten boxes of each product, offered by many buyers."""
    # made in Odoo's shell
    from . import publish

    env = env(context={**env.context, "tracking_disable": True})
    vendor, _buyer = publish.make_companies(env)
    products, types = publish.make_goods(env, vendor, 50)
    publish.make_boxes(env, vendor, products, types, 500)
    others = env["res.company"].create(
        [
            {"name": f"Wholesale {number}", "currency_id": vendor.currency_id.id}
            for number in range(BUYERS)
        ]
    )
    env.ref("base.user_admin").company_ids |= vendor | others
    env.user.company_ids |= others
    for number, buyer in enumerate(others):
        publish.make_usable(env, buyer, f"B{number}")
        _connection, buyers = publish.connect(env, vendor, buyer)
        publish.map_products(env, buyer, buyers, products)
    # in one go: a night's job would have each of them published by itself
    env["k2k.connection"].search([])._tell_readiness()
    env["k2k.publish.request"].search([]).unlink()
    for connection in env["k2k.publish.request"]._buyers_of(vendor):
        env["k2k.publisher"].with_company(vendor)._publish_all(connection)
    # fresh rows have no statistics yet, which a running server always has
    env.flush_all()
    env.cr.execute("ANALYZE")
