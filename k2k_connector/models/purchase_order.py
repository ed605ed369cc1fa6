# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    k2k_prebook_id = fields.Many2one(
        "k2k.prebook",
        string="Prebook",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    k2k_connection_id = fields.Many2one(
        "k2k.connection",
        string="K2K connection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    def _approval_allowed(self):
        """A customer has bought already: nobody is left to be asked."""
        return bool(self.k2k_connection_id) or super()._approval_allowed()

    def button_cancel(self):
        """The vendor has an order for it, too: cancelling goes through the prebook."""
        for order in self:
            if (
                order.k2k_prebook_id
                and order.state == "purchase"
                and not self.env.context.get("k2k_from_prebook")
            ):
                raise UserError(
                    self.env._(
                        "%(order)s stands in the vendor's books. Use “Ask to Cancel” "
                        "on the prebook %(prebook)s.",
                        order=order.name,
                        prebook=order.k2k_prebook_id.name,
                    )
                )
        return super().button_cancel()

    def button_draft(self):
        """The vendor has no order for it any more: it can't be approved again."""
        for order in self.filtered("k2k_prebook_id"):
            raise UserError(
                self.env._(
                    "%(order)s was cancelled together with the vendor's order. Use "
                    "“Find Source” on the prebook %(prebook)s, or order again.",
                    order=order.name,
                    prebook=order.k2k_prebook_id.name,
                )
            )
        return super().button_draft()

    def _add_supplier_to_product(self):
        """Vendor prices come with the offers; writing them on the product would make
        every customer of that product wait for the others."""
        return super(
            PurchaseOrder, self.filtered(lambda order: not order.k2k_connection_id)
        )._add_supplier_to_product()

    def _prepare_picking(self):
        vals = super()._prepare_picking()
        if self.k2k_connection_id:
            vals["location_id"] = self._k2k_source_location().id
        return vals

    def _k2k_source_location(self):
        """K2K goods come from Vendors: never through core's inter-company transit,
        which joins the two companies' stock."""
        # by its cached id: asked for each line
        location_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_suppliers", raise_if_not_found=True
        )
        return self.env["stock.location"].browse(location_id)

    def _prepare_reference_vals(self):
        """A stock reference of its own: one shared with the customer's order would
        make the receipt a transfer of that order."""
        vals = super()._prepare_reference_vals()
        if self.k2k_prebook_id:
            vals["name"] = f"{self.name} ({self.k2k_prebook_id.name})"
        return vals

    def _get_sale_orders(self):
        return super()._get_sale_orders() | self.k2k_prebook_id.sale_order_id

    def action_view_k2k_messages(self):
        """What went to the vendor about this order, and what came back."""
        self.ensure_one()
        self.check_access("read")
        return self.env["k2k.message"]._open_for(self.name, self.company_id)

    def action_view_k2k_prebook(self):
        """The prebook this order was made for."""
        self.ensure_one()
        return self.k2k_prebook_id._get_records_action()

    def _k2k_price_in_books(self, amount, currency_name):
        """A vendor's price in this order's currency, at the order's own rate.

        :raise UserError: we have no exchange rate
        """
        self.ensure_one()
        if currency_name == self.currency_id.name:
            return amount
        currency = self.env["res.currency"].search([("name", "=", currency_name)])
        if not currency.rate_ids and not self.currency_id.rate_ids:
            raise UserError(
                self.env._(
                    "The buyer has no exchange rate for %(currency)s.",
                    currency=currency_name,
                )
            )
        return currency._convert(
            amount,
            self.currency_id,
            self.company_id,
            self.date_approve or self.date_order,
            round=False,
        )
