# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
{
    "name": "K2K Connector Stock",
    "summary": "AWBs, staging area, receiving by scan and automatic billing of boxes",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Inventory/Inventory",
    "website": "https://github.com/k2k-odoo/k2k-for-odoo",
    "author": "K2K for Odoo",
    "license": "LGPL-3",
    "depends": [
        "k2k_connector",
        "stock_landed_costs",
        "stock_dropshipping",
        "barcodes",
    ],
    "data": [
        "security/k2k_connector_stock_security.xml",
        "security/ir.model.access.csv",
        "data/k2k_port_data.xml",
        "data/ir_cron.xml",
        "views/k2k_port_views.xml",
        "views/k2k_box_views.xml",
        "views/k2k_awb_views.xml",
        "views/k2k_scan_views.xml",
        "views/k2k_connection_views.xml",
        "views/k2k_prebook_views.xml",
        "views/purchase_order_views.xml",
        "views/stock_warehouse_views.xml",
        "views/k2k_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["k2k_connector_stock/static/src/**/*"],
        "web.assets_unit_tests": ["k2k_connector_stock/static/tests/**/*.test.js"],
        "web.assets_tests": ["k2k_connector_stock/static/tests/tours/*.js"],
    },
    "post_init_hook": "post_init_hook",
}
