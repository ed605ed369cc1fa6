# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.report import ReportController


def _only_reads(controller, rule, args):
    """Printing labels is written down; any other report only reads."""
    report = request.env["ir.actions.report"]._get_report_from_name(args["reportname"])
    return args["converter"] == "html" or not report._k2k_prints_labels()


class LabelReportController(ReportController):
    @http.route(readonly=_only_reads)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        return super().report_routes(
            reportname, docids=docids, converter=converter, **data
        )
