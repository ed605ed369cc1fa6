# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import fields, models

from ..tools.messages import LineSplit


class SaleOrderLine(models.Model):
    """Vendor's side: boxes that follow later get a line of their own, on both sides."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_split_off(self, packages):
        """Take these held boxes off the line, onto a new line of the order.

        :return: the new ``sale.order.line``
        :raise UserError: the buyer refuses
        """
        self.ensure_one()
        order, reference = self.order_id, uuid4().hex
        order._k2k_tell(
            "line_split",
            LineSplit(
                po_ref=order.k2k_peer_ref,
                line_ref=self.k2k_peer_line_ref,
                boxes=len(packages),
                new_ref=reference,
                codes=packages.mapped("name"),
            ),
        )
        moves = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        moves.move_line_ids.filtered(lambda ml: ml.package_id in packages).unlink()
        rest = self.with_context(skip_procurement=True).create(
            self._k2k_prepare_split_vals(len(packages), reference)
        )
        self.k2k_hold_ids._split_off(packages, rest)
        self._k2k_lower(len(packages))
        if order.state == "sale":
            # now that its boxes are known: the delivery takes no others
            rest.with_context(skip_procurement=False)._action_launch_stock_rule()
        return rest.with_context(skip_procurement=False)

    def _k2k_prepare_split_vals(self, boxes, reference):
        return {
            "order_id": self.order_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": boxes,
            "name": self.name,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "sequence": self.sequence,
            "k2k_peer_line_ref": reference,
        }
