# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import SubstituteReply

SALES = "k2k_connector.group_k2k_user"


class K2kPrebook(models.Model):
    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    substitute_text = fields.Text(
        string="Substitutes offered", compute="_compute_substitute_text", groups=SALES
    )

    @api.depends(
        "line_ids.substitute_offer_id",
        "line_ids.substitute_boxes",
        "line_ids.substitute_for",
    )
    def _compute_substitute_text(self):
        for prebook in self:
            prebook.substitute_text = "\n".join(
                self.env._(
                    "%(boxes)s × %(new)s instead of %(count)s × %(old)s",
                    boxes=line.substitute_boxes,
                    new=line.substitute_offer_id.display_name,
                    count=line.substitute_for,
                    old=line.product_id.display_name,
                )
                for line in prebook.line_ids.filtered("substitute_offer_id")
            )


class K2kPrebookLine(models.Model):
    """Buyer's side: other boxes that the vendor would send instead."""

    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    substitute_offer_id = fields.Many2one(
        "k2k.offer",
        string="Substitute",
        readonly=True,
        copy=False,
        check_company=True,
        groups=SALES,
        help="What the vendor would send instead. Accept or refuse it.",
    )
    substitute_boxes = fields.Integer(readonly=True, copy=False, groups=SALES)
    substitute_for = fields.Integer(
        string="Boxes replaced", readonly=True, copy=False, groups=SALES
    )

    @api.model
    def _receive_substitute_offered(self, connection, message):
        """Keep the vendor's proposal for the salesperson.

        :raise UserError: no such boxes are open, or the substitute is not offered here
        """
        prebook = self.env["k2k.prebook"]._find_by_po(connection, message.po_ref)
        line = prebook.line_ids.filtered(
            lambda ln: ln.purchase_line_id.k2k_line_ref == message.line_ref
        )
        if not line or not 0 < message.instead_of <= line._boxes_open():
            raise UserError(
                self.env._("%(order)s has no such boxes open.", order=message.po_ref)
            )
        offer = self.env["k2k.offer"].search(
            [("connection_id", "=", connection.id), ("key", "=", message.key)]
        )
        if not offer or not 0 < message.boxes <= offer.boxes_available:
            raise UserError(
                self.env._("The buyer cannot take this product: it is not offered.")
            )
        line.write(
            {
                "substitute_offer_id": offer.id,
                "substitute_boxes": message.boxes,
                "substitute_for": message.instead_of,
            }
        )
        text = self.env._(
            "%(who)s would send %(boxes)s × %(new)s instead of %(count)s × %(old)s. "
            "%(reason)s",
            who=message.sender or connection.partner_id.display_name,
            boxes=message.boxes,
            new=offer.display_name,
            count=message.instead_of,
            old=line.product_id.display_name,
            reason=message.reason,
        )
        prebook.message_post(body=text)
        prebook._tell_salesperson("mail_activity_type_substitute", text)
        return {}

    def action_accept_substitute(self):
        """Take the other boxes, at the customer's price; the customer is told."""
        self.ensure_one()
        self._check_may_answer()
        offer, boxes = self.substitute_offer_id, self.substitute_boxes
        old, count = self.product_id.display_name, self.substitute_for
        # a line the vendor has cancelled meanwhile only needs the other boxes
        if self._boxes_open():
            self._answer_substitute(True)
        self._forget_substitute()
        new = self._resupply(offer, boxes)
        new.order_id.message_post(
            body=self.env._(
                "Instead of %(count)s × %(old)s you get %(boxes)s × %(new)s.",
                count=count,
                old=old,
                boxes=boxes,
                new=new.product_id.display_name,
            ),
            partner_ids=new.order_id.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        return True

    def action_refuse_substitute(self):
        """The order stands as it was; the vendor is told."""
        self.ensure_one()
        self._check_may_answer()
        if self._boxes_open():
            self._answer_substitute(False)
        self._forget_substitute()
        self.prebook_id.message_post(body=self.env._("The substitute was refused."))
        return True

    def _check_may_answer(self):
        self.check_access("read")
        self.sale_line_id.check_access("write")
        if not self.substitute_boxes:
            raise UserError(
                self.env._(
                    "No substitute is waiting for %(line)s.", line=self.display_name
                )
            )

    def _answer_substitute(self, accepted):
        reply = self.env["k2k.gateway"].send(
            self.connection_id,
            "substitute_reply",
            SubstituteReply(
                # whoever sells need not see purchases
                po_ref=self.sudo().purchase_line_id.order_id.name,
                line_ref=self.sudo().purchase_line_id.k2k_line_ref,
                accepted=accepted,
                sender=self.env.user.name,
            ),
            document=self.prebook_id,
        )
        if not reply["ok"]:
            raise UserError(reply["error"])

    def _forget_substitute(self):
        # nobody may type into a prebook; the right to answer was checked
        line = self.sudo()
        line.write(
            {"substitute_offer_id": False, "substitute_boxes": 0, "substitute_for": 0}
        )
        if not any(line.prebook_id.line_ids.mapped("substitute_boxes")):
            line.prebook_id.activity_feedback(
                ["k2k_connector.mail_activity_type_substitute"]
            )
