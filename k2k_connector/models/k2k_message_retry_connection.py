# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class K2kMessage(models.Model):
    """Repeating what failed between two companies that agree to trade."""

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_agreement(self):
        """The connection whose button sent the message."""
        if not self.connection_id:
            raise UserError(
                self.env._("The connection of this message does not exist any more.")
            )
        return self.connection_id

    def _retry_connect(self):
        self._retry_agreement().action_request()

    def _retry_connect_reply(self):
        connection = self._retry_agreement()
        if self.payload["accepted"]:
            connection.action_accept()
        else:
            connection.action_reject()

    def _retry_status(self):
        """Start, stop, ask for the stock, or tell what is still lacking."""
        connection, state = self._retry_agreement(), self.payload["state"]
        if state == "active" and connection.state == "suspended":
            connection.action_resume()
        elif state == "active":
            connection.action_activate()
        elif state == "suspended":
            connection.action_suspend()
        elif state == "readiness":
            connection.check_access("write")
            connection._tell_readiness()
        else:
            connection.action_sync()
