# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models

from ..tools.scan import code_of


class K2kGateway(models.AbstractModel):
    _inherit = "k2k.gateway"

    def _handle_order(self, connection, message):
        """Vendor: answer with the codes of the boxes that are held for the order."""
        reply = super()._handle_order(connection, message)
        lines = self.env["sale.order.line"].search(
            [
                ("order_id.k2k_connection_id", "=", connection.id),
                ("k2k_peer_line_ref", "in", [line.line_ref for line in message.lines]),
            ]
        )
        boxes = [
            {"code": code_of(package.name), "line_ref": line.k2k_peer_line_ref}
            for line in lines
            for package in line.k2k_hold_ids.package_ids
        ]
        return {**reply, "boxes": boxes}

    def _handle_shipment(self, connection, message):
        return self.env["k2k.awb"]._receive_shipment(connection, message)

    def _handle_shipment_changed(self, connection, message):
        return self.env["k2k.awb"]._receive_shipment_changed(connection, message)

    def _handle_credit(self, connection, message):
        return self.env["k2k.credit"]._receive_credit(connection, message)

    def _handle_credit_reply(self, connection, message):
        return self.env["k2k.credit"]._receive_credit_reply(connection, message)

    def _handle_boxes_added(self, connection, message):
        return self.env["purchase.order"]._k2k_receive_boxes_added(connection, message)
