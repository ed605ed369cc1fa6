# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import io

from odoo import models

# The templates that draw our labels.
TEMPLATES = ("k2k_connector_label.label_svg", "k2k_connector_label.report_labels")


class IrActionsReport(models.Model):
    """Label reports: the ordinary QWeb report for a few, drawn directly for many.

    QWeb takes a while for each page and needs wkhtmltopdf; ReportLab draws more than
    a thousand labels a second. Both show the same description of the label, so from
    :meth:`_k2k_bulk_from` labels on the report's PDF is drawn directly, whatever asks
    for it. A template that somebody has changed is always respected: then QWeb draws.
    """

    _inherit = "ir.actions.report"

    def _k2k_prints_labels(self):
        """Tell whether this is one of our label reports."""
        return bool(self.report_name) and self.report_name.startswith(
            "k2k_connector_label.report_"
        )

    def _k2k_label_kind(self):
        """Return the kind of label it prints, False for the documents' usual one."""
        return "distribution" if "distribution" in self.report_name else False

    def _k2k_bulk_from(self):
        """Return the number of labels from which on they are drawn directly."""
        return 51

    def _k2k_templates_changed(self):
        """Tell whether our templates were edited or are inherited."""
        views = self.env["ir.ui.view"].sudo()
        return any(
            view.arch_updated or view.inherit_children_ids
            for view in (views._get_template_view(key) for key in TEMPLATES)
        )

    def _k2k_draws_directly(self, boxes):
        """Tell whether the labels are drawn without QWeb."""
        if self.attachment or self._k2k_templates_changed():
            return False
        # Labels of two companies may differ in size, wkhtmltopdf's pages do not.
        companies = {box._k2k_label_company() for box in boxes}
        return (
            len(boxes) >= self._k2k_bulk_from()
            or len(companies) > 1
            or self.get_wkhtmltopdf_state() == "install"
        )

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not res_ids or not report._k2k_prints_labels():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        documents = self.env[report.model].browse(res_ids)
        kind = report._k2k_label_kind()
        boxes, kind = documents._k2k_boxes_to_print(kind)
        if report._k2k_draws_directly(boxes):
            stream = io.BytesIO(boxes.render_box_labels(kind))
            return {False: {"stream": stream, "attachment": None}}
        streams = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        boxes._k2k_note_print("report", kind)
        return streams

    def _render_qweb_text(self, report_ref, docids, data=None):
        report = self._get_report(report_ref)
        if not report._k2k_prints_labels():
            return super()._render_qweb_text(report_ref, docids, data=data)
        documents = self.env[report.model].browse(docids)
        content = documents.render_box_labels_zpl(report._k2k_label_kind())
        return content, "text"

    def _build_wkhtmltopdf_args(
        self,
        paperformat_id,
        landscape,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        """Make the page exactly as large as the label: paper formats know whole
        millimetres only, and 4 inches are 101.6."""
        arguments = super()._build_wkhtmltopdf_args(
            paperformat_id,
            landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        sizes = specific_paperformat_args or {}
        if sizes.get("data-report-k2k-width"):
            # The last one counts.
            arguments += ["--page-width", sizes["data-report-k2k-width"]]
            arguments += ["--page-height", sizes["data-report-k2k-height"]]
        return arguments
