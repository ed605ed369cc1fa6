# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .k2k_box import GROUP_WAREHOUSE
from .k2k_credit import ASKED, OPEN

# Who may open credits.
GROUPS = (
    "k2k_connector.group_k2k_user",
    GROUP_WAREHOUSE,
    "purchase.group_purchase_user",
)


class K2kBox(models.Model):
    """Boxes for which the vendor is asked for a credit, and boxes that go back."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def action_open_credit(self):
        """Ask the vendor for a credit on these boxes; opens it, not yet sent."""
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in GROUPS):
            raise AccessError(
                self.env._("Only K2K users, clerks and purchasers open credits.")
            )
        self._check_may_be_credited()
        missing = all(box.state == "missing" for box in self)
        credits_ = self.env["k2k.credit"]._propose(
            self, reason="missing" if missing else None
        )
        return credits_._get_records_action(name=self.env._("Vendor credits"))

    def _check_may_be_credited(self):
        for box in self:
            if not box.connection_id or not box.purchase_line_id:
                raise UserError(
                    self.env._(
                        "Box %(code)s was not shipped by a connected vendor.",
                        code=box.code,
                    )
                )
            if box.state not in ("received", "billed", "missing"):
                raise UserError(
                    self.env._(
                        "Box %(code)s is %(state)s: credits are for boxes that have "
                        "arrived or are missing.",
                        code=box.code,
                        state=box._state_label().lower(),
                    )
                )
        known = self._credit_lines((*OPEN, *ASKED, "approved"))
        if known:
            raise UserError(
                self.env._(
                    "There is a credit already: %(credits)s.",
                    credits=", ".join(
                        f"{line.code} ({line.credit_id.name})" for line in known[:10]
                    ),
                )
            )

    def _credit_lines(self, states):
        # whoever handles boxes need not read credits
        return (
            self.env["k2k.credit.line"]
            .sudo()
            .search([("box_id", "in", self.ids), ("state", "in", states)])
        )

    def _credited(self):
        """Those the vendor was asked for: they stay missing."""
        lines = self._credit_lines((*ASKED, "approved"))
        return super()._credited() | self.browse(lines.box_id.ids)

    def _on_credit(self):
        """Those that stand on a credit, be it only a draft."""
        lines = self._credit_lines((*OPEN, *ASKED, "approved"))
        return self.browse(lines.box_id.ids)

    def _vendor_unit_price(self):
        """What the vendor billed, or we ordered, per the product's own unit."""
        line = self.purchase_line_id
        billed = self.vendor_bill_id.invoice_line_ids.filtered(
            lambda row: row.purchase_line_id == line
        )[:1]
        price = billed.price_unit if billed else line._k2k_price_without_taxes()
        return line.product_uom_id._compute_price(price, line.product_id.uom_id)

    # ------------------------------------------------------------------
    # Missing, and found again
    # ------------------------------------------------------------------
    def _tell_missing(self):
        """Propose a credit for what the vendor has invoiced and we have not got."""
        res = super()._tell_missing()
        if not self.env.context.get("k2k_withdrawn"):
            proposed = self.env["k2k.credit"]._propose(self, reason="missing")
            for credit in proposed:
                # AWBs are written on by whoever completes a transfer
                credit.sudo().line_ids.box_id.awb_id._note_credit(credit)
        return res

    def _tell_found(self):
        res = super()._tell_found()
        self._leave_credits()
        return res

    def _expect_again(self):
        """What was not asked for yet is not asked for any more."""
        self._credit_lines(OPEN)._drop()
        return super()._expect_again()

    def _withdraw(self):
        """The vendor credits what it takes back: nothing is left to ask for."""
        self._credit_lines(OPEN)._drop()
        return super()._withdraw()

    def _leave_credits(self):
        """Off the credits that were not sent; a task where the vendor was asked."""
        self._credit_lines(OPEN)._drop()
        asked = self._credit_lines((*ASKED, "approved")).filtered(
            lambda line: line.credit_id.reason == "missing"
        )
        for credit, lines in asked.grouped("credit_id").items():
            text = self.env._(
                "Arrived after all: %(codes)s", codes=", ".join(lines.mapped("code"))
            )
            credit.message_post(body=text)
            credit._task(
                self.env._("Boxes of this credit have arrived: settle it"),
                credit.create_uid,
                note=text,
            )

    # ------------------------------------------------------------------
    # Back to the vendor
    # ------------------------------------------------------------------
    def _can_go_back(self):
        """Those that stand in our stock and are nobody else's."""
        return self.filtered(
            lambda box: box.state in ("received", "billed")
            and box.package_id.location_id.usage == "internal"
            and not box.package_id.k2k_hold_id
        )

    def _plan_return_to_vendor(self, credit):
        """These boxes on transfers to the vendor, which a clerk completes."""
        pickings = self.env["stock.picking"]
        # the customer's delivery gives them back
        self.env["stock.move.line"].search(
            [
                ("package_id", "in", self.package_id.ids),
                ("state", "not in", ("done", "cancel")),
            ]
        ).unlink()
        for warehouse, own in self.grouped("warehouse_id").items():
            pickings |= own._prepare_return(warehouse, credit)
        return pickings

    def _prepare_return(self, warehouse, credit):
        picking_type = (
            warehouse.in_type_id.return_picking_type_id or warehouse.out_type_id
        )
        vendors = self.receipt_move_id.location_id[:1] or self.env.ref(
            "stock.stock_location_suppliers"
        )
        common = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": vendors.id,
            "company_id": credit.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": credit.partner_id.id,
        }
        picking = self.env["stock.picking"].create(
            {**common, "origin": f"{credit.name} {credit.po_ref}"}
        )
        for receipt, own in self.grouped("receipt_move_id").items():
            move = self.env["stock.move"].create(
                {
                    **common,
                    "picking_id": picking.id,
                    "product_id": own.product_id.id,
                    "product_uom": own.product_id.uom_id.id,
                    "product_uom_qty": sum(own.mapped("quantity")),
                    "purchase_line_id": own.purchase_line_id[:1].id,
                    "origin_returned_move_id": receipt.id,
                    "to_refund": True,
                }
            )
            move._action_confirm(merge=False)
            move.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                [
                    box._prepare_move_line(move, box.package_id.location_id)
                    for box in own
                ]
            )
        return picking

    @api.model
    def _follow_moves(self, moves):
        """Also out of our stock to the vendor, whoever sends them back."""
        res = super()._follow_moves(moves)
        lines = moves.move_line_ids.filtered(
            lambda line: line.package_id
            and line.location_id.usage == "internal"
            and line.location_dest_id.usage == "supplier"
        )
        if lines:
            # for every transfer that anybody completes anywhere, hence sudo
            self.sudo().search(
                [("package_id", "in", lines.package_id.ids), ("state", "=", "received")]
            )._mark_returned()
        return res

    def _mark_returned(self):
        """Gone to the vendor: not ours, not to be billed, and to be credited."""
        self.write(
            {
                "state": "cancelled",
                "to_bill": False,
                "note": self.env._("Returned to the vendor"),
            }
        )
        self.env["k2k.credit"]._propose(self, return_boxes=True)
        presold = self.filtered(lambda box: box.is_presold and box.prebook_id)
        for prebook, own in presold.grouped("prebook_id").items():
            text = self.env._(
                "Returned to the vendor: %(codes)s",
                codes=", ".join(own.mapped("code")),
            )
            prebook.message_post(body=text)
            prebook._tell_salesperson("mail_activity_type_resupply", text)


class K2kAwb(models.Model):
    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    def _note_credit(self, credit):
        """Tell, where the boxes flew, that the vendor may be asked for a credit."""
        for awb in self:
            awb.message_post(
                body=self.env._(
                    "A credit is proposed for what is missing: %(credit)s. Send it to "
                    "the vendor.",
                    credit=credit._get_html_link(),
                )
            )


class K2kCreditLine(models.Model):
    _inherit = "k2k.credit.line"

    def _drop(self):
        """Take these off credits that were not sent; empty ones go."""
        emptied = self.credit_id
        self.unlink()
        emptied = emptied.filtered(lambda credit: not credit.line_ids)
        fresh = emptied.filtered(lambda credit: credit.state == "new")
        (emptied - fresh).state = "withdrawn"
        fresh.unlink()
