# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0

from . import (
    test_access,
    test_awb,
    test_awb_rules,
    test_billing,
    test_billing_rules,
    test_cancel,
    test_changes,
    test_currency,
    test_portal,
    test_receive,
    test_reported_elsewhere,
    test_retry,
    test_scan,
    test_scan_performance,
    test_scan_rules,
    test_scan_screen,
    test_staging,
    test_substitute,
    test_terms,
    test_valuation,
)
