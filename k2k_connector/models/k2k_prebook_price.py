# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class K2kPrebook(models.Model):
    """Buyer's side: the vendor corrects a price after it has confirmed."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_price_changed(self, connection, message):
        """The purchase order follows; the customer's price is ours and stays.

        :raise UserError: no such line, a price below zero, no exchange rate
        """
        prebook = self._find_by_po(connection, message.po_ref)
        purchase = prebook.purchase_order_id
        lines = {ln.purchase_line_id.k2k_line_ref: ln for ln in prebook.line_ids}
        notes = []
        for changed in message.lines:
            ordered = lines.get(changed.line_ref)
            if not ordered or changed.unit_price < 0:
                raise UserError(
                    self.env._("%(order)s has no such line.", order=message.po_ref)
                )
            line = ordered.purchase_line_id
            price = line._k2k_price_with_taxes(
                ordered._vendor_price_in_books(changed.unit_price, message.currency)
            )
            notes.append(
                self.env._(
                    "%(product)s (%(pack)s): %(old)s → %(new)s",
                    product=line.product_id.display_name,
                    pack=line.product_uom_id.name,
                    old=formatLang(
                        self.env, line.price_unit, currency_obj=line.currency_id
                    ),
                    new=formatLang(self.env, price, currency_obj=line.currency_id),
                )
            )
            line.price_unit = price
        body = self.env._(
            "%(who)s corrected the price per box. %(what)s",
            who=message.sender or connection.partner_id.display_name,
            what="; ".join(notes),
        )
        prebook.message_post(body=body)
        purchase.message_post(body=body)
        return {}
