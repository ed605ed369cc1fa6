# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging

from psycopg2 import IntegrityError
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from ..tools import billing as billing_rules
from .k2k_box import MOMENT

_logger = logging.getLogger(__name__)

GROUP_SALES = "k2k_connector.group_k2k_user"


class K2kBox(models.Model):
    """Billing: by hand, or booked when a box is received and done by the job.

    The invoice itself is made by ``k2k.prebook``.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def action_bill(self):
        """Bill these received boxes to their customers now, whatever the settings say.

        :raise UserError: when none of them can be billed
        """
        self._check_may_bill()
        boxes = self.filtered(lambda box: box.state == "received" and box._is_billed())
        if not boxes:
            raise UserError(
                self.env._(
                    "Only boxes that have been received and were sold to a customer "
                    "can be billed."
                )
            )
        # The states and notes of boxes are not for anybody to type, see the access
        # rights; the right to bill was checked above.
        for prebook, own in boxes.sudo().grouped("prebook_id").items():
            prebook._k2k_bill(own)
        if all(box.state == "received" for box in boxes):
            raise UserError(boxes[0].note or self.env._("There is nothing to bill."))
        return True

    def _is_billed(self):
        """Whether it is billed by us: what was added by hand is billed as Odoo does,
        with its customer's order."""
        return bool(self.is_presold and self.prebook_id)

    def _check_may_bill(self):
        self.check_access("read")
        if not self.env.user.has_group(GROUP_SALES):
            raise AccessError(self.env._("Only K2K sales users may bill boxes."))

    def _book_billing(self):
        """Book the billing of received boxes, or note on them why not.

        Of boxes that are received at once each one counts as owed for the next.
        """
        booked = self.browse()
        credit = self.prebook_id._k2k_credit_left()
        for box in self:
            reason = billing_rules.why_not(box._billing_facts(credit))
            if reason:
                box.note = box._why_not_text(reason)
                continue
            booked |= box
            customer = box.customer_id.commercial_partner_id
            if customer in credit:
                credit[customer] -= box._price_of_box()
        if booked:
            booked.to_bill = True
            self._trigger_billing()

    def _will_be_billed(self):
        """Whether the box is booked for billing when it is received now."""
        credit = self.prebook_id._k2k_credit_left()
        return not billing_rules.why_not(self._billing_facts(credit))

    def _billing_facts(self, credit):
        """What is known of the box when it is received.

        :param dict credit: as of ``k2k.prebook._k2k_credit_left``
        """
        presold = self._is_billed()
        customer = self._billed_customer()
        return billing_rules.Facts(
            presold=presold,
            mode=self._billing_mode(),
            moment=self.env.context.get(MOMENT, "confirm"),
            truck_date=self.truck_date or None,
            today=fields.Date.context_today(self),
            late_days=self.connection_id.auto_bill_late_days,
            over_limit=customer in credit and credit[customer] < self._price_of_box(),
            credit_hold=customer.k2k_credit_hold,
            fulfilled=presold and self._pending_on_line() <= 0,
        )

    def _billed_customer(self):
        partner = self.prebook_id.partner_id.commercial_partner_id
        return partner.with_company(self.company_id)

    def _billing_mode(self):
        """What is agreed with the customer goes before what holds for the vendor."""
        customer = self._billed_customer()
        return customer.k2k_auto_bill or self.connection_id.auto_bill or "off"

    def _pending_on_line(self):
        """Boxes of the customer's line that no invoice bills yet."""
        line = self.prebook_line_id.sale_line_id
        return line.product_uom_qty - line.qty_invoiced

    def _why_not_text(self, reason):
        """The reason, in words that tell what to do; False when there is nothing to."""
        return {
            billing_rules.NOT_PRESOLD: False,
            billing_rules.FULFILLED: self.env._(
                "The customer's order is filled without this box. Sell it from stock, "
                "or raise the order and bill it now."
            ),
            billing_rules.OFF: self.env._(
                "Automatic billing is off for this vendor or customer. Bill it now."
            ),
            billing_rules.NOT_BY_THIS: self.env._(
                "It was received in a way that does not bill. Bill it now."
            ),
            billing_rules.CREDIT_HOLD: self.env._(
                "The customer is on credit hold. Release it, then bill the box now."
            ),
            billing_rules.TRUCK_DATE: self.env._(
                "The truck date has passed. Agree on a new one, or bill it now."
            ),
            billing_rules.CREDIT_LIMIT: self.env._(
                "The customer is over the credit limit. Collect, then bill it now."
            ),
        }[reason]

    @api.model
    def _trigger_billing(self):
        """Start the job after the commit, once for a transaction."""
        precommit = self.env.cr.precommit
        if not precommit.data.get("k2k_billing"):
            precommit.data["k2k_billing"] = True
            precommit.add(self._start_job)

    @api.model
    def _start_job(self):
        self.env.cr.precommit.data.pop("k2k_billing", None)
        requests = self.env["k2k.publish.request"]
        requests._trigger_job("k2k_connector_stock.ir_cron_bill")

    @api.model
    def _cron_bill(self):
        """Bill what is booked, prebook by prebook, each in its own transaction.

        Safe to run twice and beside itself: a prebook's boxes are locked first, and
        those that somebody else is billing are left to them. A prebook whose boxes are
        being scanned at this moment has its turn in the next run.
        """
        groups = self._read_group(
            [("to_bill", "=", True), ("state", "=", "received")],
            ["prebook_id"],
            ["id:recordset"],
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(groups))
        for prebook, boxes in groups:
            if not boxes._bill_or_note(prebook):
                self._trigger_billing()
            cron._commit_progress(1)
        sessions = self.env["k2k.scan.session"]
        sessions._end_idle()
        if not sessions._post_ended():
            self._trigger_billing()

    def _bill_or_note(self, prebook):
        """Bill; what keeps this prebook from being billed must not stop the others.

        :return: False when somebody changed the same rows and it is to be tried again
        """
        try:
            with self.env.cr.savepoint():
                prebook._k2k_bill(self)
        except TransactionRollbackError as error:
            _logger.info("K2K: %s is billed later: %s", prebook.name, error)
            return False
        except (UserError, RedirectWarning, IntegrityError) as error:
            _logger.info("K2K: %s not billed: %s", prebook.name, error)
            self.sudo().write(
                {
                    "to_bill": False,
                    "note": self.env._(
                        "Billing failed: %(error)s Correct it, then bill it now.",
                        error=str(error.args[0]).strip(),
                    ),
                }
            )
        return True

    def _price_of_box(self):
        """What the customer pays for the box, taxes included, in our currency."""
        line = self.prebook_line_id.sale_line_id
        if not line.price_unit and not line.discount:
            # it is billed at its landed cost and the margin
            return billing_rules.price_without_one(
                [(self.landed_cost, self.quantity)], self.connection_id._margin()[0]
            )
        return line.currency_id._convert(
            line.price_reduce_taxinc,
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )

    def _by_sale_line(self):
        return self.grouped(lambda box: box.prebook_line_id.sale_line_id)

    def _take_invoiced_by_hand(self):
        """Boxes that an invoice made by hand has billed already.

        What is on invoices and not on our billed boxes was billed by somebody in
        Odoo's own way, for the boxes of the line that were received first.

        :return: those of these boxes that are billed by it, marked so
        """
        taken = self.browse()
        for sale_line, own in self._by_sale_line().items():
            billed = sum(sale_line.k2k_prebook_line_ids.mapped("boxes_billed"))
            surplus = int(sale_line.qty_invoiced) - billed
            if surplus <= 0:
                continue
            boxes = own.sorted(lambda box: (box.received_at, box.id))[:surplus]
            invoices = sale_line.invoice_lines.move_id.filtered(
                lambda move: move.move_type == "out_invoice" and move.state != "cancel"
            )
            boxes._mark_billed(invoices.sorted("id")[-1:])
            taken |= boxes
        return taken

    def _set_surplus_aside(self):
        """Boxes beyond what their customer's line still waits for are not billed.

        :return: these boxes; each says what to do with it
        """
        surplus = self.browse()
        for own in self._by_sale_line().values():
            pending = max(int(own[0]._pending_on_line()), 0)
            surplus |= own.sorted(lambda box: (box.received_at, box.id))[pending:]
        if surplus:
            note = self._why_not_text(billing_rules.FULFILLED)
            surplus.write({"to_bill": False, "note": note})
        return surplus

    def _mark_billed(self, invoice):
        self.write(
            {
                "state": "billed",
                "invoice_id": invoice.id,
                "to_bill": False,
                "note": False,
            }
        )
