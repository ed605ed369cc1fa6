# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_round

from ..tools.messages import ChangedPrice, PriceChanged


class SaleOrderLine(models.Model):
    """Vendor's side: a price that is corrected after the buyer was told it."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        """Tell the buyer of corrected prices of a confirmed order."""
        told = self.browse()
        if {"price_unit", "discount"} & vals.keys():
            told = self.filtered(lambda ln: ln.k2k_peer_line_ref and ln.state == "sale")
        before = {line: line.price_reduce_taxexcl for line in told}
        res = super().write(vals)
        changed = told.filtered(lambda ln: ln.price_reduce_taxexcl != before[ln])
        for lines in changed.grouped("order_id").values():
            lines._k2k_tell_prices()
        return res

    def _k2k_tell_prices(self):
        """Send the prices of these lines of one order.

        :raise UserError: the buyer does not take them
        """
        order = self.order_id
        reply = self.env["k2k.gateway"].send(
            order.k2k_connection_id,
            "price_changed",
            PriceChanged(
                po_ref=order.k2k_peer_ref,
                currency=order.currency_id.name,
                lines=[
                    ChangedPrice(
                        line_ref=line.k2k_peer_line_ref,
                        unit_price=line.price_reduce_taxexcl / line._k2k_units(),
                    )
                    for line in self
                ],
                sender=self.env.user.name,
            ),
            document=order,
        )
        if not reply["ok"]:
            raise UserError(reply["error"])
        # whoever sells need not see invoices; that there is one is no secret
        invoices = order.sudo().invoice_ids.filtered(lambda i: i.state == "posted")
        if invoices:
            order.message_post(
                body=self.env._(
                    "The buyer knows the corrected price. %(invoices)s was posted at "
                    "the old one: settle the difference with a credit note or a "
                    "further invoice.",
                    invoices=", ".join(invoices.mapped("name")),
                )
            )

    def _k2k_price_for(self, unit_price):
        """The price of a pack that comes to ``unit_price`` with the line's discount.

        :param float unit_price: per the product's own unit, without taxes
        """
        self.ensure_one()
        part = 1 - self.discount / 100
        if not part:
            return self.price_unit
        price = unit_price * self._k2k_units() / part
        price = self.tax_ids._k2k_add_included(price, self.product_id)
        return float_round(price, precision_digits=8)

    def _get_pricelist_price(self):
        """Finer than any price, without the dust of floating point: a pack at 0.55 a
        stem is 55.00 and not 55.00000000000001."""
        price = super()._get_pricelist_price()
        if self.k2k_peer_line_ref:
            return float_round(price, precision_digits=8)
        return price

    def _k2k_units(self):
        """How many of the product's own unit one of the line's packs holds."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            1.0, self.product_id.uom_id, round=False
        )
