# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What the web client asks for when somebody looks at a view."""

from lxml import etree


def archs(action, records):
    """The views of a window action, as the user of ``records`` gets them.

    :return: dict of their types
    """
    wanted = [*action.views, (action.search_view_id.id, "search")]
    views = records.get_views(wanted)["views"]
    return {kind: etree.fromstring(view["arch"]) for kind, view in views.items()}


def columns(records, arch, domain=()):
    """The columns of a kanban view that is grouped, with the cards in each.

    :return: dict of the columns' values to (sum of the progress bar, list of cards)
    """
    group_by = arch.get("default_group_by")
    total = f"{arch.find('progressbar').get('sum_field')}:sum"
    groups = records.with_context(read_group_expand=True).web_read_group(
        domain,
        [group_by],
        [total],
        auto_unfold=True,
        unfold_read_specification=_specification(records, arch),
    )["groups"]
    return {
        group[group_by]: (group[total], group.get("__records", [])) for group in groups
    }


def cards(records, arch, domain=()):
    """What stands on the cards of a kanban view, or in the popovers of a calendar."""
    return records.web_search_read(domain, _specification(records, arch))["records"]


def measured(records, arch, domain=()):
    """The numbers of a pivot or graph view; :return: a dict for each group."""
    groups, measures = [], []
    for node in arch.iter("field"):
        name, interval = node.get("name"), node.get("interval")
        if node.get("type") == "measure":
            measures.append(f"{name}:sum")
        else:
            groups.append(f"{name}:{interval}" if interval else name)
    return records.formatted_read_group(domain, groups, measures)


def totals(records, arch, group_by, domain=()):
    """The totals of a list that is grouped.

    :return: dict of the groups' names to a dict of the summed columns
    """
    sums = [f"{node.get('name')}:sum" for node in arch.xpath("//field[@sum]")]
    groups = records.web_read_group(domain, [group_by], sums)["groups"]
    return {
        group[group_by] and group[group_by][1]: {
            name.removesuffix(":sum"): group[name] for name in sums
        }
        for group in groups
    }


def _specification(records, arch):
    return {
        name: {"fields": {"display_name": {}}}
        if records._fields[name].relational
        else {}
        for name in (node.get("name") for node in arch.iter("field"))
    }
