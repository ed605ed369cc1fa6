# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0

from . import airlines, awb, billing, box_list, costs, scan
