# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    k2k_prebook_id = fields.Many2one(
        "k2k.prebook",
        string="Prebook",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    k2k_connection_id = fields.Many2one(
        "k2k.connection",
        string="K2K connection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    def _approval_allowed(self):
        """A customer has bought already: nobody is left to be asked."""
        return bool(self.k2k_connection_id) or super()._approval_allowed()

    def _add_supplier_to_product(self):
        """Vendor prices come with the offers; writing them on the product would make
        every customer of that product wait for the others."""
        return super(
            PurchaseOrder, self.filtered(lambda order: not order.k2k_connection_id)
        )._add_supplier_to_product()

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.k2k_connection_id:
            vals["location_id"] = self._k2k_source_location().id
        return vals

    def _k2k_source_location(self):
        """K2K goods come from Vendors: never through core's inter-company transit,
        which joins the two companies' stock."""
        return self.env.ref("stock.stock_location_suppliers")

    def _prepare_reference_vals(self):
        """A stock reference of its own: one shared with the customer's order would
        make the receipt a transfer of that order."""
        vals = super()._prepare_reference_vals()
        if self.k2k_prebook_id:
            vals["name"] = f"{self.name} ({self.k2k_prebook_id.name})"
        return vals

    def _get_sale_orders(self):
        return super()._get_sale_orders() | self.k2k_prebook_id.sale_order_id

    def action_view_k2k_prebook(self):
        """The prebook this order was made for."""
        self.ensure_one()
        return self.k2k_prebook_id._get_records_action()
