# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.models.stock_move import WHOLE_BOXES
from odoo.addons.k2k_connector.tools.messages import (
    ExchangedBox,
    ShipmentBox,
    ShipmentChanged,
)


class SaleOrder(models.Model):
    """Vendor: another box goes than the one that was told."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def action_k2k_exchange(self):
        """Choose which shipped box is replaced by which."""
        self.ensure_one()
        self.check_access("write")
        if not self.is_k2k or self.state != "sale":
            raise UserError(self.env._("Only boxes that were shipped are exchanged."))
        wizard = self.env["k2k.box.exchange"].create({"order_id": self.id})
        return wizard._get_records_action(
            name=self.env._("Exchange a Box"), target="new"
        )

    def _k2k_exchange(self, old, new):
        """Ship one box instead of another; amounts and invoice stay as they are.

        :param old: the ``stock.package`` that was shipped and comes back
        :param new: a free one of the same product and units
        :raise UserError: not such boxes, or the buyer's refusal: it has arrived
        """
        self.ensure_one()
        self.check_access("write")
        order = self.sudo()
        line = order._k2k_shipped_lines().filtered(
            lambda ml: ml.package_id == old.sudo()
        )[-1:]
        sale_line = line.move_id.sale_line_id
        if not sale_line or old not in order._k2k_packages_out():
            raise UserError(
                self.env._("%(box)s is not on its way.", box=old.sudo().name)
            )
        if new not in sale_line._k2k_choice_of_boxes():
            raise UserError(
                self.env._(
                    "%(box)s is not free, or holds something else.",
                    box=new.sudo().name,
                )
            )
        quant = new.sudo().quant_ids.filtered("quantity")
        order._k2k_tell(
            "shipment_changed",
            ShipmentChanged(
                po_ref=order.k2k_peer_ref,
                awb_reference=order.k2k_awb_reference or "",
                sender=self.env.user.name,
                exchanged=[
                    ExchangedBox(
                        code=old.sudo().name,
                        box=order._k2k_prepare_exchanged(sale_line, new, quant),
                    )
                ],
            ),
        )
        back = order._k2k_return(line.picking_id, line)
        order._k2k_send_instead(back, new.sudo(), quant)
        order.message_post(
            body=self.env._(
                "Exchanged: %(old)s comes back, %(new)s goes.",
                old=old.sudo().name,
                new=new.sudo().name,
            )
        )

    def _k2k_prepare_exchanged(self, sale_line, package, quant):
        package = package.sudo()
        units = sale_line.product_uom_id._compute_quantity(
            1.0, sale_line.product_id.uom_id, round=False
        )
        return ShipmentBox(
            code=package.name,
            line_ref=sale_line.k2k_peer_line_ref,
            quantity=quant.quantity,
            unit_cost=sale_line.price_reduce_taxexcl / units,
            lot=quant.lot_id.name or "",
            box_type=package.package_type_id.k2k_code or "",
        )

    def _k2k_send_instead(self, back, package, quant):
        """A delivery of the other box: core's return of the return."""
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        for row in wizard.product_return_moves:
            row.quantity = row.product_id.uom_id._compute_quantity(
                quant.quantity, row.uom_id
            )
            row.to_refund = True
        transfer = wizard._create_return()
        move = transfer.move_ids
        move.move_line_ids.unlink()
        transfer.location_id = move.location_id = quant.location_id
        self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": transfer.id,
                "product_id": move.product_id.id,
                "product_uom_id": move.product_id.uom_id.id,
                "quantity": quant.quantity,
                "location_id": quant.location_id.id,
                "location_dest_id": move.location_dest_id.id,
                "lot_id": quant.lot_id.id,
                "package_id": package.id,
                "result_package_id": package.id,
                "is_entire_pack": True,
                "picked": True,
                "company_id": self.company_id.id,
            }
        )
        transfer.with_context(**WHOLE_BOXES)._action_done()
