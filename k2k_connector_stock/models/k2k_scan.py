# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging
from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.scan import code_of

_logger = logging.getLogger(__name__)

# Long enough for a device that lay in a drawer over the holidays.
KEEP = timedelta(days=60)
# Scans of one request of a handheld: more would keep its rows locked for too long.
BATCH = 500


class K2kScan(models.Model):
    """Scans that a device sent under a key of its own, with the answer it got.

    A device that has lost the line in the middle sends the same scan again, under the
    same key, and gets the same answer: nothing is done twice.
    """

    _name = "k2k.scan"
    _description = "K2K scan"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, help="Made by the device.")
    code = fields.Char(readonly=True, index=True)
    result = fields.Char(readonly=True)
    answer = fields.Json(readonly=True)

    _key_unique = models.UniqueIndex(
        "(company_id, create_uid, key)", "This scan has been answered already."
    )

    @api.model
    def _once(self, key, code, action):
        """The answer of a scan, done once under each key.

        :param key: of the device, or anything else for a scan without one
        :param code: as it was scanned
        :param action: what the scan does; returns its answer
        """
        key = code_of(key)
        # what was answered before is nobody's to read but through here
        log = self.sudo()
        known = log._find(key) if key else None
        if known is not None:
            return known
        answer = action()
        if key:
            log._note(key, code_of(code), answer)
        return answer

    @api.model
    def _find(self, key):
        """The answer to a scan that this user has sent before; None for a new one."""
        known = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("create_uid", "=", self.env.uid),
                ("key", "=", key),
            ],
            limit=1,
        )
        return known.answer if known else None

    @api.model
    def _note(self, key, code, answer):
        """Keep an answer.

        Not by ``create``: where the same scan arrives twice at once, the second must
        wait and be run again, and then finds the first one's answer.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO k2k_scan (company_id, key, code, result, answer, "
                "create_uid, write_uid, create_date, write_date) VALUES "
                "(%s, %s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', "
                "now() AT TIME ZONE 'UTC') ON CONFLICT DO NOTHING",
                self.env.company.id,
                key,
                code,
                answer["result"],
                Json(answer),
                self.env.uid,
                self.env.uid,
            ),
            log_exceptions=False,
        )

    @api.autovacuum
    def _gc_scans(self):
        limit = fields.Datetime.now() - KEEP
        self.search([("create_date", "<", limit)], limit=100_000).unlink()


class K2kBox(models.Model):
    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def scan_batch(self, scans):
        """Receive the boxes that a handheld has collected, in their order.

        One scan that fails stops no other.

        :param list scans: at most 500 dicts with ``code`` and, if they like,
            ``awb_id``, ``key`` and ``location_id`` as for :meth:`scan`
        :return: list of dicts as of :meth:`scan`, in the order of ``scans``, each with
            its ``key``; ``result`` is ``failed`` where Odoo refused to receive the box
            and nothing was saved
        :raise AccessError: when the user does not work in the K2K warehouse
        :raise UserError: no list, or too long
        """
        self._check_may_receive()
        if not isinstance(scans, list) or len(scans) > BATCH:
            raise UserError(
                self.env._("Send a list of at most %(count)s scans.", count=BATCH)
            )
        return [self._scan_of_batch(one) for one in scans]

    @api.model
    def _scan_of_batch(self, one):
        one = one if isinstance(one, dict) else {"code": one}
        key = one.get("key")
        try:
            with self.env.cr.savepoint():
                answer = self.scan(
                    one.get("code"), one.get("awb_id"), key, one.get("location_id")
                )
        except UserError as error:
            _logger.info("K2K: a scan of a batch failed: %s", error)
            answer = {
                "result": "failed",
                "message": str(error.args[0]),
                "box": False,
                "awb": False,
            }
        return {**answer, "key": key if isinstance(key, str) else False}
