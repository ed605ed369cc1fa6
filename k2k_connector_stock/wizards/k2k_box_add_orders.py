# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kBoxAdd(models.TransientModel):
    """Boxes added by hand that a purchase order of ours, or a customer, waits for."""

    _inherit = "k2k.box.add"  # pylint: disable=consider-merging-classes-inherited

    purchase_ref = fields.Char(
        string="Purchase order",
        help="Number of our order to this vendor, if there is one: the boxes count as "
        "received on it, at its prices.",
    )
    purchase_hint = fields.Char(compute="_compute_purchase_hint")

    @api.depends("purchase_ref", "partner_id", "company_id")
    def _compute_purchase_hint(self):
        for wizard in self:
            if not (wizard.purchase_ref or "").strip():
                wizard.purchase_hint = False
                continue
            order = wizard._find_purchase()
            wizard.purchase_hint = (
                self.env._(
                    "%(count)s lines of %(order)s wait for boxes.",
                    count=len(self.env["k2k.box"]._open_receipts(order)),
                    order=order.name,
                )
                if order
                else self.env._("This vendor has no such order that is open.")
            )

    def _find_purchase(self):
        """The purchase order that was typed; empty: none, or none such."""
        Box = self.env["k2k.box"]
        if not (self.purchase_ref or "").strip() or not self.partner_id:
            return self.env["purchase.order"]
        return Box._open_purchase(self.company_id, self.partner_id, self.purchase_ref)

    def _find_customers(self, texts):
        """Customers by reference or name, exactly; :return: dict of text to partner."""
        Partner = self.env["res.partner"]
        found = dict.fromkeys(texts, Partner)
        domain = [("company_id", "in", [self.company_id.id, False])]
        for name in ("ref", "name"):
            open_texts = [text for text in texts if text and not found[text]]
            for partner in Partner.search([*domain, (name, "in", open_texts)]):
                found[partner[name]] |= partner
        return {
            text: partners if len(partners) == 1 else Partner
            for text, partners in found.items()
        }

    def _allocate(self):
        """Which order lines the boxes of these rows are for, row by row.

        A box is for one line as a whole. A row that finds fewer places than it has
        boxes gets fewer.

        :return: dict of row to a pair of lists, ``purchase.order.line`` and
            ``sale.order.line``, one for each box
        """
        Box = self.env["k2k.box"]
        rows = self.line_ids.filtered(lambda row: row.product_id and row.units > 0)
        purchases = Box._open_receipts(self._find_purchase())
        sold = rows.filtered("customer_id")
        sales = {}
        if sold and self.warehouse_id:
            sales = Box._open_for_customers(
                self.warehouse_id, sold.customer_id, sold.product_id
            )
        result = {}
        for row in rows:
            own = {
                line: units
                for line, units in purchases.items()
                if line.product_id == row.product_id
            }
            customer = row.customer_id.sudo().commercial_partner_id
            wanted = sales.get((customer.id, row.product_id.id), {})
            result[row] = (row._take(own), row._take(wanted))
            purchases.update(own)
        return result


class K2kBoxAddLine(models.TransientModel):
    _inherit = "k2k.box.add.line"

    customer_id = fields.Many2one(
        "res.partner",
        string="Customer",
        help="Who waits for these boxes with an order of ours. Empty: open market.",
    )
    customer_text = fields.Char(readonly=True)

    def _take(self, places):
        """Take this row's boxes out of what order lines wait for.

        :param dict places: order line to open units, lowered by what is taken
        :return: list of lines, one for each box that finds a place
        """
        taken = []
        for _box in range(min(max(self.boxes, 0), 100)):
            line = next(
                (
                    line
                    for line, units in places.items()
                    if self.product_id.uom_id.compare(units, self.units) >= 0
                ),
                None,
            )
            if line is None:
                break
            places[line] -= self.units
            taken.append(line)
        return taken

    def _order_problem(self, orders):
        """In words that say what to do; False: the orders take all boxes."""
        purchases, sales = orders.get(self, ([], []))
        words = {
            "product": self.product_id.display_name,
            "order": (self.add_id.purchase_ref or "").strip(),
            "customer": self.customer_id.display_name or self.customer_text,
            "boxes": self.boxes,
        }
        if words["order"] and len(purchases) < self.boxes:
            return self.env._(
                "%(order)s waits for %(count)s of these %(boxes)s boxes.",
                count=len(purchases),
                **words,
            )
        if self.customer_text and not self.customer_id:
            return self.env._(
                "There is no one customer “%(customer)s”: choose one.", **words
            )
        if self.customer_id and len(sales) < self.boxes:
            return self.env._(
                "Orders of %(customer)s wait for %(count)s of these %(boxes)s boxes.",
                count=len(sales),
                **words,
            )
        return False

    def _prepare_order_values(self, orders, number):
        """What the orders say of one box of this row.

        :param int number: which box of the row, from 0
        """
        purchases, sales = orders.get(self, ([], []))
        vals = {}
        if number < len(sales):
            line = sales[number]
            vals.update(sale_line_id=line.id, mark=line.order_id.client_order_ref)
        if number < len(purchases):
            line = purchases[number]
            cost = line._k2k_unit_costs()[0]
            vals.update(purchase_line_id=line.id, unit_cost=cost, landed_cost=cost)
        return vals
