# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class PurchaseOrder(models.Model):
    """Via grower: from Vendors to Customers, whatever the customer's own location.

    A customer that is itself a company of this database would else be served through
    core's inter-company transit, which joins the two companies' stock.
    """

    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_is_via_grower(self):
        self.ensure_one()
        return bool(self.k2k_connection_id and self.picking_type_id.code == "dropship")

    def _k2k_customer_location(self):
        location_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_customers", raise_if_not_found=True
        )
        return self.env["stock.location"].browse(location_id)

    def _get_destination_location(self):
        if self._k2k_is_via_grower():
            return self._k2k_customer_location().id
        return super()._get_destination_location()

    def _get_final_location_record(self):
        if self._k2k_is_via_grower():
            return self._k2k_customer_location()
        return super()._get_final_location_record()
