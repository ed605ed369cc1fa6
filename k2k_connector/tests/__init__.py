# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import hypothesis_profile
from . import (
    test_backend,
    test_chain,
    test_connection,
    test_connection_care,
    test_connection_tour,
    test_dates,
    test_gateway,
    test_header,
    test_hold,
    test_matching,
    test_messages,
    test_prices,
    test_product_map,
    test_publish_rules,
    test_publish_signals,
    test_publishing,
    test_notifications,
    test_order_performance,
    test_portal,
    test_security,
    test_shop,
    test_shop_http,
    test_tools,
)
