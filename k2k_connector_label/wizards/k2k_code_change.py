# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import codes


class K2kCodeChange(models.TransientModel):
    """A list of current and new box codes, pasted or from a file, with an answer for
    each line before and after it is done."""

    _name = "k2k.code.change"
    _description = "Change box codes"

    text = fields.Text(
        string="Codes",
        help="A line for each box: its current code, a tab, comma or semicolon, and "
        "its new code.",
    )
    file = fields.Binary(string="CSV file")
    file_name = fields.Char()
    line_ids = fields.One2many("k2k.code.change.line", "wizard_id", readonly=True)
    state = fields.Selection(
        [("list", "List"), ("checked", "Checked"), ("done", "Done")],
        default="list",
        required=True,
        readonly=True,
    )
    good = fields.Integer(compute="_compute_counts")
    bad = fields.Integer(compute="_compute_counts")
    report = fields.Binary(compute="_compute_report")
    report_name = fields.Char(compute="_compute_report")

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for wizard in self:
            good = wizard.line_ids.filtered(lambda line: line.result == "changed")
            wizard.good = len(good)
            wizard.bad = len(wizard.line_ids) - len(good)

    @api.depends("line_ids.result", "line_ids.message")
    def _compute_report(self):
        """The answers as a CSV file, to work on in a spreadsheet."""
        for wizard in self:
            buffer = io.StringIO()
            writer = csv.writer(buffer)
            writer.writerow(("line", "current", "new", "result", "message"))
            for line in wizard.line_ids:
                writer.writerow(
                    (line.row, line.current, line.new, line.result, line.message or "")
                )
            wizard.report = base64.b64encode(buffer.getvalue().encode("utf-8-sig"))
            wizard.report_name = self.env._("Box codes changed.csv")

    @api.model
    def default_get(self, fields):
        """Opened from a list of packages: their codes are there already."""
        values = super().default_get(fields)
        packages = self.env["stock.package"]
        if self.env.context.get("active_model") == packages._name and "text" in fields:
            packages = packages.browse(self.env.context.get("active_ids", []))
            values["text"] = "".join(f"{name}\t\n" for name in packages.mapped("name"))
        return values

    def action_check(self):
        """Tell for each line what would happen."""
        return self._run(dry_run=True)

    def action_change(self):
        """Change what can be changed; the lines tell what was not, and why."""
        return self._run(dry_run=False)

    def action_back(self):
        """Return to the list, to correct it."""
        self.ensure_one()
        self.state = "list"
        return self._reopen()

    def _run(self, dry_run):
        self.ensure_one()
        rows = codes.changes(self._list())
        if not rows:
            raise UserError(
                self.env._(
                    "Paste a list or choose a file: a line for each box, its current "
                    "code and its new code."
                )
            )
        report = self.env["stock.package"].k2k_change_codes(
            [(row.current, row.new) for row in rows], dry_run=dry_run
        )
        self.write(
            {
                "state": "checked" if dry_run else "done",
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create({"row": row.row, **answer})
                        for row, answer in zip(rows, report, strict=True)
                    ),
                ],
            }
        )
        return self._reopen()

    def _list(self):
        """Return the text of the list, from the file if there is one."""
        file = self.with_context(bin_size=False).file
        if not file:
            return self.text or ""
        content = base64.b64decode(file)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._(
                    "The file is no text: save the spreadsheet as CSV (UTF-8) and "
                    "choose that one."
                )
            ) from error

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change box codes"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
