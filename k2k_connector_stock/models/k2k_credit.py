# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# The buyer may still change these.
OPEN = ("new", "rejected")
# The vendor has to answer these.
ASKED = ("review", "resubmitted")
REASONS = [
    ("missing", "Missing"),
    ("damaged", "Damaged"),
    ("quality", "Poor quality"),
    ("wrong", "Wrong product"),
    ("late", "Too late"),
    ("price", "Wrong price"),
    ("other", "Other"),
]
# What is typed while the credit is open, and what chatter and activities write.
TYPED = {"reason", "note", "photo", "return_boxes", "line_ids"}
FREE = {
    "message_main_attachment_id",
    "message_follower_ids",
    "message_ids",
    "activity_ids",
}


class K2kCredit(models.Model):
    """What a buyer wants back from its vendor, in either company's books.

    The buyer opens it for boxes of one purchase order and sends it; the vendor
    approves or rejects. Approved, the vendor's credit note and the buyer's vendor
    refund are drafted, with the same amount.

    Here: what is known, and who may do what. ``k2k_credit_buyer`` and
    ``k2k_credit_vendor`` hold what each side does.
    """

    _name = "k2k.credit"
    _description = "K2K credit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connection_id = fields.Many2one(
        "k2k.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    role = fields.Selection(
        [("buyer", "We ask"), ("vendor", "We are asked")],
        required=True,
        readonly=True,
    )
    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    ref = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: uuid4().hex,
        help="What the two companies call it.",
    )
    po_ref = fields.Char(string="Buyer's order", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Other company",
        readonly=True,
        index=True,
        check_company=True,
    )
    purchase_order_id = fields.Many2one(
        "purchase.order",
        string="Our purchase order",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Our order",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("review", "Pending review"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("resubmitted", "Resubmitted"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Status",
        default="new",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    reason = fields.Selection(REASONS)
    note = fields.Text(string="What is wrong")
    photo = fields.Image(max_width=1280, max_height=1280, copy=False)
    return_boxes = fields.Boolean(
        string="Boxes go back",
        help="Once the vendor has approved, a return to the vendor waits to be done.",
    )
    answer = fields.Text(
        string="Vendor's answer", readonly=True, copy=False, tracking=True
    )
    line_ids = fields.One2many("k2k.credit.line", "credit_id", string="Boxes")
    box_count = fields.Integer(
        string="Number of boxes", compute="_compute_amount", store=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, help="Without taxes."
    )
    move_id = fields.Many2one(
        "account.move",
        string="Credit note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        string="Returns",
        readonly=True,
        copy=False,
        check_company=True,
    )

    _ref_unique = models.UniqueIndex(
        "(connection_id, ref)", "This credit is known already."
    )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for credit in self:
            credit.amount = sum(credit.line_ids.mapped("amount"))
            credit.box_count = len(credit.line_ids)

    @api.model_create_multi
    def create(self, vals_list):
        # opened from boxes, or by the buyer's message; never typed
        if not self.env.su:
            raise AccessError(self.env._("Open a credit from the boxes it is about."))
        return super().create(vals_list)

    def write(self, vals):
        """What is typed may be typed while the credit is open; the rest never."""
        changed = vals.keys() - FREE
        if changed and not self.env.su:
            is_open = all(
                credit.role == "buyer" and credit.state in OPEN for credit in self
            )
            if changed - TYPED or not is_open:
                raise UserError(
                    self.env._("This credit was sent: it can't be changed any more.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        if any(credit.role != "buyer" or credit.state != "new" for credit in self):
            raise UserError(
                self.env._("This credit was sent. Withdraw it instead of deleting it.")
            )

    # ------------------------------------------------------------------
    # Buttons of both sides
    # ------------------------------------------------------------------
    def action_view_move(self):
        """Open the credit note or refund."""
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    def action_view_returns(self):
        """Open the transfers that take the boxes back."""
        self.check_access("read")
        return self.picking_ids._get_records_action(name=self.env._("Returns"))

    def action_view_boxes(self):
        """Buyer: open the boxes it is about."""
        self.check_access("read")
        return self.line_ids.box_id._get_records_action(name=self.env._("Boxes"))

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _check_role(self, role, states):
        """:raise UserError: these credits are not in a state for it"""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for credit in self:
            if credit.role != role or credit.state not in states:
                raise UserError(
                    self.env._(
                        "%(credit)s is %(state)s: that can't be done now.",
                        credit=credit.name,
                        state=labels[credit.state].lower(),
                    )
                )

    def _reason_label(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        return labels.get(self.reason, "")

    def _tell(self, message_type, message):
        """Send; :raise UserError: the other side refuses, in its own words."""
        self.ensure_one()
        reply = self.env["k2k.gateway"].send(
            self.connection_id, message_type, message, document=self
        )
        if not reply["ok"]:
            raise UserError(reply["error"])
        return reply

    def _task(self, summary, person, note=""):
        """Something to do about this credit, for a person who still works here."""
        candidates = person | self.connection_id.user_id
        user = candidates.filtered("active")[:1]
        if not user:
            self.message_post(body=summary)
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=user.id,
        )

    def _tasks_done(self):
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _prepare_move(self, move_type, **vals):
        """The draft on our side: the same units and prices as on the other."""
        return {
            "move_type": move_type,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_line_ids": [
                fields.Command.create(line._prepare_move_line())
                for line in self.line_ids
            ],
            **vals,
        }
