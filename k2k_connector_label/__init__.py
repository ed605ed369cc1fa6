# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import controllers, models, wizards
from .hooks import post_init_hook
