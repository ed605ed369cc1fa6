# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Vendor: boxes that a clerk takes back with core's "Return"."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    def _action_done(self):
        """The buyer is told before its boxes come back, and the order follows."""
        if self.env.context.get("k2k_whole_boxes"):
            return super()._action_done()
        returned = self._k2k_find_returned()
        for order, boxes in returned.items():
            order._k2k_tell_returned(boxes, self)
        res = super()._action_done()
        for order, boxes in returned.items():
            order._k2k_note_returned(boxes, self)
        return res

    def _k2k_find_returned(self):
        """Shipped boxes of buyers' orders that come back on these transfers.

        :return: dict of order (sudo) to dict of its line to ``stock.package`` records
        :raise UserError: not whole boxes
        """
        # whoever moves stock need not be allowed to read orders
        lines = self.sudo().move_line_ids.filtered(
            lambda ml: (
                ml.picked
                and ml.quantity
                and ml.location_id.usage == "customer"
                and ml.move_id.origin_returned_move_id
                and ml.move_id.sale_line_id.k2k_peer_line_ref
            )
        )
        lines -= lines._k2k_credited_before()
        for line in lines:
            line._k2k_return_whole_box()
        return {
            order: {
                sale_line: of_line.package_id
                for sale_line, of_line in own.grouped(
                    lambda ml: ml.move_id.sale_line_id
                ).items()
            }
            for order, own in lines.grouped(
                lambda ml: ml.move_id.sale_line_id.order_id
            ).items()
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_credited_before(self):
        """Hook: those that come back because of a credit, which the buyer knows."""
        return self.browse()

    def _k2k_return_whole_box(self):
        """A box comes back as the box it was.

        :raise UserError: units without their box, or not all of them
        """
        self.ensure_one()
        box = self.package_id
        whole = sum(box.quant_ids.mapped("quantity"))
        if not box or self.product_id.uom_id.compare(self.quantity_product_uom, whole):
            raise UserError(
                self.env._(
                    "%(order)s was shipped in whole boxes. Choose on %(picking)s which "
                    "boxes come back, with all that is in them; for a part of a box "
                    "the buyer asks for a credit.",
                    order=self.move_id.sale_line_id.order_id.name,
                    picking=self.picking_id.name,
                )
            )
        self.write({"result_package_id": box.id, "is_entire_pack": True})
        # what comes back is not paid: core's own wizard lets one forget that
        self.move_id.to_refund = True
