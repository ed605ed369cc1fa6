# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class K2kMessage(models.Model):
    """Repeating what failed on a credit."""

    _inherit = "k2k.message"

    def _retry_credit(self):
        credit = self._retry_document()
        if self.payload["withdrawn"]:
            credit.action_withdraw()
        else:
            credit.action_send()

    def _retry_credit_reply(self):
        credit = self._retry_document()
        if self.payload["approved"]:
            credit.action_approve()
        else:
            credit._reject(self.payload["note"])
