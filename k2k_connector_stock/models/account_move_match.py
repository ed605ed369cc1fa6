# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.tools import float_compare, formatLang


class AccountMove(models.Model):
    """Vendor bills of boxes: ordered, arrived and billed, side by side."""

    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    k2k_vendor_box_ids = fields.One2many(
        "k2k.box",
        "vendor_bill_id",
        string="Boxes billed by the vendor",
        groups="account.group_account_invoice,account.group_account_readonly,"
        "k2k_connector.group_k2k_user,k2k_connector_stock.group_k2k_warehouse",
    )
    k2k_match = fields.Selection(
        [
            ("match", "Ordered, arrived and billed agree"),
            ("waiting", "Boxes are on their way"),
            ("quantity", "The quantity differs"),
            ("price", "The price differs"),
        ],
        string="Three-way match",
        compute="_compute_k2k_match",
        compute_sudo=True,
    )
    k2k_match_note = fields.Text(compute="_compute_k2k_match", compute_sudo=True)

    @api.depends(
        "invoice_line_ids.quantity",
        "invoice_line_ids.price_unit",
        "k2k_vendor_box_ids.state",
        "k2k_vendor_box_ids.purchase_line_id.price_unit",
    )
    def _compute_k2k_match(self):
        for move in self:
            found = move._k2k_differences() if move.k2k_vendor_box_ids else []
            order = ("price", "quantity", "waiting")
            kinds = {kind for kind, _text in found}
            move.k2k_match = next(
                (kind for kind in order if kind in kinds),
                "match" if move.k2k_vendor_box_ids else False,
            )
            move.k2k_match_note = "\n".join(text for _kind, text in found)

    def _k2k_differences(self):
        """:return: list of (kind, sentence), empty when everything agrees"""
        result = []
        boxes = self.k2k_vendor_box_ids.grouped("purchase_line_id")
        for line, lines in self.invoice_line_ids.grouped("purchase_line_id").items():
            if line:
                own = boxes.get(line, self.env["k2k.box"])
                result += self._k2k_line_differences(line, lines, own)
        return result

    def _k2k_line_differences(self, line, bill_lines, boxes):
        words = {"product": line.product_id.display_name}
        count = {state: len(own) for state, own in boxes.grouped("state").items()}
        billed = sum(bill_lines.mapped("quantity"))
        arrived = count.get("received", 0) + count.get("billed", 0)
        expected = count.get("staged", 0)
        words.update(
            billed=f"{billed:g}",
            arrived=arrived,
            expected=expected,
            missing=count.get("missing", 0),
        )
        result = []
        if float_compare(billed, arrived + expected, precision_digits=3):
            text = self.env._(
                "%(product)s: %(billed)s boxes billed, %(arrived)s arrived, "
                "%(expected)s expected, %(missing)s missing. Ask the vendor for a "
                "credit, or correct the bill.",
                **words,
            )
            result.append(("quantity", text))
        elif expected:
            text = self.env._(
                "%(product)s: %(expected)s of %(billed)s boxes are on their way.",
                **words,
            )
            result.append(("waiting", text))
        return result + self._k2k_price_differences(line, bill_lines)

    def _k2k_price_differences(self, line, bill_lines):
        ordered = self._k2k_ordered_price(line)
        result = []
        for bill_line in bill_lines:
            price = self._k2k_billed_price(bill_line)
            if self.currency_id.compare_amounts(price, ordered):
                text = self.env._(
                    "%(product)s: %(billed)s a box billed, %(ordered)s ordered.",
                    product=line.product_id.display_name,
                    billed=formatLang(self.env, price, currency_obj=self.currency_id),
                    ordered=formatLang(
                        self.env, ordered, currency_obj=self.currency_id
                    ),
                )
                result.append(("price", text))
        return result

    def _k2k_ordered_price(self, line):
        """What a pack of a purchase line costs by its order, in our currency."""
        return line.currency_id._convert(
            line.price_unit_discounted,
            self.currency_id,
            self.company_id,
            line.order_id.date_approve or line.order_id.date_order,
            round=False,
        )

    @api.model
    def _k2k_billed_price(self, bill_line):
        return bill_line.price_unit * (1 - bill_line.discount / 100)

    def _k2k_to_settle(self, line):
        """What is billed too little for a purchase line, at the price ordered now.

        Refunds of this bill take off what they refund.
        """
        moves = self | self.reversal_move_ids.filtered(lambda m: m.state != "cancel")
        ordered = self._k2k_ordered_price(line)
        difference = sum(
            (ordered - self._k2k_billed_price(row))
            * (row.quantity if row.move_id == self else -row.quantity)
            for row in moves.invoice_line_ids
            if row.purchase_line_id == line
        )
        return self.currency_id.round(difference)

    def action_view_k2k_vendor_boxes(self):
        """Open the boxes that this vendor bill bills."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "k2k_connector_stock.action_k2k_box"
        )
        action["domain"] = [("vendor_bill_id", "in", self.ids)]
        action["context"] = {}
        return action
