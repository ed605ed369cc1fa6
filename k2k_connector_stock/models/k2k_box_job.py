# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.service.model import retrying

_logger = logging.getLogger(__name__)

# So many boxes at a time, each part in a transaction of its own.
CHUNK = 250


class K2kBoxJob(models.AbstractModel):
    """What takes too long for one click, done part by part.

    Each part is done, and counted here, in one transaction: whatever dies half-way, the
    job goes on with the first box that is not done.
    """

    _name = "k2k.box.job"
    _description = "K2K job on many boxes"
    # the scheduled job that does what waits
    _job_ref = None

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    total = fields.Integer(string="Boxes", readonly=True)
    done = fields.Integer(readonly=True)
    state = fields.Selection(
        [("running", "Under way"), ("failed", "Failed"), ("done", "Done")],
        default="running",
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(readonly=True)

    def _do_part(self):
        """Do the next part, in the transaction of whoever calls.

        :return: how many steps of :meth:`_steps_left` that were
        """
        raise NotImplementedError

    def _document(self):
        """The document on which people see what keeps the job from going on."""
        raise NotImplementedError

    def _failure_text(self, error):
        raise NotImplementedError

    @api.model
    def _trigger(self):
        self.env.ref(self._job_ref).sudo()._trigger()

    def _progress(self):
        """How far these jobs of one document are.

        :return: jobs that are not done, their boxes, those left, and what keeps one
            from going on
        """
        jobs = self.filtered(lambda job: job.state != "done")
        boxes = sum(jobs.mapped("total"))
        left = sum(job.total - job.done for job in jobs)
        return jobs, boxes, left, next(filter(None, jobs.mapped("error")), False)

    def _steps_left(self):
        return self.total - self.done

    @api.model
    def _run_all(self):
        """The body of the job: do what waits, part by part.

        Safe beside itself: who locks a row does its part. A part that meets another
        transaction on the same stock is done again on fresh numbers.
        """
        cron = self.env["ir.cron"]
        jobs = self.search([("state", "=", "running")], order="id")
        cron._commit_progress(remaining=sum(job._steps_left() for job in jobs))
        for job in jobs:
            while True:
                steps = retrying(partial(job._next_part), self.env)
                time_left = cron._commit_progress(steps or 0)
                if not time_left:
                    # the rest has its turn in the next run
                    return
                if steps is None:
                    break

    def _next_part(self):
        """:return: steps done; None when there is nothing left for us"""
        if not self.try_lock_for_update() or self.state != "running":
            return None
        return self._part_or_note()

    def _part_or_note(self):
        """What keeps a part from being done is written down, for people to see.

        :return: steps done; None when somebody has to look
        """
        try:
            with self.env.cr.savepoint():
                return self._do_part()
        except (UserError, RedirectWarning) as error:
            text = str(error.args[0])
            _logger.info("K2K: %s %s waits: %s", self._name, self.id, text)
            self.write({"state": "failed", "error": text})
            self._document().message_post(body=self._failure_text(text))
            return None

    def _go_on(self):
        """Go on with what failed, once its cause is mended.

        Callers check who may.
        """
        # nobody may type a job's state
        self.sudo().filtered(lambda job: job.state == "failed").write(
            {"state": "running", "error": False}
        )
        self._trigger()
        return True
