# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

OWN, SUPPLIER, GROWER, WANTED = "own", "supplier", "grower", "wanted"


class Arrival(NamedTuple):
    """Lines of an order that come together.

    ``origin``: ``own`` (our warehouse), ``supplier`` (through our warehouse),
    ``grower`` (straight from there) or ``wanted`` (we have to find them); ``day`` in
    words, empty for our own stock.
    """

    day: str
    lines: models.BaseModel
    origin: str
    counts: dict

    def quantity(self, line):
        """How many of this line come so; the rest may come otherwise."""
        return f"{self.counts[line.id]:g}"

    def amount(self, line):
        """What these of the line cost, without tax."""
        whole = line.product_uom_qty or 1
        return line.price_subtotal * self.counts[line.id] / whole


class SaleOrder(models.Model):
    """Buyer's side: from the cart to the confirmed order, and what the customer is
    told."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_lines_not_held(self):
        return self.order_line.filtered(
            lambda line: line.k2k_is_k2k
            and line._k2k_live_boxes() < line.product_uom_qty
        )

    def _k2k_refresh_cart(self):
        """Hold again what is not held (any more); what can't be had leaves the cart.

        :return: whether the cart has changed; its lines say why
        """
        lines = self._k2k_lines_not_held()
        warnings = lines._k2k_renew_price()
        warnings += [
            self._cart_update_line_quantity(line.id, line.product_uom_qty)["warning"]
            for line in lines
        ]
        if any(warnings):
            self.shop_warning = "\n".join(filter(None, warnings))
        return any(warnings)

    def _check_cart_is_ready_to_be_paid(self):
        """Nobody pays for boxes that are not held."""
        missing = []
        for line in self._k2k_lines_not_held():
            wanted = int(line.product_uom_qty)
            boxes, _reason = line._k2k_take(wanted)
            if boxes < wanted:
                missing.append(self._k2k_too_few_text(line.product_id, wanted, boxes))
        if missing:
            missing.append(self.env._("Please go back to your cart."))
            raise ValidationError("\n".join(missing))
        return super()._check_cart_is_ready_to_be_paid()

    def _k2k_try_confirm(self):
        """Confirm from a payment, where an exception would help nobody.

        :return: why not, in words for staff; False when the order is confirmed. An
            order that can't be confirmed stays a quotation with an activity.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.with_context(k2k_mail_later=True).action_confirm()
        except AccessError:
            # a right that is missing is our mistake, not an answer
            raise
        except UserError as error:
            self._k2k_note_unconfirmed(str(error))
            return str(error)
        self._send_order_confirmation_mail()
        return False

    def _k2k_is_refused(self):
        """Whether the last thing the customer did was ordering this on account, in
        vain."""
        tx = self.state == "draft" and self.get_portal_last_transaction()
        return bool(tx) and tx.state == "error" and tx.provider_id._k2k_is_on_account()

    def _k2k_note_unconfirmed(self, reason):
        """Leave a trace for the salesperson."""
        self._k2k_leave_trace(self.env._("Order could not be confirmed"), reason)

    def _k2k_leave_trace(self, summary, note):
        """An activity for the salesperson, one for each matter however often it comes
        up."""
        if summary in self.activity_ids.mapped("summary"):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=self._k2k_salesperson().id or self.env.uid,
        )

    def _k2k_may_buy_on_account(self):
        """Whether this order may be confirmed without a payment."""
        return bool(self) and self.partner_id._k2k_may_buy_on_account(self.company_id)

    def _k2k_salesperson(self):
        """Who looks after this order; a cart has no salesperson of its own yet."""
        website = self.website_id
        return (
            self.user_id
            or website.salesperson_id
            or self.partner_id.user_id
            or self.team_id.user_id
            or self.order_line.k2k_offer_id.sudo().connection_id[:1].create_uid
        )

    def _send_order_confirmation_mail(self):
        """Wait while a refusal may still undo it all: a mail can't be undone."""
        if self.env.context.get("k2k_mail_later"):
            return
        super()._send_order_confirmation_mail()

    def _get_confirmation_template(self):
        """Boxes of suppliers come on different days: our mail tells which when."""
        template = super()._get_confirmation_template()
        default = self.env.ref("sale.mail_template_sale_confirmation", False)
        if template == default and any(self.order_line.mapped("k2k_is_k2k")):
            own = self.env.ref("k2k_connector.mail_template_order_confirmed", False)
            return own or template
        return template

    def _k2k_payments(self, states=("authorized", "done")):
        """This order's payments that are in one of these states."""
        return self.sudo().transaction_ids.filtered(lambda tx: tx.state in states)

    def _k2k_is_overpaid(self):
        """Whether several payments together are more than the order."""
        payments = self._k2k_payments()
        # not core's amount_paid: it does not follow the payments' states
        paid = sum(payments.mapped("amount"))
        too_much = self.currency_id.compare_amounts(paid, self.amount_total) > 0
        return len(payments) > 1 and too_much

    def _k2k_arrivals(self):
        """What comes from where and when, in the customer's words.

        :return: list of :class:`Arrival`: first what is in our own warehouse, then day
            by day what suppliers send, last what still has to be found
        """
        self.ensure_one()
        lines = self.website_order_line.filtered("product_id").sorted(
            lambda line: line.k2k_truck_date or fields.Date.from_string("1970-01-01")
        )
        # how an order is supplied is told in numbers only
        wanted = {
            line.id: sum(line.sudo().k2k_prebook_line_ids.mapped("boxes_to_resupply"))
            for line in lines
        }
        coming = {line.id: line.product_uom_qty - wanted[line.id] for line in lines}
        arrivals = [
            Arrival(group[0]._k2k_date_in_words(), group, origin, coming)
            for (origin, _day), group in lines.filtered(lambda ln: coming[ln.id] > 0)
            .grouped(lambda ln: (ln._k2k_origin(), ln.k2k_truck_date))
            .items()
        ]
        missing = lines.filtered(lambda ln: wanted[ln.id] > 0)
        if missing:
            arrivals.append(Arrival("", missing, WANTED, wanted))
        return arrivals
