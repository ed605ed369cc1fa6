# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
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
        person = user.sudo() or connection.user_id
        if connection.notify_responsible and person.active and person.email_normalized:
            addresses.append(person.email_normalized)
        template = self.env.ref(f"k2k_connector.{template_name}", False)
        if addresses and template:
            template.sudo().send_mail(
                document.id,
                force_send=False,
                email_values={
                    "email_to": ",".join(dict.fromkeys(addresses)),
                    "recipient_ids": [],
                },
                email_layout_xmlid="mail.mail_notification_light",
            )
        return addresses
