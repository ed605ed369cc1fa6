# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from odoo.addons.k2k_connector_stock.tools.scan import code_of

from ..tools.layout import REPRINT_TEXT
from .k2k_label_mixin import joined


class StockPackage(models.Model):
    """Shipping label: who gets the box, how it travels, and the code it keeps."""

    _name = "stock.package"
    _inherit = ["stock.package", "k2k.label.mixin"]

    k2k_label_print_ids = fields.Many2many(
        "k2k.label.print",
        string="Label prints",
        readonly=True,
        copy=False,
        check_company=True,
        groups="k2k_connector.group_k2k_user,stock.group_stock_user",
    )

    def _k2k_label_kind(self):
        return "shipping"

    def _k2k_label_company(self):
        return self.k2k_company_id or self.company_id or self.env.company

    def _k2k_label_words(self, kind):
        lines = self._k2k_label_sale_lines()
        orders = self.env["sale.order"].union(*{ln.order_id for ln in lines.values()})
        ranks = orders._k2k_label_ranks()
        order_words = {order.id: order._k2k_label_order_words() for order in orders}
        contents = self._k2k_label_contents()
        nothing = (self.env["product.product"], 0.0, "")
        no_line = self.env["sale.order.line"]
        packs = {}
        count = self.env._("Box %(number)s of %(total)s")
        lot = self.env._("Lot %(lot)s")
        entries = []
        for package in self:
            line = lines.get(package.id, no_line)
            product, quantity, lots = contents.get(package.id, nothing)
            product = product or line.product_id
            unit = product.uom_id
            pack = (
                line.product_uom_id or unit,
                quantity,
                unit,
                package.package_type_id,
            )
            if pack not in packs:
                packs[pack] = self._k2k_label_pack(*pack)
            number, total = ranks.get((line.order_id.id, package.id), (0, 0))
            words = dict(order_words.get(line.order_id.id, {}))
            lot_words = lots and lot % {"lot": lots}
            words.update(
                code=code_of(package.name),
                product=product.display_name or "",
                pack=packs[pack],
                count=total and count % {"number": number, "total": total},
                lot=lot_words,
                vendor=package._k2k_label_company().name,
                details=joined(lot_words, words.get("mark")),
                reprint=package._k2k_printed(kind) and REPRINT_TEXT,
            )
            entries.append(words)
        return entries

    def _k2k_label_contents(self):
        """Return what is in the boxes: ``{package id: (product, quantity, lots)}``.

        The product is empty where a box holds several.
        """
        quants = (
            self.env["stock.quant"]
            .with_context(display_default_code=False)
            .search_fetch(
                [("package_id", "in", self.ids), ("quantity", ">", 0)],
                ["package_id", "product_id", "quantity", "lot_id"],
            )
        )
        contents = {}
        for package, members in quants.grouped("package_id").items():
            products = members.product_id
            contents[package.id] = (
                products if len(products) == 1 else products.browse(),
                sum(members.mapped("quantity")),
                ", ".join(members.lot_id.mapped("name")),
            )
        return contents

    def _k2k_label_sale_lines(self):
        """Return the order line each box is for: ``{package id: sale.order.line}``.

        The order that holds a box tells it, else the delivery the box is on. A box
        that came back is for nobody.
        """
        here = {box.id for box in self if box.location_id.usage == "internal"}
        move_lines = self.env["stock.move.line"].search_fetch(
            [
                ("package_id", "in", self.ids),
                ("state", "!=", "cancel"),
                ("move_id.sale_line_id", "!=", False),
            ],
            ["package_id", "move_id", "state"],
            order="id",
        )
        found = {}
        for move_line in move_lines:
            package_id = move_line.package_id.id
            if move_line.state != "done" or package_id not in here:
                found[package_id] = move_line.move_id.sale_line_id
        for package in self.filtered("k2k_hold_id.sale_line_id"):
            found[package.id] = package.k2k_hold_id.sale_line_id
        return found
