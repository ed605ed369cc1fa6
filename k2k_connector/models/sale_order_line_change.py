# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """Changes of an order that stands in two companies' books, both sides."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # Buyer
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """A line added to a confirmed order is held and ordered at once."""
        lines = super().create(vals_list)
        added = lines.filtered(lambda ln: ln.k2k_is_k2k and ln.state == "sale")
        if added:
            for order, own in added.grouped("order_id").items():
                order._k2k_hold_lines(own)
            self.env["k2k.prebook"]._create_from_lines(added)
        return lines

    def write(self, vals):
        self._k2k_check_fixed(vals)
        if "product_uom_qty" in vals and not self.env.context.get("k2k_boxes_known"):
            if self._k2k_change_boxes(vals["product_uom_qty"]):
                # core notes it on purchase orders, which whoever sells need not read
                return super(SaleOrderLine, self.sudo()).write(vals)
        return super().write(vals)

    def _k2k_change_boxes(self, quantity):
        """Tell the vendor how many boxes the customer wants now.

        :return: whether a vendor was told
        :raise UserError: the vendor has confirmed, or has no more boxes
        """
        changed = self.filtered(
            lambda ln: ln.product_uom_qty != quantity
            and (
                (ln.state == "sale" and ln.k2k_is_k2k)
                or (ln.state != "cancel" and ln.k2k_peer_line_ref)
            )
        )
        if changed.filtered("k2k_peer_line_ref"):
            raise UserError(
                self.env._(
                    "The buyer's customer counts on these boxes. Use “Cancel Boxes”: "
                    "the buyer is told why."
                )
            )
        if changed:
            self.check_access("write")
        for line in changed:
            # the right to change the customer's order was checked by core's write
            prebook_line = line.sudo().k2k_prebook_line_ids.sorted("id")[-1:]
            if prebook_line:
                prebook_line._change_boxes(quantity)
                line.k2k_held_boxes = int(quantity)
        return bool(changed)

    def _k2k_lower(self, boxes):
        """The customer gets so many boxes less, and the vendor knows already."""
        # core notes it on purchase orders, which whoever sells need not read
        line = self.sudo().with_context(k2k_boxes_known=True)
        line.product_uom_qty -= boxes

    # ------------------------------------------------------------------
    # Vendor
    # ------------------------------------------------------------------
    def unlink(self):
        """Deleting a line of a buyer's order cancels its boxes there, too."""
        for order, lines in (
            self.filtered(
                lambda ln: ln.k2k_peer_line_ref and ln.state in ("draft", "sent")
            )
            .grouped("order_id")
            .items()
        ):
            # the last lines can't go without the order
            order._k2k_tell_deleted(lines)
        return super().unlink()

    def _k2k_choice_of_boxes(self):
        """Boxes that may go on this vendor's line: the held ones and free equals.

        Equal: the same product and number of units, on shelves of the warehouse.
        """
        self.ensure_one()
        # whoever ships need not see holds or the publisher's rules
        line = self.sudo()
        held = line.k2k_hold_ids.package_ids
        units = line.product_uom_id._compute_quantity(
            1.0, line.product_id.uom_id, round=False
        )
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "=", line.product_id.id),
                    ("company_id", "=", line.company_id.id),
                    (
                        "location_id",
                        "child_of",
                        line.warehouse_id.lot_stock_id.id,
                    ),
                    ("package_id", "!=", False),
                    ("package_id.k2k_hold_id", "=", False),
                    ("package_id.k2k_on_hold", "=", False),
                    ("quantity", "=", units),
                    ("reserved_quantity", "=", 0),
                ]
            )
        )
        return held | quants.package_id.filtered(lambda p: len(p.quant_ids) == 1)

    def _k2k_choose_boxes(self, count, wanted=None):
        """Which boxes of this vendor's line are given up.

        :return: (packages, their codes when they have been shipped, else None)
        """
        self.ensure_one()
        if self.state != "sale" and not wanted:
            # nothing is packed or shipped yet: the hold knows what it gives back
            return self.env["stock.package"], None
        held = self.k2k_hold_ids.package_ids
        out = self.order_id._k2k_shipped_lines().filtered(
            lambda ml: ml.move_id.sale_line_id == self
        )
        out = out.package_id & self.order_id._k2k_packages_out()
        chosen = ((held | out) & wanted) if wanted else (held | out)
        if len(chosen) < count:
            raise UserError(
                self.env._(
                    "%(product)s has only %(count)s boxes on this order.",
                    product=self.product_id.display_name,
                    count=len(chosen),
                )
            )
        chosen = chosen[:count]
        return chosen, (chosen & out).mapped("name") or None

    def _k2k_lower_vendor_line(self, count, packages):
        """Lower the line, and put boxes that have not left back on the shelf."""
        self.ensure_one()
        hold = self.k2k_hold_ids
        back = hold.package_ids & packages
        if self.state == "sale":
            moves = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
            moves.move_line_ids.filtered(lambda ml: ml.package_id in back).unlink()
            packages_out = count - len(back)
            # what has left and come back needs no procurement, in either direction
            if packages_out:
                self.with_context(
                    k2k_boxes_known=True, skip_procurement=True
                ).product_uom_qty -= packages_out
            back.write({"k2k_hold_id": False})
            if len(back):
                self._k2k_lower(len(back))
        else:
            hold._give_back(back)
            if count > len(back):
                hold._give_back_boxes(count - len(back))
            self._k2k_lower(count)
        hold.invalidate_recordset(["boxes"])
        if hold and not hold.boxes:
            hold._release()
