# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.tools import consteq, hmac

SCOPE = "k2k-watcher"


class K2kConnection(models.Model):
    """How far a long publication has come, for the person who waits for it."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    def _watcher(self):
        """Our word for the present user: it travels to the vendor and comes back."""
        uid = str(self.env.uid)
        return f"{uid}-{hmac(self.env(su=True), SCOPE, uid)}"

    def _show_watcher(self, watcher, share):
        """Show the person who pressed the button how much has arrived.

        :param str watcher: what came back from the vendor, so not to be trusted
        :param float share: of everything; 1 is all
        """
        uid, _dash, signature = watcher.partition("-")
        if uid.isdecimal() and consteq(signature, hmac(self.env(su=True), SCOPE, uid)):
            self._show_progress(
                self.env["res.users"].browse(int(uid)),
                self.env._(
                    "Stock of %(partner)s: %(percent)s %%",
                    partner=self.partner_id.display_name,
                    percent=round(share * 100),
                ),
            )

    def _show_progress(self, user, message):
        """A note on the user's screen, sent while the publication goes on.

        In a transaction of its own: this one's notes leave only when it is over.
        """
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["bus.bus"]._sendone(
                env["res.users"].sudo().browse(user.id).partner_id,
                "simple_notification",
                {"type": "info", "message": message},
            )
