# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""Companies for the tests, each with a chart of accounts and a warehouse.

To make one takes longer than most tests. ``make_spare`` makes some ahead, once for
a database; a test takes those first, and gives them back when it is rolled back.
"""

from datetime import UTC, datetime

SPARE = "Spare company"
NOON = 12


def make_spare(env, count):
    """Make companies ahead; their names say that nobody has taken them yet."""
    for number in range(1, count + 1):
        _make(env, f"{SPARE} {number}", f"SP{number}")


def take(env, name, code):
    """A company of this name: a spare one, or a new one where none is left."""
    spare = env["res.company"].search(
        [("name", "=like", f"{SPARE} %")], order="id", limit=1
    )
    if not spare:
        return _make(env, name, code)
    spare.name = name
    spare.partner_id.tz = zone_at_noon()
    warehouse_of(spare).name = name
    env.user.company_ids |= spare
    return spare


def zone_at_noon():
    """A time zone in which it is between noon and one o'clock now, today in UTC.

    A company's day there neither ends nor has just begun, at whatever hour the tests
    run: orders of today can still be shipped today, boxes are held as long as agreed.
    """
    offset = NOON - datetime.now(UTC).hour
    # the sign of these zones is the other way round
    return f"Etc/GMT{-offset:+d}" if offset else "UTC"


def warehouse_of(company):
    """The first warehouse of a company."""
    return company.env["stock.warehouse"].search(
        [("company_id", "=", company.id)], limit=1
    )


def _make(env, name, code):
    usd = env.ref("base.USD")
    usd.active = True
    company = env["res.company"].create(
        {
            "name": name,
            "currency_id": usd.id,
            "country_id": env.ref("base.us").id,
        }
    )
    company.partner_id.tz = zone_at_noon()
    env.user.company_ids |= company
    env["account.chart.template"].try_loading(
        "generic_coa", company=company, install_demo=False
    )
    if not warehouse_of(company):
        env["stock.warehouse"].create(
            {"name": name, "code": code, "company_id": company.id}
        )
    return company
