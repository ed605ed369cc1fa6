# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What people do with a search view."""

from lxml import etree

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
    """What the filters of a search view ask for; :return: list of domains."""
    return [
        _evaluated(records, node.get("domain"))
        for node in _arch(records, view).xpath("//filter[@domain]")
    ]


def _arch(records, view):
    return etree.fromstring(records.get_view(view and view.id, "search")["arch"])


def _evaluated(records, domain, text=""):
    return safe_eval(domain, {"self": text, "uid": records.env.uid, "context": {}})
