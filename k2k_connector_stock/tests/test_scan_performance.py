# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from unittest.mock import patch

from odoo.models import BaseModel
from odoo.tests import tagged

from .common import K2kStockCommon

# The promise for one scan with the customer's reservation, and what it takes today.
PROMISED_QUERIES = 110
# Of all the rows that a scan reads, together; these have some hundreds more.
COLUMNS = 230


@tagged("post_install", "-at_install")
class TestScanPerformance(K2kStockCommon):
    """A scan costs the same whatever there is in staging and in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(40))
        cls.buyer_connection.auto_bill = "scan"

    def _queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_of_a_scan(self):
        _order, boxes = self._ship(10)
        self.Box.scan(boxes[0].code, boxes.awb_id.id)
        awb_id = boxes.awb_id.id
        counts = [
            self._queries(lambda code=code: self.Box.scan(code, awb_id))
            for code in boxes[1:].mapped("code")
        ]
        self.assertLessEqual(max(counts), PROMISED_QUERIES)
        # The last box completes the delivery, which costs a little more.
        self.assertLessEqual(max(counts[:-1]) - min(counts), 3, counts)

    def test_queries_do_not_grow(self):
        _order, few = self._ship(4, "FEW")
        self.Box.scan(few[0].code)
        codes = few.mapped("code")
        first = self._queries(lambda: self.Box.scan(codes[1]))
        _order, many = self._ship(30, "MANY")
        # the first box of a delivery, as the last, costs a little more
        self.assertLessEqual(
            self._queries(lambda: self.Box.scan(many[0].code)), PROMISED_QUERIES
        )
        codes.append(many[1].code)
        for code in (codes[2], codes[4]):
            self.assertLessEqual(
                self._queries(lambda code=code: self.Box.scan(code)), first + 5
            )

    def test_reads_narrowly(self):
        """With each column that is read Odoo has work, needed or not."""
        _order, boxes = self._ship(4)
        first, second = boxes[:2].mapped("code")
        # as a browser's request, which brings these along
        scanner = self.Box.with_context(
            tz="America/New_York", allowed_company_ids=self.buyer.ids
        )
        columns = []
        read = BaseModel._fetch_query

        def count(records, query, fields):
            columns.extend(f"{records._name}.{field.name}" for field in fields)
            return read(records, query, fields)

        scanner.scan(first)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(BaseModel, "_fetch_query", count):
            scanner.scan(second)
            self.env.flush_all()
        self.assertLessEqual(len(columns), COLUMNS, sorted(columns))

    def test_repeated_scan_is_cheap(self):
        _order, boxes = self._ship(1)
        code = boxes.code
        self.Box.scan(code)
        # what the rules say is remembered from the first one on
        self._queries(lambda: self.Box.scan(code))
        self.assertLessEqual(self._queries(lambda: self.Box.scan(code)), 25)

    def test_confirm_is_linear(self):
        """Each further box of a selection costs the same, and less than a scan."""
        _order, few = self._ship(5, "FEW")
        _order, many = self._ship(25, "MANY")
        five = self._queries(lambda: few.action_confirm())
        twenty_five = self._queries(lambda: many.action_confirm())
        self.assertLessEqual((twenty_five - five) / 20, 20)
