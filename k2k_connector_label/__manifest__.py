# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
{
    "name": "K2K Connector Label",
    "summary": "Box labels with the vendor's code: QWeb, bulk PDF and ZPL",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Inventory/Inventory",
    "website": "https://github.com/k2k-odoo/k2k-for-odoo",
    "author": "K2K for Odoo",
    "license": "LGPL-3",
    "depends": ["k2k_connector_stock"],
    "external_dependencies": {"python": ["python-barcode", "reportlab"]},
    "assets": {
        "web.assets_backend": ["k2k_connector_label/static/src/**/*"],
    },
    "data": [
        "security/k2k_connector_label_security.xml",
        "security/ir.model.access.csv",
        "report/label_templates.xml",
        "report/label_reports.xml",
        "views/k2k_label_template_views.xml",
        "views/k2k_label_print_views.xml",
        "views/k2k_box_views.xml",
        "views/k2k_awb_views.xml",
        "views/sale_order_views.xml",
        "views/stock_picking_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/k2k_menus.xml",
    ],
}
