# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

# What a scan asks of rows with a hundred columns, all of which Odoo reads for the first
# one that is asked for. What another addon asks beyond it is read as ever.
READ_OF_COMPANY = (
    "account_price_include",
    "account_use_credit_limit",
    "annual_inventory_day",
    "annual_inventory_month",
    "parent_path",
)
READ_OF_CONNECTION = (
    "auto_bill",
    "auto_bill_late_days",
    "bill_per_session",
    "bill_posting",
)
READ_OF_CONTACT = (
    "commercial_company_name",
    "commercial_partner_id",
    "company_name",
    "is_company",
    "k2k_auto_bill",
    "k2k_credit_hold",
    "name",
    "parent_id",
    "type",
    "website_id",
)
# with what is worked out anew: Odoo writes no value that it knows to be there already
READ_OF_MOVE = (
    "company_id",
    "delay_alert_date",
    "is_dropship",
    "is_in",
    "is_out",
    "k2k_box_id",
    "location_dest_id",
    "location_final_id",
    "location_id",
    "origin_returned_move_id",
    "picked",
    "picking_id",
    "picking_type_id",
    "product_id",
    "product_qty",
    "product_uom",
    "product_uom_qty",
    "purchase_line_id",
    "quantity",
    "restrict_partner_id",
    "rule_id",
    "sale_line_id",
    "scrap_id",
    "state",
)
READ_OF_MOVE_LINE = (
    "company_id",
    "location_dest_id",
    "location_id",
    "lot_id",
    "move_id",
    "owner_id",
    "package_id",
    "picked",
    "picking_id",
    "product_id",
    "product_uom_id",
    "quantity",
    "quantity_product_uom",
    "result_package_id",
    "state",
)
READ_OF_ORDER = ("invoice_status", "state", "user_id")
READ_OF_ORDER_LINE = (
    "combo_item_id",
    "display_type",
    "invoice_status",
    "is_downpayment",
    "k2k_is_k2k",
    "k2k_peer_line_ref",
    "order_id",
    "product_id",
    "product_uom_qty",
    "qty_invoiced",
    "qty_to_invoice",
    "state",
)
READ_OF_PACKAGE = (
    "company_id",
    "k2k_company_id",
    "k2k_hold_id",
    "location_id",
    "package_dest_id",
    "package_type_id",
    "parent_package_id",
    "shipping_weight",
)
READ_OF_PLACE = (
    "company_id",
    "location_id",
    "name",
    "next_inventory_date",
    "parent_path",
    "removal_strategy_id",
    "usage",
    "warehouse_id",
)
READ_OF_PREBOOK = ("company_id", "name", "partner_id", "state")
READ_OF_PREBOOK_LINE = ("prebook_id", "sale_line_id", "unable_to_source")
READ_OF_PRODUCT = (
    "categ_id",
    "company_id",
    "invoice_policy",
    "is_storable",
    "name",
    "tracking",
    "type",
    "uom_id",
)
READ_OF_VARIANT = ("default_code", "lot_properties_definition", "product_tmpl_id")
READ_OF_AWB = ("is_via_grower", "name", "warehouse_id")
READ_OF_BOX = (
    "awb_id",
    "code",
    "company_id",
    "connection_id",
    "customer_id",
    "is_presold",
    "lot_id",
    "lot_ref",
    "move_id",
    "note",
    "package_id",
    "package_type_id",
    "prebook_id",
    "prebook_line_id",
    "product_id",
    "quantity",
    "received_at",
    "received_by",
    "sale_line_id",
    "state",
    "to_bill",
    "truck_date",
    "uom_id",
)
READ_OF_BOX_TYPE = ("base_weight", "k2k_code", "k2k_fbe")


class K2kBox(models.Model):
    """Reading for a scan: of wide rows no more than it needs."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def _read_narrowly(self):
        """Read what a scan needs of wide rows, and no more; :return: self."""
        self.company_id.fetch(self._read_of_company())
        self.connection_id.fetch(READ_OF_CONNECTION)
        prebooks, lines = self.prebook_id, self.prebook_line_id
        prebooks.fetch((*READ_OF_PREBOOK, *prebooks._counters()))
        self._read_contacts()
        lines.fetch((*READ_OF_PREBOOK_LINE, *prebooks._counters()))
        lines.sale_line_id.fetch(READ_OF_ORDER_LINE)
        lines.sale_line_id.order_id.fetch(READ_OF_ORDER)
        self.product_id.fetch(READ_OF_VARIANT)
        self.product_id.product_tmpl_id.fetch(READ_OF_PRODUCT)
        (self.product_uom_id | self.uom_id).fetch(("name",))
        self.package_type_id.fetch(READ_OF_BOX_TYPE)
        self.awb_id.fetch(READ_OF_AWB)
        self.awb_id.warehouse_id.fetch(("name", "view_location_id"))
        self.package_id.fetch(READ_OF_PACKAGE)
        self.move_id.fetch(READ_OF_MOVE)
        self.move_id.move_line_ids.fetch(READ_OF_MOVE_LINE)
        return self

    def _read_contacts(self):
        """The customers, and the clerk, whose name goes on the box."""
        clerk = self.env.user
        clerk.fetch(("partner_id",))
        contacts = self.prebook_id.partner_id | clerk.partner_id
        # whether and how a customer is billed is kept for each company
        contacts = contacts.with_company(self.company_id)
        contacts.fetch(READ_OF_CONTACT)
        self._billed_customer().fetch(READ_OF_CONTACT)

    @api.model
    def _read_of_company(self):
        return READ_OF_COMPANY

    def _clerk_name(self):
        """The name of who received the box, read without all that is known of both."""
        user = self.sudo().received_by
        user.fetch(("partner_id",))
        user.partner_id.fetch(("name",))
        return user.partner_id.name or ""
