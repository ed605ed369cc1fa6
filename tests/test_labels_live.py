"""Five thousand labels in the background of a running server.

Real processes and commits: the person sees how far it is, others work on meanwhile,
and a server that is killed half-way goes on where it matters: one file, told once.
"""

import base64
import io

import pypdfium2
import pytest

from dev import database
from dev.server import running_server

from .client import Client
from .waiting import wait_until

LABELS = 5000
PRODUCT = "Rose Freedom 50 cm"
FIELDS = ["state", "progress", "attempts", "error", "labels"]


@pytest.fixture(scope="module")
def server(demo_database):
    # on a busy machine core's own jobs of a new database take their time
    options = {"workers": 3, "arguments": ("--limit-time-real-cron", "900")}
    with running_server(demo_database, **options) as odoo:
        _fill_shelf(odoo)
        yield odoo


def _fill_shelf(server):
    """5,000 more boxes of the vendor, kept from publishing."""
    admin = Client(server.url, server.database, "admin", "admin")
    shelf = admin.search_read(
        "stock.quant",
        [
            ("product_id.name", "=", PRODUCT),
            ("company_id.name", "=", "Andes Farms"),
            ("location_id.usage", "=", "internal"),
        ],
        ["product_id", "location_id", "company_id", "quantity"],
        limit=1,
        context=admin.everywhere(),
    )[0]
    company = shelf["company_id"][0]
    own = {"context": {"allowed_company_ids": [company]}}
    packages = admin.call(
        "stock.package",
        "create",
        [
            {
                "name": f"LIVE{number:05}",
                "k2k_company_id": company,
                "k2k_on_hold": True,
            }
            for number in range(LABELS)
        ],
        **own,
    )
    admin.call(
        "stock.quant",
        "create",
        [
            {
                "product_id": shelf["product_id"][0],
                "location_id": shelf["location_id"][0],
                "package_id": package,
                "quantity": shelf["quantity"],
            }
            for package in packages
        ],
        **own,
    )


class Printer:
    """The vendor's salesperson, who prints the shelf."""

    def __init__(self, server):
        self.andres = Client(server.url, server.database, "andres", "demo")
        self.boxes = self.andres.call(
            "stock.package", "search", [("name", "=like", "LIVE%")], order="name"
        )
        assert len(self.boxes) == LABELS

    def start(self):
        """Ask for the labels; :return: the job's id."""
        action = self.andres.call("stock.package", "action_print_labels", self.boxes)
        assert action["tag"] == "k2k_connector_label.print_job", action
        return action["params"]["job_id"]

    def look(self, job):
        """What the progress bar reads."""
        return self.andres.call("k2k.label.job", "read", [job], FIELDS)[0]

    def prints(self):
        """How often labels were printed, as it is written down."""
        return self.andres.call("k2k.label.print", "search_count", [])

    def codes(self, job):
        """The codes of the file, one a page."""
        (row,) = self.andres.call("k2k.label.job", "read", [job], ["content"])
        document = pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(row["content"])))
        texts = [page.get_textpage().get_text_range() for page in document]
        return [
            word for text in texts for word in text.split() if word.startswith("LIVE")
        ]


def test_with_progress_and_nobody_waits(server):
    printer = Printer(server)
    clerk = Client(server.url, server.database, "admin", "admin")
    prints = printer.prints()
    job = printer.start()
    seen, changed = set(), []

    def look():
        row = printer.look(job)
        seen.add(row["progress"])
        if row["state"] == "running":
            # somebody works on the very boxes whose labels are being drawn
            box = printer.boxes[len(changed)]
            clerk.call("stock.package", "write", [box], {"shipping_weight": 9})
            if printer.look(job)["state"] == "running":
                changed.append(box)
        return row["state"] in ("done", "failed")

    wait_until(look)
    row = printer.look(job)
    assert (row["state"], row["progress"]) == ("done", 100), row
    assert len(seen - {0, 100}) >= 2, f"no progress was seen: {seen}"
    assert len(changed) >= 2, "others waited until all labels were drawn"
    codes = printer.codes(job)
    assert codes == [f"LIVE{number:05}" for number in range(LABELS)]
    assert printer.prints() == prints + 1


def test_a_server_that_is_killed_half_way(server):
    printer = Printer(server)
    prints = printer.prints()
    job = printer.start()
    wait_until(lambda: 5 < printer.look(job)["progress"] < 95)
    server.kill()
    server.start()
    printer = Printer(server)
    row = printer.look(job)
    assert row["state"] == "running", row
    assert printer.prints() == prints, "nothing was printed yet"
    # A server looks for what was left behind at least once a minute; now is sooner.
    database.execute(
        server.postgres, f"SELECT pg_notify('cron_trigger', '{server.database}')"
    )
    wait_until(lambda: printer.look(job)["state"] in ("done", "failed"))
    row = printer.look(job)
    assert (row["state"], row["attempts"]) == ("done", 2), row
    codes = printer.codes(job)
    assert len(codes) == len(set(codes)) == LABELS
    assert printer.prints() == prints + 1, "written down once"
