# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class K2kMessage(models.Model):
    """What failed is done again, once its cause is mended.

    A failed message took everything around it with it: no document was left half done.
    So not the bare message is sent again, but what it was part of is repeated; only
    messages that stand for themselves go out as they are.
    """

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    res_model = fields.Char(string="Document model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Caused by document", model_field="res_model", readonly=True
    )
    retried_on = fields.Datetime(readonly=True)
    retried_by = fields.Many2one("res.users", readonly=True)

    def action_retry(self):
        """Repeat what failed; managers only.

        :raise UserError: it is no failed message, or it can't be repeated from here
        """
        if not self.env.user.has_group("k2k_connector.group_k2k_manager"):
            raise AccessError(self.env._("Only K2K managers may repeat messages."))
        self.check_access("read")
        for message in self:
            if message.state != "failed" or message.retried_on:
                raise UserError(
                    self.env._("Only a message that failed can be repeated, once.")
                )
            message._retry()
            # nobody may write in the log, but that it was repeated belongs there
            message.sudo().write(
                {"retried_on": fields.Datetime.now(), "retried_by": self.env.uid}
            )
        return True

    def _retry(self):
        repeat = getattr(self, f"_retry_{self.message_type}", None)
        if not repeat:
            raise UserError(
                self.env._(
                    "Everything around this message was undone. Repeat it on its "
                    "document."
                )
            )
        repeat()

    def _retry_document(self):
        """The document whose action sent the message."""
        document = (
            self.env[self.res_model].browse(self.res_id).exists()
            if self.res_model in self.env
            else None
        )
        if not document:
            raise UserError(
                self.env._("The document of this message does not exist any more.")
            )
        return document

    def _retry_order(self):
        """Confirm the customer's order again."""
        self._retry_confirm()

    def _retry_confirm(self):
        order = self._retry_document()
        if order.state not in ("draft", "sent"):
            raise UserError(
                self.env._("%(order)s is not waiting any more.", order=order.name)
            )
        order.action_confirm()

    def _retry_availability(self):
        """The whole stock, as it is now."""
        self.connection_id.action_sync()

    def _retry_release(self):
        self._send_again()

    def _retry_pictures(self):
        self._send_again()

    def _send_again(self):
        """The same message; the other side handles one that it knows only once."""
        reply = self.env["k2k.gateway"].send(
            self.connection_id,
            self.message_type,
            self.payload,
            message_ref=self.message_ref,
        )
        if not reply["ok"]:
            raise UserError(reply["error"])

    def _open_for(self, document_ref, company):
        """The messages about an order, by the name both companies know it under."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "k2k_connector.action_k2k_message"
        )
        action["domain"] = [
            ("document_ref", "=", document_ref),
            ("company_id", "=", company.id),
        ]
        return action

    def action_open_document(self):
        """The document whose action sent the message."""
        self.ensure_one()
        self.check_access("read")
        return self._retry_document()._get_records_action()
