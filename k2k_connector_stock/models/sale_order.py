# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.tools.messages import (
    Shipment,
    ShipmentBox,
    ShipmentChanged,
)

from ..tools.awb import reference_of


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """Vendor: a reference typed after shipping names the AWB all the same."""
        changed = self.filtered(
            lambda order: "k2k_awb_reference" in vals
            and order.is_k2k
            and order.state == "sale"
            and (order.k2k_awb_reference or "") != (vals["k2k_awb_reference"] or "")
            # boxes that are leaving at this moment take it along
            and order.sudo()._k2k_was_shipped()
        )
        res = super().write(vals)
        for order in changed:
            order.sudo()._k2k_tell(
                "shipment_changed",
                ShipmentChanged(
                    po_ref=order.k2k_peer_ref,
                    awb_reference=order.k2k_awb_reference or "",
                ),
            )
        return res

    def _k2k_was_shipped(self):
        """Whether the buyer knows of boxes of this order."""
        return "posted" in self.invoice_ids.mapped("state")

    def _k2k_after_shipping(self):
        """Vendor: tell the buyer which boxes are on their way."""
        res = super()._k2k_after_shipping()
        reply = self.env["k2k.gateway"].send(
            self.k2k_connection_id,
            "shipment",
            self._k2k_prepare_shipment(),
            document=self,
        )
        if not reply["ok"]:
            raise UserError(reply["error"])
        return res

    def _k2k_prepare_shipment(self):
        self.ensure_one()
        connection = self.k2k_connection_id
        # of several shipments the latest, which this one is about
        invoice = self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted("id")[-1:]
        city = self.warehouse_id.partner_id.city or self.company_id.city
        return Shipment(
            po_ref=self.k2k_peer_ref,
            order_ref=self.name,
            ship_date=fields.Date.to_string(self.k2k_ship_date),
            awb_reference=reference_of(
                self.k2k_awb_reference, invoice.name, connection.invoice_as_reference
            ),
            invoice_number=invoice.name or "",
            invoice_date=fields.Date.to_string(invoice.invoice_date) or "",
            currency=self.currency_id.name,
            origin=connection.origin_id.code or city or "",
            boxes=[
                ShipmentBox(
                    code=box["code"],
                    line_ref=box["line_ref"],
                    quantity=box["quantity"],
                    unit_cost=box["unit_price"],
                    lot=box["lot"],
                    box_type=box["box_type"],
                )
                for box in self._k2k_shipped_boxes()
            ],
        )
