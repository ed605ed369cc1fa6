# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

# Context under which a vendor's held boxes are reserved and delivered: they move as
# they are. Core would look at every box of the transfer for each of its boxes to find
# that out, and look for a shelf at the customer's.
WHOLE_BOXES = {
    "k2k_whole_boxes": True,
    "bypass_entire_pack": True,
    "avoid_putaway_rules": True,
}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _k2k_reservable_packages(self):
        """The only packages this move may reserve.

        :return: ``stock.package`` recordset; None when K2K has no say. The vendor's
            order takes the boxes it holds; a buyer's delivery takes the boxes that
            have arrived for it, none as long as none has.
        """
        self.ensure_one()
        # whoever moves stock need not be allowed to read the order
        sale_line = self.sudo().sale_line_id
        if sale_line.k2k_hold_ids:
            return sale_line.k2k_hold_ids.package_ids
        if sale_line.k2k_is_k2k:
            return self.env["stock.package"]
        return None

    def _k2k_reservation_context(self):
        packages = self._k2k_reservable_packages()
        if packages is None:
            return self
        return self.with_context(k2k_package_ids=packages.ids)

    def _prepare_move_line_vals(self, quantity=None, reserved_quant=None):
        vals = super()._prepare_move_line_vals(quantity, reserved_quant)
        if self.env.context.get("k2k_whole_boxes") and vals.get("package_id"):
            vals["result_package_id"] = vals["package_id"]
            vals["is_entire_pack"] = True
        return vals

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        return super(
            StockMove, self._k2k_reservation_context()
        )._update_reserved_quantity_vals(
            need,
            location_id,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            strict=strict,
        )
