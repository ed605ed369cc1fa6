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
    "name",
    "parent_id",
    "type",
    "website_id",
)
READ_OF_CUSTOMER = ("k2k_auto_bill", "k2k_credit_hold")
READ_OF_ORDER = ("invoice_status", "state", "user_id")
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
        of_customer = (*READ_OF_CONTACT, *READ_OF_CUSTOMER)
        self.prebook_id.partner_id.with_company(self.company_id).fetch(of_customer)
        self._billed_customer().fetch(of_customer)
        self.prebook_line_id.sale_line_id.order_id.fetch(READ_OF_ORDER)
        self.product_id.product_tmpl_id.fetch(READ_OF_PRODUCT)
        self.package_type_id.fetch(READ_OF_BOX_TYPE)
        self.awb_id.warehouse_id.fetch(("name", "view_location_id"))
        return self

    @api.model
    def _read_of_company(self):
        return READ_OF_COMPANY

    def _clerk_name(self):
        """The name of who received the box, read without all that is known of both."""
        user = self.sudo().received_by
        user.fetch(("partner_id",))
        user.partner_id.fetch(("name",))
        return user.partner_id.name or ""
