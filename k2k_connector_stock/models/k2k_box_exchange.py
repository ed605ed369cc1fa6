# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.scan import code_of


class K2kBox(models.Model):
    """A box that comes instead of another one: the buyer's side."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def _exchange(self, shipped):
        """These boxes, on their way, are replaced by others of the same contents.

        The old ones are cancelled; the new ones take their places on AWB, order and
        bill.

        :param list shipped: a ``ShipmentBox`` for each of these boxes, in their order
        :return: the new boxes
        """
        self._lock()
        news = self.browse()
        for awb, own in self.grouped("awb_id").items():
            told = [box for old, box in zip(self, shipped, strict=True) if old in own]
            news |= own._create_instead(awb, told)
        self.with_context(k2k_withdrawn=True)._give_up()
        # states are nobody's to type; the vendor's message causes them
        self.sudo().write({"state": "cancelled", "note": False})
        news._expect_again()
        news._estimate_costs()
        return news

    def _create_instead(self, awb, shipped):
        """The new boxes' rows; they are missing until they are received again."""
        lines = self.purchase_line_id.grouped("k2k_line_ref")
        packages = self._create_packages(awb, shipped)
        lots = self._find_or_create_lots(awb, lines, shipped)
        return (
            self.sudo()
            .create(
                [
                    {
                        **self._prepare_from_line(old.purchase_line_id),
                        **self._prepare_from_shipment(awb, box, package, lot),
                        "receipt_move_id": old.receipt_move_id.id,
                        "vendor_bill_id": old.sudo().vendor_bill_id.id,
                        "dont_open": old.dont_open,
                        "state": "missing",
                    }
                    for old, box, package, lot in zip(
                        self, shipped, packages, lots, strict=True
                    )
                ]
            )
            .sudo(False)
        )


class K2kAwb(models.Model):
    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _receive_shipment_changed(self, connection, message):
        """Another reference, or other boxes."""
        if not message.exchanged:
            return super()._receive_shipment_changed(connection, message)
        order = self._find_order(connection, message.po_ref)
        self.env["k2k.staging.job"]._check_none(orders=order)
        boxes = self._find_exchanged(order, message.exchanged)
        shipped = [row.box for row in message.exchanged]
        self._check_codes(connection, [code_of(box.code) for box in shipped])
        awbs = boxes.awb_id
        boxes._exchange(shipped)
        for awb in awbs:
            awb.message_post(
                body=self.env._(
                    "The vendor sends other boxes (%(who)s): %(codes)s",
                    who=message.sender,
                    codes=", ".join(
                        f"{code_of(row.code)} → {code_of(row.box.code)}"
                        for row in message.exchanged
                    ),
                )
            )
        return {"boxes": len(shipped)}

    @api.model
    def _find_exchanged(self, order, exchanged):
        """:return: our box of each row, in their order; :raise UserError: not so"""
        found = (
            self.env["k2k.box"]
            .search(
                [
                    ("purchase_line_id", "in", order.order_line.ids),
                    ("code", "in", [code_of(row.code) for row in exchanged]),
                    ("state", "=", "staged"),
                    ("awb_id.state", "=", "open"),
                ]
            )
            .grouped("code")
        )
        boxes = self.env["k2k.box"]
        for row in exchanged:
            box = found.pop(code_of(row.code), self.env["k2k.box"])
            if not box:
                raise UserError(
                    self.env._(
                        "Box %(code)s is not on its way to the buyer any more.",
                        code=row.code,
                    )
                )
            same = (
                box.purchase_line_id.k2k_line_ref == row.box.line_ref
                and not box.product_uom_id.compare(box.quantity, row.box.quantity)
                and code_of(row.box.code)
            )
            if not same:
                raise UserError(
                    self.env._(
                        "Box %(new)s does not hold what %(old)s does.",
                        new=row.box.code,
                        old=row.code,
                    )
                )
            boxes |= box
        return boxes
