# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from .k2k_prebook_paid import PAID
from .stock_move import WHOLE_BOXES


class SaleOrder(models.Model):
    """Buyer's side: the customer's order. Vendor's side: the order of a buyer company
    (``is_k2k``)."""

    _inherit = "sale.order"

    # Buyer
    k2k_prebook_ids = fields.One2many(
        "k2k.prebook",
        "sale_order_id",
        string="Prebooks",
        copy=False,
        groups="k2k_connector.group_k2k_user",
    )
    k2k_prebook_count = fields.Integer(
        compute="_compute_k2k_prebook_count", groups="k2k_connector.group_k2k_user"
    )
    # Vendor
    is_k2k = fields.Boolean(string="K2K", readonly=True, copy=False, index=True)
    k2k_connection_id = fields.Many2one(
        "k2k.connection",
        string="K2K connection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    k2k_peer_ref = fields.Char(
        string="Buyer's purchase order",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    k2k_ship_date = fields.Date(string="Ship date", readonly=True, copy=False)
    k2k_awb_reference = fields.Char(
        string="AWB reference",
        size=35,
        copy=False,
        help="Air waybill or other reference. It names the AWB in the buyer's staging "
        "area; empty: the ship date does.",
    )

    @api.depends("k2k_prebook_ids")
    def _compute_k2k_prebook_count(self):
        for order in self:
            order.k2k_prebook_count = len(order.k2k_prebook_ids)

    def _get_purchase_orders(self):
        orders = super()._get_purchase_orders()
        return orders | self.sudo().k2k_prebook_ids.purchase_order_id

    def _force_lines_to_invoice_policy_order(self):
        """Paid or not: boxes are billed when they have been received."""
        res = super()._force_lines_to_invoice_policy_order()
        self.order_line.filtered("k2k_is_k2k")._compute_qty_to_invoice()
        return res

    def _get_invoiceable_lines(self, final=False):
        """An automatic invoice bills the boxes it was made for and nothing else."""
        lines = super()._get_invoiceable_lines(final=final)
        only = self.env.context.get("k2k_invoice_line_ids")
        return lines if only is None else lines.filtered(lambda ln: ln.id in only)

    # ------------------------------------------------------------------
    # Confirming, both sides
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Buyer: hold first, so that box rows are the first rows written; then order
        at the vendor. Vendor: ship exactly the held boxes."""
        self._k2k_check_header()
        self._k2k_hold_lines()
        # The click of whoever may confirm an order ships and invoices it; the duties
        # of warehouse and accounting are part of the flow, not of the person.
        vendor_orders = self.filtered("is_k2k").sudo()
        vendor_orders._k2k_hand_over()
        shipping = (self & vendor_orders).with_context(**WHOLE_BOXES)
        others = self - vendor_orders
        res = super(SaleOrder, shipping).action_confirm() if shipping else True
        if others:
            res = super(SaleOrder, others).action_confirm()
            self.env["k2k.prebook"]._create_from_orders(others)
            # what is ordered goes back no more
            clocked = others.order_line.filtered("k2k_hold_expires_at")
            clocked.k2k_hold_expires_at = False
        chosen = self.env.context.get("k2k_ship_package_ids") or ()
        for order in vendor_orders:
            held = order.order_line.k2k_hold_ids.package_ids
            order._k2k_ship(held.filtered(lambda p: p.id in chosen) or held)
        return res

    def _k2k_hold_lines(self, lines=None):
        """Hold what the K2K lines still lack; :raise UserError: it can't be had."""
        if lines is None:
            lines = self.order_line
        if self.env.context.get(PAID):
            return lines.filtered("k2k_is_k2k")._k2k_hold_paid()
        for line in lines.filtered("k2k_is_k2k"):
            if line._k2k_live_boxes() == line.product_uom_qty:
                continue  # the vendor looks at its box rows when the order comes
            boxes, reason = line._k2k_hold()
            if boxes < line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: %(reason)s",
                        product=line.product_id.display_name,
                        reason=reason,
                    )
                )
        return None

    # ------------------------------------------------------------------
    # Smart button
    # ------------------------------------------------------------------
    def action_view_k2k_prebooks(self):
        """The prebooks of this order."""
        self.ensure_one()
        return self.k2k_prebook_ids._get_records_action(name=self.env._("Prebooks"))

    def unlink(self):
        self.order_line._k2k_release()
        return super().unlink()
