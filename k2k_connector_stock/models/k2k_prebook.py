# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import logging

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..tools import billing as billing_rules

_logger = logging.getLogger(__name__)


class K2kPrebook(models.Model):
    _inherit = "k2k.prebook"

    box_ids = fields.One2many("k2k.box", "prebook_id", string="Boxes")
    invoice_count = fields.Integer(compute="_compute_invoice_count")

    awb_ids = fields.Many2many(
        "k2k.awb",
        string="AWB",
        compute="_compute_awb_ids",
        groups="k2k_connector.group_k2k_user,k2k_connector_stock.group_k2k_warehouse",
    )

    @api.depends("box_ids.awb_id")
    def _compute_awb_ids(self):
        """The AWBs that the prebook's boxes fly on."""
        for prebook in self:
            prebook.awb_ids = prebook.box_ids.awb_id

    @api.depends("box_ids.invoice_id")
    def _compute_invoice_count(self):
        """Distinct invoices of the prebook's boxes."""
        counts = dict(
            self.env["k2k.box"]._read_group(
                [("prebook_id", "in", self.ids), ("invoice_id", "!=", False)],
                ["prebook_id"],
                ["invoice_id:count_distinct"],
            )
        )
        for prebook in self:
            prebook.invoice_count = counts.get(prebook, 0)

    def _after_order(self, reply):
        """Keep the codes of the boxes that the vendor holds for the order."""
        result = super()._after_order(reply)
        if reply.get("boxes"):
            # Nobody has the right to type such notes.
            announced = self.env["k2k.announced.box"].sudo()
            announced._note(self.purchase_order_id.sudo(), reply["boxes"])
        return result

    def action_view_boxes(self):
        """Open this prebook's boxes."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "k2k_connector_stock.action_k2k_box"
        )
        action["domain"] = [("prebook_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_view_invoices(self):
        """Open the invoices that bill this prebook's boxes."""
        self.check_access("read")
        boxes = self.env["k2k.box"].search([("prebook_id", "in", self.ids)])
        return boxes.invoice_id._get_records_action(name=self.env._("Invoices"))

    # ------------------------------------------------------------------
    # Billing
    # ------------------------------------------------------------------
    def _k2k_bill(self, boxes):
        """Bill received boxes of this prebook to its customer.

        The prebook's draft invoice grows, or a new invoice is made; the connection
        says when it is posted. Boxes that somebody else is billing at this moment are
        left to them. Runs as superuser: billing follows the company's settings, the
        right to cause it is the caller's to check.

        :param boxes: ``k2k.box`` records of this prebook
        :return: the ``account.move``, empty when there was nothing to bill
        :raise UserError: core refuses the invoice
        """
        self.ensure_one()
        prebook = self.sudo().with_company(self.company_id)
        boxes = (
            boxes.sudo()
            .try_lock_for_update()
            .filtered(lambda box: box.state == "received" and box.prebook_id == prebook)
        )
        # in the order in which a scan takes them: prebook line, then the order's line
        boxes._lock_prebook_lines()
        boxes -= boxes._take_invoiced_by_hand()
        boxes -= boxes._set_surplus_aside()
        invoices = self.env["account.move"]
        for own in prebook._k2k_split_by_invoice(boxes):
            invoice = prebook._k2k_invoice_boxes(own)
            own._mark_billed(invoice)
            invoices |= invoice
        if due := prebook._k2k_drafts_to_post(invoices):
            due.action_post()
        return invoices

    def _k2k_split_by_invoice(self, boxes):
        """These boxes in groups that may share an invoice."""
        if self.connection_id.bill_per_session:
            return boxes.grouped("scan_session_id").values()
        return [boxes] if boxes else []

    def _k2k_draft_for(self, boxes):
        """The draft that these boxes go on; empty when a new one is to be made."""
        mates = self.box_ids
        if self.connection_id.bill_per_session:
            session = boxes.scan_session_id
            mates = mates.filtered(lambda box: box.scan_session_id == session)
        return mates.invoice_id.filtered(lambda move: move.state == "draft")[:1]

    def _k2k_invoice_boxes(self, boxes):
        """Put the boxes on the prebook's draft invoice, made now if there is none."""
        quantities = {line: len(own) for line, own in boxes._by_sale_line().items()}
        draft = self._k2k_draft_for(boxes)
        prices = self._k2k_prices_without_one(boxes, draft)
        if draft:
            self._k2k_extend_invoice(draft, quantities, prices)
            return draft
        order = self.sale_order_id.with_context(
            k2k_invoice_line_ids=[line.id for line in quantities],
            k2k_invoice_quantities={
                line.id: quantity for line, quantity in quantities.items()
            },
            k2k_invoice_prices={line.id: price for line, price in prices.items()},
        )
        return order._create_invoices()

    def _k2k_prices_without_one(self, boxes, draft):
        """What boxes are billed at that were ordered at no price.

        Landed cost and margin, of all boxes of the line on the invoice; a line with a
        discount is a gift and stays one.

        :return: dict of sale line to price of one box in the order's currency
        """
        prices = {}
        for line, own in boxes._by_sale_line().items():
            if line.price_unit or line.discount:
                continue
            mates = self.box_ids.filtered(
                lambda box, line=line: (
                    draft
                    and box.invoice_id == draft
                    and box.prebook_line_id.sale_line_id == line
                )
            )
            price = billing_rules.price_without_one(
                ((box.landed_cost, box.quantity) for box in own | mates),
                self.connection_id._margin()[0],
            )
            prices[line] = self.company_id.currency_id._convert(
                price,
                line.currency_id,
                self.company_id,
                fields.Date.context_today(self),
            )
        return prices

    @api.model
    def _k2k_extend_invoice(self, invoice, quantities, prices):
        """Raise the draft's lines by these quantities, add the lines it lacks.

        :param dict prices: sale line to price, where it was ordered at none
        """
        commands = []
        for sale_line, quantity in quantities.items():
            line = invoice.invoice_line_ids & sale_line.invoice_lines
            if line:
                vals = {"quantity": line[0].quantity + quantity}
                if sale_line in prices:
                    vals["price_unit"] = prices[sale_line]
                commands.append(fields.Command.update(line[0].id, vals))
            else:
                extra = {"price_unit": prices[sale_line]} if sale_line in prices else {}
                vals = sale_line._prepare_invoice_line(quantity=quantity, **extra)
                commands.append(fields.Command.create(vals))
        invoice.write({"invoice_line_ids": commands})

    def _k2k_drafts_to_post(self, invoices):
        """Which drafts the connection says are posted now.

        :param invoices: those that boxes were just put on
        """
        posting = self.connection_id.bill_posting
        drafts = self.box_ids.invoice_id.filtered(lambda move: move.state == "draft")
        if posting == "now":
            return drafts & invoices
        if posting == "complete":
            wanted = self.boxes_ordered - self.boxes_cancelled
            return drafts if self.boxes_billed >= wanted else drafts.browse()
        if posting == "session":
            # several people may have scanned for one invoice
            running = self.box_ids.filtered(
                lambda box: box.scan_session_id.state == "open" or box.to_bill
            )
            return drafts - running.invoice_id
        return drafts.browse()

    def _k2k_post_or_note(self, boxes):
        """Post what is due; what keeps an invoice from it is told on its boxes.

        :param boxes: of the session that has ended
        """
        due = self._k2k_drafts_to_post(self.env["account.move"]) & boxes.invoice_id
        if not due:
            return
        try:
            with self.env.cr.savepoint():
                due.action_post()
        except (UserError, RedirectWarning) as error:
            _logger.info("K2K: %s not posted: %s", self.name, error)
            (boxes & self.box_ids).note = self.env._(
                "Its invoice could not be posted: %(error)s",
                error=str(error.args[0]).strip(),
            )

    # ------------------------------------------------------------------
    # Credit
    # ------------------------------------------------------------------
    def _k2k_credit_left(self):
        """What the customers of these prebooks may still owe, by Odoo's credit limit.

        Boxes that are booked or on a draft count as owed: core's credit knows posted
        invoices only. Sudo, since who may receive boxes need not see what customers
        owe.

        :return: dict of commercial partner to amount in the company's currency;
            without those who have no limit
        """
        left = {}
        for company, prebooks in self.sudo().grouped("company_id").items():
            if not company.account_use_credit_limit:
                continue
            partners = prebooks.partner_id.commercial_partner_id.with_company(company)
            limited = partners.filtered("credit_limit")
            owed = self._k2k_not_posted(company, limited)
            for partner in limited:
                credit = partner.credit + owed.get(partner.id, 0.0)
                left[partner] = partner.credit_limit - credit
        return left

    @api.model
    def _k2k_not_posted(self, company, partners):
        """What boxes cost that are booked or on a draft, by id of the customer.

        Counted by sale line: a draft may hold thousands of boxes.
        """
        if not partners:
            return {}
        rows = (
            self.env["k2k.box"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("customer_id.commercial_partner_id", "in", partners.ids),
                    "|",
                    ("to_bill", "=", True),
                    ("invoice_id.state", "=", "draft"),
                ],
                ["prebook_line_id"],
                ["__count", "id:min"],
            )
        )
        owed = {}
        for prebook_line, count, box_id in rows:
            customer = prebook_line.prebook_id.partner_id.commercial_partner_id
            price = self.env["k2k.box"].sudo().browse(box_id)._price_of_box()
            owed[customer.id] = owed.get(customer.id, 0.0) + count * price
        return owed
