# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

from odoo.addons.k2k_connector_stock.tools.scan import code_of


class StockPackage(models.Model):
    """Many boxes get other codes at once, with an answer for each."""

    _inherit = "stock.package"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def k2k_change_codes(self, changes, dry_run=False):
        """Give boxes of the current company other codes.

        What can be changed is changed, the rest is reported. Doing it twice changes
        nothing more.

        :param list changes: pairs (current code, new code)
        :param bool dry_run: only tell what would happen
        :return: list of dicts in the order of ``changes``: ``current``, ``new``,
            ``result`` and ``message`` (a sentence, empty when changed). The result is
            ``changed``, ``same``, ``unknown``, ``not_allowed``, ``taken``, ``twice``
            (the list names one of its codes twice), ``ordered``, ``left`` or
            ``vendor``
        :raise AccessError: the user may not change packages
        """
        self.browse().check_access("write")
        changes = [(code_of(current), code_of(new)) for current, new in changes]
        packages = self._k2k_find_by_code([current for current, _new in changes])
        holders = self._k2k_code_holders(self.env.company, [new for _c, new in changes])
        taken = {
            package.k2k_box_code for package in holders if not package._k2k_has_left()
        }
        counts = {}
        for code in (code for pair in changes for code in set(pair)):
            counts[code] = counts.get(code, 0) + 1
        report, todo = [], []
        for current, new in changes:
            package = packages.get(current, self.browse())
            twice = counts[current] > 1 or counts[new] > 1
            result, message = package._k2k_judge_change(new, taken, twice)
            report.append(
                {
                    "current": current,
                    "new": new,
                    "result": result,
                    "message": message,
                }
            )
            if result == "changed":
                todo.append((package, new))
        if not dry_run:
            for package, new in todo:
                package.name = new
        return report

    @api.model
    def _k2k_find_by_code(self, wanted):
        """Return ``{code: package}`` for the boxes of this company.

        Of several packages of one name the one that is still here counts.
        """
        domain = [
            ("k2k_company_id", "=", self.env.company.id),
            "|",
            ("name", "in", wanted),
            ("k2k_box_code", "in", wanted),
        ]
        found = {}
        for package in self.search(domain, order="id"):
            known = found.get(code_of(package.name))
            if not known or known._k2k_has_left():
                found[code_of(package.name)] = package
        return found

    def _k2k_judge_change(self, new, taken, twice):
        """Return ``(result, message)`` of giving this box another code.

        :param set taken: codes that boxes bear which are still here
        :param bool twice: the list has one of the two codes more than once
        """
        if not self:
            return "unknown", self.env._("No box of yours has this code.")
        if code_of(self.name) == new:
            return "same", self.env._("The box has this code already.")
        if reason := self._k2k_code_problem(new):
            return "not_allowed", reason
        if twice:
            return "twice", self.env._("The list has one of these codes twice.")
        if new in taken:
            return "taken", self._k2k_taken_message(new)
        if self.k2k_origin_partner_id:
            return "vendor", self.env._(
                "%(vendor)s sent this box by K2K: it keeps its vendor's code.",
                vendor=self.k2k_origin_partner_id.display_name,
            )
        if self._k2k_has_left():
            return "left", self.env._("The box has been shipped.")
        # Whoever handles boxes need not see the order one is held for.
        hold = self.sudo().k2k_hold_id
        if hold.state == "ordered":
            return "ordered", self.env._(
                "The box is on the order %(order)s: its buyer knows its code already.",
                order=hold.sale_line_id.order_id.name or hold.peer_ref,
            )
        return "changed", ""
