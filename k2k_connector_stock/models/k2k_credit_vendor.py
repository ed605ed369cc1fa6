# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.k2k_connector.tools.messages import CreditedLine, CreditReply

from ..tools.scan import code_of
from .k2k_credit import ASKED, REASONS

MAX_PHOTO = 4 * 1024 * 1024


class K2kCredit(models.Model):
    """Vendor's side: a buyer asks, we approve or reject."""

    _inherit = "k2k.credit"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_credit(self, connection, message):
        """A buyer asks for a credit, asks again, or withdraws it.

        :return: dict with our ``currency`` and ``prices`` (box code to unit price)
        :raise UserError: boxes we did not ship on that order, or credited already
        """
        if connection.role != "vendor":
            raise UserError(self.env._("We do not sell on this connection."))
        order = self.env["sale.order"]._k2k_find_by_peer(connection, message.po_ref)
        known = self.search(
            [("connection_id", "=", connection.id), ("ref", "=", message.credit_ref)]
        )
        if known and (known.state == "approved" or known.sale_order_id != order):
            raise UserError(
                self.env._("%(credit)s was approved already.", credit=known.name)
            )
        # credits are made by messages, nobody has the right to type one
        credit = known.sudo()
        if message.withdrawn:
            credit.state = "withdrawn"
            credit._tasks_done()
            return {}
        lines = self._prepare_lines(order, message, known)
        vals = {
            **self._prepare_from_message(connection, order, message),
            "line_ids": [
                fields.Command.clear(),
                *(fields.Command.create(line) for line in lines),
            ],
        }
        if known:
            credit.write(vals)
        else:
            credit = self.sudo().create(vals)
        credit._task(
            self.env._("A buyer asks for a credit: approve or reject it"),
            order.user_id or connection.user_id,
        )
        return {
            "currency": credit.currency_id.name,
            "prices": {line.code: line.unit_price for line in credit.line_ids},
        }

    @api.model
    def _prepare_from_message(self, connection, order, message):
        who = message.sender and self.env._("Asked by %(who)s.", who=message.sender)
        known = dict(REASONS)
        return {
            "company_id": connection.company_id.id,
            "connection_id": connection.id,
            "role": "vendor",
            "name": message.name or message.credit_ref[:8],
            "ref": message.credit_ref,
            "po_ref": message.po_ref,
            "partner_id": connection.partner_id.id,
            "sale_order_id": order.id,
            "currency_id": order.currency_id.id,
            "reason": message.reason if message.reason in known else "other",
            "note": "\n".join(filter(None, (message.note, who))),
            "photo": self._photo(message.photo),
            "return_boxes": message.returned,
            "state": "resubmitted" if message.resubmitted else "review",
            "answer": False,
        }

    @api.model
    def _photo(self, text):
        """A picture from the other side: base64, of a size that one mails."""
        if not text:
            return False
        if len(text) > MAX_PHOTO * 4 // 3:
            raise UserError(self.env._("The photo is too large."))
        try:
            base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise UserError(self.env._("The photo cannot be read.")) from error
        return text

    def _prepare_lines(self, order, message, known):
        """Check every box against what we shipped on the order."""
        out = order._k2k_packages_out().mapped("name")
        shipped = {
            (code_of(box["code"]), box["line_ref"]): box
            for box in order._k2k_shipped_boxes()
            if box["code"] in out
        }
        lines = order.order_line.grouped("k2k_peer_line_ref")
        taken = self._units_credited(order, known)
        result = []
        for row in message.lines:
            code = code_of(row.code)
            box = shipped.get((code, row.line_ref))
            if not box or row.units <= 0:
                raise UserError(
                    self.env._(
                        "Box %(code)s was not shipped on %(order)s.",
                        code=row.code,
                        order=order.name,
                    )
                )
            sale_line = lines[row.line_ref]
            taken[code] = taken.get(code, 0.0) + row.units
            if sale_line.product_id.uom_id.compare(taken[code], box["quantity"]) > 0:
                raise UserError(
                    self.env._(
                        "Box %(code)s holds %(units)s units, and no more can be "
                        "credited.",
                        code=code,
                        units=f"{box['quantity']:g}",
                    )
                )
            result.append(
                {
                    "code": code,
                    "line_ref": row.line_ref,
                    "sale_line_id": sale_line.id,
                    "product_id": sale_line.product_id.id,
                    "units_in_box": box["quantity"],
                    "units": row.units,
                    "unit_price": box["unit_price"],
                }
            )
        if not result:
            raise UserError(self.env._("The credit is for no box."))
        return result

    def _units_credited(self, order, beside):
        """:return: dict of box code to units that other credits ask for or gave"""
        rows = self.env["k2k.credit.line"]._read_group(
            [
                ("credit_id.sale_order_id", "=", order.id),
                ("credit_id", "not in", beside.ids),
                ("state", "in", (*ASKED, "approved")),
            ],
            ["code"],
            ["units:sum"],
        )
        return dict(rows)

    # ------------------------------------------------------------------
    # Our answer
    # ------------------------------------------------------------------
    def _check_may_answer(self):
        self._check_role("vendor", ASKED)
        if not self.env.user.has_group("k2k_connector.group_k2k_user"):
            raise AccessError(self.env._("Only K2K salespeople answer credits."))

    def action_approve(self):
        """Draft the credit note and tell the buyer."""
        self._check_may_answer()
        for credit in self:
            # drafting is part of answering, whoever posts it is an accountant
            own = credit.sudo()
            own._check_still_out()
            own.write({"state": "approved", "answer": False})
            own._draft_credit_note()
            if credit.return_boxes:
                own._plan_return_from_buyer()
            credit._reply(approved=True)
            own._tasks_done()
        return True

    def action_reject(self):
        """Type why not."""
        self._check_may_answer()
        wizard = self.env["k2k.credit.reject"].create(
            {"credit_ids": [fields.Command.set(self.ids)]}
        )
        return wizard._get_records_action(
            name=self.env._("Reject the credit"), target="new"
        )

    def _reject(self, reason):
        self._check_may_answer()
        for credit in self:
            credit._reply(approved=False, note=reason)
            credit.sudo().write({"state": "rejected", "answer": reason})
            credit.sudo()._tasks_done()

    def _reply(self, approved, note=""):
        self._tell(
            "credit_reply",
            CreditReply(
                po_ref=self.po_ref,
                credit_ref=self.ref,
                approved=approved,
                note=note,
                sender=self.env.user.name,
                currency=self.currency_id.name,
                lines=[
                    CreditedLine(
                        code=line.code, units=line.units, unit_price=line.unit_price
                    )
                    for line in self.line_ids
                ],
            ),
        )

    def _check_still_out(self):
        """What was taken back meanwhile was credited with it."""
        out = {
            code_of(package.name) for package in self.sale_order_id._k2k_packages_out()
        }
        gone = [line.code for line in self.line_ids if line.code not in out]
        if gone:
            raise UserError(
                self.env._(
                    "%(codes)s: taken back and credited already. Reject the credit.",
                    codes=", ".join(gone),
                )
            )

    def _draft_credit_note(self):
        order = self.sale_order_id
        invoice = order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted("id")[-1:]
        moves = self.env["account.move"].with_company(self.company_id)
        self.move_id = moves.create(
            self._prepare_move(
                "out_refund",
                partner_id=order.partner_invoice_id.id,
                ref=f"{self.name} {self.po_ref}",
                invoice_origin=order.name,
                reversed_entry_id=invoice.id,
                invoice_user_id=order.user_id.id,
            )
        )

    def _plan_return_from_buyer(self):
        """Transfers that wait for the boxes; nobody sells them before one looks."""
        codes = set(self.line_ids.mapped("code"))
        lines = self.sale_order_id._k2k_shipped_lines().filtered(
            lambda line: code_of(line.package_id.name) in codes
        )
        lines.package_id.k2k_on_hold = True
        for picking, own in lines.grouped("picking_id").items():
            self.picking_ids |= self._plan_return_of(picking, own)

    def _plan_return_of(self, picking, lines):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        by_move = lines.grouped("move_id")
        for row in wizard.product_return_moves:
            own = by_move.get(row.move_id, lines.browse())
            row.quantity = row.product_id.uom_id._compute_quantity(
                sum(own.mapped("quantity_product_uom")), row.uom_id
            )
            # the credit note is drafted already
            row.to_refund = False
        transfer = wizard._create_return()
        transfer.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "picking_id": transfer.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_id.uom_id.id,
                    "quantity": line.quantity_product_uom,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "lot_id": line.lot_id.id,
                    "package_id": line.package_id.id,
                    "result_package_id": line.package_id.id,
                    "is_entire_pack": True,
                    "company_id": self.company_id.id,
                }
                for move in transfer.move_ids
                for line in by_move.get(move.origin_returned_move_id, lines.browse())
            ]
        )
        return transfer


class SaleOrder(models.Model):
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_check_take_back(self, packages):
        """Not what was credited by a credit of its own: once is enough."""
        credited = self._k2k_credits_of(packages)[:1]
        if credited:
            raise UserError(
                self.env._(
                    "Box %(code)s was credited already: %(credit)s.",
                    code=credited.code,
                    credit=credited.credit_id.name,
                )
            )
        return super()._k2k_check_take_back(packages)

    def _k2k_credits_of(self, packages):
        """:return: approved ``k2k.credit.line`` records of these boxes"""
        return self.env["k2k.credit.line"].search(
            [
                ("credit_id.sale_order_id", "in", self.ids),
                ("state", "=", "approved"),
                ("code", "in", [code_of(package.name) for package in packages]),
            ]
        )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_credited_before(self):
        """Boxes of approved credits come back on planned transfers, or turn up by
        themselves: the buyer knows, and they are credited already."""
        known = super()._k2k_credited_before()
        for order, lines in self.grouped(
            lambda ml: ml.move_id.sale_line_id.order_id
        ).items():
            codes = set(order._k2k_credits_of(lines.package_id).mapped("code"))
            known |= lines.filtered(
                lambda ml, c=codes: code_of(ml.package_id.name) in c
            )
        # a second credit note would be due otherwise
        known.move_id.to_refund = False
        return known
