# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0

from . import (
    account_move,
    k2k_announced_box,
    k2k_awb,
    k2k_awb_rename,
    k2k_box,
    k2k_box_billing,
    k2k_box_cancel,
    k2k_box_receive,
    k2k_box_scan,
    k2k_box_staging,
    k2k_connection,
    k2k_gateway,
    k2k_port,
    k2k_prebook,
    k2k_prebook_cancel,
    k2k_prebook_line,
    purchase_order,
    purchase_order_line,
    sale_order,
    sale_order_line,
    stock_move,
    stock_quant,
    stock_warehouse,
)
