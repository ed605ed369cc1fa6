# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models

from ..tools.messages import read_date, read_moment

_logger = logging.getLogger(__name__)


class K2kHold(models.Model):
    """Until when boxes are held, and what happens then."""

    _inherit = "k2k.hold"  # pylint: disable=consider-merging-classes-inherited

    def _expiry_text(self):
        return self.expires_at.isoformat() if self.expires_at else ""

    # ------------------------------------------------------------------
    # Until when
    # ------------------------------------------------------------------
    @api.model
    def _expiry(self, connection, asked_text, ship_date_text):
        """Until when to hold what shall leave on a day: at most until its cut-off.

        :param str asked_text: what the buyer asked for; empty: until ordered
        :param str ship_date_text: empty, or passed already: the next day we ship
        :return: naive UTC datetime, or False: until ordered
        """
        asked = read_moment(asked_text, "expires_at")
        if not asked:
            return False
        publisher = self.env["k2k.publisher"]
        earliest = publisher._ship_date(connection)
        if not earliest:
            return asked
        wanted = ship_date_text and read_date(ship_date_text, "ship_date")
        ship_date = max(wanted or earliest, earliest)
        return min(asked, publisher._last_order_moment(connection, ship_date))

    @api.model
    def _receive_keep(self, connection, message):
        """A payment is under way or has failed: another end for what is held."""
        ship_dates = {line.peer_ref: line.ship_date for line in message.lines}
        holds = self.search(
            [
                ("connection_id", "=", connection.id),
                ("peer_ref", "in", list(ship_dates)),
                ("state", "=", "held"),
            ]
        )
        holds._lock()
        kept = {}
        for hold in holds.filtered(lambda h: h.boxes and h._is_live()):
            until = self._expiry(
                connection, message.expires_at, ship_dates[hold.peer_ref]
            )
            if hold.expires_at != until:
                hold.expires_at = until
            kept[hold.peer_ref] = {
                "boxes": hold.boxes,
                "expires_at": hold._expiry_text(),
            }
        return {"kept": kept}

    # ------------------------------------------------------------------
    # The time is up
    # ------------------------------------------------------------------
    @api.model
    def _cron_release_expired(self):
        """Tidy up: boxes of expired carts go back on the shelf, cart by cart."""
        expired = self._find_expired()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(expired))
        for hold in expired:
            hold._tidy_up()
            cron._commit_progress(1)

    @api.model
    def _find_expired(self):
        return self.search(
            [("state", "=", "held"), ("expires_at", "<=", fields.Datetime.now())]
        )

    def _tidy_up(self):
        """Give these boxes back, unless somebody is just doing something with them.

        A customer may be checking out, or the box may be taken by another cart, at this
        very moment: theirs goes first, the next run looks again.
        """
        try:
            with self.env.cr.savepoint():
                if self.try_lock_for_update().filtered(
                    lambda hold: hold.state == "held" and not hold._is_live()
                ):
                    self._release()
        except TransactionRollbackError as error:
            self.invalidate_recordset()
            _logger.info("K2K: hold %s is tidied up later: %s", self.id, error)
