# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import CancelRequest


class K2kPrebook(models.Model):
    """Buyer's side: boxes that do not come, whoever changed their mind."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    cancel_state = fields.Selection(
        [("requested", "Cancellation asked"), ("refused", "Cancellation refused")],
        string="Cancellation",
        readonly=True,
        copy=False,
        tracking=True,
    )
    cancel_reason = fields.Text(
        readonly=True, copy=False, help="Why it was cancelled, or why it was not."
    )
    cancel_sale_order = fields.Boolean(
        readonly=True,
        copy=False,
        help="The customer's order is cancelled as soon as all its vendors agree.",
    )

    # ------------------------------------------------------------------
    # We ask
    # ------------------------------------------------------------------
    def action_ask_cancel(self):
        """Type a reason, then ask the vendor."""
        self.ensure_one()
        self._check_may_change_mind()
        return self.env["k2k.cancel"]._open(prebook=self)

    def _check_may_change_mind(self):
        self.check_access("read")
        if not self.env.user.has_group("k2k_connector.group_k2k_user"):
            raise UserError(self.env._("Ask a K2K salesperson to cancel this."))

    def _ask_cancel(self, reason, sale_order_too=False):
        """Cancel at once what the vendor has not confirmed; ask it for the rest.

        :param str reason: for the vendor's people
        :param bool sale_order_too: the customer's order is being cancelled
        :return: the prebooks that wait for their vendor's answer
        :raise UserError: boxes have been received or billed
        """
        waiting = self.sudo().browse()
        # a salesperson may ask, nobody may type into a prebook
        for prebook in self.sudo():
            open_boxes = prebook._open_boxes()
            if not open_boxes:
                continue
            prebook._check_not_received(open_boxes)
            reply = self.env["k2k.gateway"].send(
                prebook.connection_id,
                "cancel_request",
                CancelRequest(
                    po_ref=prebook.purchase_order_id.name,
                    reason=reason,
                    sender=self.env.user.name,
                ),
                document=prebook.sale_order_id,
            )
            if not reply["ok"]:
                raise UserError(reply["error"])
            if reply["cancelled"]:
                prebook._cancel_boxes(
                    open_boxes, reason, keep_sale_lines=sale_order_too
                )
                prebook.cancel_state = False
            else:
                waiting |= prebook
                prebook.write(
                    {
                        "cancel_state": "requested",
                        "cancel_reason": reason,
                        "cancel_sale_order": sale_order_too,
                    }
                )
        return waiting

    def _open_boxes(self):
        """:return: dict of prebook line to the number of boxes not yet cancelled"""
        return {ln: ln._boxes_open() for ln in self.line_ids if ln._boxes_open() > 0}

    # ------------------------------------------------------------------
    # What the vendor sends
    # ------------------------------------------------------------------
    @api.model
    def _receive_order_cancelled(self, connection, message):
        prebook = self._find_by_po(connection, message.po_ref)
        asked = prebook.cancel_state == "requested"
        boxes = prebook._open_boxes()
        prebook._check_not_received(boxes)
        sale_order_too = asked and prebook.cancel_sale_order
        prebook._cancel_boxes(
            boxes,
            message.reason,
            sender=message.sender,
            resupply=not asked,
            keep_sale_lines=not asked or sale_order_too,
        )
        prebook.cancel_state = False
        if sale_order_too:
            prebook._cancel_sale_order_when_free()
        return {}

    @api.model
    def _receive_line_cancelled(self, connection, message):
        prebook = self._find_by_po(connection, message.po_ref)
        lines = {ln.purchase_line_id.k2k_line_ref: ln for ln in prebook.line_ids}
        boxes, codes = {}, {}
        for cancelled in message.lines:
            line = lines.get(cancelled.line_ref)
            if not line or not 0 < cancelled.boxes <= line._boxes_open():
                raise UserError(
                    self.env._(
                        "%(order)s has no such boxes to cancel.", order=message.po_ref
                    )
                )
            boxes[line] = cancelled.boxes
            codes[line] = cancelled.codes
        prebook._check_not_received(boxes, codes)
        prebook._cancel_boxes(
            boxes,
            message.reason,
            sender=message.sender,
            resupply=True,
            keep_sale_lines=True,
            codes=codes,
        )
        return {}

    @api.model
    def _receive_cancel_reply(self, connection, message):
        """The vendor says no: the order stands."""
        prebook = self._find_by_po(connection, message.po_ref)
        prebook.write(
            {
                "cancel_state": "refused",
                "cancel_reason": message.reason,
                "cancel_sale_order": False,
            }
        )
        prebook._tell_salesperson(
            self.env._("%(vendor)s keeps the order", vendor=prebook.vendor_id.name),
            message.reason,
        )
        return {}

    def _cancel_sale_order_when_free(self):
        """All vendors have agreed: the customer's order can go."""
        order = self.sale_order_id
        if all(p.state == "cancelled" for p in order.k2k_prebook_ids):
            order._action_cancel()

    # ------------------------------------------------------------------
    # The buyer's documents follow
    # ------------------------------------------------------------------
    def _check_not_received(self, boxes, codes=None):
        """Hook: what has arrived can't be cancelled.

        :param dict boxes: prebook line to number of boxes
        :param dict codes: prebook line to the codes of these boxes, where known
        :raise UserError: says which boxes have arrived
        """

    def _cancel_boxes(
        self,
        boxes,
        reason,
        sender="",
        resupply=False,
        keep_sale_lines=False,
        codes=None,
    ):
        """These boxes do not come.

        :param dict boxes: line of this prebook to number of boxes
        :param bool resupply: the customer still waits for them
        :param bool keep_sale_lines: leave the customer's order lines as they are
        :param dict codes: line to the codes of shipped boxes, where known
        """
        self.ensure_one()
        self._take_from_staging(boxes, codes or {})
        self._cancel_purchase(boxes)
        for line, count in boxes.items():
            line.boxes_cancelled += count
            line.boxes_confirmed = min(line.boxes_confirmed, line._boxes_open())
            sale_line = line.sale_line_id
            sale_line.k2k_held_boxes = max(sale_line.k2k_held_boxes - count, 0)
            if resupply:
                line.boxes_to_resupply += count
            elif not keep_sale_lines:
                sale_line._k2k_lower(count)
        self.cancel_reason = reason
        self._note_cancelled(boxes, reason, sender, resupply)

    def _take_from_staging(self, boxes, codes):
        """Hook: boxes on their way are not expected any more."""

    def _cancel_purchase(self, boxes):
        """Take the boxes off the purchase order; with the last one it is cancelled."""
        order = self.purchase_order_id.with_context(k2k_from_prebook=True)
        left = sum(line._boxes_open() for line in self.line_ids) - sum(boxes.values())
        if left <= 0:
            order.filtered("locked").button_unlock()
            order.button_cancel()
            return
        for line, count in boxes.items():
            purchase_line = line.purchase_line_id
            purchase_line._k2k_set_boxes(purchase_line.product_qty - count)

    def _note_cancelled(self, boxes, reason, sender, resupply):
        """Tell in the chatter, and the salesperson where something is to be done."""
        what = ", ".join(
            self.env._(
                "%(count)s × %(product)s (%(pack)s)",
                count=count,
                product=line.product_id.display_name,
                pack=line.uom_id.name,
            )
            for line, count in boxes.items()
        )
        text = self.env._(
            "Cancelled by %(who)s: %(what)s. %(reason)s",
            who=sender or self.env.user.name,
            what=what,
            reason=reason or "",
        )
        self.connection_id._notify(
            "cancellations",
            "mail_template_prebook_cancelled",
            self,
            self.sale_order_id.user_id,
        )
        if resupply:
            self._tell_salesperson("mail_activity_type_resupply", text)
        self.message_post(body=text)

    def _tell_salesperson(self, activity_type, note):
        """An activity for whoever looks after the customer.

        :param str activity_type: the xml id, in this addon, of what is to be done
        """
        self.ensure_one()
        user = self.sale_order_id._k2k_salesperson() or self.connection_id.user_id
        self.activity_schedule(
            f"k2k_connector.{activity_type}",
            note=note,
            user_id=user.id or self.env.uid,
        )
