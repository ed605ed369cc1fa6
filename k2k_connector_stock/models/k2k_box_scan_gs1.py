# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import scan as scan_rules
from .k2k_box import MOMENT


class K2kBox(models.Model):
    """Labels that say more than a code, and containers that hold several boxes."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _gs1_codes(self, text):
        """Codes of packages among the elements of a GS1 label, in any place of it.

        By core's GS1 nomenclature: the one of the company with its own separators, or
        the standard one. Empty for everything that is no GS1 label.
        """
        text = scan_rules.gs1_elements(text)
        if not text:
            return ()
        # rules for reading labels are the same for all
        nomenclature = self.env.company.sudo().nomenclature_id
        if not nomenclature.is_gs1_nomenclature:
            nomenclature = self.env.ref(
                "barcodes_gs1_nomenclature.default_gs1_nomenclature", False
            )
        if not nomenclature:
            return ()
        try:
            elements = nomenclature.sudo().gs1_decompose_extended(text) or ()
        except (ValidationError, ValueError):
            # a date or a measure that is none: no GS1 label after all
            return ()
        return tuple(
            scan_rules.code_of(element["value"])
            for element in elements
            if element["type"] == "package"
        )

    @api.model
    def _scan_container(self, codes):
        """The boxes that stand in a container of that code, on a pallet for example."""
        if not codes:
            return self.browse()
        containers = self.env["stock.package"].search(
            [("name", "in", codes), ("k2k_company_id", "=", self.env.company.id)]
        )
        if not containers:
            return self.browse()
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("package_id", "child_of", containers.ids),
                ("package_id", "not in", containers.ids),
            ]
        )

    def _scan_all(self, chosen):
        """Receive the boxes of a container; :return: one answer for all of them."""
        boxes = self.with_context(**{MOMENT: "scan"})
        todo = boxes.filtered(lambda box: box.state in ("staged", "missing"))
        todo._lock()
        here = todo.filtered(
            lambda box: not chosen or box.awb_id.warehouse_id == chosen.warehouse_id
        )
        standing = {package: package.parent_package_id for package in here.package_id}
        here._receive()
        if here == self:
            # the whole container came in: the boxes still stand in it
            for package, container in standing.items():
                package.sudo().parent_package_id = container
        result, message = self._answer_for_all(todo, here)
        return {
            "result": result,
            "message": message,
            "box": False,
            "awb": (self.awb_id[:1] or chosen)._progress_values(),
        }

    def _answer_for_all(self, todo, here):
        if here:
            return scan_rules.RECEIVED, self.env._(
                "Received: %(count)s boxes in this container", count=len(here)
            )
        if todo:
            return scan_rules.OTHER_LOCATION, self.env._(
                "The boxes in this container are for %(warehouse)s. Set it aside.",
                warehouse=todo[0].awb_id.warehouse_id.display_name,
            )
        return scan_rules.ALREADY, self.env._(
            "All boxes in this container are received already."
        )
