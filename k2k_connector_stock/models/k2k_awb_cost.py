# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from ..tools import costs as rules

KINDS = ("freight", "handling", "duty", "truck", "other")
# Kinds that a connection has rates for.
ESTIMATED = ("freight", "handling", "duty", "truck")
# States in which a cost counts: the boxes carry their share of it.
COUNTING = ("approved", "sent", "synchronized", "failed")
DEFAULT_BASIS = {
    "freight": "kg",
    "handling": "box",
    "duty": "value",
    "truck": "kg",
    "other": "box",
}


class K2kAwbCost(models.Model):
    """What a carrier, a broker or customs charge for an AWB.

    Approved, it takes the place of the estimate on every box of the AWB and becomes a
    landed cost on the receipts, where Odoo can value it. Reversing takes both back.
    """

    _name = "k2k.awb.cost"
    _description = "Cost of an AWB"
    _order = "awb_id desc, id"
    _rec_name = "name"
    _check_company_auto = True

    awb_id = fields.Many2one(
        "k2k.awb",
        string="AWB",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="awb_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("freight", "Air freight"),
            ("handling", "Handling"),
            ("duty", "Duty"),
            ("truck", "Inbound truck"),
            ("other", "Other"),
        ],
        required=True,
        default="freight",
    )
    name = fields.Char(string="Description")
    basis = fields.Selection(
        [
            ("kg", "Chargeable weight"),
            ("fbe", "Full boxes (FBE)"),
            ("box", "Box"),
            ("value", "Value"),
        ],
        string="Shared by",
        compute="_compute_basis",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True, help="Without taxes that you get back.")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount_company = fields.Monetary(
        string="In our currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    partner_id = fields.Many2one("res.partner", string="Charged by", check_company=True)
    bill_id = fields.Many2one(
        "account.move",
        string="Vendor bill",
        check_company=True,
        copy=False,
        index="btree_not_null",
        domain="[('move_type', 'in', ('in_invoice', 'in_refund'))]",
    )
    document = fields.Binary(attachment=True, copy=False)
    document_name = fields.Char(copy=False)
    state = fields.Selection(
        [
            ("pending", "Pending approval"),
            ("approved", "Approved"),
            ("sent", "Sent to accounting"),
            ("synchronized", "In the books"),
            ("failed", "Failed"),
        ],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
    )
    landed_cost_id = fields.Many2one(
        "stock.landed.cost",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups="account.group_account_invoice,k2k_connector.group_k2k_manager",
    )
    amount_valued = fields.Monetary(
        string="Valued by Odoo",
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        help="The part that is a landed cost in stock. The rest is for boxes whose "
        "product has a standard cost, or that never enter our stock: their share "
        "stands on the boxes only.",
    )
    boxes_counted = fields.Integer(readonly=True, copy=False)
    error = fields.Char(readonly=True, copy=False)

    _amount_not_zero = models.Constraint(
        "CHECK(amount != 0)", "A cost needs an amount."
    )

    # ------------------------------------------------------------------
    # Computes and CRUD
    # ------------------------------------------------------------------
    @api.depends("kind")
    def _compute_basis(self):
        for cost in self:
            cost.basis = DEFAULT_BASIS.get(cost.kind, "box")

    @api.depends("amount", "currency_id", "date", "company_id")
    def _compute_amount_company(self):
        for cost in self:
            company = cost.company_id or self.env.company
            cost.amount_company = cost.currency_id._convert(
                cost.amount,
                company.currency_id,
                company,
                cost.date or fields.Date.context_today(cost),
            )

    @api.onchange("bill_id")
    def _onchange_bill_id(self):
        bill = self.bill_id
        if bill:
            self.partner_id = bill.partner_id
            self.currency_id = bill.currency_id
            self.date = bill.invoice_date or self.date
            sign = -1 if bill.move_type == "in_refund" else 1
            self.amount = self.amount or sign * bill.amount_untaxed

    def write(self, vals):
        fixed = {"awb_id", "kind", "basis", "date", "amount", "currency_id"}
        if fixed & vals.keys() and any(cost.state != "pending" for cost in self):
            raise UserError(
                self.env._("This cost is approved: reverse it before you change it.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if any(cost.state != "pending" for cost in self):
            raise UserError(
                self.env._("This cost is approved: reverse it before you delete it.")
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def _check_may_approve(self):
        self.check_access("write")
        if not (
            self.env.user.has_group("account.group_account_invoice")
            or self.env.user.has_group("k2k_connector.group_k2k_manager")
        ):
            raise AccessError(
                self.env._("Only accountants and K2K managers approve costs.")
            )

    def action_approve(self):
        """Put these costs on the boxes and into the stock's value.

        :raise UserError: approved already, or boxes lack what the cost is shared by
        """
        self._check_may_approve()
        if any(cost.state != "pending" for cost in self):
            raise UserError(self.env._("Only costs that are pending can be approved."))
        for awb, own in self.grouped("awb_id").items():
            own._check_shareable()
            own.write({"state": "approved", "error": False})
            awb._share_costs()
            awb.sudo().message_post(
                body=self.env._(
                    "Costs approved: %(costs)s",
                    costs=", ".join(cost._in_words() for cost in own),
                )
            )
        for cost in self:
            cost._post_or_note()
        return True

    def action_post(self):
        """Try again to put approved costs into the stock's value."""
        self._check_may_approve()
        for cost in self.filtered(lambda c: c.state in ("approved", "failed")):
            cost._post_or_note()
        return True

    def action_reverse(self):
        """Take these costs back: the boxes carry the estimate again.

        What is in the books is reversed by a landed cost of the opposite amount.
        """
        self._check_may_approve()
        if any(cost.state == "pending" for cost in self):
            raise UserError(self.env._("A cost that is pending has no effect yet."))
        for cost in self:
            cost._take_back_landed_cost()
        self.write(
            {
                "state": "pending",
                "error": False,
                "landed_cost_id": False,
                "amount_valued": 0.0,
                "boxes_counted": 0,
            }
        )
        for awb, own in self.grouped("awb_id").items():
            awb._share_costs()
            awb.sudo().message_post(
                body=self.env._(
                    "Costs reversed: %(costs)s",
                    costs=", ".join(cost._in_words() for cost in own),
                )
            )
        return True

    def action_create_bill(self):
        """Draft the vendor bill of these costs, one for each vendor and currency."""
        self._check_may_approve()
        todo = self.filtered(lambda cost: not cost.bill_id)
        if not todo:
            raise UserError(self.env._("These costs have a vendor bill already."))
        if any(not cost.partner_id for cost in todo):
            raise UserError(self.env._("Say who charges the cost first."))
        bills = self.env["account.move"]
        for (partner, currency), own in todo.grouped(
            lambda cost: (cost.partner_id, cost.currency_id)
        ).items():
            bill = self.env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": partner.id,
                    "currency_id": currency.id,
                    "company_id": own[0].company_id.id,
                    "invoice_origin": ", ".join(own.awb_id.mapped("name")),
                    "invoice_line_ids": [
                        fields.Command.create(cost._prepare_bill_line()) for cost in own
                    ],
                }
            )
            own.bill_id = bill
            bills |= bill
        return bills._get_records_action(name=self.env._("Vendor bills"))

    def _prepare_bill_line(self):
        return {
            "product_id": self._product().id,
            "name": f"{self._in_words()} ({self.awb_id.name})",
            "quantity": 1,
            "price_unit": self.amount,
        }

    def action_view_landed_cost(self):
        """Open the landed cost that this cost became."""
        self.ensure_one()
        self._check_may_approve()
        # accountants who are no stock managers may not open Odoo's own screen
        return self.landed_cost_id._get_records_action()

    def _in_words(self):
        self.ensure_one()
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return f"{self.name or kind} {self.currency_id.format(self.amount)}"

    def _product(self):
        return self.env.ref(f"k2k_connector_stock.product_cost_{self.kind}")

    # ------------------------------------------------------------------
    # Sharing out
    # ------------------------------------------------------------------
    def _check_shareable(self):
        for cost in self:
            boxes = cost.awb_id._cost_boxes()
            if not boxes:
                raise UserError(
                    self.env._("%(awb)s carries no box.", awb=cost.awb_id.name)
                )
            cost._weights(boxes)

    def _weights(self, boxes):
        """What each box counts; :raise UserError: names the box types to be mended."""
        measures = boxes._measures()
        try:
            return rules.weights(measures, self.basis)
        except rules.CostError as error:
            lacking = boxes.browse([boxes[n].id for n in error.positions])
            types = lacking.package_type_id.sudo().mapped("display_name")
            raise UserError(
                self.env._(
                    "%(count)s boxes have no weight or size to share the cost by "
                    "(box types: %(types)s; first box: %(code)s). Complete the box "
                    "type, or share by box or value.",
                    count=len(lacking),
                    types=", ".join(types) or "-",
                    code=lacking[0].code,
                )
            ) from error

    def _share_out(self, boxes):
        """This cost on boxes: to the lines to the cent, within a line finer.

        A line is what one receipt brought of a product. The parts of the lines add up
        to the cost, the shares of a line's boxes to the line's part.

        :return: (dict of line's key to part, dict of box to share)
        """
        self.ensure_one()
        by_box = dict(zip(boxes, self._weights(boxes), strict=True))
        lines = boxes.grouped(lambda box: (box.receipt_move_id, box.product_id))
        rounding = self.company_currency_id.rounding
        parts = rules.distribute(
            self.amount_company,
            [sum(by_box[box] for box in own) for own in lines.values()],
            rounding,
        )
        shares = {}
        for own, part in zip(lines.values(), parts, strict=True):
            fine = rules.distribute(part, [by_box[box] for box in own], 0.00001)
            shares.update(zip(own, fine, strict=True))
        return dict(zip(lines, parts, strict=True)), shares

    # ------------------------------------------------------------------
    # Odoo's landed costs
    # ------------------------------------------------------------------
    def _post_or_note(self):
        """Into the books; what keeps it out is written on the cost."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._post()
        except (UserError, RedirectWarning) as error:
            self.write({"state": "failed", "error": str(error.args[0])})

    def _post(self):
        """A landed cost on the staging receipts, with exactly our shares.

        Standard-cost products, goods that never enter our stock and receipts that are
        not done are left out: their share stands on the boxes only.
        """
        parts, _shares = self._share_out(self.awb_id._cost_boxes())
        valued = {
            move: part
            for (move, product), part in parts.items()
            if move._k2k_takes_landed_cost(product) and part
        }
        if not valued:
            self.write({"state": "synchronized", "amount_valued": 0.0, "error": False})
            return
        landed = self._create_landed_cost(valued)
        self.write(
            {
                "landed_cost_id": landed.id,
                "amount_valued": sum(valued.values()),
                "error": False,
                "state": "sent",
            }
        )
        # an accountant need not be allowed to read the agreement
        if self.awb_id.sudo().connection_id.landed_cost_posting != "manual":
            landed.button_validate()
            self.state = "synchronized"

    def _create_landed_cost(self, valued, sign=1):
        """:param dict valued: receipt move to its part of the cost"""
        # Landed costs are a stock manager's in Odoo; ours are an accountant's duty,
        # and the right to approve was checked.
        Landed = self.env["stock.landed.cost"].sudo().with_company(self.company_id)
        product = self._product().with_company(self.company_id)
        account = product.product_tmpl_id.get_product_accounts()["expense"]
        if not account:
            raise UserError(
                self.env._(
                    "Set an expense account on the product %(product)s.",
                    product=product.display_name,
                )
            )
        moves = self.env["stock.move"].browse(move.id for move in valued).sudo()
        landed = Landed.create(
            {
                "company_id": self.company_id.id,
                "date": fields.Date.context_today(self),
                "picking_ids": [fields.Command.set(moves.picking_id.ids)],
                "vendor_bill_id": self.bill_id.id,
                "description": f"{self.awb_id.name} {self._in_words()}",
                "cost_lines": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "name": self._in_words(),
                            "price_unit": sign * sum(valued.values()),
                            "split_method": "equal",
                            "account_id": account.id,
                        }
                    )
                ],
            }
        )
        # Odoo would share the cost in a way of its own: it takes lines that are there.
        self.env["stock.valuation.adjustment.lines"].sudo().create(
            [
                {
                    "cost_id": landed.id,
                    "cost_line_id": landed.cost_lines.id,
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "quantity": move.product_qty,
                    "former_cost": move.sudo().value,
                    "additional_landed_cost": sign * part,
                }
                for move, part in valued.items()
            ]
        )
        return landed

    def _take_back_landed_cost(self):
        """Cancel the draft, or post the opposite of what is in the books."""
        landed = self.sudo().landed_cost_id
        if not landed:
            return
        if landed.state == "draft":
            landed.button_cancel()
        elif landed.state == "done":
            valued = {
                line.move_id: line.additional_landed_cost
                for line in landed.valuation_adjustment_lines
            }
            self._create_landed_cost(valued, sign=-1).button_validate()
