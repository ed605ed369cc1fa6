# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    k2k_staging_location_id = fields.Many2one(
        "stock.location",
        string="Staging area",
        check_company=True,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Boxes on their way to this warehouse: ours and valued, not yet to sell.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses._k2k_create_staging_location()
        return warehouses

    def _k2k_create_staging_location(self):
        """Make the staging areas of the warehouses that have none."""
        todo = self.filtered(lambda warehouse: not warehouse.k2k_staging_location_id)
        locations = self.env["stock.location"].create(
            [warehouse._k2k_prepare_staging_location() for warehouse in todo]
        )
        for warehouse, location in zip(todo, locations, strict=True):
            warehouse.k2k_staging_location_id = location

    def _k2k_prepare_staging_location(self):
        """Transit of the company, outside the warehouse's own tree.

        Transit with a company is valued; outside the tree it is neither on hand nor
        free to sell in the warehouse.
        """
        self.ensure_one()
        return {
            "name": self.env._("%(warehouse)s Staging", warehouse=self.code),
            "usage": "transit",
            "company_id": self.company_id.id,
            "location_id": False,
        }

    def _k2k_get_staging_location(self):
        """Return the staging area, made now if there is none yet."""
        self.ensure_one()
        if not self.k2k_staging_location_id:
            # Part of the warehouse's set-up, caused by whoever approves the first
            # purchase order: no right to configure the warehouse is needed.
            self.sudo()._k2k_create_staging_location()
        return self.k2k_staging_location_id
