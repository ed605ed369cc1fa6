"""Fifty customers fill their carts in the same second.

Real server processes, real commits: each box is in one cart at most, everybody gets an
answer, the vendor's own people can't take what is held, and the clock's jobs do no harm
to who is just checking out.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from . import crowd
from .client import Client, OdooError
from .racing import all_at_once, server_errors
from .waiting import wait_until

FEW_BOXES = 10
# Of the fifty, so many check out; every second of them by card.
PAYERS = 10
# So many carts does one firm fill at once, and so many boxes more may it hold.
COLLEAGUES, ALLOWED = 5, 2
JOBS = (
    ("k2k_connector", "ir_cron_release_holds"),
    ("k2k_connector", "ir_cron_time_up"),
    ("payment", "cron_post_process_payment_tx"),
)
REFUSALS = ("has just been taken", "is no longer offered")


@pytest.fixture(scope="module")
def market(demo_database):
    with crowd.crowded_server(demo_database) as (server, florists):
        yield Market(server, florists)


class Market:
    """A running server with its people, and what the carts' races came to."""

    def __init__(self, server, florists):
        self.server = server
        self.florists = florists
        self.sofia = Client(server.url, server.database, "sofia", "demo")
        self.andres = Client(server.url, server.database, "andres", "demo")
        self.admin = Client(server.url, server.database, "admin", "admin")

    def race(self, name, florists=None):
        """Everybody wants one box, or only these.

        :return: list of (florist, what the shop answered)
        """
        product = crowd.find_product(self.sofia, name)
        answers = {}

        def add(florist):
            answers[florist] = florist.add(product)

        results = all_at_once(florists or self.florists, add)
        failed = [error for _who, error in results if error]
        assert not failed, failed
        return list(answers.items())

    def holds(self, name):
        """The vendor's holds on boxes of a product."""
        return self.andres.search_read(
            "k2k.hold",
            [("product_id.name", "=", name), ("state", "!=", "released")],
            ["state", "package_ids", "boxes"],
        )

    def held_codes(self, name):
        ids = [box for hold in self.holds(name) for box in hold["package_ids"]]
        boxes = self.andres.call("stock.package", "read", ids, ["name"])
        return [box["name"] for box in boxes]

    def cart_lines(self, name):
        return self.sofia.search_read(
            "sale.order.line",
            [("product_id.name", "=", name), ("order_id.website_id", "!=", False)],
            ["product_uom_qty", "k2k_held_boxes", "order_id", "order_partner_id"],
        )

    @contextmanager
    def connection(self):
        """Yield a connection to PostgreSQL, and a cursor of it."""
        with closing(self.server.postgres.connect(self.server.database)) as connection:
            with connection.cursor() as cursor:
                yield connection, cursor

    @contextmanager
    def transaction(self):
        """The same, for locks that stay until it is committed, as a job's do."""
        with self.connection() as (connection, cursor):
            connection.autocommit = False
            yield connection, cursor

    def sql(self, statement, *values):
        """For what no user can do: looking into PostgreSQL, and letting time pass."""
        with self.connection() as (_connection, cursor):
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def deadlocks(self):
        ((count,),) = self.sql(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return count

    def check_no_accident(self):
        assert not server_errors(self.server)
        assert self.deadlocks() == 0


@pytest.fixture(scope="module")
def few(market):
    """Who got what of the last ten boxes."""
    return market.race(crowd.FEW)


@pytest.fixture(scope="module")
def many(market):
    """Who got what of a hundred boxes."""
    return market.race(crowd.MANY)


def _check_carts(market, name, boxes):
    """Each held box is in one cart, and in both companies' books."""
    holds = market.holds(name)
    assert [hold["boxes"] for hold in holds] == [1] * boxes
    codes = market.held_codes(name)
    assert len(set(codes)) == len(codes) == boxes
    lines = market.cart_lines(name)
    assert [(ln["product_uom_qty"], ln["k2k_held_boxes"]) for ln in lines] == [
        (1, 1)
    ] * boxes
    assert len({line["order_id"][0] for line in lines}) == boxes


def test_fifty_carts_for_the_last_ten_boxes(market, few):
    had = [florist for florist, answer in few if answer["had"] == 1]
    refused = [answer for _florist, answer in few if answer["had"] == 0]
    assert (len(had), len(refused)) == (FEW_BOXES, crowd.PEOPLE - FEW_BOXES)
    assert not [answer for florist, answer in few if florist in had and answer["said"]]
    for answer in refused:
        assert any(text in answer["said"] for text in REFUSALS), answer
        assert crowd.FEW in answer["said"]
    _check_carts(market, crowd.FEW, FEW_BOXES)
    market.check_no_accident()


def test_fifty_carts_for_a_hundred_boxes(market, many):
    assert [(answer["had"], answer["said"]) for _florist, answer in many] == [
        (1, "")
    ] * crowd.PEOPLE
    _check_carts(market, crowd.MANY, crowd.PEOPLE)
    market.check_no_accident()


# ----------------------------------------------------------------------
# The most boxes of one customer
# ----------------------------------------------------------------------
def test_carts_of_one_firm_hold_no_more_than_it_may(market):
    """Five colleagues fill their carts at once, and two boxes are allowed."""
    colleagues = market.florists[-COLLEAGUES:]
    firm = _make_firm(market, colleagues)
    held = sum(
        line["k2k_held_boxes"]
        for name in (crowd.FEW, crowd.MANY)
        for line in market.cart_lines(name)
        if line["order_partner_id"][0] in firm
    )
    limit = held + ALLOWED
    (company,) = market.sofia.call("res.company", "search", [], limit=1)
    market.admin.call("res.company", "write", [company], {"k2k_max_boxes": limit})
    answers = [answer for _who, answer in market.race(crowd.OTHER, colleagues)]

    assert sorted(answer["had"] for answer in answers) == [0, 0, 0, 1, 1]
    for answer in answers:
        refused = f"up to {limit} boxes" if not answer["had"] else ""
        assert refused in answer["said"], answer
    assert [hold["boxes"] for hold in market.holds(crowd.OTHER)] == [1] * ALLOWED
    market.check_no_accident()


def _make_firm(market, florists):
    """They are colleagues from now on; :return: ids of their contacts."""
    names = [florist.name for florist in florists]
    people = market.sofia.call("res.partner", "search", [("name", "in", names)])
    firm = market.admin.call(
        "res.partner", "create", {"name": "Five Florists", "is_company": True}
    )
    market.admin.call(
        "res.partner", "write", people, {"parent_id": firm, "is_company": False}
    )
    return people


# ----------------------------------------------------------------------
# The vendor's own people
# ----------------------------------------------------------------------
@pytest.mark.usefixtures("few")
def test_vendors_clerk_cannot_take_a_held_box(market):
    """Neither by a hand-made transfer nor by changing a delivery of its own."""
    code = market.held_codes(crowd.FEW)[0]
    picking = _own_transfer(market, code)
    with pytest.raises(OdooError, match=f"Box {code} is held for"):
        market.andres.call(
            "stock.picking", "write", [picking["id"]], picking["values"](code)
        )
    assert code in market.held_codes(crowd.FEW)


@pytest.mark.usefixtures("few")
def test_vendors_own_order_reserves_no_held_box(market):
    """Sold to somebody who has no K2K: confirmed, and it waits for stock."""
    product = _vendor_product(market)
    (partner,) = market.andres.call(
        "res.partner", "search", [("name", "=", "Andrés Molina")], limit=1
    )
    order = market.andres.call(
        "sale.order",
        "create",
        {
            "partner_id": partner,
            "order_line": [
                (0, 0, {"product_id": product["id"], "product_uom_qty": 100})
            ],
        },
    )
    market.andres.call("sale.order", "action_confirm", [order])
    moves = market.andres.search_read(
        "stock.move", [("sale_line_id.order_id", "=", order)], ["state", "quantity"]
    )
    assert [(m["state"], m["quantity"]) for m in moves] == [("confirmed", 0)]
    assert product["free_qty"] == 0
    assert len(market.held_codes(crowd.FEW)) == FEW_BOXES


@pytest.mark.usefixtures("few")
def test_vendors_own_shop_sells_no_held_box(market):
    """Its customers are told that there is nothing left."""
    shop = _own_shop(market)
    product = _vendor_product(market)
    values = shop.rpc(
        "/shop/cart/add",
        {
            "product_template_id": product["product_tmpl_id"][0],
            "product_id": product["id"],
            "quantity": 1,
        },
    )
    assert values["quantity"] == 0, values
    assert values["notification_info"]["warning"], values
    assert len(market.held_codes(crowd.FEW)) == FEW_BOXES


def _vendor_product(market):
    (product,) = market.andres.search_read(
        "product.product",
        [("name", "=", crowd.FEW)],
        ["free_qty", "product_tmpl_id"],
    )
    return product


def _own_transfer(market, code):
    """A delivery made by hand, without boxes; and what a clerk would write on it."""
    product = _vendor_product(market)
    (warehouse,) = market.andres.search_read(
        "stock.warehouse", [], ["out_type_id", "lot_stock_id"], limit=1
    )
    (customers,) = market.andres.call(
        "stock.location", "search", [("usage", "=", "customer")], limit=1
    )
    places = {
        "location_id": warehouse["lot_stock_id"][0],
        "location_dest_id": customers,
    }
    picking = market.andres.call(
        "stock.picking",
        "create",
        {"picking_type_id": warehouse["out_type_id"][0], **places},
    )

    def values(box):
        (package,) = market.andres.call("stock.package", "search", [("name", "=", box)])
        line = {
            "product_id": product["id"],
            "package_id": package,
            "quantity": 100,
            **places,
        }
        return {"move_line_ids": [(0, 0, line)]}

    return {"id": picking, "values": values}


def _own_shop(market):
    """A visitor of a shop that the vendor has on the same server."""
    server = market.server
    (company,) = market.admin.call(
        "res.company", "search", [("name", "=", "Andes Farms")]
    )
    everywhere = market.admin.everywhere()
    url = server.url.replace("127.0.0.1", "localhost")
    market.admin.call(
        "website",
        "create",
        {"name": "Andes Farms", "company_id": company, "domain": url},
        context=everywhere,
    )
    product = _vendor_product(market)
    market.admin.call(
        "product.template",
        "write",
        [product["product_tmpl_id"][0]],
        {"website_published": True, "allow_out_of_stock_order": False},
        context=everywhere,
    )
    return Client(url, server.database, "andres", "demo")


# ----------------------------------------------------------------------
# The clock
# ----------------------------------------------------------------------
@pytest.mark.usefixtures("few", "many")
def test_timers_fire_while_customers_check_out(market):
    """The time of twenty carts is up; ten customers pay, the others' boxes go back.

    Five of them pay by card: two windows of the browser, and the payment job, all want
    to confirm the same order.
    """
    payers, others = market.florists[:PAYERS], market.florists[PAYERS : 2 * PAYERS]
    _end_holds(market, [*payers, *others])
    by_card = set(payers[::2])
    ends = {}

    def act(actor):
        if not isinstance(actor, crowd.Florist):
            _fire(market, actor)
        elif actor in by_card:
            ends[actor] = actor.pay_by_card()
        else:
            ends[actor] = actor.pay_on_account()

    results = all_at_once([*payers, *JOBS, *JOBS], act)
    assert not [error for _actor, error in results if error]
    # what the check-outs held back in the first round
    for job in JOBS:
        _fire(market, job)
    _check_orders(market, payers, others, ends)
    market.check_no_accident()


def _end_holds(market, florists):
    """The time of these florists' carts has been up for a minute."""
    market.sql(
        """
        WITH line AS (
            UPDATE sale_order_line
               SET k2k_hold_expires_at = now() AT TIME ZONE 'utc' - interval '1 min'
             WHERE k2k_held_boxes > 0
               AND order_partner_id IN (SELECT id FROM res_partner WHERE name = ANY(%s))
            RETURNING k2k_token, k2k_hold_expires_at
        )
        UPDATE k2k_hold SET expires_at = k2k_hold_expires_at
          FROM line WHERE peer_ref = k2k_token
        """,
        [florist.name for florist in florists],
    )


def _fire(market, job):
    """Run a job, unless it runs at this very moment."""
    module, name = job
    (row,) = market.admin.search_read(
        "ir.model.data",
        [("module", "=", module), ("name", "=", name)],
        ["res_id"],
    )
    try:
        market.admin.call("ir.cron", "method_direct_trigger", [row["res_id"]])
    except OdooError as error:
        assert "already executing" in error.message, error


def _check_orders(market, payers, others, ends):
    """Whoever paid has an order with all its boxes; whose time was up has none."""
    assert set(ends.values()) == {"/shop/confirmation"}
    names = [crowd.FEW, crowd.MANY]
    lines = [line for name in names for line in market.cart_lines(name)]
    paid = {florist.name for florist in payers}
    orders = market.sofia.search_read(
        "sale.order", [("k2k_prebook_ids", "!=", False)], ["partner_id", "state"]
    )
    assert {order["partner_id"][1] for order in orders} == paid
    assert [order["state"] for order in orders] == ["sale"] * len(payers)
    wanted = [line for line in lines if line["order_partner_id"][1] in paid]
    prebooks = market.sofia.search_read("k2k.prebook", [], ["boxes_ordered", "state"])
    assert {prebook["state"] for prebook in prebooks} == {"ordered"}
    assert sum(p["boxes_ordered"] for p in prebooks) == len(wanted)
    holds = [hold for name in names for hold in market.holds(name)]
    ordered = [hold for hold in holds if hold["state"] == "ordered"]
    assert sum(hold["boxes"] for hold in ordered) == len(wanted)
    boxes = [box for hold in holds for box in hold["package_ids"]]
    assert len(set(boxes)) == len(boxes)
    ended = {florist.name for florist in others}
    left = [line for line in lines if line["order_partner_id"][1] in ended]
    assert left, "their carts are there"
    assert {(ln["product_uom_qty"], ln["k2k_held_boxes"]) for ln in left} == {(1, 0)}
    rest = [ln for ln in lines if ln["order_partner_id"][1] not in paid | ended]
    assert {line["k2k_held_boxes"] for line in rest} == {1}, "their time is not up"


# ----------------------------------------------------------------------
# The clock, at this very moment
# ----------------------------------------------------------------------
@pytest.mark.usefixtures("few", "many")
def test_a_check_out_meets_the_tidying_up(market):
    """Both want the hold first; who comes second has nothing that the first needs."""
    payer = market.florists[-COLLEAGUES - 2]
    _end_holds(market, [payer])
    (hold, box) = _hold_of(market, payer)
    refused = market.server.log().count("LOCK_NOT_AVAILABLE")
    with market.transaction() as (job, cursor), ThreadPoolExecutor(1) as pool:
        cursor.execute("SELECT id FROM k2k_hold WHERE id = %s FOR UPDATE", [hold])
        payment = pool.submit(payer.pay_on_account)
        wait_until(lambda: market.server.log().count("LOCK_NOT_AVAILABLE") > refused)
        for table, column in (("stock_quant", "package_id"), ("stock_package", "id")):
            cursor.execute(
                f"SELECT id FROM {table} WHERE {column} = %s FOR UPDATE NOWAIT", [box]
            )
        job.commit()
        assert payment.result() == "/shop/confirmation"
    market.check_no_accident()


def _hold_of(market, florist):
    """:return: ids of the hold of a florist's cart, and of its box"""
    (row,) = market.sql(
        """
        SELECT hold.id, package.id
          FROM k2k_hold hold
          JOIN stock_package package ON package.k2k_hold_id = hold.id
          JOIN sale_order_line line ON line.k2k_token = hold.peer_ref
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN res_partner partner ON partner.id = line.order_partner_id
         WHERE partner.name = %s AND template.name->>'en_US' = %s
        """,
        florist.name,
        crowd.MANY,
    )
    return row


@pytest.mark.usefixtures("few", "many")
def test_a_payment_waits_for_the_timer(market):
    """Core refuses to pay an order that is locked; the timer is no other payment."""
    payer = market.florists[-COLLEAGUES - 1]
    (cart,) = {
        line["order_id"][0]
        for line in market.cart_lines(crowd.MANY)
        if line["order_partner_id"][1] == payer.name
    }
    form = payer.open_payment_form("on_account", "redirect")
    with market.transaction() as (timer, cursor), ThreadPoolExecutor(1) as pool:
        cursor.execute("SELECT id FROM sale_order WHERE id = %s FOR UPDATE", [cart])
        with pytest.raises(OdooError, match="already being processed"):
            payer.send_payment_form(form)
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('k2k_cart_time_up'), %s)", [cart]
        )
        payment = pool.submit(payer.send_payment_form, form)
        wait_until(lambda: _is_waiting(market))
        timer.commit()
        assert payment.result()["reference"]
    # the refusal is in the log, so no other test may come after this one
    assert market.deadlocks() == 0


def _is_waiting(market):
    return market.sql(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )
