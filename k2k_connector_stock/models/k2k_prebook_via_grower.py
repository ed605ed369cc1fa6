# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError

GROWER = "grower"


class K2kPrebook(models.Model):
    """Via grower: the vendor ships straight to the customer.

    The purchase order is core's dropship: its transfer goes from the vendor to the
    customer and is the customer's delivery. Our warehouse never sees the boxes.
    """

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _prepare_vals(self, order, key, lines):
        """Goods that never see our warehouse cost what the vendor asks, no more."""
        vals = super()._prepare_vals(order, key, lines)
        if vals["ship_via"] == GROWER:
            for _command, _id, line_vals in vals["line_ids"]:
                line_vals["landed_cost"] = line_vals["unit_cost"]
        return vals

    def _prepare_purchase_order_vals(self):
        vals = super()._prepare_purchase_order_vals()
        if self.ship_via == GROWER:
            vals["picking_type_id"] = self._k2k_dropship_type().id
            vals["dest_address_id"] = self.sale_order_id.partner_shipping_id.id
        return vals

    def _k2k_dropship_type(self):
        """Core's operation type for goods that go from vendor to customer.

        :raise UserError: the company has none
        """
        # part of the company's set-up: whoever sells causes its use
        found = (
            self.env["stock.picking.type"]
            .sudo()
            .search(
                [("company_id", "=", self.company_id.id), ("code", "=", "dropship")],
                limit=1,
            )
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no operation type “Dropship”: add it in the "
                    "inventory's settings, or ship through the warehouse.",
                    company=self.company_id.name,
                )
            )
        return found


class K2kPrebookLine(models.Model):
    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    def _prepare_purchase_line_vals(self):
        """The dropship's quantity is what core counts as delivered on this line."""
        vals = super()._prepare_purchase_line_vals()
        if self.prebook_id.ship_via == GROWER:
            vals["sale_line_id"] = self.sale_line_id.id
        return vals
