"""The shop's pages with 10,000 offers, beside the same pages of Odoo's own shop.

Two servers: one with our addons, whose products all come from a vendor; one with what
they depend on alone, whose products lie in its own warehouse. A visitor asks them for
the same pages in turn.
"""

import re
import statistics
import time
import urllib.request
from http.cookiejar import CookieJar

from dev import database
from dev.server import running_server

from .filled import filled

PRODUCTS = 10_000
VISITS = 30
TIMEOUT = 120
PEER = "Odoo website_sale_stock"
# what a visitor asks for, and what is promised of it
PAGES = {
    "/shop": "ratio at most 1.25",
    "/shop/page/200": "",
    "/shop?search=flower+77": "",
}
# Odoo logs of each request how many queries it made
SERVED = re.compile(r'"GET (\S+) HTTP/1\.\d" 200 - (\d+) ')


def measure_server(postgres, source):
    """Measure on two servers.

    :param postgres: ``dev.postgres.Server``
    :param str source: database with our addons
    :return: rows of the table
    """
    (template,) = database.matching(postgres, database.TEMPLATE_PREFIX)
    with (
        filled(postgres, source, "shop", "fill_k2k") as ours,
        filled(postgres, template, "shop", "fill_plain") as peers,
        running_server(ours, postgres=postgres) as our_server,
        running_server(peers, postgres=postgres) as peer_server,
    ):
        servers = our_server, peer_server
        return [_measure(servers, page, promise) for page, promise in PAGES.items()]


def _measure(servers, page, promise):
    """Ask both servers for a page in turn; return the row of the table."""
    visitors = [_Visitor(server) for server in servers]
    for visitor in visitors:
        for _visit in range(3):  # the first visits compile and fill caches
            visitor.open(page)
    times = [[], []]
    for _visit in range(VISITS):
        for visitor, taken in zip(visitors, times, strict=True):
            taken.append(visitor.open(page))
    ours, peers = (1000 * statistics.median(taken) for taken in times)
    queries, peer_queries = (_queries(server, page) for server in servers)
    return {
        "what": f"GET {page}, {PRODUCTS:,} offers, median",
        "unit": "ms",
        "ours": round(ours, 1),
        "queries": queries,
        "peer_name": f"{PEER}, {PRODUCTS:,} products",
        "peer": round(peers, 1),
        "peer_queries": peer_queries,
        "ratio": round(ours / peers, 2),
        "promise": promise,
    }


class _Visitor:
    """Somebody who is not logged in, with a session of their own."""

    def __init__(self, server):
        self.url = server.url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def open(self, page):
        """Return the seconds until the whole page is there."""
        start = time.perf_counter()
        with self.opener.open(self.url + page, timeout=TIMEOUT) as response:
            text = response.read().decode()
        taken = time.perf_counter() - start
        if text.count("oe_product_cart") < 1:
            raise RuntimeError(f"no products on {page}")
        return taken


def _queries(server, page):
    """Return the queries of the page's last visit, as the server's log tells."""
    found = [
        int(queries) for path, queries in SERVED.findall(server.log()) if path == page
    ]
    return found[-1] if found else None


# ----------------------------------------------------------------------
# What is sold, made in Odoo's shell
# ----------------------------------------------------------------------
def fill_k2k(env):
    """A vendor's box of each product, offered in the buyer's shop."""
    # Odoo's own shop has none of our addons
    from . import publish

    env = env(context={**env.context, "tracking_disable": True})
    vendor, buyer = publish.make_companies(env)
    env["website"].get_current_website().company_id = buyer
    connection, buyers = publish.connect(env, vendor, buyer)
    products, types = publish.make_goods(env, vendor, PRODUCTS)
    publish.make_boxes(env, vendor, products, types, PRODUCTS)
    publish.map_products(env, buyer, buyers, products, is_published=True)
    publisher = env["k2k.publisher"].with_company(vendor)
    publisher._publish_all(connection)
    offers = env["k2k.offer"].search_count([("connection_id", "=", buyers.id)])
    if offers != PRODUCTS:
        raise RuntimeError(f"{offers} offers for {PRODUCTS} products")
    env.flush_all()
    env.cr.execute("ANALYZE")


def fill_plain(env):
    """Own stock of each product."""
    company = env["website"].get_current_website().company_id
    products = env["product.product"].create(
        [
            {
                "name": f"Bench flower {number}",
                "is_storable": True,
                "is_published": True,
                "list_price": 0.7,
            }
            for number in range(PRODUCTS)
        ]
    )
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", company.id)], limit=1
    )
    env.flush_all()
    env.cr.execute(
        "INSERT INTO stock_quant (product_id, location_id, company_id, quantity, "
        "reserved_quantity, in_date) SELECT product, %s, %s, 100, 0, "
        "now() AT TIME ZONE 'UTC' FROM unnest(%s) product",
        [warehouse.lot_stock_id.id, company.id, products.ids],
    )
    env.cr.execute("ANALYZE")
