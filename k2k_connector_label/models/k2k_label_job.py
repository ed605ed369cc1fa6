# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ..tools import pdf, zpl

SHEETS = {"pdf": pdf.Sheets, "zpl": zpl.Sheets}
# Labels between two moves of the progress bar.
CHUNK = 250
# A job whose worker died this often is given up.
MAX_ATTEMPTS = 3
KEEP_DAYS = 7


class K2kLabelJob(models.Model):
    """Many labels, drawn in the background for one person, with a progress bar.

    A scheduled job draws them, as the person who asked and with that person's rights;
    nobody waits for it, and it locks nothing. The file stays for some days.
    """

    _name = "k2k.label.job"
    _description = "K2K labels in the background"
    _order = "id desc"
    _rec_name = "file_name"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Asked for by", required=True, readonly=True, index=True
    )
    kind = fields.Selection(selection="_kinds", required=True, readonly=True)
    file_format = fields.Selection(
        [("pdf", "PDF"), ("zpl", "ZPL")],
        string="Format",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    labels = fields.Integer(readonly=True)
    steps = fields.Integer(
        readonly=True, help="Of two for each label: looking it up, and drawing it."
    )
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    error = fields.Char(readonly=True)
    content = fields.Binary(string="Labels as a file", attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)

    @api.model
    def _kinds(self):
        return self.env["k2k.label.print"]._kinds()

    @api.depends("steps", "labels")
    def _compute_progress(self):
        for job in self:
            job.progress = 100 * job.steps / (2 * job.labels) if job.labels else 0

    @api.model
    def _start(self, boxes, kind, file_format):
        """Have labels printed in the background.

        :param boxes: ``k2k.box`` or ``stock.package``, which the user may read
        :return: the action that shows the progress
        """
        # Jobs are made by printing only.
        job = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "user_id": self.env.user.id,
                "kind": kind,
                "file_format": file_format,
                "res_model": boxes._name,
                "res_ids": boxes.ids,
                "labels": len(boxes),
                "file_name": self.env._(
                    "%(number)s labels.%(format)s",
                    number=len(boxes),
                    format=file_format,
                ),
            }
        )
        self.env.ref("k2k_connector_label.ir_cron_print").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "k2k_connector_label.print_job",
            "name": self.env._("Printing labels"),
            "target": "new",
            "params": {"job_id": job.id},
        }

    def action_again(self):
        """Try a failed job once more."""
        self.check_access("read")
        failed = self.filtered(lambda job: job.state == "failed")
        # Read by its owner only, written by nobody: see the rule.
        failed.sudo().write(
            {"state": "waiting", "steps": 0, "attempts": 0, "error": False}
        )
        self.env.ref("k2k_connector_label.ir_cron_print").sudo()._trigger()

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------
    @api.model
    def _cron_print(self):
        """Draw what waits, and what a worker left behind when it died."""
        jobs = self.search([("state", "in", ("waiting", "running"))], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(jobs))
        for job in jobs:
            job._run()
            cron._commit_progress(1)

    def _run(self):
        """Draw the labels and tell the person who asked."""
        self.ensure_one()
        if self.attempts >= MAX_ATTEMPTS:
            self._fail(self.env._("The server stopped again and again while drawing."))
            return
        self.write({"state": "running", "attempts": self.attempts + 1, "steps": 0})
        self._show_progress()
        try:
            boxes = self._boxes()
            content = self._draw(boxes)
            boxes._k2k_note_print(self.file_format, self.kind)
        except (AccessError, UserError) as error:
            self._fail(str(error))
            return
        self.write(
            {
                "state": "done",
                "steps": 2 * self.labels,
                "content": base64.b64encode(content),
            }
        )
        self._tell("success", self.env._("Your labels are ready: %s", self.file_name))

    def _boxes(self):
        """Return the boxes with the rights and in the language of who asked.

        :raise UserError: none is left, or one may not be read any more
        """
        user = self.user_id
        model = self.env[self.res_model].with_user(user)
        model = model.with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz
        )
        boxes = model.browse(self.res_ids).exists()
        return boxes._k2k_all_boxes()

    def _draw(self, boxes):
        """Return the file (bytes)."""
        entries = []
        for ids in split_every(CHUNK, boxes.ids):
            entries += boxes.browse(ids)._k2k_entries(self.kind)
            self._step(len(ids))
        entries = boxes._k2k_in_order(entries, self.kind)
        sheets = SHEETS[self.file_format](boxes.env._("Box labels"))
        for part in split_every(CHUNK, entries):
            sheets.add(boxes._k2k_compose_all(part, self.kind))
            self._step(len(part))
        return sheets.close()

    def _step(self, labels):
        self.steps += labels
        self._show_progress()

    def _show_progress(self):
        """Let the progress bar see how far it is."""
        self.env["ir.cron"]._commit_progress()

    def _fail(self, reason):
        self.write({"state": "failed", "error": reason})
        self._tell("danger", self.env._("Your labels were not printed: %s", reason))

    def _tell(self, kind, message):
        """Tell the person who asked, wherever in Odoo he or she is by now."""
        self.user_id._bus_send(
            "simple_notification", {"type": kind, "message": message}
        )

    @api.autovacuum
    def _gc_old(self):
        """Delete the files that nobody will fetch any more."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()
