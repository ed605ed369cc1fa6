# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.k2k_connector_stock.tests.test_scan_screen import HootSuite

from . import readers
from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestLabelJob(K2kLabelCommon):
    """Many labels are drawn in the background, for the person who asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["k2k.label.mixin"],
                "_k2k_later_from",
                lambda records: 3,
            )
        )

    def _run_jobs(self):
        """What the triggered job does on a running server, done now."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("k2k_connector_label.ir_cron_print")
            cron.method_direct_trigger()

    def _job(self, action):
        action = action["params"].get("next", action)
        self.assertEqual(action["tag"], "k2k_connector_label.print_job")
        return self.env["k2k.label.job"].browse(action["params"]["job_id"])

    def test_from_request_to_file(self):
        boxes, packages = self._shipped(3)
        steps = []
        cls = self.env.registry["k2k.label.job"]
        with (
            patch("odoo.addons.k2k_connector_label.models.k2k_label_job.CHUNK", 2),
            patch.object(
                cls, "_show_progress", lambda job: steps.append(round(job.progress))
            ),
        ):
            for records, user, kind in (
                (boxes, self.clerk, "staging"),
                (packages, self.vendor_clerk, "shipping"),
            ):
                steps.clear()
                job = self._job(records.action_print_labels())
                self.assertEqual(job.state, "waiting")
                self._run_jobs()
                self.assertEqual((job.state, job.progress), ("done", 100))
                self.assertEqual(steps, [0, 33, 50, 83, 100])
                own = job.with_user(user)
                pages = readers.pdf_texts(base64.b64decode(own.content))
                self.assertEqual(len(pages), 3)
                for code, page in zip(boxes.mapped("code"), pages, strict=True):
                    self.assertIn(code, page)
                note = self.env["k2k.label.print"].search([("kind", "=", kind)])
                self.assertEqual((note.create_uid, note.labels), (user, 3))

    def test_few_are_printed_at_once(self):
        boxes, _packages = self._shipped(2)
        action = boxes.action_print_labels()
        self.assertIn("nothing needs to be printed", action["params"]["message"])
        report = action["params"]["next"]
        self.assertEqual(report["type"], "ir.actions.report")
        self.assertEqual(report["context"]["active_ids"], boxes.ids)
        self.assertFalse(self.env["k2k.label.job"].search([]))

    def test_documents(self):
        """AWB, vendor's order and its delivery: their button does the same."""
        boxes, packages = self._shipped(3)
        order = self.env["sale.order"].with_user(self.vendor_sales).search([])
        for record in (boxes.awb_id, order, order.picking_ids):
            job = self._job(record.action_print_labels())
            expected = boxes if record._name == "k2k.awb" else packages
            self.assertEqual(sorted(job.res_ids), sorted(expected.ids))
            self.assertEqual(job.user_id, record.env.user)

    def test_sorted_over_the_parts(self):
        boxes, _packages = self._shipped(4)
        self.buyer.k2k_label_sort = "customer"
        boxes[0].sudo().prebook_line_id = False
        job = self._job(boxes.action_print_labels())
        with patch("odoo.addons.k2k_connector_label.models.k2k_label_job.CHUNK", 2):
            self._run_jobs()
        pages = readers.pdf_texts(base64.b64decode(job.content))
        self.assertIn(boxes[0].code, pages[-1])

    def test_zpl(self):
        boxes, _packages = self._shipped(3)
        self.buyer.k2k_label_format = "zpl"
        action = boxes.action_print_labels()
        self._run_jobs()
        content = base64.b64decode(self._job(action).content).decode()
        codes = [label.codes[0][1] for label in readers.zpl_labels(content)]
        self.assertEqual(codes, boxes.mapped("code"))

    def test_a_failure_is_told(self):
        boxes, _packages = self._shipped(3)
        boxes[1].sudo().code = "X" * 40
        job = self._job(boxes.action_print_labels())
        self._run_jobs()
        self.assertEqual(job.state, "failed")
        self.assertIn("too long for the label", job.error)
        self.assertFalse(job.content)
        self.assertFalse(self.env["k2k.label.print"].search([]))
        boxes[1].sudo().code = "FINE01"
        job.with_user(self.clerk).action_again()
        self._run_jobs()
        self.assertEqual(job.state, "done")

    def test_told_when_ready(self):
        boxes, _packages = self._shipped(3)
        boxes.action_print_labels()
        told = []
        cls = self.env.registry["res.users"]
        with patch.object(
            cls,
            "_bus_send",
            lambda user, kind, message, **_kw: told.append((user, kind, message)),
        ):
            self._run_jobs()
        ((user, kind, message),) = told
        self.assertEqual((user, kind), (self.clerk, "simple_notification"))
        self.assertIn("3 labels.pdf", message["message"])

    def test_a_worker_that_dies(self):
        """Its job is taken up again, but not for ever."""
        boxes, _packages = self._shipped(3)
        job = self._job(boxes.action_print_labels()).sudo()
        job.write({"state": "running", "attempts": 1, "steps": 3})
        self._run_jobs()
        self.assertEqual((job.state, job.attempts), ("done", 2))
        job.write({"state": "running", "attempts": 3})
        self._run_jobs()
        self.assertEqual(job.state, "failed")

    def test_rights_of_who_asked(self):
        """Whoever lost the right to read the boxes gets no labels of them."""
        boxes, _packages = self._shipped(3)
        job = self._job(boxes.action_print_labels())
        group = self.env.ref("k2k_connector_stock.group_k2k_warehouse")
        self.clerk.sudo().group_ids -= group
        self._run_jobs()
        self.assertEqual(job.state, "failed")

    def test_strangers(self):
        boxes, packages = self._shipped(3)
        job = self._job(boxes.action_print_labels())
        for user in (self.stranger_clerk, self.vendor_clerk, self.buyer_sales):
            with self.assertRaises(AccessError):
                job.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                job.with_user(user).action_again()
        for user in (self.clerk, self.buyer_manager):
            with self.assertRaises(AccessError):
                job.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                job.with_user(user).create({"res_model": "res.users", "res_ids": [1]})
        for records, user in (
            (boxes, self.stranger_clerk),
            (packages, self.buyer_manager),
        ):
            with self.assertRaises(AccessError):
                records.with_user(user).action_print_labels()
        with self.assertRaises(UserError):
            boxes.browse().action_print_labels()

    def test_old_files_are_deleted(self):
        boxes, _packages = self._shipped(3)
        job = self._job(boxes.action_print_labels()).sudo()
        Job = self.env["k2k.label.job"]
        Job._gc_old()
        self.assertTrue(job.exists())
        old = fields.Datetime.now() - timedelta(days=8)
        self.env.cr.execute(
            "UPDATE k2k_label_job SET create_date = %s WHERE id = %s", (old, job.id)
        )
        job.invalidate_recordset()
        Job._gc_old()
        self.assertFalse(job.exists())


@tagged("post_install", "-at_install")
class TestLabelFile(K2kLabelCommon, HttpCase):
    def test_download(self):
        """The file comes to the person who asked, and to nobody else."""
        boxes, _packages = self._shipped(3)
        action = (
            self.env["k2k.label.job"]
            .with_user(self.clerk)
            ._start(boxes, "staging", "pdf")
        )
        job_id = action["params"]["job_id"]
        self.env.ref("k2k_connector_label.ir_cron_print").method_direct_trigger()
        for user, status in ((self.clerk, 200), (self.stranger_clerk, 404)):
            user.sudo().password = user.login
            self.authenticate(user.login, user.login)
            response = self.url_open(
                f"/web/content/k2k.label.job/{job_id}/content"
                "?filename_field=file_name&download=true"
            )
            self.assertEqual(response.status_code, status)
            if status == 200:
                self.assertEqual(len(readers.pdf_sizes(response.content)), 3)
                self.assertIn("labels.pdf", response.headers["Content-Disposition"])


@tagged("post_install", "-at_install")
class TestPrintJobScreen(HootSuite):
    def test_progress_bar(self):
        self._run_suite("desktop")

    def _run_suite(self, preset):
        with patch(
            "odoo.addons.k2k_connector_stock.tests.test_scan_screen.SUITE",
            "@k2k_connector_label",
        ):
            return super()._run_suite(preset)
