# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Wait for the row instead of making another one.

        Core skips a quant that somebody else is changing and, when it could lock none,
        writes the reservation on a new quant. So two deliveries reserve the same loose
        stock. Waiting makes the second one fail with a serialization error, which Odoo
        answers by running the request again on fresh numbers.
        """
        locked = super().try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )
        if locked or not self or limit is None:
            return locked
        wait = SQL("FOR NO KEY UPDATE") if allow_referencing else SQL("FOR UPDATE")
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM stock_quant WHERE id = ANY(%s) "
                "ORDER BY array_position(%s, id) LIMIT %s %s",
                list(self.ids),
                list(self.ids),
                limit,
                wait,
            )
        )
        return self.browse(row[0] for row in rows)

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        """Boxes of a K2K order are reserved by that order and by nothing else."""
        domain = super()._get_gather_domain(
            product_id,
            location_id,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            strict=strict,
        )
        package_ids = self.env.context.get("k2k_package_ids")
        if package_ids is not None:
            domain &= Domain("package_id", "in", package_ids)
        return domain

    def write(self, vals):
        res = super().write(vals)
        if {"in_date", "package_id", "owner_id", "location_id"} & vals.keys():
            for company, quants in self.grouped("company_id").items():
                self.env["k2k.publish.request"]._collect(
                    company, quants.product_id, packages=quants.package_id
                )
        return res

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        """Every change of a vendor's stock is a change of what its buyers may see."""
        quantity = kwargs.get("quantity") or (args[0] if args else 0)
        # the third of core's optional arguments after the quantities
        package = kwargs.get("package_id") or (args[3] if len(args) > 3 else None)
        # a reservation puts nothing into it
        if package and quantity and location_id.company_id:
            package._k2k_fill(location_id.company_id)
        res = super()._update_available_quantity(
            product_id, location_id, *args, **kwargs
        )
        if location_id.usage == "internal":
            self.env["k2k.publish.request"]._collect(
                location_id.company_id, product_id, packages=package or ()
            )
        return res
