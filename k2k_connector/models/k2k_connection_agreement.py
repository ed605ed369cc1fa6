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
            if not connection.is_ready:
                raise UserError(
                    self.env._(
                        "Not ready yet:\n%(missing)s",
                        missing="\n".join(
                            f"• {item['message']}" for item in connection.readiness
                        ),
                    )
                )
            connection._change_state("active")
        return True

    def action_suspend(self):
        """Stop offering and ordering; what is under way is finished."""
        for connection in self._in_states("active"):
            connection._change_state("suspended")
        return True

    def action_resume(self):
        """Trade again after a suspension."""
        for connection in self._in_states("suspended"):
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
        values = {
            "state": "pending",
            "requested_by_us": False,
            "requested_by": message.sender,
            "requested_on": fields.Datetime.now(),
        }
        if self:
            self.write(values)
            return {}
        self.create(
            {
                **values,
                "token": message.token,
                "role": OTHER_ROLE[message.role],
                "partner_id": partner.id,
            }
        )
        return {}

    def _receive_connect_reply(self, message):
        self._in_states("pending")
        self._note_answer(message.accepted, message.sender)
        return {}

    def _receive_status(self, message):
        if message.state == "readiness":
            return self._receive_readiness(message)
        if message.state == "sync":
            self._in_states("active")
            self.env["k2k.publisher"]._publish_all(self)
            return {}
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
                    missing="\n".join(f"• {i['message']}" for i in self.readiness),
                )
            )
        self._apply_state(message.state)
        return {}
