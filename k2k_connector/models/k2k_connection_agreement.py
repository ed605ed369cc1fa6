# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools import messages
from .k2k_gateway import OTHER_ROLE


class K2kConnection(models.Model):
    """Asking, agreeing, starting and stopping, from either side."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    requested_by_us = fields.Boolean(readonly=True, copy=False)
    requested_by = fields.Char(readonly=True, copy=False)
    requested_on = fields.Datetime(readonly=True, copy=False)
    accepted_by = fields.Char(readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)

    def action_request(self):
        """Ask the other company to trade; it appears on its side as requested."""
        for connection in self._in_states("draft", "rejected"):
            connection._refuse_second_agreement()
            connection._send_agreement(
                "connect",
                messages.Connect(
                    token=connection.sudo().token,
                    role=connection.role,
                    sender=self.env.user.name,
                ),
            )
            connection.write(
                {
                    "state": "pending",
                    "requested_by_us": True,
                    "requested_by": self.env.user.name,
                    "requested_on": fields.Datetime.now(),
                }
            )
        return True

    def _refuse_second_agreement(self):
        """The same boxes would be offered twice.

        :raise UserError: there is an agreement with this company in this role
        """
        self.ensure_one()
        other = self._find_agreement(self.role, self.partner_id) - self
        if other:
            raise UserError(
                self.env._(
                    "There is a connection with %(partner)s already. Use that one: it "
                    "is %(state)s.",
                    partner=other.partner_id.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        other.state
                    ],
                )
            )

    def _find_agreement(self, role, partner):
        """Our connection with a company in this role that was not rejected."""
        company = self.company_id or self.env.company
        partner = partner.commercial_partner_id
        return self.search(
            [
                ("company_id", "=", company.id),
                ("role", "=", role),
                ("partner_id.commercial_partner_id", "=", partner.id),
                ("state", "not in", ("draft", "rejected")),
            ],
            limit=1,
        )

    def action_accept(self):
        """Agree to what the other company asked; both go on setting up."""
        self._answer_request(True)
        return True

    def action_reject(self):
        """Decline what the other company asked."""
        self._answer_request(False)
        return True

    def _answer_request(self, accepted):
        for connection in self._in_states("pending"):
            if connection.requested_by_us:
                raise UserError(
                    self.env._(
                        "%(partner)s has to answer: the request is yours.",
                        partner=connection.partner_id.display_name,
                    )
                )
            connection._send_agreement(
                "connect_reply",
                messages.ConnectReply(accepted=accepted, sender=self.env.user.name),
            )
            connection._note_answer(accepted, self.env.user.name)
            connection._tell_readiness()

    def _note_answer(self, accepted, sender):
        self.write(
            {
                "state": "in_progress" if accepted else "rejected",
                "accepted_by": sender if accepted else False,
                "accepted_on": fields.Datetime.now() if accepted else False,
            }
        )
        if not self.user_id and self.env.user.active:
            self.user_id = self.env.user

    def action_activate(self):
        """Start trading; refused, with the missing items named, until both are ready.

        :raise UserError: says what is missing, on our side or on the other
        """
        for connection in self._in_states("in_progress"):
            connection._refuse_unless_ready()
            connection._change_state("active")
        return True

    def _refuse_unless_ready(self):
        if not self.is_ready:
            raise UserError(
                self.env._("Not ready yet:\n%(missing)s", missing=self._missing_text())
            )

    def _missing_text(self):
        """What our side lacks, a line for each item."""
        return "\n".join(f"• {item['message']}" for item in self.readiness)

    def action_suspend(self):
        """Stop offering and ordering; what is under way is finished."""
        for connection in self._in_states("active"):
            connection._change_state("suspended")
        return True

    def action_resume(self):
        """Trade again after a suspension.

        :raise UserError: says what has gone missing meanwhile
        """
        for connection in self._in_states("suspended"):
            connection._refuse_unless_ready()
            connection._change_state("active")
        return True

    def _change_state(self, state):
        self._send_agreement(
            "status", messages.Status(state=state, sender=self.env.user.name)
        )
        self._apply_state(state)

    def _apply_state(self, state):
        self.state = state
        if self.role == "vendor":
            self._publish_later()
        elif state != "active":
            # offers are written by publishing alone; whoever may suspend ends it
            self.env["k2k.offer"].sudo()._withdraw(self)

    def _in_states(self, *states):
        """These connections, checked: the user may change them and the state fits."""
        self.check_access("write")
        for connection in self:
            if connection.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(name)s is %(state)s; this is possible only when it is "
                        "%(states)s.",
                        name=connection.display_name,
                        state=labels[connection.state],
                        states=format_list(
                            self.env, [labels[state] for state in states], style="or"
                        ),
                    )
                )
        return self

    def _send_agreement(self, message_type, message):
        """Send and raise the other side's refusal as it is."""
        reply = self.env["k2k.gateway"].send(self, message_type, message)
        if not reply["ok"]:
            raise UserError(reply["error"])
        return reply

    # ------------------------------------------------------------------
    # What the other side sends
    # ------------------------------------------------------------------
    def _receive_connect(self, message, partner):
        """A company asks: note it on our side. ``self`` may be empty (first time).

        :param partner: the sender in our contacts
        """
        if self and self.state not in ("draft", "rejected"):
            raise UserError(self.env._("This connection exists already."))
        role = OTHER_ROLE[message.role]
        other = self._find_agreement(role, partner) - self
        if other:
            raise UserError(
                self.env._(
                    "%(company)s has a connection with you already: look for it in "
                    "your list.",
                    company=self.env.company.name,
                )
            )
        values = {
            "state": "pending",
            "requested_by_us": False,
            "requested_by": message.sender,
            "requested_on": fields.Datetime.now(),
        }
        if self:
            self.write(values)
            self._tell_managers(message.sender, "pending")
            return {}
        asked = self.create(
            {
                **values,
                "token": message.token,
                "role": role,
                "partner_id": partner.id,
            }
        )
        asked._tell_managers(message.sender, "pending")
        return {}

    def _send_stock(self, message):
        """The buyer asks for our stock: all of it, or some products.

        :return: number of lines offered
        """
        publisher = self.env["k2k.publisher"]
        if message.products is None:
            return publisher._publish_all(self, watcher=message.watcher)
        ids = [int(ref) for ref in message.products if ref.isdecimal()]
        products = self.env["product.product"].with_context(active_test=False)
        return publisher._publish_products(self, products.search([("id", "in", ids)]))

    def _receive_connect_reply(self, message):
        self._in_states("pending")
        self._note_answer(message.accepted, message.sender)
        self._tell_managers(message.sender, self.state)
        return {}

    def _tell_managers(self, sender, state):
        """Write on our record what the other company did, and tell who looks after it.

        Without a responsible that is every manager of ours.

        :param str sender: the person at the other company
        :param str state: what the connection has become, or ``resumed``
        """
        people = self.user_id or self._managers()
        texts = {
            "pending": self.env._("%(sender)s of %(partner)s asks to trade with you."),
            "in_progress": self.env._("%(sender)s of %(partner)s has accepted."),
            "rejected": self.env._("%(sender)s of %(partner)s has declined."),
            "active": self.env._(
                "%(sender)s of %(partner)s has activated the connection."
            ),
            "resumed": self.env._("%(sender)s of %(partner)s has resumed trading."),
            "suspended": self.env._(
                "%(sender)s of %(partner)s has suspended the connection."
            ),
        }
        self.message_post(
            body=texts[state]
            % {"sender": sender, "partner": self.partner_id.display_name},
            partner_ids=people.sudo().partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _receive_status(self, message):
        if message.state == "readiness":
            return self._receive_readiness(message)
        if message.state == "sync":
            self._in_states("active")
            return {"lines": self._send_stock(message)}
        if message.state == "sync_later":
            self._publish_later()
            return {}
        allowed = {"active": ("in_progress", "suspended"), "suspended": ("active",)}
        self._in_states(*allowed.get(message.state, ()))
        if message.state == "active" and not self.is_ready:
            raise UserError(
                self.env._(
                    "%(company)s is not ready yet:\n%(missing)s",
                    company=self.company_id.name,
                    missing=self._missing_text(),
                )
            )
        resumed = self.state == "suspended" and message.state == "active"
        self._apply_state(message.state)
        self._tell_managers(message.sender, "resumed" if resumed else message.state)
        return {}
