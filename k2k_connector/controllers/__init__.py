# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import (
    access,
    cart,
    payment,
    portal,
    product_configurator,
    quick_order,
    reorder,
    shop_terms,
    variant,
    website_sale,
)
