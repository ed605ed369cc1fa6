"""One box all the way through, as the people who handle it do it.

A customer buys on the shop, the vendor confirms in the backend, a clerk scans: each in
headless Chromium on a real server. What it leaves in the books is read as plain users.
"""

import io

import pypdfium2
import pytest
import zxingcpp

from dev.server import running_server

from .browser import chromium, person
from .client import Client
from .racing import server_problems
from .waiting import wait_until

PRODUCT = "Agapanthus K2K"
AWB = "176-12345675"
DESKTOP = {"width": 1280, "height": 900}
HANDHELD = {"width": 412, "height": 915}


@pytest.fixture(scope="module")
def server(demo_database):
    with running_server(demo_database) as odoo:
        yield odoo


class People:
    """The demo's people, each with a session of their own for looking things up."""

    def __init__(self, server):
        self.server = server
        self.sofia = self._log_in("sofia")
        self.andres = self._log_in("andres")
        self.marcus = self._log_in("marcus")

    def _log_in(self, login):
        return Client(self.server.url, self.server.database, login, "demo")

    def boxes_by_place(self):
        """Where each box of the product is: {code: set of places}."""
        places = {}
        for place, client in (("vendor", self.andres), ("buyer", self.marcus)):
            quants = client.search_read(
                "stock.quant",
                [
                    ("product_id.name", "=", PRODUCT),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("package_id", "!=", False),
                    ("quantity", ">", 0),
                ],
                ["package_id", "location_id"],
            )
            for quant in quants:
                code = quant["package_id"][1]
                where = f"{place}: {quant['location_id'][1]}"
                places.setdefault(code, set()).add(where)
        return places

    def check_each_box_is_in_one_place(self, codes):
        """No box is lost and none is doubled."""
        places = self.boxes_by_place()
        assert set(places) == codes
        assert all(len(where) == 1 for where in places.values()), places
        return {code: where for code, (where,) in places.items()}


def test_one_box_all_the_way_through(server):
    people = People(server)
    all_codes = set(people.boxes_by_place())
    with chromium() as browser:
        _customer_buys(browser, server, people)
        held = _held_codes(people)
        assert len(held) == 2
        people.check_each_box_is_in_one_place(all_codes)
        _check_order_documents(people)
        _vendor_confirms(browser, server)
        _check_shipment(people, held)
        places = people.check_each_box_is_in_one_place(all_codes)
        assert all("Staging" in places[code] for code in held)
        first, second = sorted(held)
        _clerk_scans(browser, server, people, first, "off", "received")
        _check_received(people, first)
        _clerk_scans(browser, server, people, second, "scan", "billed")
        _check_billed(people, first, second)
        places = people.check_each_box_is_in_one_place(all_codes)
        assert all("HFW/Stock" in places[code] for code in held)
    _check_label(people, first)
    assert not server_problems(server)


# ----------------------------------------------------------------------
# The customer
# ----------------------------------------------------------------------
def _customer_buys(browser, server, people):
    with person(browser, server.url, "rosa", "demo", viewport=DESKTOP) as page:
        page.goto("/shop?search=agapanthus")
        tile = page.locator(".oe_product", has_text=PRODUCT)
        assert "12 boxes available" in tile.inner_text()
        tile.get_by_role("link", name=PRODUCT).first.click()
        page.locator(".js_main_product", has_text="12 boxes available").wait_for()
        page.fill("input[name=add_qty]", "2")
        page.keyboard.press("Tab")
        page.click("#add_to_cart")
        page.locator(".my_cart_quantity", has_text="2").first.wait_for()
        wait_until(lambda: len(_held_codes(people)) == 2)
        page.goto("/shop/cart")
        page.locator("text=Held for you until").wait_for()
        page.click("a[name=website_sale_main_button]:visible")
        page.wait_for_url("**/shop/checkout**")
        page.locator("text=Our truck").first.wait_for()
        page.click("a[name=website_sale_main_button]:visible")
        page.wait_for_url("**/shop/payment")
        page.locator("text=On account").first.click()
        page.click("button[name=o_payment_submit_button]:visible")
        page.wait_for_url("**/shop/confirmation")
        page.locator(f"text={PRODUCT}").first.wait_for()


def _held_codes(people):
    holds = people.andres.search_read(
        "k2k.hold", [("product_id.name", "=", PRODUCT)], ["package_ids", "state"]
    )
    ids = [box for hold in holds for box in hold["package_ids"]]
    packages = people.andres.call("stock.package", "read", ids, ["name"])
    return {package["name"] for package in packages}


# ----------------------------------------------------------------------
# The documents of the order
# ----------------------------------------------------------------------
def _check_order_documents(people):
    (prebook,) = people.sofia.search_read(
        "k2k.prebook", [], ["name", "state", "sale_order_id", "boxes_ordered"]
    )
    assert prebook["state"] == "ordered"
    assert prebook["boxes_ordered"] == 2
    (order,) = people.sofia.search_read(
        "sale.order",
        [("id", "=", prebook["sale_order_id"][0])],
        ["state", "invoice_ids", "invoice_status"],
    )
    assert order["state"] == "sale"
    assert not order["invoice_ids"], "a prebook, no invoice"
    for domain in (
        [("k2k_prebook_id", "ilike", prebook["name"])],
        [("partner_id", "ilike", "Andes Farms")],
    ):
        (purchase,) = people.sofia.search_read(
            "purchase.order", domain, ["name", "state", "partner_ref"]
        )
        assert purchase["state"] == "purchase", "approved"
    (vendor_order,) = people.andres.search_read(
        "sale.order",
        [("is_k2k", "=", True)],
        ["name", "state", "client_order_ref", "k2k_awb_reference"],
    )
    assert vendor_order["name"].endswith("K")
    assert vendor_order["state"] == "draft"
    assert vendor_order["client_order_ref"] == purchase["name"]
    assert purchase["partner_ref"] == vendor_order["name"]


# ----------------------------------------------------------------------
# The vendor
# ----------------------------------------------------------------------
def _vendor_confirms(browser, server):
    with person(browser, server.url, "andres", "demo", viewport=DESKTOP) as page:
        page.goto("/odoo/k2k-orders")
        page.locator(".o_data_row", has_text="Harbor Floral Wholesale").click()
        reference = page.locator("[name=k2k_awb_reference] input")
        reference.fill(AWB)
        page.click("button[name=action_confirm]:visible")
        page.locator(".o_arrow_button_current", has_text="Sales Order").wait_for()


def _check_shipment(people, held):
    (awb,) = people.marcus.search_read(
        "k2k.awb", [], ["name", "is_temporary", "pieces", "pieces_received"]
    )
    assert awb["name"] == AWB
    assert not awb["is_temporary"]
    assert (awb["pieces"], awb["pieces_received"]) == (2, 0)
    boxes = people.marcus.search_read("k2k.box", [], ["code", "state"])
    assert {box["code"] for box in boxes} == held, "the vendor's own codes"
    assert {box["state"] for box in boxes} == {"staged"}
    (invoice,) = people.andres.search_read(
        "account.move", [("move_type", "=", "out_invoice")], ["state", "amount_total"]
    )
    assert invoice["state"] == "posted"
    (prebook,) = people.sofia.search_read("k2k.prebook", [], ["state"])
    assert prebook["state"] == "shipped"


# ----------------------------------------------------------------------
# The clerk
# ----------------------------------------------------------------------
def _clerk_scans(browser, server, people, code, auto_bill, result):
    admin = Client(server.url, server.database, "admin", "admin")
    connections = admin.call(
        "k2k.connection", "search", [("role", "=", "buyer"), ("state", "=", "active")]
    )
    admin.call("k2k.connection", "write", connections, {"auto_bill": auto_bill})
    with person(browser, server.url, "marcus", "demo", viewport=HANDHELD) as page:
        page.goto("/odoo/action-k2k_connector_stock.action_k2k_scan")
        page.locator(".o_k2k_awb", has_text="5675").click()
        page.locator(".o_k2k_progress").first.wait_for()
        # a wedge scanner types the code and Enter, wherever the cursor is
        page.keyboard.type(code.lower(), delay=10)
        page.keyboard.press("Enter")
        answer = page.locator(f".o_k2k_result[data-result={result}]")
        answer.wait_for()
        assert PRODUCT in answer.inner_text()
        assert "Rosa's Flower Shop" in answer.inner_text()


def _check_received(people, code):
    (box,) = people.marcus.search_read(
        "k2k.box", [("code", "=", code)], ["state", "received_by", "invoice_id"]
    )
    assert box["state"] == "received"
    assert box["received_by"][1] == "Marcus Hill"
    assert not box["invoice_id"]
    (line,) = people.marcus.search_read(
        "stock.move.line",
        [
            ("package_id.name", "=", code),
            ("picking_id.picking_type_id.code", "=", "outgoing"),
        ],
        ["quantity", "state"],
    )
    assert line["state"] in ("assigned", "partially_available")
    (prebook,) = people.sofia.search_read(
        "k2k.prebook", [], ["boxes_received", "boxes_billed"]
    )
    assert (prebook["boxes_received"], prebook["boxes_billed"]) == (1, 0)


def _check_billed(people, received, billed):
    def states():
        boxes = people.marcus.search_read("k2k.box", [], ["code", "state"])
        return {box["code"]: box["state"] for box in boxes}

    # the invoice follows the scan by a triggered job
    wait_until(lambda: states() == {received: "received", billed: "billed"})
    (invoice,) = people.sofia.search_read(
        "account.move",
        [("move_type", "=", "out_invoice")],
        ["state", "amount_untaxed", "partner_id"],
    )
    assert invoice["state"] == "posted"
    assert invoice["partner_id"][1] == "Rosa's Flower Shop"
    assert invoice["amount_untaxed"] == pytest.approx(104.00)


# ----------------------------------------------------------------------
# The label
# ----------------------------------------------------------------------
def _check_label(people, code):
    """The printed label bears the vendor's code, readable, and the words K2K."""
    (box,) = people.marcus.search_read("k2k.box", [("code", "=", code)], ["id"])
    pdf = people.marcus.download(
        f"/report/pdf/k2k_connector_label.report_box_label/{box['id']}"
    )
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert code in text
    assert "K2K" in text
    picture = document[0].render(scale=609 / 72).to_pil()
    assert code in {barcode.text for barcode in zxingcpp.read_barcodes(picture)}
