# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestLabelTour(HttpCase, K2kLabelCommon):
    """The clerk prints a label from the staging area, in a real browser."""

    def test_print_from_staging(self):
        self._stock_vendor(self._codes(2, "LTOUR"), self.products[1])
        order = self._make_order(self._offer(self.products[1])[:1], 2)
        order.action_confirm()
        self._vendor_order(self._purchase(order)).action_confirm()
        boxes = self._boxes_of(order)
        self.assertEqual(boxes.mapped("code"), ["LTOUR000001", "LTOUR000002"])
        Report = self.env.registry["ir.actions.report"]
        render = Report._render_qweb_pdf

        def really(report, *args, **kwargs):
            """In tests Odoo hands out HTML instead of PDF, unless it is forced."""
            return render(
                report.with_context(force_report_rendering=True), *args, **kwargs
            )

        with (
            patch.object(Report, "_render_qweb_pdf", really),
            # wkhtmltopdf would ask this very server, which is busy answering
            patch.object(Report, "_k2k_bulk_from", lambda report: 1),
        ):
            self.start_tour(
                "/odoo/k2k-staging", "k2k_label_tour", login=self.clerk.login
            )
        note = self.env["k2k.label.print"].search([("kind", "=", "staging")])
        self.assertEqual(note.create_uid, self.clerk)
        self.assertEqual(note.box_ids, boxes[1].sudo())
