# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.tools import float_compare, float_round, formatLang

from ..tools.messages import Address


class K2kPrebook(models.Model):
    """Buyer's side: the terms of the purchase order, and whether the vendor agrees."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    vendor_carrier = fields.Char(readonly=True, copy=False, string="Vendor's carrier")

    def _prepare_purchase_order_vals(self):
        """Fiscal position, payment term and buyer as core's form would fill them in."""
        vals = super()._prepare_purchase_order_vals()
        vendor = self.vendor_id.with_company(self.company_id)
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        vals["fiscal_position_id"] = positions._get_fiscal_position(vendor).id
        vals["payment_term_id"] = vendor.property_supplier_payment_term_id.id
        buyer = vendor.buyer_id
        if self.company_id in buyer.company_ids:
            vals["user_id"] = buyer.id
        return vals

    def _after_order(self, reply):
        self.vendor_carrier = reply.get("carrier") or False
        return super()._after_order(reply)

    # ------------------------------------------------------------------
    # Where the boxes go
    # ------------------------------------------------------------------
    def _ship_to_partner(self):
        """Our warehouse; straight from the vendor, the customer."""
        self.ensure_one()
        if self.ship_via == "grower":
            return self.sale_order_id.partner_shipping_id
        return self.connection_id.warehouse_id.partner_id or self.company_id.partner_id

    def _prepare_ship_to(self):
        """:return: the ``Address`` that the vendor is told"""
        partner = self._ship_to_partner()
        return Address(
            name=partner.name or partner.commercial_partner_id.name or "",
            street=partner.street or "",
            street2=partner.street2 or "",
            zip=partner.zip or "",
            city=partner.city or "",
            state=partner.state_id.code or "",
            country=partner.country_id.code or "",
            phone=partner.phone or "",
        )

    def _prepare_carrier(self):
        """:return: the delivery method's name that the vendor is told, or no text

        How boxes come to our own warehouse is for the vendor to know; straight to a
        customer they go as that customer has chosen.
        """
        if self.ship_via != "grower":
            return ""
        return self.sale_order_id.carrier_id.name or ""

    # ------------------------------------------------------------------
    # What the vendor invoices
    # ------------------------------------------------------------------
    @api.model
    def _receive_order_confirmed(self, connection, message):
        reply = super()._receive_order_confirmed(connection, message)
        self._find_by_po(connection, message.po_ref)._note_price_differences(message)
        return reply

    def _note_price_differences(self, message):
        """Say where the vendor invoices another price than we ordered at.

        Nothing is overwritten: the order was approved at its price.
        """
        prices = {line.line_ref: line.unit_price for line in message.lines}
        notes = []
        for line in self.line_ids:
            purchase_line = line.purchase_line_id
            price = prices.get(purchase_line.k2k_line_ref)
            if price is None:
                continue
            theirs = line._vendor_price_in_books(price, message.currency)
            ours = purchase_line._k2k_price_without_taxes()
            currency = purchase_line.currency_id
            if float_compare(
                theirs, ours, precision_rounding=currency.rounding or 0.01
            ):
                notes.append(
                    self.env._(
                        "%(product)s (%(pack)s): %(theirs)s instead of %(ours)s",
                        product=line.product_id.display_name,
                        pack=line.uom_id.name,
                        theirs=formatLang(self.env, theirs, currency_obj=currency),
                        ours=formatLang(self.env, ours, currency_obj=currency),
                    )
                )
        if notes:
            body = self.env._(
                "%(vendor)s invoices other prices per box than you ordered at. Your "
                "order stays as it is; settle the difference with the vendor. %(what)s",
                vendor=self.vendor_id.name,
                what="; ".join(notes),
            )
            self.message_post(body=body)
            self.purchase_order_id.message_post(body=body)


class K2kPrebookLine(models.Model):
    """Buyer's side: the vendor's price, and the rate at which it was taken over."""

    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    vendor_price = fields.Float(
        digits=(16, 5),
        readonly=True,
        groups="purchase.group_purchase_user,account.group_account_invoice",
        help="Per stem or bunch, in the vendor's currency, when it was ordered.",
    )
    vendor_currency = fields.Char(
        readonly=True,
        groups="purchase.group_purchase_user,account.group_account_invoice",
    )
    vendor_rate = fields.Float(
        string="Exchange rate",
        digits=(16, 9),
        readonly=True,
        groups="purchase.group_purchase_user,account.group_account_invoice",
        help="Our currency for one of the vendor's, when it was ordered.",
    )

    @api.model
    def _rates_of_today(self, offers):
        """:return: dict of the vendors' currencies (ISO codes) to our rate for one"""
        own = offers.currency_id[:1]
        names = {offer.vendor_currency for offer in offers} - {False, own.name}
        foreign = self.env["res.currency"].search([("name", "in", list(names))])
        return {
            currency.name: currency._get_conversion_rate(
                currency, own, offers.company_id[:1], fields.Date.today()
            )
            for currency in foreign
        }

    @api.model
    def _prepare_vendor_terms(self, offer, rates):
        """What the vendor asked, and the rate at which the offer took it over.

        The offer's cost counts, and is rounded. Where it was made with today's rate
        that one is kept, so that large orders agree to the cent, too.

        :param dict rates: as :meth:`_rates_of_today` returns them
        """
        price = offer.vendor_price
        rate = rates.get(offer.vendor_currency, 1.0)
        if price and float_compare(price * rate, offer.unit_cost, precision_digits=5):
            rate = offer.unit_cost / price
        return {
            "vendor_price": price,
            "vendor_currency": offer.vendor_currency,
            "vendor_rate": rate,
        }

    def _cost_per_box(self):
        """What a box costs us, without taxes, to the last digit."""
        self.ensure_one()
        cost = self.unit_cost
        if self.vendor_price:
            cost = self.vendor_price * self.vendor_rate
        # finer than any price, without the dust of floating point
        return float_round(cost * self._units_per_box(), precision_digits=8)

    def _vendor_price_in_books(self, unit_price, currency_name):
        """A vendor's price per unit as our price per box, at the order's own rate.

        :raise UserError: we have no exchange rate
        """
        self.ensure_one()
        if self.vendor_price and currency_name == self.vendor_currency:
            price = unit_price * self.vendor_rate
        else:
            price = self.purchase_line_id.order_id._k2k_price_in_books(
                unit_price, currency_name
            )
        return float_round(price * self._units_per_box(), precision_digits=8)
