# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.layout import ICON_TEXT, REPRINT_TEXT
from .k2k_label_mixin import joined

PRINT_ON_SCAN = {
    "pdf": "k2k_connector_label.action_report_box_label",
    "zpl": "k2k_connector_label.action_report_box_label_zpl",
}


class K2kBox(models.Model):
    """Staging label: the vendor's code with the buyer's own words and the K2K icon."""

    _name = "k2k.box"
    _inherit = ["k2k.box", "k2k.label.mixin"]

    k2k_label_print_ids = fields.Many2many(
        "k2k.label.print",
        string="Label prints",
        readonly=True,
        copy=False,
        check_company=True,
        groups="k2k_connector.group_k2k_user,stock.group_stock_user",
    )

    @api.model
    def scan(self, code, awb_id=False, key=False):
        """Receive the box; where the company prints on scan, ask for its label.

        The answer then has a key ``print``: the report action of the box's label,
        which the scan screen runs. Scanning a box again prints nothing.
        """
        answer = super().scan(code, awb_id, key)
        file_format = self.env.company.k2k_print_on_scan
        received = answer["result"] in ("received", "billed")
        if file_format and received and answer["box"]:
            report = PRINT_ON_SCAN[file_format]
            box = self.browse(answer["box"]["id"])
            answer["print"] = self.env.ref(report).report_action(box, config=False)
        return answer

    def _k2k_label_kind(self):
        return "staging"

    def _k2k_label_company(self):
        return self.company_id

    def _k2k_note_print(self, file_format):
        self.env["k2k.label.print"]._note(self, "staging", file_format)

    def _k2k_label_words(self):
        ranks = self._k2k_label_ranks()
        packs, dates, awbs = {}, {}, {}
        stock = self.env._("STOCK")
        truck = self.env._("Truck %(date)s")
        count = self.env._("Box %(number)s of %(total)s")
        lot = self.env._("Lot %(lot)s")
        entries = []
        for box in self.with_context(display_default_code=False):
            pack = (box.uom_id, box.quantity, box.product_uom_id, box.package_type_id)
            if pack not in packs:
                packs[pack] = self._k2k_label_pack(*pack)
            if box.truck_date not in dates:
                dates[box.truck_date] = self._k2k_label_date(box.truck_date)
            if box.awb_id not in awbs:
                awbs[box.awb_id] = self._k2k_label_awb(box.awb_id.name)
            number, total = ranks.get(box.id, (0, 0))
            lot_name = box.lot_ref or box.lot_id.name
            entries.append(
                {
                    "code": box.code,
                    "customer": box.customer_id.display_name or stock,
                    "truck": box.truck_date and truck % {"date": dates[box.truck_date]},
                    "product": box.product_id.display_name,
                    "pack": packs[pack],
                    "count": total and count % {"number": number, "total": total},
                    "lot": joined(
                        lot_name and lot % {"lot": lot_name}, box.partner_id.name
                    ),
                    "order": box.prebook_id.name,
                    "icon": ICON_TEXT,
                    "reprint": box.k2k_label_print_ids and REPRINT_TEXT,
                    **awbs[box.awb_id],
                }
            )
        return entries

    def _k2k_label_ranks(self):
        """Return ``{box id: (n, N)}``: the box is number n of N.

        Counted within the prebook, by code, as the vendor counts them within his order;
        a box that nobody ordered is counted within its AWB. Cancelled ones don't count.
        """
        ranks = {}
        presold = self.filtered("prebook_id")
        for owner, boxes in (("prebook_id", presold), ("awb_id", self - presold)):
            domain = [(owner, "in", boxes[owner].ids), ("state", "!=", "cancelled")]
            if owner == "awb_id":
                domain.append(("prebook_id", "=", False))
            siblings = self.search_fetch(domain, [owner], order="code, id")
            for counted in siblings.grouped(owner).values():
                for number, box_id in enumerate(counted.ids, 1):
                    ranks[box_id] = (number, len(counted))
        return ranks
