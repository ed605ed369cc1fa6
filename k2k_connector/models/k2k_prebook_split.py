# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


class K2kPrebook(models.Model):
    """Buyer's side: some boxes of a line come later."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_line_split(self, connection, message):
        """The purchase line splits: what is shipped now, and what follows.

        :raise UserError: there are no such boxes
        """
        prebook = self._find_by_po(connection, message.po_ref)
        line = prebook.line_ids.filtered(
            lambda ln: ln.purchase_line_id.k2k_line_ref == message.line_ref
        )
        boxes = message.boxes
        not_shipped = line._boxes_open() - line.boxes_shipped if line else 0
        if not 0 < boxes <= not_shipped or boxes == line._boxes_open():
            raise UserError(
                self.env._("%(order)s has no such boxes open.", order=message.po_ref)
            )
        rest = line._split_off(message)
        prebook.message_post(
            body=self.env._(
                "%(count)s × %(product)s (%(pack)s) follow later.",
                count=boxes,
                product=rest.product_id.display_name,
                pack=rest.uom_id.name,
            )
        )
        return {}


class K2kPrebookLine(models.Model):
    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    def _split_off(self, message):
        """Take boxes off this line and its purchase line, onto new ones.

        :param message: a ``LineSplit``
        :return: the new line
        """
        self.ensure_one()
        purchase_line = self.purchase_line_id.with_context(k2k_from_prebook=True)
        price = purchase_line.price_unit
        purchase_line._k2k_set_boxes(purchase_line.product_qty - message.boxes)
        rest = purchase_line.create(
            {
                **self._prepare_purchase_line_vals(),
                "order_id": purchase_line.order_id.id,
                "name": purchase_line.name,
                "product_qty": message.boxes,
                "price_unit": price,
                "discount": purchase_line.discount,
                "tax_ids": [fields.Command.set(purchase_line.tax_ids.ids)],
                "date_planned": purchase_line.date_planned,
                "sale_line_id": purchase_line.sale_line_id.id,
                "k2k_line_ref": message.new_ref,
                "k2k_prebook_line_ids": [],
            }
        )
        self.boxes_ordered -= message.boxes
        return self.create(
            {
                "prebook_id": self.prebook_id.id,
                "sale_line_id": self.sale_line_id.id,
                "purchase_line_id": rest.id,
                "boxes_ordered": message.boxes,
                "offer_key": self.offer_key,
                "peer_ref": self.peer_ref,
                "unit_cost": self.unit_cost,
                "landed_cost": self.landed_cost,
                "vendor_price": self.vendor_price,
                "vendor_currency": self.vendor_currency,
                "vendor_rate": self.vendor_rate,
            }
        )
