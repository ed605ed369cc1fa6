# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

# Availability is repeated whole each night: its log is kept for a week only.
KEEP_AVAILABILITY = timedelta(days=7)


class K2kMessage(models.Model):
    _name = "k2k.message"
    _description = "K2K message"
    _order = "id desc"
    _rec_name = "message_ref"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True)
    connection_id = fields.Many2one(
        "k2k.connection", index=True, ondelete="cascade", check_company=True
    )
    message_ref = fields.Char(
        string="Message",
        required=True,
        help="The same on both sides. A message that comes twice is handled once.",
    )
    direction = fields.Selection([("out", "Sent"), ("in", "Received")], required=True)
    message_type = fields.Char(string="Type", required=True, index=True)
    document_ref = fields.Char(
        string="Document", index="btree_not_null", help="The order it is about."
    )
    payload = fields.Json()
    reply = fields.Json()
    state = fields.Selection(
        [
            ("new", "Under way"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("failed", "Failed"),
        ],
        default="new",
        required=True,
        index=True,
    )
    error = fields.Text(readonly=True)

    _message_unique = models.UniqueIndex(
        "(company_id, direction, message_ref) WHERE state != 'failed'",
        "This message has been handled already.",
    )

    @api.model
    def _note(self, values):
        """Write the message down, once.

        :param dict values: values of the new row; ``payload`` a JSON object
        :return: the new row; empty when this message stands there already. Not by
            ``create``: a unique violation there is an error, not an answer, and here
            PostgreSQL makes a second sender wait for the first.
        """
        row = {
            **values,
            "payload": Json(values["payload"]),
            "state": values.get("state", "new"),
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        columns = SQL(", ").join(SQL.identifier(name) for name in row)
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO k2k_message (%s, create_date, write_date) VALUES "
                "(%s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC') "
                "ON CONFLICT DO NOTHING RETURNING id",
                columns,
                SQL(", ").join(SQL("%s", value) for value in row.values()),
            )
        )
        return self.browse(rows[0] if rows else ())

    @api.model
    def _find(self, company, direction, message_ref):
        """The row of a message that was noted before."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("direction", "=", direction),
                ("message_ref", "=", message_ref),
                ("state", "!=", "failed"),
            ],
            limit=1,
        )

    def _close(self, reply):
        """Store the reply, and with it whether the message was accepted."""
        self.write(
            {
                "reply": reply,
                "state": "done" if reply["ok"] else "refused",
                "error": False if reply["ok"] else reply["error"],
            }
        )

    @api.autovacuum
    def _gc_availability(self):
        limit = fields.Datetime.now() - KEEP_AVAILABILITY
        self.search(
            [
                ("message_type", "in", ("availability", "hold", "keep", "release")),
                ("create_date", "<", limit),
            ]
        ).unlink()
