# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """Buyer: boxes that the vendor sends beyond what was ordered."""

    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _k2k_receive_boxes_added(self, connection, message):
        """A line of their own on the order, at its price; no customer's.

        :raise UserError: in words for the vendor, when we do not take them
        """
        if connection.role != "buyer":
            raise UserError(self.env._("We do not buy on this connection."))
        order = self.env["k2k.awb"]._find_order(connection, message.po_ref)
        line = order.order_line.filtered(
            lambda row: row.k2k_line_ref and row.k2k_line_ref == message.line_ref
        )
        if not line or message.boxes <= 0:
            raise UserError(
                self.env._("%(order)s has no such line.", order=message.po_ref)
            )
        if order._k2k_is_via_grower():
            raise UserError(
                self.env._(
                    "%(order)s goes straight to the customer, who gets what was "
                    "ordered.",
                    order=order.name,
                )
            )
        if connection.extra_boxes != "accept":
            raise UserError(
                self.env._(
                    "The buyer takes no boxes beyond its orders. Agree on it with the "
                    "buyer, who can allow it on the connection."
                )
            )
        line._k2k_add_extra(message.boxes, message.new_ref)
        text = self.env._(
            "The vendor sends %(count)s × %(product)s (%(pack)s) more than ordered "
            "(%(who)s): for the open market.",
            count=message.boxes,
            product=line.product_id.display_name,
            pack=line.product_uom_id.name,
            who=message.sender,
        )
        order.message_post(body=text)
        order.k2k_prebook_id.message_post(body=text)
        return {}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"  # pylint: disable=R8180

    def _k2k_add_extra(self, boxes, reference):
        """So many boxes more, as a line that stands for no customer's order."""
        return self.with_context(k2k_from_prebook=True).create(
            {
                "order_id": self.order_id.id,
                "product_id": self.product_id.id,
                "product_qty": boxes,
                "product_uom_id": self.product_uom_id.id,
                "name": self.name,
                "price_unit": self.price_unit,
                "discount": self.discount,
                "tax_ids": [fields.Command.set(self.tax_ids.ids)],
                "date_planned": self.date_planned,
                "k2k_line_ref": reference,
            }
        )
