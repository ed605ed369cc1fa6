# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

# Context key: list of ids of the packages that a move of boxes is about. Core looks at
# every quant of the product and at the whole quant table when it moves a package; with
# this key it looks at these packages only, so that a scan costs the same whatever
# there is in stock.
PACKAGE_SCOPE = "k2k_package_scope"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_quants_by_products_locations(
        self, product_ids, location_ids, extra_domain=False
    ):
        scope = self.env.context.get(PACKAGE_SCOPE)
        if scope is not None:
            own = Domain("package_id", "in", scope)
            extra_domain = own & Domain(extra_domain) if extra_domain else own
        return super()._get_quants_by_products_locations(
            product_ids, location_ids, extra_domain=extra_domain
        )

    def _k2k_by_characteristics(self):
        """These quants as core's reservation looks them up.

        :return: defaultdict as of core's ``_get_quants_by_products_locations``
        """
        found = defaultdict(self.browse)
        for quant in self:
            key = (
                quant.product_id.id,
                quant.location_id.id,
                quant.lot_id.id,
                quant.package_id.id,
                quant.owner_id.id,
            )
            found[key] |= quant
        return found

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Of a box that is moved the quant needs no lock of its own.

        There is no other quant to be taken instead, and the box's row is locked.
        Whoever moves the package without us meets us where the quant is written: the
        second fails to serialise, and Odoo runs the request again.
        """
        scope = self.env.context.get(PACKAGE_SCOPE) or ()
        if limit and all(quant.package_id.id in scope for quant in self):
            return self[:limit]
        return super().try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )

    @api.model
    def _unlink_zero_quants(self):
        """Not while boxes are moved: see :meth:`_k2k_unlink_zero_quants`."""
        if self.env.context.get(PACKAGE_SCOPE) is None:
            return super()._unlink_zero_quants()
        return None

    @api.model
    def _k2k_unlink_zero_quants(self, packages):
        """Remove the empty quants that boxes leave behind.

        Core reads the whole quant table for it, and removing one makes Odoo forget all
        it has read: a third of a scan's cost. So a scan leaves its one empty quant to
        core's next call or scheduler, a selection of boxes calls this once.
        """
        quants = self.sudo().search(
            [("package_id", "in", packages.ids), ("user_id", "=", False)]
        )
        quants.filtered(
            lambda quant: quant.product_uom_id.is_zero(quant.quantity)
            and quant.product_uom_id.is_zero(quant.reserved_quantity)
            and quant.product_uom_id.is_zero(quant.inventory_quantity)
        ).unlink()
