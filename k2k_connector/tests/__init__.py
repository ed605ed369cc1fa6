# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from . import (
    test_backend,
    test_chain,
    test_connection,
    test_gateway,
    test_hold,
    test_messages,
    test_security,
    test_shop,
    test_shop_http,
    test_tools,
)
