# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


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
        self._k2k_hold_lines()
        # The click of whoever may confirm an order ships and invoices it; the duties
        # of warehouse and accounting are part of the flow, not of the person.
        vendor_orders = self.filtered("is_k2k").sudo()
        vendor_orders.order_line.k2k_hold_ids._hand_over()
        res = super().action_confirm()
        self.env["k2k.prebook"]._create_from_orders(self - vendor_orders)
        for order in vendor_orders:
            order._k2k_ship()
        return res

    def _k2k_hold_lines(self):
        """Hold what the K2K lines still lack; :raise UserError: it can't be had."""
        for line in self.order_line.filtered("k2k_is_k2k"):
            boxes, reason = line._k2k_hold()
            if boxes < line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: %(reason)s",
                        product=line.product_id.display_name,
                        reason=reason,
                    )
                )

    def _action_cancel(self):
        self._k2k_check_may_cancel()
        self.order_line._k2k_release()
        return super()._action_cancel()

    def _k2k_check_may_cancel(self):
        """What stands in two companies' books can't be cancelled in one of them.

        :raise UserError: says who has to be asked
        """
        for order in self:
            # whoever cancels need not see prebooks
            prebooks = order.sudo().k2k_prebook_ids
            if prebooks:
                raise UserError(
                    self.env._(
                        "%(order)s has been ordered from the supplier: %(prebooks)s. "
                        "Agree with the supplier before anything is cancelled.",
                        order=order.name,
                        prebooks=", ".join(prebooks.mapped("name")),
                    )
                )
            if order.is_k2k:
                raise UserError(
                    self.env._(
                        "%(order)s is the order %(peer)s of %(buyer)s, whose customer "
                        "counts on it. Agree with the buyer before it is cancelled.",
                        order=order.name,
                        peer=order.k2k_peer_ref,
                        buyer=order.partner_id.display_name,
                    )
                )

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
