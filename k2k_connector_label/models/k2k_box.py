# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import distribution
from ..tools.layout import ICON_TEXT, REPRINT_TEXT
from .k2k_label_mixin import joined

PRINT_ON_SCAN = {
    "pdf": "k2k_connector_label.action_report_box_label",
    "zpl": "k2k_connector_label.action_report_box_label_zpl",
}
# What only labels of one's own show of the customer's order.
ORDER_WORDS = ("ship_to", "carrier", "mark")
PRINT_SHARED_ON_SCAN = {
    "pdf": "k2k_connector_label.action_report_distribution_label",
    "zpl": "k2k_connector_label.action_report_distribution_label_zpl",
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
    def scan(self, code, awb_id=False, key=False, location_id=False):
        """Receive the box; where the company prints on scan, ask for its label.

        The answer then has a key ``print``: the report action of the box's label,
        which the scan screen runs. Scanning a box again prints nothing.
        """
        answer = super().scan(code, awb_id, key, location_id)
        # a pallet's answer names no single box
        if answer["result"] in ("received", "billed") and answer["box"]:
            box = self.browse(answer["box"]["id"])
            if report := box._k2k_report_on_scan():
                answer["print"] = self.env.ref(report).report_action(box, config=False)
        return answer

    @api.model
    def _read_of_company(self):
        mine = ("k2k_print_distribution", "k2k_print_on_scan")
        return super()._read_of_company() + mine

    def _k2k_report_on_scan(self):
        """Return the xml id of the report that a scan of this box prints, or None.

        A box that must be divided prints its distribution label: it says more, and
        bears the same code.
        """
        company = self.env.company
        file_format = company.k2k_print_on_scan
        if company.k2k_print_distribution:
            found = self.sudo()._k2k_box_shares()
            if distribution.needs_label(*found[self.id]):
                return PRINT_SHARED_ON_SCAN[file_format or "pdf"]
        return PRINT_ON_SCAN.get(file_format)

    def _k2k_label_kind(self):
        return "staging"

    def _k2k_label_company(self):
        return self.company_id

    def _k2k_boxes_of_kind(self, kind):
        if kind != "distribution":
            return self
        shared = self._k2k_only_shared()
        if not shared:
            raise UserError(
                self.env._(
                    "No distribution label is needed: each of these boxes goes to one "
                    "customer as a whole, or is for the open market."
                )
            )
        return shared

    def _k2k_label_notice(self, kind, chosen):
        if kind == "distribution":
            if len(chosen) == len(self):
                return ""
            return self.env._(
                "%(needed)s of %(chosen)s boxes are shared or sold by units: only "
                "these need a distribution label.",
                needed=len(self),
                chosen=len(chosen),
            )
        if not all(box.connection_id for box in self):
            return ""
        return self.env._(
            "The vendor's labels bear the same codes: nothing needs to be printed, "
            "only what is missing or damaged."
        )

    def _k2k_label_words(self, kind):
        if kind == "distribution":
            return self._k2k_distribution_words()
        ranks = self._k2k_label_ranks()
        order_words = self._k2k_label_order_words(kind)
        packs, dates, awbs = {}, {False: ""}, {}
        stock = self.env._("STOCK")
        truck = self.env._("Truck %(date)s")
        shipped = self.env._("Ship %(date)s")
        count = self.env._("Box %(number)s of %(total)s")
        lot = self.env._("Lot %(lot)s")
        entries = []
        for box in self.with_context(display_default_code=False):
            pack = (box.uom_id, box.quantity, box.product_uom_id, box.package_type_id)
            if pack not in packs:
                packs[pack] = self._k2k_label_pack(*pack)
            for day in (box.truck_date, box.ship_date):
                if day not in dates:
                    dates[day] = self._k2k_label_date(day)
            if box.awb_id not in awbs:
                awbs[box.awb_id] = self._k2k_label_awb(box.awb_id.name)
            number, total = ranks.get(box.id, (0, 0))
            lot_name = box.lot_ref or box.lot_id.name
            lot_words = lot_name and lot % {"lot": lot_name}
            order = box.prebook_line_id.sale_line_id.order_id
            entries.append(
                {
                    "code": box.code,
                    "customer": box.customer_id.display_name or stock,
                    "truck": box.truck_date and truck % {"date": dates[box.truck_date]},
                    "product": box.product_id.display_name,
                    "pack": packs[pack],
                    "count": total and count % {"number": number, "total": total},
                    "ship_date": box.ship_date
                    and shipped % {"date": dates[box.ship_date]},
                    "lot": lot_words,
                    "vendor": box.partner_id.name,
                    "details": joined(lot_words, box.partner_id.name),
                    "order": box.prebook_id.name,
                    "icon": ICON_TEXT,
                    "reprint": box._k2k_printed(kind) and REPRINT_TEXT,
                    **awbs[box.awb_id],
                    **order_words.get(order, {}),
                }
            )
        return entries

    def _k2k_label_order_words(self, kind):
        """Return ``{sale order: words}``, if the company's label shows any of these.

        The standard one does not, and a thousand addresses take a while.
        """
        if not self.company_id._k2k_label_shows(kind, ORDER_WORDS):
            return {}
        orders = self.prebook_line_id.sale_line_id.order_id
        found = {}
        for order in orders:
            words = order._k2k_label_order_words()
            found[order] = {key: words[key] for key in ORDER_WORDS}
        return found

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
