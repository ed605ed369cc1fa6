# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import (
    test_code_tools,
    test_codes,
    test_distribution,
    test_label_buttons,
    test_label_job,
    test_label_languages,
    test_label_report,
    test_label_sorting,
    test_label_template,
    test_label_tools,
    test_label_tour,
)
