# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .k2k_box import MOMENT

# Whoever scans nothing for so long has gone home without saying so.
IDLE = timedelta(hours=4)


class K2kScanSession(models.Model):
    """The boxes that one person scans between opening the screen and going home.

    Only kept where a connection bills by session. Scans point to it and never write
    on it: two scans of one person never wait for each other here.
    """

    _name = "k2k.scan.session"
    _description = "K2K scan session"
    _order = "id desc"
    _rec_names_search = ["user_id"]
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("ended", "Ended")],
        default="open",
        required=True,
        readonly=True,
    )
    ended_at = fields.Datetime(readonly=True)
    to_post = fields.Boolean(
        readonly=True, help="Its invoices are posted within seconds."
    )
    box_ids = fields.One2many("k2k.box", "scan_session_id", readonly=True)
    box_count = fields.Integer(compute="_compute_box_count")

    _open_unique = models.UniqueIndex(
        "(company_id, user_id) WHERE state = 'open'",
        "This person has an open session already.",
    )

    @api.depends("user_id", "create_date")
    def _compute_display_name(self):
        for session in self:
            moment = fields.Datetime.context_timestamp(
                session, session.create_date or fields.Datetime.now()
            )
            session.display_name = f"{session.user_id.name} {moment:%Y-%m-%d %H:%M}"

    @api.depends("box_ids")
    def _compute_box_count(self):
        counts = dict(
            self.env["k2k.box"]._read_group(
                [("scan_session_id", "in", self.ids)], ["scan_session_id"], ["__count"]
            )
        )
        for session in self:
            session.box_count = counts.get(session, 0)

    # ------------------------------------------------------------------
    # Opening and ending
    # ------------------------------------------------------------------
    @api.model
    def _current(self):
        """The open session of this user in this company, opened now if need be."""
        # sessions are nobody's to type
        return self._find_mine() or self.sudo()._open()

    @api.model
    def _find_mine(self):
        return self.sudo().search(
            [
                ("company_id", "=", self.env.company.id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "open"),
            ],
            limit=1,
        )

    @api.model
    def _open(self):
        """Not by ``create``: a second device of the same person at the same moment
        must wait and find this one, not see a unique violation."""
        self.flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO k2k_scan_session (company_id, user_id, state, create_uid, "
                "write_uid, create_date, write_date) VALUES (%(company_id)s, "
                "%(user_id)s, 'open', %(user_id)s, %(user_id)s, "
                "now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC') "
                "ON CONFLICT DO NOTHING RETURNING id",
                company_id=self.env.company.id,
                user_id=self.env.uid,
            )
        )
        return self.browse(rows[0])

    @api.model
    def end_mine(self):
        """End the caller's open session, if there is one.

        :return: dict with ``boxes``, how many were scanned in it (0 without one)
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self.env["k2k.box"]._check_warehouse_user()
        mine = self._find_mine()
        boxes = mine.box_count
        mine._end()
        return {"boxes": boxes}

    def _end(self):
        """What was scanned is complete: its invoices are due."""
        if self:
            self.write(
                {
                    "state": "ended",
                    "ended_at": fields.Datetime.now(),
                    "to_post": True,
                }
            )
            self.env["k2k.box"]._trigger_billing()

    @api.model
    def _end_idle(self):
        """End sessions in which nothing was scanned for hours."""
        limit = fields.Datetime.now() - IDLE
        old = self.search([("state", "=", "open"), ("create_date", "<", limit)])
        busy = self.env["k2k.box"]._read_group(
            [("scan_session_id", "in", old.ids), ("received_at", ">=", limit)],
            ["scan_session_id"],
        )
        (old - self.union(*(session for (session,) in busy)))._end()

    # ------------------------------------------------------------------
    # Billing
    # ------------------------------------------------------------------
    @api.model
    def _post_ended(self):
        """Post the drafts of ended sessions whose boxes are all billed or refused.

        :return: False when something is left for the next run
        """
        done = True
        for session in self.search([("to_post", "=", True)]):
            if any(session.box_ids.mapped("to_bill")):
                done = False
                continue
            for prebook in session.box_ids.prebook_id:
                prebook._k2k_post_or_note(session.box_ids)
            session.to_post = False
        return done


class K2kBox(models.Model):
    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    scan_session_id = fields.Many2one(
        "k2k.scan.session",
        string="Scan session",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )

    def _mark_received(self):
        """A scan belongs to its person's session, where sessions matter."""
        if self.env.context.get(MOMENT) == "scan":
            # settings of the connection are not for clerks to read
            counted = self.filtered(lambda box: box.sudo().connection_id._by_session())
            if counted:
                session = self.env["k2k.scan.session"]._current()
                counted.sudo().scan_session_id = session
        return super()._mark_received()
