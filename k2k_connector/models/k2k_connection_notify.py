# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all


class K2kConnection(models.Model):
    """Who is written to when something happens to an order, on our side."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    notify_responsible = fields.Boolean(
        string="Write to the salesperson",
        default=True,
        help="The salesperson of the order; without one, the responsible of this "
        "connection.",
    )
    notify_connection_user = fields.Boolean(
        string="Write to the responsible",
        help="The responsible of this connection, whoever the salesperson is.",
    )
    notify_managers = fields.Boolean(
        string="Write to our K2K managers",
        help="Everybody of our company with the right “K2K: Manager”.",
    )
    notify_orders_to = fields.Char(
        string="New orders",
        help="E-mail addresses, separated by commas or semicolons.",
    )
    notify_shipping_to = fields.Char(
        string="Confirmed and shipped",
        help="E-mail addresses, separated by commas or semicolons.",
    )
    notify_cancellations_to = fields.Char(
        string="Cancellations",
        help="E-mail addresses, separated by commas or semicolons.",
    )

    def _notify(self, kind, template_name, document, user):
        """Put a mail in the queue: a mail server that fails stops no order.

        :param str kind: ``orders``, ``shipping`` or ``cancellations``
        :param str template_name: a ``mail.template`` of this addon
        :param document: the record the mail is about
        :param user: who looks after it (may be empty)
        :return: the addresses written to
        """
        self.ensure_one()
        # Whoever causes a mail need not see the agreement or the templates.
        connection = self.sudo()
        addresses = email_normalize_all(
            (connection[f"notify_{kind}_to"] or "").replace(";", ",")
        )
        for person in connection._notify_people(user.sudo()):
            addresses.append(person.email_normalized)
        template = self.env.ref(f"k2k_connector.{template_name}", False)
        if addresses and template:
            connection._queue_mail(template.sudo(), document, addresses)
        return addresses

    def _notify_people(self, salesperson):
        """The people in the roles that are written to.

        :param salesperson: who looks after the document (may be empty)
        :return: active ``res.users`` with an e-mail address
        """
        self.ensure_one()
        people = self.env["res.users"]
        if self.notify_responsible:
            people |= salesperson or self.user_id
        if self.notify_connection_user:
            people |= self.user_id
        if self.notify_managers:
            people |= self._managers()
        return people.filtered(lambda user: user.active and user.email_normalized)

    def _managers(self):
        """:return: ``res.users`` of our company with the right to decide here"""
        # who our managers are is no business of whoever sends
        group = self.env.ref("k2k_connector.group_k2k_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )

    def _queue_mail(self, template, document, addresses):
        """Write the mail; a template that somebody broke stops no order either."""
        try:
            with self.env.cr.savepoint():
                template.send_mail(
                    document.id,
                    force_send=False,
                    email_values={
                        "email_to": ",".join(dict.fromkeys(addresses)),
                        "recipient_ids": [],
                    },
                    email_layout_xmlid="mail.mail_notification_light",
                )
        except UserError as error:
            document.sudo().message_post(
                body=self.env._(
                    "The e-mail “%(template)s” could not be written. Mend its "
                    "template. %(error)s",
                    template=template.name,
                    error=str(error)[:300],
                )
            )
