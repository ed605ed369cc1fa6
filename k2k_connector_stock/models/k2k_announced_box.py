# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kAnnouncedBox(models.Model):
    """The code of a box that a vendor holds for our order and has not shipped yet.

    Known from the vendor's answer to the order. It only serves the clerk who finds
    such a box on the floor: "the vendor has not shipped it yet" instead of "unknown".
    """

    _name = "k2k.announced.box"
    _description = "K2K box not yet shipped"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    code = fields.Char(required=True, readonly=True)

    _code_index = models.Index("(company_id, code)")

    @api.model
    def _note(self, order, boxes):
        """Note what the vendor answered to an order.

        :param order: our ``purchase.order``
        :param list boxes: dicts with ``code`` (upper case) and ``line_ref``
        """
        lines = order.order_line.grouped("k2k_line_ref")
        # A vendor that confirms at once has shipped them before it answered.
        shipped = set(
            self.env["k2k.box"]
            .search([("purchase_line_id", "in", order.order_line.ids)])
            .mapped("code")
        )
        self.create(
            [
                {
                    "company_id": order.company_id.id,
                    "purchase_line_id": lines[box["line_ref"]].id,
                    "code": box["code"],
                }
                for box in boxes
                if box["line_ref"] in lines and box["code"] not in shipped
            ]
        )

    @api.model
    def _forget(self, purchase_lines):
        """These lines' boxes are on their way."""
        # Nobody has the right to type or delete such notes.
        self.sudo().search([("purchase_line_id", "in", purchase_lines.ids)]).unlink()

    @api.model
    def _is_announced(self, codes):
        """Whether one of these codes is of a box of an open order of this company."""
        if not codes:
            return False
        # Whoever scans a box may know that it is not shipped, orders readable or not.
        return bool(
            self.sudo().search_count(
                [
                    ("company_id", "=", self.env.company.id),
                    ("code", "in", codes),
                    ("purchase_line_id.order_id.state", "=", "purchase"),
                ],
                limit=1,
            )
        )
