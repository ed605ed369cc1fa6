# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import k2k_label_mixin  # isort: skip (the models below inherit it)
from . import (
    ir_actions_report,
    k2k_awb,
    k2k_box,
    k2k_box_distribution,
    k2k_label_job,
    k2k_label_print,
    k2k_label_template,
    k2k_label_template_line,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
    stock_package,
    stock_package_code,
    stock_package_code_change,
    stock_picking,
)
