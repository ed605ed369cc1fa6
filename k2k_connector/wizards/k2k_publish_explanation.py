# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import groupby


class K2kPublishExplanation(models.TransientModel):
    """Why is this box, or this product, not published?"""

    _name = "k2k.publish.explanation"
    _description = "K2K publishing check"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    package_id = fields.Many2one(
        "stock.package",
        string="Box",
        domain="[('k2k_company_id', 'in', (company_id, False))]",
        help="A single box. Leave it empty to look at all boxes of a product.",
    )
    product_id = fields.Many2one(
        "product.product",
        domain="[('company_id', 'in', (company_id, False)),"
        " ('is_storable', '=', True)]",
        help="All boxes and the loose stock of a product.",
    )
    line_ids = fields.One2many(
        "k2k.publish.explanation.line",
        "explanation_id",
        compute="_compute_line_ids",
        # with the rights of who asks: the answer is for the own company alone
        compute_sudo=False,
        store=True,
        readonly=True,
    )
    has_connection = fields.Boolean(compute="_compute_has_connection")

    @api.depends("company_id")
    def _compute_has_connection(self):
        self.has_connection = bool(self._get_connections())

    @api.depends("package_id", "product_id")
    def _compute_line_ids(self):
        for explanation in self:
            explanation.line_ids = [
                Command.clear(),
                *map(Command.create, explanation._prepare_lines()),
            ]

    def _get_connections(self):
        return self.env["k2k.connection"].search(
            [
                ("role", "=", "vendor"),
                ("state", "!=", "rejected"),
                ("company_id", "=", self.env.company.id),
            ]
        )

    def _prepare_lines(self):
        """One line a connection and verdict, the boxes that share it counted."""
        package, product = self.package_id, self.product_id
        if not package and not product:
            return []
        # what is told of a box is told to those who may read it
        (package or product)._origin.check_access("read")
        asked = {"packages": package} if package else {"products": product}
        lines = []
        # the rules look at stock, lots and prices, whatever the user may see
        publisher = self.env["k2k.publisher"].sudo()
        for connection in self._get_connections():
            verdicts = publisher._explain(
                connection.sudo(),
                **{name: found._origin for name, found in asked.items()},
            ) or [{"boxes": 0, "reason": "not_in_stock"}]
            verdicts.sort(key=_reason)
            for reason, same in groupby(verdicts, key=_reason):
                lines.append(
                    {
                        "connection_id": connection.id,
                        "code": reason or False,
                        "boxes": sum(verdict["boxes"] for verdict in same),
                    }
                )
        return lines


class K2kPublishExplanationLine(models.TransientModel):
    """The verdict on some boxes for one connection."""

    _name = "k2k.publish.explanation.line"
    _description = "K2K publishing check line"

    explanation_id = fields.Many2one(
        "k2k.publish.explanation", required=True, ondelete="cascade"
    )
    connection_id = fields.Many2one("k2k.connection", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="connection_id.partner_id", string="Buyer")
    boxes = fields.Integer()
    code = fields.Char(help="The first rule that these boxes break; empty: none.")
    is_published = fields.Boolean(compute="_compute_reason")
    reason = fields.Char(string="Answer", compute="_compute_reason")

    @api.depends("code")
    def _compute_reason(self):
        texts = self.env["k2k.publisher"]._reason_texts()
        for line in self:
            line.is_published = not line.code
            line.reason = (
                texts.get(line.code, line.code)
                if line.code
                else self.env._("Published: this buyer can buy it.")
            )


def _reason(verdict):
    return verdict["reason"] or ""
