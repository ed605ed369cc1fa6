"""Fifty florists who want the same boxes: the demo, with more people and more boxes.

``prepare`` makes them in Odoo's shell, ``Florist`` is one of them at the shop.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from dev.odoo import Odoo

from .client import Client
from .racing import racing_server
from .waiting import wait_until

PEOPLE = 50
# The vendor's last ten boxes, five of each of two days.
FEW = "Rose Quicksand 60 cm"
# A hundred boxes of each of them.
MANY = "Rose Akito 60 cm"
MANY_MORE = "Rose Pink Floyd 60 cm"
BOXES = 100
# Of this one there are enough.
OTHER = "Rose Mondial 60 cm"
# In the buyer's own warehouse, enough for everybody.
OWN = ("Salal Tips", "Salal Tips 1", "Salal Tips 2")
# A browser asks how its payment went, again and again: so often, once a second.
POLLS = 30
SESSIONS = "CROWD-SESSIONS "
SCRIPT = f"""
from tests import crowd
sessions = crowd.build(env)
env.cr.commit()
print({SESSIONS!r} + sessions)
"""


@contextmanager
def crowded_server(source, **options):
    """Yield a server with these people and boxes, and the florists.

    The options are those of ``racing_server``.
    """
    sessions = {}
    with racing_server(
        source,
        prepare=lambda server: sessions.update(prepare(server)),
        # whoever races fires the jobs; a new database has dozens waiting
        arguments=("--max-cron-threads", "0"),
        **options,
    ) as server:
        yield server, [Florist(server, name, sid) for name, sid in sessions.items()]


def prepare(server):
    """Make people and boxes in the database of a server that does not run yet.

    :return: dict from the florists' names to the cookies of their sessions
    """
    odoo = Odoo(source=None, server=server.postgres)
    output = odoo.script("test-crowd", server.database, SCRIPT)
    lines = (line.partition(SESSIONS) for line in output.splitlines())
    return next(json.loads(text) for _before, found, text in lines if found)


def build(env):
    """Make people and boxes in a database that holds the demo.

    :return: the florists' sessions, as JSON
    """
    # in Odoo's shell only
    from dev import demo_data

    quiet = {"no_reset_password": True, "tracking_disable": True}
    env = env(context={**env.context, **quiet})
    buyer = env.ref("base.main_company")
    vendor = env["res.company"].search([("name", "=", "Andes Farms")])
    users = _make_florists(env, buyer)
    _make_boxes(env, vendor, demo_data, MANY, "AK")
    _make_boxes(env, vendor, demo_data, MANY_MORE, "PF")
    _make_own_goods(env, buyer)
    theirs = env["k2k.connection"].search([("company_id", "=", vendor.id)])
    theirs.with_company(vendor).action_sync()
    return json.dumps(_open_sessions(env, users))


def _make_florists(env, buyer):
    rosa = env["res.users"].search([("login", "=", "rosa")])
    logins = [f"florist{number:02}" for number in range(1, PEOPLE + 1)]
    partners = env["res.partner"].create(
        [
            {
                **rosa.partner_id.copy_data()[0],
                "name": login.capitalize(),
                "email": f"{login}@example.com",
            }
            for login in logins
        ]
    )
    partners.with_company(buyer).k2k_on_account = True
    return env["res.users"].create(
        [
            {
                "name": partner.name,
                "login": login,
                "partner_id": partner.id,
                "company_id": buyer.id,
                "company_ids": [(6, 0, buyer.ids)],
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
            for partner, login in zip(partners, logins, strict=True)
        ]
    )


def _open_sessions(env, users):
    """Log all of them in; fifty times hashing a password would take half a minute.

    :return: dict from the users' names to the cookies of their sessions
    """
    from odoo import http
    from odoo.service import security

    env.flush_all()
    store = http.root.session_store
    sids = {}
    for user in users:
        session = store.new()
        session.update(http.get_default_session(), db=env.cr.dbname)
        session.uid, session.login = user.id, user.login
        session.context = dict(user.with_user(user).context_get())
        session.session_token = security.compute_session_token(
            session, env(user=user.id)
        )
        store.save(session)
        sids[user.name] = session.sid
    return sids


def _make_boxes(env, vendor, demo_data, name, prefix):
    """As many boxes as are lacking to a hundred; their codes have this prefix."""
    product = env["product.product"].search(
        [("name", "=", name), ("company_id", "=", vendor.id)]
    )
    quants = env["stock.quant"].search(
        [("product_id", "=", product.id), ("package_id", "!=", False)]
    )
    box_type = quants.package_id.package_type_id
    packages = (
        env["stock.package"]
        .with_company(vendor)
        .create(
            [
                {"name": f"{prefix}{number:04}", "package_type_id": box_type.id}
                for number in range(BOXES - len(quants))
            ]
        )
    )
    shelf = demo_data._warehouse(env, vendor).lot_stock_id
    _stock(
        env,
        [
            {
                "product_id": product.id,
                "location_id": shelf.id,
                "package_id": package.id,
                "inventory_quantity": quants[0].quantity,
            }
            for package in packages
        ],
    )


def _make_own_goods(env, buyer):
    """Like the suppliers' in all that the shop shows, attributes included."""
    like = env["k2k.product.map"].search(
        [("company_id", "=", buyer.id), ("product_id.name", "=", MANY)], limit=1
    )
    products = env["product.product"].union(
        *(
            like.product_id.product_tmpl_id.copy(
                {"name": name, "list_price": 1.0, "website_published": True}
            ).product_variant_ids
            for name in OWN
        )
    )
    warehouse = env["stock.warehouse"].search([("company_id", "=", buyer.id)], limit=1)
    _stock(
        env,
        [
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": 100 * PEOPLE,
            }
            for product in products
        ],
    )


def _stock(env, vals_list):
    quants = env["stock.quant"].with_context(inventory_mode=True).create(vals_list)
    quants.action_apply_inventory()


class Florist:
    """A customer's session in the shop."""

    def __init__(self, server, name, sid):
        self.name = name
        self.client = Client.of_session(server.url, sid)

    def add(self, product, boxes=1):
        """Put boxes into the cart, as the product page does.

        :param dict product: as of :func:`find_product`
        :return: dict: how many came into the cart, and what the shop said
        """
        values = self.client.rpc(
            "/shop/cart/add",
            {
                "product_template_id": product["template"],
                "product_id": product["id"],
                "quantity": boxes,
                "k2k_offer_id": product["offer"],
            },
        )
        return {
            "had": values["quantity"],
            "said": values["notification_info"].get("warning") or "",
        }

    def page(self, path):
        """The HTML of a page."""
        return self.client.download(path).decode()

    def pay_on_account(self):
        """From the cart to the confirmation, as the browser does it.

        :return: the address at which the browser ends, as path
        :raise OdooError: the shop refuses; says why
        """
        values = self._begin_to_pay("on_account", "redirect")
        if not values:
            return "/shop/cart"
        self.client.post("/payment/custom/process", {"reference": values["reference"]})
        return self._poll()

    def pay_by_card(self, windows=2):
        """The same with a card; so many windows of the browser ask how it went.

        :return: the address at which the first of them ends, as path
        """
        values = self._begin_to_pay("demo", "direct")
        if not values:
            return "/shop/cart"
        self.client.rpc(
            "/payment/demo/simulate_payment",
            {
                "reference": values["reference"],
                "payment_details": "1234",
                "simulated_state": "done",
            },
        )
        with ThreadPoolExecutor(windows) as pool:
            polls = [pool.submit(self._poll) for _window in range(windows)]
        return polls[0].result()

    def _begin_to_pay(self, code, flow):
        """Choose a payment method; :return: dict; None: sent back to the cart."""
        form = self.open_payment_form(code, flow)
        return form and self.send_payment_form(form)

    def open_payment_form(self, code, flow):
        """The form of the payment page, filled in; None: sent back to the cart."""
        self.page("/shop/checkout?try_skip_step=true")
        page = self.page("/shop/payment")
        if 'id="o_payment_form"' not in page:
            # something has changed
            return None
        form = dict(
            re.findall(r'data-(transaction-route|access-token)="([^"]+)"', page)
        )
        method, provider = _payment_method(page, code)
        values = {
            "access_token": form["access-token"],
            "provider_id": provider,
            "payment_method_id": method,
            "token_id": None,
            "flow": flow,
            "tokenization_requested": False,
            "landing_route": "/shop/payment/validate",
            "is_validation": False,
        }
        return form["transaction-route"], values

    def send_payment_form(self, form):
        """:return: dict, with the ``reference`` of the payment"""
        return self.client.rpc(*form)

    def _poll(self):
        """Ask how it went until there is an answer, as the status page does."""
        answers = []

        def is_processed():
            answers.append(self.client.rpc("/payment/status/poll", {}))
            return answers[-1]["state"] != "draft"

        wait_until(is_processed, limit=POLLS, pause=1)
        return self.client.land(answers[-1]["landing_route"])


def _payment_method(page, code):
    """Ids of a payment method and its provider, as the payment form has them."""
    for tag in re.findall(r"<input[^>]*o_payment_radio[^>]*>", page):
        if f'data-payment-method-code="{code}"' in tag:
            return tuple(
                int(re.search(rf'{name}="(\d+)"', tag)[1])
                for name in ("data-payment-option-id", "data-provider-id")
            )
    raise AssertionError(f"the shop does not offer to pay by {code}")


def find_product(sofia, name):
    """What a product page knows of a product.

    :return: dict: ids of ``template`` and product (``id``), and of the ``offer`` that
        is chosen there (None: our own stock)
    """
    (product,) = sofia.search_read(
        "product.product",
        [("name", "=", name)],
        ["product_tmpl_id"],
    )
    offers = sofia.search_read(
        "k2k.offer",
        [("product_id", "=", product["id"]), ("boxes_available", ">", 0)],
        ["boxes_available"],
        order="day, id",
    )
    return {
        "id": product["id"],
        "template": product["product_tmpl_id"][0],
        "offer": offers[0]["id"] if offers else None,
        "boxes": sum(offer["boxes_available"] for offer in offers),
    }
