# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import (
    k2k_awb_assign,
    k2k_awb_close,
    k2k_box_add,
    k2k_box_add_line,
    k2k_box_add_orders,
    k2k_box_exchange,
    k2k_box_extra,
    k2k_credit_reject,
)
