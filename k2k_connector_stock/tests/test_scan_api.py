# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from .common import K2kStockCommon

USAGE = Path(__file__).parents[1] / "readme" / "USAGE.md"
# The commands as they are documented, sent to this server by a shell.
SHELL = """
set -e
curl() {{ command curl --silent --show-error --cookie "$COOKIE" "$@"; }}
{command}
"""


@tagged("post_install", "-at_install")
class TestScanApi(HttpCase, K2kStockCommon):
    """Other programs scan over Odoo's JSON-2 API, as the readme says."""

    def _commands(self):
        """The indented curl commands of the readme, in their order."""
        text = USAGE.read_text(encoding="utf-8")
        blocks = re.findall(r"(?:^ {4}.*\n)+", text, re.MULTILINE)
        return [block for block in blocks if block.lstrip().startswith("curl")]

    def _run(self, command, key):
        command = command.replace("https://your.odoo", self.base_url())
        with self.allow_requests():
            done = subprocess.run(
                [shutil.which("bash"), "-c", SHELL.format(command=command)],
                env={
                    **os.environ,
                    "API_KEY": key,
                    "COOKIE": f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}",
                    "NO_PROXY": "*",
                },
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def _key_of(self, user):
        keys = self.env(user=user)["res.users.apikeys"]
        return keys._generate(
            "rpc", "handheld", fields.Datetime.now() + timedelta(days=1)
        )

    def test_readme(self):
        single, batch = self._commands()
        codes = re.findall(r"KS\d{7}", single + batch)
        self._stock_vendor(sorted(set(codes)))
        _order, boxes = self._ship(len(set(codes)))
        key = self._key_of(self.clerk)
        answer = self._run(single, key)
        self.assertEqual(answer["result"], "received")
        self.assertEqual(answer["box"]["code"], codes[0])
        answers = self._run(batch, key)
        self.assertEqual([one["result"] for one in answers], ["received", "received"])
        self.assertEqual(self._run(batch, key), answers, "the keys are known")
        boxes.invalidate_recordset()
        self.assertEqual(set(boxes.mapped("state")), {"received"})

    def test_without_the_right(self):
        self._stock_vendor(["KS5704495"])
        _order, boxes = self._ship(1)
        with self.assertLogs("odoo.http", "WARNING"):
            answer = self._run(self._commands()[0], self._key_of(self.buyer_sales))
        self.assertIn("AccessError", answer["name"])
        boxes.invalidate_recordset()
        self.assertEqual(boxes.state, "staged")
