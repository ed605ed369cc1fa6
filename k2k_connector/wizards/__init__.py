# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import (
    k2k_add_boxes,
    k2k_cancel,
    k2k_prebook_price,
    k2k_publish_explanation,
    k2k_resupply,
    k2k_ship_part,
    k2k_substitute,
)
