# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What people do with a search view."""

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


def typed(records, text, view=None):
    """What is asked when a word is typed into each field of a search view.

    :param records: empty recordset, as the user who searches
    :param view: ``ir.ui.view``; None: the one of the model's own actions
    :return: list of (name of the field, domain)
    """
    found = []
    for node in _arch(records, view).iter("field"):
        name, domain = node.get("name"), node.get("filter_domain")
        if domain:
            found.append((name, _evaluated(records, domain, text)))
        elif not node.get("invisible"):
            if records._fields[name].type not in ("selection", "boolean"):
                found.append((name, [(name, node.get("operator", "ilike"), text)]))
    return found


def clicked(records, view=None):
    """What the filters of a search view ask for.

    :return: list of (name of the filter, domain)
    """
    return [
        (node.get("name"), _evaluated(records, node.get("domain")))
        for node in _arch(records, view).xpath("//filter[@domain]")
    ]


def grouped_by(records, view=None):
    """What the filters of a search view group by; :return: dict of their names."""
    return {
        node.get("name"): _evaluated(records, node.get("context"))["group_by"]
        for node in _arch(records, view).xpath(
            "//filter[contains(@context, 'group_by')]"
        )
    }


def opened(action, records):
    """What is shown first when a window action is opened from its menu."""
    context = _evaluated(records, action.context or "{}")
    filters = dict(clicked(records, action.search_view_id))
    domain = Domain(_evaluated(records, action.domain or "[]"))
    for name, value in context.items():
        if value and name.startswith("search_default_"):
            domain &= Domain(filters[name.removeprefix("search_default_")])
    return records.search(domain)


def _arch(records, view):
    return etree.fromstring(records.get_view(view and view.id, "search")["arch"])


def _evaluated(records, expression, text=""):
    return safe_eval(expression, {"self": text, "uid": records.env.uid, "context": {}})
