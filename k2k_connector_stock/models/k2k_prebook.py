# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


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
        boxes -= boxes._take_invoiced_by_hand()
        if not boxes:
            return self.env["account.move"]
        invoice = prebook._k2k_invoice_boxes(boxes)
        boxes._mark_billed(invoice)
        if prebook._k2k_is_to_post():
            invoice.action_post()
        return invoice

    def _k2k_invoice_boxes(self, boxes):
        """Put the boxes on the prebook's draft invoice, made now if there is none."""
        quantities = {line: len(own) for line, own in boxes._by_sale_line().items()}
        draft = self.box_ids.invoice_id.filtered(lambda move: move.state == "draft")
        if draft:
            self._k2k_extend_invoice(draft[0], quantities)
            return draft[0]
        order = self.sale_order_id.with_context(
            k2k_invoice_line_ids=[line.id for line in quantities],
            k2k_invoice_quantities={
                line.id: quantity for line, quantity in quantities.items()
            },
        )
        return order._create_invoices()

    @api.model
    def _k2k_extend_invoice(self, invoice, quantities):
        """Raise the draft's lines by these quantities, add the lines it lacks."""
        commands = []
        for sale_line, quantity in quantities.items():
            line = invoice.invoice_line_ids & sale_line.invoice_lines
            if line:
                vals = {"quantity": line[0].quantity + quantity}
                commands.append(fields.Command.update(line[0].id, vals))
            else:
                vals = sale_line._prepare_invoice_line(quantity=quantity)
                commands.append(fields.Command.create(vals))
        invoice.write({"invoice_line_ids": commands})

    def _k2k_is_to_post(self):
        """Whether the connection says that the invoice is posted now."""
        posting = self.connection_id.bill_posting
        if posting == "complete":
            wanted = self.boxes_ordered - self.boxes_cancelled
            return self.boxes_billed >= wanted
        return posting == "now"

    def _k2k_is_over_limit(self, box):
        """Whether the customer would owe more than its credit limit with this box.

        Sudo, since who may receive boxes need not see what customers owe.
        """
        company = self.company_id
        if not company.account_use_credit_limit:
            return False
        partner = self.sudo().partner_id.commercial_partner_id.with_company(company)
        if not partner.credit_limit:
            return False
        line = box.sudo().prebook_line_id.sale_line_id
        price = line.currency_id._convert(
            line.price_reduce_taxinc,
            company.currency_id,
            company,
            fields.Date.context_today(self),
        )
        return partner.credit + price > partner.credit_limit
